"""What two states of a checklist differ in, as lines to read and as a value for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchword.checklist.bump import Bump
from watchword.checklist.difference import Change, Difference, Effect
from watchword.cli.prose import wrap
from watchword.cli.words import join
from watchword.text import clean, count

if TYPE_CHECKING:
    from watchword.record.received import Received, Touched

_HEADINGS = {
    Effect.LOWER: "Mistakes: the revision went down",
    Effect.AGAIN: "Asked again",
    Effect.NEW: "New",
    Effect.WIDER: "For more people than before",
    Effect.NOBODY: "Reads differently, asks nobody",
    Effect.GONE: "Gone, asked no more",
}


@dataclass(frozen=True, slots=True)
class People:
    """The records that were looked at, and whom each change touches by guideline."""

    received: Received
    touched: Mapping[str, Touched]

    @property
    def asked(self) -> frozenset[str]:
        """Everybody who is asked something."""
        return frozenset().union(*(one.asked for one in self.touched.values()))

    @property
    def perhaps(self) -> frozenset[str]:
        """Everybody who may be, and is not sure to be."""
        return frozenset().union(*(one.perhaps for one in self.touched.values())) - self.asked


def difference_lines(difference: Difference, people: People | None) -> Iterator[str]:
    """Yield every change under what it means, and then the limits and values that differ."""
    before, after = difference.before, difference.after
    yield f"{after.title}, version {before.version} \N{RIGHTWARDS ARROW} {after.version}"
    for effect, heading in _HEADINGS.items():
        changes = [one for one in difference.changes if one.effect is effect]
        if changes:
            yield from ("", f"{heading}:")
        for one in changes:
            yield from wrap(_said(one, people), indent="    ", first="  ")
    for heading, values in (
        ("Limits of renewal, which move the days on which things are due", difference.limits),
        ("Policy values", difference.policy),
    ):
        if values:
            yield from ("", f"{heading}:")
        for name, (old, new) in values.items():
            said = f"{name}: {_value(old)} \N{RIGHTWARDS ARROW} {_value(new)}"
            yield from wrap(said, indent="    ", first="  ")


def people_lines(difference: Difference, people: People) -> Iterator[str]:
    """Yield how many people are asked something, and which files say nothing of it."""
    known = len(people.received.newest)
    if not known:
        yield "No record of this checklist lies in the folder, so nobody is counted."
    else:
        whom = count(known, "person", "people")
        said = f"Of {whom}, by their newest records, {len(people.asked)} will be asked"
        more = f", {len(people.perhaps)} more perhaps" if people.perhaps else ""
        each = max(
            (sum(who in one.asked for one in people.touched.values()) for who in people.asked), default=0
        )
        most = f", nobody about more than {count(each, 'guideline')}" if each else ""
        yield f"{said}{more}{most}."
    for name, why in people.received.left_out.items():
        yield f"Left out: {name}. {why}"


def hints(difference: Difference) -> Iterator[str]:
    """Yield what whoever publishes this should know first."""
    for old, new in difference.renamed:
        yield (
            f"{new.id} reads as {old.id} did. Keep the id {old.id}: under another one it is new to "
            "everybody, and their word on the old one is lost."
        )
    if lower := [one.guideline.id for one in difference.changes if one.effect is Effect.LOWER]:
        yield f"Raise the revision again: {join(lower)}. It never goes down."
    if silent := [one.guideline.id for one in difference.changes if one.is_silent]:
        yield (
            f"What people follow or sign reads differently in {join(silent)}, and nobody will be told. If "
            "the meaning changed, `watchword checklist bump` raises the revision."
        )
    if bare := [one.guideline.id for one in difference.changes if _lacks_former(one)]:
        yield (
            f"People will not see what it read before: {join(bare)}. `watchword checklist bump` keeps the "
            "old text beside the new one."
        )


def difference_value(difference: Difference, people: People | None) -> dict[str, Any]:
    """Everything for JSON; people only as numbers."""
    value: dict[str, Any] = {
        "checklist": difference.after.id,
        "before": {"version": difference.before.version, "sha256": difference.before.sha256},
        "after": {"version": difference.after.version, "sha256": difference.after.sha256},
        "changes": [_change_value(one, people) for one in difference.changes],
        "limits": {name: [_plain(old), _plain(new)] for name, (old, new) in difference.limits.items()},
        "policy": {name: [_plain(old), _plain(new)] for name, (old, new) in difference.policy.items()},
        "hints": list(hints(difference)),
    }
    if people is not None:
        value["people"] = {
            "known": len(people.received.newest),
            "asked": len(people.asked),
            "perhaps": len(people.perhaps),
            "left_out": people.received.left_out,
        }
    return value


def bump_lines(done: list[Bump]) -> Iterator[str]:
    """Yield what was raised, or dated as new."""
    for one in done:
        said = (
            f"new since {one.added_on}"
            if one.added_on
            else f"revision {one.before} \N{RIGHTWARDS ARROW} {one.after}"
        )
        yield f"{one.guideline}: {said} ({one.file})"


def bump_value(done: list[Bump]) -> list[dict[str, Any]]:
    """The same for JSON."""
    return [
        {
            "guideline": one.guideline,
            "file": one.file,
            "before": one.before,
            "after": one.after,
            "added_on": one.added_on.isoformat() if one.added_on else None,
        }
        for one in done
    ]


def _said(change: Change, people: People | None) -> str:
    said = f"{change.guideline.id}: {change.guideline.title}"
    facts = list(change.parts)
    if change.before and change.after and change.before.revision != change.after.revision:
        facts.append(f"revision {change.before.revision} \N{RIGHTWARDS ARROW} {change.after.revision}")
    if change.is_moved:
        facts.append("in another section")
    if people and people.received.newest and change.guideline.id in people.touched:
        touched = people.touched[change.guideline.id]
        perhaps = f", {len(touched.perhaps)} more perhaps" if touched.perhaps else ""
        facts.append(f"{count(len(touched.asked), 'person', 'people')}{perhaps}")
    return f"{said} ({'; '.join(facts)})" if facts else said


def _change_value(change: Change, people: People | None) -> dict[str, Any]:
    touched = people.touched.get(change.guideline.id) if people else None
    value: dict[str, Any] = {
        "guideline": change.guideline.id,
        "title": change.guideline.title,
        "effect": str(change.effect),
        "parts": list(change.parts),
        "moved": change.is_moved,
        "revision": [one.revision if one else None for one in (change.before, change.after)],
    }
    return value | ({"asked": len(touched.asked), "perhaps": len(touched.perhaps)} if touched else {})


def _lacks_former(change: Change) -> bool:
    if change.effect is not Effect.AGAIN or change.before is None:
        return False
    return change.before.revision not in {one.revision for one in change.guideline.former}


def _value(value: Any) -> str:
    return clean(str(_plain(value)), limit=200)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
