"""A renewal as plain text: what is due, only that, and when the next comes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cli.talk import RIGHT, SMALL, WRONG, Said, begin, copy_small, say
from support.kit import Clock
from support.story import small
from watchword.kit import Kit
from watchword.session import open_session

EVERY = tuple(one.id for one in small().guidelines)


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Somebody who did everything on the fifth of January, handed it over, and comes back in February."""
    kit = begin(tmp_path, *EVERY)
    say(tmp_path, "check", kit=kit)
    say(tmp_path, "export", "--to", str(tmp_path / "out"), kit=kit)
    assert isinstance(kit.now, Clock)
    kit.now.forward(days=40)
    return kit


def walk(folder: Path, kit: Kit, *typed: str, checklist: Path = SMALL) -> Said:
    return say(folder, "--plain", kit=kit, typed=typed, checklist=checklist, interactive=True)


def test_what_is_due_comes_first_and_how_long_it_takes(tmp_path: Path, kit: Kit) -> None:
    said = walk(tmp_path, kit, "q").out
    assert "7 due, about 5 minutes. Only this is asked, and nothing else of the guide." in said
    assert "Thinking first (think-first): due since 5 February 2026, in grace until" in said


def test_only_the_question_is_asked_and_then_the_next_day_is_named(tmp_path: Path, kit: Kit) -> None:
    said = walk(tmp_path, kit, "", *[RIGHT] * 7, "q")
    assert said.status == 0
    assert "You have read this before; m shows the why and the how again." in said.out
    assert "Attest" not in said.out
    told = " ".join(said.out.split())
    assert "Small guide: nothing is due until " in told


def test_a_miss_ends_the_sitting_all_the_same(tmp_path: Path, kit: Kit) -> None:
    said = walk(tmp_path, kit, "", WRONG, *[RIGHT] * 6, "q")
    assert said.status == 1
    assert "Another question on this comes on 21 February 2026." in " ".join(said.out.split())
    assert "6 of 7 done" in said.out


def test_it_may_be_put_off(tmp_path: Path, kit: Kit) -> None:
    said = walk(tmp_path, kit, "2", "q")
    assert "Put off until 21 February 2026." in said.out
    assert say(tmp_path, "status", kit=kit).status == 0


def test_somebody_on_the_first_walk_is_not_told_of_what_is_due(tmp_path: Path) -> None:
    kit = begin(tmp_path, *EVERY[:4])
    assert isinstance(kit.now, Clock)
    kit.now.forward(days=40)
    assert "Only this is asked" not in walk(tmp_path, kit, "q").out


def test_a_changed_rule_is_read_with_what_it_said(tmp_path: Path) -> None:
    guide = copy_small(tmp_path / "guide")
    kit = begin(tmp_path, *EVERY)
    path = guide / "basics.toml"
    data = path.read_text()
    rule = next(line for line in data.splitlines() if line.startswith("rule = "))
    former = f'[[guideline.former]]\nrevision = 1\n{rule}\nuntil = 2026-01-05\nwhy = "Typing came first."\n\n'
    data = data.replace(rule, 'rule = "Think before you type, and after."\nrevision = 2', 1)
    path.write_text(data.replace("[[guideline.why.case]]", f"{former}[[guideline.why.case]]", 1))
    say(tmp_path, "check", kit=kit)
    said = " ".join(walk(tmp_path, kit, "", RIGHT, "yes", "q", checklist=guide).out.split())
    assert "Since last time: The rule “Thinking first” was changed. Typing came first." in said
    assert "Rule: Think before you type, and after." in said
    assert "This was changed on 5 January 2026. Typing came first. It said: You keep thinking" in said
    assert "You gave your word; it is recorded." in said


def test_a_waiver_that_ends_soon_is_named(tmp_path: Path, kit: Kit) -> None:
    session = open_session(kit, SMALL)
    ends = (kit.now().date() + timedelta(10)).isoformat()
    said = {"reason": "No stick yet", "approved_by": "lead@example.org", "ends": ends}
    session.note_all([("waived", {"guideline": "clear-desk", **said})])
    session.close()
    assert "The waiver for “" in walk(tmp_path, kit, "q").out
    told = say(tmp_path, "status", "--all", kit=kit).out
    assert "approved by lead@example.org: No stick yet" in " ".join(told.split())
