"""Raising revisions in the files: what was said before is kept, and nothing else in them changes."""

from __future__ import annotations

import difflib
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword import toml
from watchword.checklist.bump import Bump, bump, choose
from watchword.checklist.difference import compare
from watchword.checklist.load import build, load, read
from watchword.checklist.locate import bundled
from watchword.checklist.model import Guideline
from watchword.errors import ChecklistError, UsageError

if TYPE_CHECKING:
    from tests.checklist.conftest import Draft

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
BUNDLED = Path(str(bundled() / "security"))
IDS = [one.id for one in load(BUNDLED).guidelines]
RULE = 'rule = "You keep the screen locked the way the team agreed."'
TODAY = date(2026, 11, 27)


def raised(folder: Path, *named: str, every: bool = False, why: str = "", before: Path = SMALL) -> list[Bump]:
    """Raise guidelines in the files of `folder`."""
    drafts = read(before), read(folder)
    changes = choose(compare(build(drafts[0]), build(drafts[1])), named, every)
    texts, done = bump(drafts[1], changes, TODAY, why)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return done


def of(draft: Draft, name: str) -> Guideline:
    return {one.id: one for one in load(draft.folder).guidelines}[name]


def test_the_revision_rises_and_the_old_rule_is_kept_with_day_and_reason(draft: Draft) -> None:
    draft.change("basics", RULE, 'rule = "You lock it."')
    assert raised(draft.folder, "lock-screen", why="Desks are shared now.") == [
        Bump("lock-screen", "basics.toml", 1, 2)
    ]
    found = of(draft, "lock-screen")
    (former,) = found.former
    assert (found.rule, found.revision) == ("You lock it.", 2)
    assert former.rule == "You keep the screen locked the way the team agreed."
    assert (former.revision, former.until, former.why) == (1, TODAY, "Desks are shared now.")
    assert former.attestation is None


def test_a_sentence_that_was_signed_is_kept_where_it_reads_differently(draft: Draft) -> None:
    old = {one.id: one for one in load(SMALL).guidelines}["lock-screen"].attestation.text
    draft.change("basics", f'"{old}"', '"I lock it."')
    raised(draft.folder, "lock-screen")
    found = of(draft, "lock-screen")
    assert found.former[0].attestation == old


def test_what_it_said_before_is_kept_with_the_policy_value_of_then(tmp_path: Path, draft: Draft) -> None:
    draft.change("basics", RULE, 'rule = "You lock it within {lock_after_minutes} minutes."')
    before = Path(shutil.copytree(draft.folder, tmp_path / "before"))
    value = load(before).policy["lock_after_minutes"]
    draft.change("checklist", f"value = {value}", "value = 3")
    assert raised(draft.folder, every=True, before=before) == [Bump("lock-screen", "basics.toml", 1, 2)]
    found = of(draft, "lock-screen")
    assert found.rule == "You lock it within 3 minutes."
    assert found.former[0].rule == f"You lock it within {value} minutes."


def test_raised_twice_both_texts_are_kept_the_oldest_first(tmp_path: Path, draft: Draft) -> None:
    draft.change("basics", RULE, 'rule = "You lock it."')
    raised(draft.folder, "lock-screen")
    second = tmp_path / "second"
    second.mkdir()
    for path in draft.folder.glob("*.toml"):
        (second / path.name).write_bytes(path.read_bytes())
    draft.change("basics", 'rule = "You lock it."', 'rule = "You lock it at once."')
    raised(draft.folder, "lock-screen", before=second)
    found = of(draft, "lock-screen")
    assert found.revision == 3
    assert [one.rule for one in found.former] == [
        "You keep the screen locked the way the team agreed.",
        "You lock it.",
    ]


def test_all_takes_what_nobody_would_be_told_of_and_dates_what_is_new(draft: Draft) -> None:
    draft.change("basics", RULE, 'rule = "You lock it."')
    draft.change("basics", 'title = "The desk clear"', 'title = "A clear desk"')
    draft.change("basics", 'id = "tell-team"', 'id = "speak-up"')
    assert raised(draft.folder, every=True) == [
        Bump("lock-screen", "basics.toml", 1, 2),
        Bump("speak-up", "basics.toml", 1, 1, TODAY),
    ]
    assert raised(draft.folder, every=True) == []


def test_a_revision_raised_by_hand_gets_the_text_it_lacks(draft: Draft) -> None:
    draft.change("basics", RULE, 'rule = "You lock it."\nrevision = 2')
    assert raised(draft.folder, every=True) == [Bump("lock-screen", "basics.toml", 1, 2)]
    assert of(draft, "lock-screen").former[0].revision == 1


def test_one_that_was_raised_already_is_not_raised_again(draft: Draft) -> None:
    raised(draft.folder, "lock-screen")
    with pytest.raises(UsageError, match="raised already"):
        raised(draft.folder, "lock-screen")


def test_an_id_that_is_not_there_is_named(draft: Draft) -> None:
    with pytest.raises(UsageError, match="no guideline 'lock-scren'"):
        raised(draft.folder, "lock-scren")


def test_line_ends_of_windows_stay(draft: Draft) -> None:
    path = draft.path("basics")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    raised(draft.folder, "lock-screen", "think-first")
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.count(b"revision = 2") == 2


def test_a_guideline_written_in_a_way_not_known_here_is_left_alone(draft: Draft) -> None:
    draft.change("basics", RULE, f"{RULE}\nformer = []")
    before = draft.path("basics").read_bytes()
    with pytest.raises(ChecklistError, match="could not be changed in place"):
        raised(draft.folder, "lock-screen")
    assert draft.path("basics").read_bytes() == before


@settings(max_examples=25, deadline=None)
@given(chosen=st.sets(st.sampled_from(IDS), min_size=1))
def test_whatever_is_raised_only_lines_are_added_and_the_rest_reads_the_same(chosen: set[str]) -> None:
    draft = read(BUNDLED)
    whole = build(draft)
    texts, done = bump(draft, choose(compare(whole, whole), chosen, every=False), TODAY)
    assert {one.guideline for one in done} == chosen
    for name, text in texts.items():
        old = draft.texts[name]
        lines = difflib.ndiff(old.splitlines(), text.splitlines(), linejunk=None)
        assert not [line for line in lines if line.startswith("- ")]
        values = toml.parse(text.encode())
        for one in values["guideline"]:
            if one["id"] in chosen:
                assert (one.pop("revision"), one.pop("former")[0]["revision"]) == (2, 1)
        assert values == toml.parse(old.encode())
