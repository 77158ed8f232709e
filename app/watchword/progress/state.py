"""Checklist and events in, progress out: how far the person is, computed and never stored.

Pure: the same checklist and events give the same progress on every machine and every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from watchword.checklist.model import Checklist
from watchword.progress.answer import Answer
from watchword.progress.event import Event
from watchword.progress.profile import Profile
from watchword.progress.standing import Seen, Stage, Standing, Word


@dataclass(frozen=True)
class Progress:
    """How far one person is with one checklist."""

    checklist: Checklist
    profile: Profile | None
    standings: Mapping[str, Standing]
    place: str = ""
    count: int = 0
    challenge: str = ""
    """The nonce of the manager's challenge that was taken up last; empty when there was none."""

    @cached_property
    def applying(self) -> tuple[Standing, ...]:
        """The guidelines that apply, in walking order."""
        return tuple(standing for standing in self.standings.values() if standing.applies)

    @cached_property
    def done(self) -> tuple[Standing, ...]:
        """The guidelines that are done."""
        return tuple(standing for standing in self.applying if standing.is_done)

    @property
    def is_complete(self) -> bool:
        """Whether everything that applies is done."""
        return self.profile is not None and len(self.done) == len(self.applying)

    def with_stage(self, *stages: Stage) -> tuple[Standing, ...]:
        """The guidelines in one of these stages, in walking order."""
        return tuple(standing for standing in self.standings.values() if standing.stage in stages)


def compute(checklist: Checklist, events: Sequence[Event]) -> Progress:
    """Return the progress that these events, oldest first, add up to."""
    withdrawn = {_number(event, "of") for event in events if event.kind == "undone"}
    profile: Profile | None = None
    standings = {guideline.id: Standing(guideline) for guideline in checklist.guidelines}
    place = challenge = ""
    for event in events:
        if event.kind == "profile":
            profile = _profile(event)
        if event.kind == "challenge":
            challenge = str(event.fields["nonce"])
        name = str(event.fields.get("guideline", ""))
        if name in standings:
            standings[name] = _after(standings[name], event, event.n in withdrawn)
            place = name if event.kind != "checked" else place
    if profile is not None:
        standings = {name: _for(standing, profile) for name, standing in standings.items()}
    return Progress(checklist, profile, standings, place, len(events), challenge)


def advance(progress: Progress, event: Event) -> Progress | None:
    """Return the progress after one more event about a guideline, leaving the other standings as they are.

    `None` for the kinds that reach further (a profile, a withdrawal): then everything is computed again.
    """
    name = str(event.fields.get("guideline", ""))
    if event.kind in ("profile", "undone") or name not in progress.standings:
        return None
    standings = {**progress.standings, name: _after(progress.standings[name], event, False)}
    place = name if event.kind != "checked" else progress.place
    return replace(progress, standings=standings, place=place, count=event.n)


def undoable(events: Sequence[Event], since: int) -> Event | None:
    """Return the last answer, word or statement after event number `since` that is not withdrawn yet."""
    withdrawn = {_number(event, "of") for event in events if event.kind == "undone"}
    kinds = ("answered", "attested", "stated", "named")
    found = (e for e in reversed(events) if e.n > since and e.kind in kinds and e.n not in withdrawn)
    return next(found, None)


def _after(standing: Standing, event: Event, withdrawn: bool) -> Standing:
    """Return the standing once this event has happened."""
    fields = event.fields
    if event.kind == "opened":
        return replace(standing, opened=True)
    if event.kind == "answered":
        answer = Answer(
            event.n,
            event.at,
            str(fields["question"]),
            _number(event, "revision"),
            str(fields["option"]),
            bool(fields["right"]),
            _number(event, "attempt"),
            withdrawn,
        )
        return replace(standing, opened=True, answers=(*standing.answers, answer))
    if event.kind == "checked":
        seen = Seen(str(fields["outcome"]), event.at)
        known = {use.name for use in standing.guideline.check}
        name = str(fields["check"])
        return replace(standing, seen={**standing.seen, name: seen}) if name in known else standing
    if event.kind == "drilled":
        return _after_drill(standing, event)
    if event.kind == "talked":
        return replace(standing, talked=event.n)
    if withdrawn:
        return standing
    if event.kind == "named":
        return replace(standing, stake=str(fields["text"]))
    if event.kind == "stated":
        said = {**standing.statements, str(fields["check"]): str(fields["text"])}
        return replace(standing, statements=said)
    if event.kind == "attested":
        word = Word(event.n, event.at, str(fields["text_sha256"]), _number(event, "revision"))
        return replace(standing, word=word)
    return standing


def _after_drill(standing: Standing, event: Event) -> Standing:
    name, seen = str(event.fields["drill"]), Seen(str(event.fields["outcome"]), event.at)
    known = {use.name for use in standing.guideline.drill}
    return replace(standing, drilled={**standing.drilled, name: seen}) if name in known else standing


def _for(standing: Standing, profile: Profile) -> Standing:
    reason = profile.reason_against(standing.guideline.applies_to)
    others = (use.name for use in standing.guideline.check if not profile.applies(use.applies_to))
    return replace(standing, applies=not reason, reason=reason, not_mine=frozenset(others))


def _profile(event: Event) -> Profile:
    fields = event.fields
    return Profile(
        str(fields["name"]),
        str(fields["email"]),
        _words(fields["roles"]),
        _words(fields["devices"]),
        bool(fields["public_places"]),
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, Iterable) else ()


def _number(event: Event, name: str) -> int:
    value = event.fields.get(name, 0)
    return value if isinstance(value, int) else 0
