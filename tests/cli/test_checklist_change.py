"""`watchword checklist diff` and `bump`, as whoever looks after a checklist meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.talk import begin, copy_small, say, value
from support.kit import SMALL
from support.story import small
from watchword.checklist.load import load

RULE = 'rule = "You keep the screen locked the way the team agreed."'
SHORT = 'rule = "You lock it."'
RAISED = f"{SHORT}\nrevision = 2"


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """A folder with the record of one person who did everything."""
    kit = begin(tmp_path / "person", *(one.id for one in small().guidelines))
    say(tmp_path / "person", "check", kit=kit)
    say(tmp_path / "person", "export", "--to", str(tmp_path / "received"), kit=kit)
    return tmp_path / "received"


def test_it_says_what_is_asked_again_and_of_how_many(tmp_path: Path, received: Path) -> None:
    target = copy_small(tmp_path, (RULE, RAISED))
    said = say(tmp_path, "checklist", "diff", str(SMALL), str(target), "--records", str(received))
    assert said.status == 1
    told = " ".join(said.out.split())
    assert "Asked again: lock-screen: The screen locked (rule; revision 1 → 2; 1 person)" in told
    assert (
        "Of 1 person, by their newest records, 1 will be asked, nobody about more than 1 guideline." in told
    )
    assert "will not see what it read before: lock-screen" in " ".join(said.err.split())


def test_it_says_when_nobody_will_be_told_of_another_wording(tmp_path: Path) -> None:
    target = copy_small(tmp_path, (RULE, SHORT))
    said = say(tmp_path, "checklist", "diff", str(SMALL), str(target))
    assert said.status == 0
    assert "Nobody is asked anything because of it." in said.out
    assert "in lock-screen, and nobody will be told" in " ".join(said.err.split())


def test_as_json_people_are_numbers_only(tmp_path: Path, received: Path) -> None:
    target = copy_small(tmp_path, (RULE, RAISED))
    said = say(tmp_path, "checklist", "diff", str(SMALL), str(target), "--records", str(received), "--json")
    found = value(said)
    assert found["people"] == {"known": 1, "asked": 1, "perhaps": 0, "left_out": {}}
    (change,) = found["changes"]
    assert (change["guideline"], change["effect"], change["revision"], change["asked"]) == (
        "lock-screen",
        "asked again",
        [1, 2],
        1,
    )
    assert "example.org" not in said.out


def test_an_empty_folder_counts_nobody(tmp_path: Path) -> None:
    target = copy_small(tmp_path, (RULE, RAISED))
    (tmp_path / "none").mkdir()
    said = say(tmp_path, "checklist", "diff", str(SMALL), str(target), "--records", str(tmp_path / "none"))
    assert "so nobody is counted" in " ".join(said.out.split())


def test_two_checklists_are_not_compared(tmp_path: Path) -> None:
    target = copy_small(tmp_path, ('id = "small"', 'id = "large"'))
    said = say(tmp_path, "checklist", "diff", str(SMALL), str(target))
    assert said.status == 2
    assert "These are two checklists" in said.err


def test_what_was_raised_is_asked_again_by_the_next_look(tmp_path: Path) -> None:
    target = copy_small(tmp_path, (RULE, SHORT))
    said = say(tmp_path, "checklist", "bump", "--all", "--since", str(SMALL), "--in", str(target))
    assert said.out == "lock-screen: revision 1 → 2 (basics.toml)\n"
    assert "Raise `version` in checklist.toml as well." in said.err
    found = say(tmp_path, "checklist", "diff", str(SMALL), str(target))
    assert "Asked again" in found.out
    assert found.err == ""


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    target = copy_small(tmp_path, (RULE, SHORT))
    before = load(target).sha256
    said = say(
        tmp_path,
        "checklist",
        "bump",
        "--all",
        "--dry-run",
        "--json",
        "--since",
        str(SMALL),
        "--in",
        str(target),
    )
    assert [one["guideline"] for one in value(said)] == ["lock-screen"]
    assert load(target).sha256 == before


def test_without_a_name_it_asks_for_one(tmp_path: Path) -> None:
    said = say(tmp_path, "checklist", "bump")
    assert said.status == 2
    assert "Name a guideline, or add --all." in said.err


def test_nothing_to_raise_is_said(tmp_path: Path) -> None:
    target = copy_small(tmp_path)
    said = say(tmp_path, "checklist", "bump", "--all", "--since", str(SMALL), "--in", str(target))
    assert (said.status, said.out) == (0, "")
    assert "Nothing has to be raised." in said.err
