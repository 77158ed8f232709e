"""What two states of a checklist differ in, and what people are asked because of it. Pure.

Guidelines are told apart by their ids alone, so one may be reworded, renamed or moved to another section and
stays the same to those who gave their word on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from watchword.checklist.model import Checklist, Guideline
from watchword.checklist.renewal import Renewal

PARTS = {
    "title": ("title",),
    "rule": ("rule", "strength"),
    "sentence to sign": ("attestation",),
    "questions": ("question",),
    "explanation": ("why", "beyond"),
    "steps": ("how",),
    "checks and drills": ("check", "drill"),
    "those it is for": ("applies_to",),
    "stake": ("high_stake",),
}
"""The parts of a guideline that are told apart, and the fields of each."""


class Effect(StrEnum):
    """What a change means for people."""

    NEW = "new"
    """Nobody knows it yet: it is put to everybody it is for."""
    AGAIN = "asked again"
    """Its revision rose: whoever gave their word before is asked again."""
    WIDER = "for more people"
    """It is put to those it was not for before; nobody is asked again."""
    NOBODY = "asks nobody"
    """Its texts differ, its revision is the same."""
    GONE = "gone"
    """It is asked no more; what people recorded about it stays in their journals."""
    LOWER = "revision lowered"
    """A mistake: whoever gave their word on the higher revision would never be asked again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One guideline that differs: before and after, what it means, the parts that differ, and whether it
    stands in another section now."""

    before: Guideline | None
    after: Guideline | None
    effect: Effect
    parts: tuple[str, ...] = ()
    is_moved: bool = False

    @property
    def guideline(self) -> Guideline:
        """The guideline as it is now, or as it was where it is gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is there
        return found

    @property
    def asks(self) -> bool:
        """Whether anybody is asked anything because of it."""
        return self.effect in (Effect.NEW, Effect.AGAIN, Effect.WIDER)

    @property
    def is_silent(self) -> bool:
        """Whether what people sign or follow reads differently, and nobody is told."""
        return self.effect is Effect.NOBODY and bool({"rule", "sentence to sign"} & set(self.parts))


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs: guidelines in the order of the walk, the limits of renewal, values of the policy.

    Limits and values are by name, each with what it was and what it is; `None` where there is none.
    """

    before: Checklist
    after: Checklist
    changes: tuple[Change, ...]
    limits: dict[str, tuple[Any, Any]]
    policy: dict[str, tuple[Any, Any]]

    @property
    def asking(self) -> tuple[Change, ...]:
        """The changes that ask anybody anything."""
        return tuple(one for one in self.changes if one.asks)

    @property
    def renamed(self) -> tuple[tuple[Guideline, Guideline], ...]:
        """Guidelines that look as if only their id had changed: the old one and the new one."""
        gone = {one.guideline.rule_sha256: one.guideline for one in self.changes if one.effect is Effect.GONE}
        new = (one.guideline for one in self.changes if one.effect is Effect.NEW)
        return tuple((gone[one.rule_sha256], one) for one in new if one.rule_sha256 in gone)


def compare(before: Checklist, after: Checklist) -> Difference:
    """Return what two states of one checklist differ in."""
    old = {one.id: (section.id, one) for section in before.sections for one in section.guidelines}
    new = {one.id for one in after.guidelines}
    changes = [
        change
        for section in after.sections
        for one in section.guidelines
        if (change := _change(old.get(one.id), section.id, one)) is not None
    ]
    gone = (Change(one, None, Effect.GONE) for name, (_, one) in old.items() if name not in new)
    limits = {name: getattr(before.renewal, name) for name in Renewal.model_fields}
    return Difference(
        before,
        after,
        (*changes, *gone),
        dict(_differing(limits, {name: getattr(after.renewal, name) for name in limits})),
        dict(_differing(before.policy, after.policy)),
    )


def _change(known: tuple[str, Guideline] | None, section: str, after: Guideline) -> Change | None:
    if known is None:
        return Change(None, after, Effect.NEW)
    old_section, before = known
    parts = tuple(part for part, names in PARTS.items() if _values(before, names) != _values(after, names))
    is_moved = section != old_section
    effect = _effect(before, after)
    if effect is Effect.NOBODY and not parts and not is_moved:
        return None
    return Change(before, after, effect, parts, is_moved)


def _effect(before: Guideline, after: Guideline) -> Effect:
    if after.revision < before.revision:
        return Effect.LOWER
    if after.revision > before.revision:
        return Effect.AGAIN
    return Effect.WIDER if _is_wider(before, after) else Effect.NOBODY


def _is_wider(before: Guideline, after: Guideline) -> bool:
    """Whether somebody is among those it is for who was not before."""
    old, new = set(before.applies_to), set(after.applies_to)
    return "everyone" not in old and bool(new - old)


def _values(guideline: Guideline, names: tuple[str, ...]) -> list[Any]:
    # Line breaks in a text are no change: what is shown is the same.
    values = (getattr(guideline, name) for name in names)
    return [" ".join(value.split()) if isinstance(value, str) else value for value in values]


def _differing(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield name, (before.get(name), after.get(name))
