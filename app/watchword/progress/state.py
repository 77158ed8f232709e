"""Checklist and events in, progress out: how far the person is, computed and never stored.

Pure: the same checklist and events give the same progress on every machine and every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from watchword.checklist.model import Checklist
from watchword.progress.answer import Answer
from watchword.progress.event import Event
from watchword.progress.fact import Memory, Postponed, Request, Seen, Waiver, Word
from watchword.progress.profile import Profile
from watchword.progress.standing import Stage, Standing

_NO_VISIT = ("checked", "due", "postponed", "waived")  # what is noted without the person being there


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
        """The guidelines that are done; one with a waiver is not among them."""
        return tuple(one for one in self.applying if one.is_done and one.waiver is None)

    @cached_property
    def waived(self) -> tuple[Standing, ...]:
        """The guidelines that apply, and for which there is a waiver."""
        return tuple(standing for standing in self.applying if standing.waiver is not None)

    @property
    def is_complete(self) -> bool:
        """Whether everything that applies is done, or has a waiver."""
        return self.profile is not None and all(standing.is_settled for standing in self.applying)

    def with_stage(self, *stages: Stage) -> tuple[Standing, ...]:
        """The guidelines in one of these stages, in walking order."""
        return tuple(standing for standing in self.standings.values() if standing.stage in stages)


def compute(checklist: Checklist, events: Sequence[Event]) -> Progress:
    """Return the progress that these events, oldest first, add up to."""
    withdrawn = {_number(event, "of") for event in events if event.kind == "undone"}
    last_look = _last_looks(events)
    profile: Profile | None = None
    standings = {guideline.id: Standing(guideline) for guideline in checklist.guidelines}
    place = challenge = ""
    for event in events:
        if event.kind == "profile":
            profile = profile_of(event)
        if event.kind == "challenge":
            challenge = str(event.fields["nonce"])
        if event.kind == "requested":
            standings = {name: _after_request(one, event) for name, one in standings.items()}
        name = str(event.fields.get("guideline", ""))
        if event.kind == "checked" and last_look[name, str(event.fields["check"])] != event.n:
            continue
        if name in standings:
            standings[name] = _after(standings[name], event, event.n in withdrawn)
            place = place if event.kind in _NO_VISIT else name
    if profile is not None:
        standings = {name: _for(standing, profile) for name, standing in standings.items()}
    return Progress(checklist, profile, standings, place, len(events), challenge)


def advance(progress: Progress, event: Event) -> Progress | None:
    """Return the progress after one more event about a guideline, leaving the other standings as they are.

    `None` for the kinds that reach further (a profile, a withdrawal, a request): then everything is computed
    again.
    """
    name = str(event.fields.get("guideline", ""))
    if event.kind in ("profile", "undone", "requested") or name not in progress.standings:
        return None
    standings = {**progress.standings, name: _after(progress.standings[name], event, False)}
    place = progress.place if event.kind in _NO_VISIT else name
    return replace(progress, standings=standings, place=place, count=event.n)


def undoable(events: Sequence[Event], since: int) -> Event | None:
    """Return the last answer, word or statement after event number `since` that is not withdrawn yet."""
    withdrawn = {_number(event, "of") for event in events if event.kind == "undone"}
    kinds = ("answered", "attested", "stated", "named")
    found = (e for e in reversed(events) if e.n > since and e.kind in kinds and e.n not in withdrawn)
    return next(found, None)


def _last_looks(events: Sequence[Event]) -> dict[tuple[str, str], int]:
    """Number the last look of each check: a long journal is looks for the most part, and that one counts."""
    return {
        (str(event.fields["guideline"]), str(event.fields["check"])): event.n
        for event in events
        if event.kind == "checked"
    }


def _after(standing: Standing, event: Event, withdrawn: bool) -> Standing:
    """Return the standing once this event has happened."""
    fields = event.fields
    if event.kind == "opened":
        return standing if standing.opened else replace(standing, opened=True)
    if event.kind == "answered":
        return _after_answer(standing, event, withdrawn)
    if event.kind == "checked":
        seen = Seen(str(fields["outcome"]), event.at, event.n)
        known = {use.name for use in standing.guideline.check}
        name = str(fields["check"])
        return replace(standing, seen={**standing.seen, name: seen}) if name in known else standing
    if event.kind == "drilled":
        return _after_drill(standing, event)
    if event.kind == "talked":
        return replace(standing, talked=event.n)
    if event.kind in ("due", "postponed", "waived"):
        return _after_renewal(standing, event)
    if withdrawn:
        return standing
    if event.kind == "named":
        return replace(standing, stake=str(fields["text"]))
    if event.kind == "stated":
        said = {**standing.statements, str(fields["check"]): str(fields["text"])}
        return replace(standing, statements=said)
    if event.kind == "attested":
        word = Word(event.n, event.at, str(fields["text_sha256"]), _number(event, "revision"))
        return replace(standing, word=word, words=(*standing.words, word), postponed=())
    return standing


def _after_answer(standing: Standing, event: Event, withdrawn: bool) -> Standing:
    """Return the standing with one more answer, and with how well the guideline is remembered then."""
    fields = event.fields
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
    after = replace(standing, opened=True, answers=(*standing.answers, answer))
    memory = standing.memory
    if after.is_understood and not standing.is_understood:
        return replace(after, memory=Memory(memory.stage + 1, event.n), postponed=())
    if not answer.right and memory.n:
        return replace(after, memory=Memory(0, memory.n, event.n))
    return after


def _after_renewal(standing: Standing, event: Event) -> Standing:
    """Return the standing once it is due again, was put off, or has a waiver."""
    fields = event.fields
    if event.kind == "postponed":
        until = date.fromisoformat(event.text("until"))
        return replace(standing, postponed=(*standing.postponed, Postponed(event.n, until)))
    if event.kind == "waived":
        ends = date.fromisoformat(event.text("ends"))
        shown = (str(fields.get("key", "")), str(fields.get("sha256", "")))
        waiver = Waiver(event.n, ends, event.text("reason"), event.text("approved_by"), *shown)
        return replace(standing, waiver=waiver)
    asked = {**standing.asked, **dict.fromkeys(event.texts("asks"), event.n)}
    statements = {} if "word" in event.texts("asks") else standing.statements
    return replace(standing, asked=asked, waiver=None, statements=statements)


def _after_request(standing: Standing, event: Event) -> Standing:
    named = event.texts("guidelines")
    if named and standing.guideline.id not in named:
        return standing
    until = date.fromisoformat(event.text("until"))
    request = Request(event.n, until, event.text("by"), event.text("reason"))
    return replace(standing, request=request)


def _after_drill(standing: Standing, event: Event) -> Standing:
    name = str(event.fields["drill"])
    seen = Seen(str(event.fields["outcome"]), event.at, event.n)
    known = {use.name for use in standing.guideline.drill}
    return replace(standing, drilled={**standing.drilled, name: seen}) if name in known else standing


def _for(standing: Standing, profile: Profile) -> Standing:
    reason = profile.reason_against(standing.guideline.applies_to)
    others = (use.name for use in standing.guideline.check if not profile.applies(use.applies_to))
    return replace(standing, applies=not reason, reason=reason, not_mine=frozenset(others))


def profile_of(event: Event) -> Profile:
    """Return what the person said about themselves in an event of the kind `profile`."""
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
