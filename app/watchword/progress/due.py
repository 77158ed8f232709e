"""What needs the person again, and since when: checklist, events, policy and today in, the agenda out. Pure.

Where the clock of the computer is behind the journal nobody knows which of the two is right; then both are
tried and whatever asks sooner counts, so that a clock that goes back extends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from enum import StrEnum
from functools import cached_property

from watchword.checklist.renewal import Renewal
from watchword.progress.clock import days_of, hypotheses
from watchword.progress.event import Event
from watchword.progress.reason import LOOK, QUESTION, WORD, Cause, Past, Reason, reasons
from watchword.progress.standing import Standing
from watchword.progress.state import Progress

SECONDS = {"question": 40, "word": 10, "look": 5, "changed": 40}
"""About how long each takes: the question with its explanation, a word, a look, reading what changed."""


class Urgency(StrEnum):
    """How far a day is: not there yet, there, or past its grace."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Due:
    """One guideline with its reasons, soonest first, as of a day."""

    standing: Standing
    reasons: tuple[Reason, ...]
    today: date
    policy: Renewal

    @property
    def guideline(self) -> str:
        """The id of the guideline."""
        return self.standing.guideline.id

    @property
    def since(self) -> date:
        """The first day of the soonest reason, put off as the person wished.

        A look counts only while nothing else has come: it is made by itself, and makes nobody late.
        """
        asking = [one.on for one in self.now if one.cause is not Cause.FINDING]
        first = min(asking, default=self.reasons[0].on)
        return max((first, *(one.until for one in self.standing.postponed)))

    @property
    def next_ask(self) -> date | None:
        """The day on which the person is asked something again; `None` where only looks come."""
        asking = [one.on for one in self.reasons if one.cause is not Cause.FINDING]
        until = [one.until for one in self.standing.postponed]
        return max(asking[0], *until) if asking and until else next(iter(asking), None)

    @property
    def last_day(self) -> date:
        """The last day before it is overdue. What people were given days for has no grace on top."""
        given = all(one.cause in (Cause.NEW, Cause.ONBOARDING, Cause.REQUEST) for one in self.now)
        return self.since + timedelta(0 if given and self.now else self.policy.grace)

    @cached_property
    def now(self) -> tuple[Reason, ...]:
        """The reasons whose day has come."""
        return tuple(one for one in self.reasons if one.on <= self.today)

    @property
    def urgency(self) -> Urgency:
        """How far it is."""
        if self.today < self.since:
            return Urgency.LATER
        return Urgency.OVERDUE if self.today > self.last_day else Urgency.DUE

    @property
    def is_due(self) -> bool:
        """Whether it needs the person today."""
        return self.urgency is not Urgency.LATER

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why it is due today, each cause once."""
        return tuple(dict.fromkeys(one.cause for one in self.now))

    @property
    def asks(self) -> frozenset[str]:
        """What is asked anew today. A word that ends soon is asked for together with a question."""
        asked = frozenset(ask for one in self.now for ask in one.asks)
        soon = self.today + timedelta(self.policy.window)
        ends = any(one.cause is Cause.WORD and one.on <= soon for one in self.reasons)
        return asked | {WORD} if QUESTION in asked and ends else asked

    @property
    def is_only_a_look(self) -> bool:
        """Whether the person has nothing to do: a check only has to look again."""
        return self.asks == {LOOK}

    @property
    def questions(self) -> int:
        """How many questions it takes, at the least."""
        if Cause.NEW in self.causes or Cause.ONBOARDING in self.causes:
            return self.standing.questions_left
        return int(QUESTION in self.asks)

    @property
    def seconds(self) -> int:
        """About how long it takes."""
        asked = sum(SECONDS[ask] for ask in self.asks if ask != QUESTION)
        return (
            asked + SECONDS[QUESTION] * self.questions + SECONDS["changed"] * (Cause.CHANGED in self.causes)
        )

    @property
    def postponements_left(self) -> int:
        """How often it may still be put off."""
        return max(0, self.policy.postponements - len(self.standing.postponed))


@dataclass(frozen=True)
class Agenda:
    """Everything that is due, now or later, in walking order, as of a day."""

    today: date
    policy: Renewal
    dues: tuple[Due, ...]

    @cached_property
    def now(self) -> tuple[Due, ...]:
        """What needs the person today."""
        return tuple(due for due in self.dues if due.is_due)

    @cached_property
    def for_person(self) -> tuple[Due, ...]:
        """Of what is due today, what asks the person something."""
        return tuple(due for due in self.now if not due.is_only_a_look)

    @cached_property
    def looks(self) -> tuple[Due, ...]:
        """Of what is due today, what a look at the machine settles."""
        return tuple(due for due in self.now if due.is_only_a_look)

    @cached_property
    def later(self) -> tuple[Due, ...]:
        """What comes later, soonest first."""
        return tuple(sorted((due for due in self.dues if not due.is_due), key=lambda due: due.since))

    @cached_property
    def overdue(self) -> tuple[Due, ...]:
        """What asks the person something and is past its grace."""
        return tuple(due for due in self.for_person if due.urgency is Urgency.OVERDUE)

    @property
    def is_onboarding(self) -> bool:
        """Whether the person is still on their first way through the guide."""
        return any(one.cause is Cause.ONBOARDING for due in self.dues for one in due.reasons)

    def find(self, guideline: str) -> Due | None:
        """Return what is due of one guideline, now or later."""
        return next((due for due in self.dues if due.guideline == guideline), None)


def find_due(progress: Progress, events: Sequence[Event], policy: Renewal, today: date) -> Agenda:
    """Return what is due of the guidelines that apply, from what these events, oldest first, add up to.

    `today` is the day where the person is. A guideline without any reason, now or later, is left out.
    """
    if progress.profile is None:
        return Agenda(today, policy, ())
    moments = [event.at.astimezone(UTC) for event in events]
    readings = [
        _read(progress, events, policy, day, days_of(moments, day)) for day in hypotheses(moments, today)
    ]
    dues = []
    for standing in progress.applying:
        found = [reading[standing.guideline.id] for reading in readings]
        if all(due.reasons for due in found):
            dues.append(max(found, key=lambda due: (due.today - due.last_day, due.today - due.since)))
    return Agenda(today, policy, tuple(dues))


def _read(
    progress: Progress, events: Sequence[Event], policy: Renewal, today: date, days: Sequence[date]
) -> dict[str, Due]:
    profile = progress.profile
    past = Past(
        days=days,
        email=profile.email if profile else "",
        begun=days[0],
        met=_met(events, days, today),
        today=today,
        handed_over=any(event.kind == "exported" for event in events),
    )
    found = {}
    for standing in progress.applying:
        listed = sorted(reasons(standing, policy, past), key=lambda one: one.on)
        found[standing.guideline.id] = Due(standing, tuple(listed), today, policy)
    return found


def _met(events: Sequence[Event], days: Sequence[date], today: date) -> date:
    """The day on which the checklist as it stands was first worked with; today, if it was not yet."""
    exported = [event.n for event in events if event.kind == "exported"]
    begun = [event.n for event in events if event.kind == "continues"]
    since = [n for n in begun if not exported or n > exported[-1]]
    return days[since[0] - 1] if since else today
