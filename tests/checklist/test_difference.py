"""What two states of a checklist differ in, and whom it asks what."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchword.checklist.difference import Change, Difference, Effect, compare
from watchword.checklist.load import load

if TYPE_CHECKING:
    from tests.checklist.conftest import Draft

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
RULE = 'rule = "You keep the screen locked the way the team agreed."'
SENTENCE = "I lock"


def against(draft: Draft) -> Difference:
    return compare(load(SMALL), load(draft.folder))


def only(draft: Draft) -> Change:
    (change,) = against(draft).changes
    return change


def test_a_copy_differs_in_nothing(draft: Draft) -> None:
    found = against(draft)
    assert (found.changes, found.limits, found.policy) == ((), {}, {})


def test_a_comment_and_a_line_break_in_a_rule_change_nothing(draft: Draft) -> None:
    draft.change("basics", "[[guideline]]", "# a word to whoever reads this\n[[guideline]]")
    draft.change("basics", RULE, 'rule = """\nYou keep the screen locked\nthe way the team agreed."""')
    assert against(draft).changes == ()


def test_another_rule_of_the_same_revision_asks_nobody_and_is_called_silent(draft: Draft) -> None:
    draft.change("basics", RULE, 'rule = "You lock it."')
    change = only(draft)
    assert (change.effect, change.parts, change.is_silent) == (Effect.NOBODY, ("rule",), True)


def test_another_title_asks_nobody_and_is_nothing_to_tell(draft: Draft) -> None:
    draft.change("basics", 'title = "The screen locked"', 'title = "A locked screen"')
    change = only(draft)
    assert (change.effect, change.parts, change.is_silent) == (Effect.NOBODY, ("title",), False)


def test_a_raised_revision_asks_again(draft: Draft) -> None:
    draft.change("basics", RULE, f"{RULE}\nrevision = 2")
    change = only(draft)
    assert (change.effect, change.asks) == (Effect.AGAIN, True)


def test_a_lowered_revision_is_a_mistake(tmp_path: Path, draft: Draft) -> None:
    raised = Path(shutil.copytree(SMALL, tmp_path / "raised"))
    text = (raised / "basics.toml").read_text("utf-8")
    (raised / "basics.toml").write_text(text.replace(RULE, f"{RULE}\nrevision = 2"), "utf-8")
    (change,) = compare(load(raised), load(draft.folder)).changes
    assert (change.effect, change.asks) == (Effect.LOWER, False)


def test_a_guideline_that_moves_to_another_section_stays_the_same(draft: Draft) -> None:
    text = draft.path("basics").read_text("utf-8")
    start = text.index("[[guideline]]", text.index('id = "one-password"'))
    draft.path("basics").write_text(text[:start], "utf-8")
    draft.add("code", f"\n{text[start:]}")
    changes = against(draft).changes
    assert {(one.guideline.id, one.is_moved, one.asks) for one in changes} == {
        ("clear-desk", True, False),
        ("tell-team", True, False),
    }


def test_a_new_guideline_asks_and_one_that_is_gone_does_not(draft: Draft) -> None:
    draft.change("basics", 'id = "tell-team"', 'id = "speak-up"')
    found = against(draft)
    assert {one.guideline.id: one.effect for one in found.changes} == {
        "speak-up": Effect.NEW,
        "tell-team": Effect.GONE,
    }
    assert [one.guideline.id for one in found.asking] == ["speak-up"]


def test_another_id_for_the_same_rule_is_noticed(draft: Draft) -> None:
    draft.change("basics", 'id = "tell-team"', 'id = "speak-up"')
    assert [(old.id, new.id) for old, new in against(draft).renamed] == [("tell-team", "speak-up")]


@pytest.mark.parametrize(
    ("audience", "effect"),
    [
        ('["everyone"]', Effect.WIDER),
        ('["developer", "responder"]', Effect.WIDER),
        ('["responder"]', Effect.WIDER),
    ],
)
def test_one_that_is_for_more_people_asks_those(draft: Draft, audience: str, effect: Effect) -> None:
    draft.change("code", 'applies_to = ["developer"]', f"applies_to = {audience}")
    assert only(draft).effect is effect


def test_one_that_is_for_fewer_people_asks_nobody(draft: Draft) -> None:
    draft.change("basics", 'applies_to = ["everyone"]', 'applies_to = ["developer"]')
    change = only(draft)
    assert (change.effect, change.parts) == (Effect.NOBODY, ("those it is for",))


def test_limits_and_policy_values_stand_with_what_they_were(draft: Draft) -> None:
    draft.change("checklist", "value = ", "value = 1")
    draft.add("checklist", "\n[renewal]\nattestation = 180\n")
    found = against(draft)
    assert found.limits == {"attestation": (365, 180)}
    ((old, new),) = [found.policy["lock_after_minutes"]]
    assert str(new) == f"1{old}"
