"""Checklist and events in, progress out: how far the person is, computed and never stored.

Pure: the same checklist and events give the same progress on every machine and every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from watchword.checklist.model import Checklist, Guideline
from watchword.progress.event import Event
from watchword.progress.profile import Profile


class Stage(StrEnum):
    """Where a guideline stands, in the words that people read."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMES_BACK = "question comes back"
    NEEDS_WORD = "needs your word"
    NEEDS_ACTION = "needs action"
    DONE = "done"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: to which question, with which option, the event's number, and whether it was withdrawn."""

    n: int
    at: datetime
    question: str
    revision: int
    option: str
    right: bool
    attempt: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check last showed for a guideline, and when."""

    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """The person's signed word: when, and the digest of the text they saw."""

    n: int
    at: datetime
    text_sha256: str
    revision: int


@dataclass(frozen=True)
class Standing:
    """Where one guideline stands with one person.

    What is computed is kept: a guide of a thousand guidelines is drawn again after each key press, and a
    standing that did not change is the same object as before.
    """

    guideline: Guideline
    applies: bool = True
    reason: str = ""
    opened: bool = False
    answers: tuple[Answer, ...] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    statements: Mapping[str, str] = field(default_factory=dict)
    word: Word | None = None

    @property
    def standing_answers(self) -> tuple[Answer, ...]:
        """The answers that were not withdrawn, to questions that mean today what they meant then.

        A question that has left the checklist since keeps its worth; one that was revised is asked again.
        """
        asked = {question.id: question.revision for question in self.guideline.question}
        return tuple(
            answer
            for answer in self.answers
            if not answer.withdrawn and asked.get(answer.question, answer.revision) == answer.revision
        )

    @cached_property
    def is_understood(self) -> bool:
        """Whether the last answer that stands is right."""
        standing = self.standing_answers
        return bool(standing) and standing[-1].right

    @property
    def wrong_since(self) -> int:
        """The number of the wrong answer the question has to come back from; 0 when there is none.

        A withdrawn wrong answer counts: its explanation was read, so asking at once would test nothing.
        """
        last = self.answers[-1] if self.answers else None
        return last.n if last is not None and not last.right and not self.is_understood else 0

    @property
    def is_attested(self) -> bool:
        """Whether the person gave their word on the text and the revision as they stand today."""
        today = (self.guideline.attestation.sha256, self.guideline.revision)
        return self.word is not None and (self.word.text_sha256, self.word.revision) == today

    @property
    def failing(self) -> tuple[str, ...]:
        """The checks that fail."""
        return tuple(name for name, seen in self.seen.items() if seen.outcome == "fail")

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The checks that could not tell and for which the person has not spoken yet."""
        return tuple(
            name
            for name, seen in self.seen.items()
            if seen.outcome == "unknown" and not self.statements.get(name)
        )

    @property
    def unseen(self) -> tuple[str, ...]:
        """The checks that have not looked yet."""
        return tuple(use.name for use in self.guideline.check if use.name not in self.seen)

    @cached_property
    def is_done(self) -> bool:
        """Understood, attested, and every check looked: none fails, and what none could tell is stated."""
        open_checks = self.failing or self.unanswered or self.unseen
        return self.is_understood and self.is_attested and not open_checks

    @cached_property
    def stage(self) -> Stage:
        """The one word for all of this."""
        if not self.applies:
            return Stage.NOT_APPLICABLE
        if self.is_done:
            return Stage.DONE
        if self.failing:
            return Stage.NEEDS_ACTION
        if self.wrong_since:
            return Stage.COMES_BACK
        if self.is_understood:
            return Stage.NEEDS_WORD
        return Stage.IN_PROGRESS if self.opened or self.answers else Stage.NOT_STARTED

    @property
    def left(self) -> tuple[str, ...]:
        """What is still to do, as short sentences; empty when the guideline is done or does not apply."""
        if not self.applies or self.is_done:
            return ()
        found = [f"The check {name} fails: put it right." for name in self.failing]
        if not self.is_understood:
            found.append("The question comes back." if self.wrong_since else "Answer the question.")
        found += [f"The check {name} has not looked yet." for name in self.unseen]
        found += [f"The check {name} could not tell: say how it is." for name in self.unanswered]
        if not self.is_attested:
            found.append("Give your word.")
        return tuple(found)


@dataclass(frozen=True)
class Progress:
    """How far one person is with one checklist."""

    checklist: Checklist
    profile: Profile | None
    standings: Mapping[str, Standing]
    place: str = ""
    count: int = 0

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
    place = ""
    for event in events:
        if event.kind == "profile":
            profile = _profile(event)
        name = str(event.fields.get("guideline", ""))
        if name in standings:
            standings[name] = _after(standings[name], event, event.n in withdrawn)
            place = name if event.kind != "checked" else place
    if profile is not None:
        standings = {name: _for(standing, profile) for name, standing in standings.items()}
    return Progress(checklist, profile, standings, place, len(events))


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
    kinds = ("answered", "attested", "stated")
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
    if withdrawn:
        return standing
    if event.kind == "stated":
        said = {**standing.statements, str(fields["check"]): str(fields["text"])}
        return replace(standing, statements=said)
    if event.kind == "attested":
        word = Word(event.n, event.at, str(fields["text_sha256"]), _number(event, "revision"))
        return replace(standing, word=word)
    return standing


def _for(standing: Standing, profile: Profile) -> Standing:
    reason = profile.reason_against(standing.guideline.applies_to)
    return replace(standing, applies=not reason, reason=reason)


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
