"""Why a guideline is due, since when, and what of it is asked: one reason at a time, each in words. Pure.

Every reason carries the day it holds from and a sentence that says how that day was come by, so that nobody
has to ask "a year from when?".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from watchword.checklist.renewal import Renewal
from watchword.progress.standing import Standing
from watchword.progress.term import last_good_day, next_date, spread
from watchword.text import count, in_words

QUESTION, WORD, LOOK = "question", "word", "look"


class Cause(StrEnum):
    """What makes a guideline due; the values stand in journals."""

    ONBOARDING = "onboarding"
    NEW = "new"
    CHANGED = "changed"
    MISSED = "missed"
    TIME = "time"
    WORD = "word"
    FINDING = "finding"
    WAIVER = "waiver"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the cause, the first day it holds, what it asks anew, and all of it in a sentence."""

    cause: Cause
    on: date
    asks: frozenset[str]
    sentence: str


@dataclass(frozen=True, slots=True)
class Past:
    """What the reasons of one guideline are computed from, beside its standing.

    `days` gives the day each event counts from, by its number less one; `begun` is the person's first day;
    `met` the day on which the checklist as it is now was first met; `handed_over` says that a record left.
    """

    days: Sequence[date]
    email: str
    begun: date
    met: date
    today: date
    handed_over: bool

    def day(self, n: int) -> date:
        """The day event number `n` counts from."""
        return self.days[n - 1]


def reasons(standing: Standing, policy: Renewal, past: Past) -> Iterator[Reason]:
    """Yield why a guideline that applies is due, now or later; in no order."""
    waiver = standing.waiver
    if waiver is not None:
        asks = frozenset({LOOK, WORD} if standing.is_understood else {LOOK, WORD, QUESTION})
        said = f"The waiver you agreed with {waiver.approved_by} ends on {in_words(waiver.ends)}."
        yield Reason(Cause.WAIVER, waiver.ends + timedelta(1), asks, said)
        return
    if not standing.memory.n or standing.word is None:
        yield _first_time(standing, policy, past)
        return
    if standing.word.revision < standing.guideline.revision:
        yield _changed(standing, past)
    yield from _knowledge(standing, policy, past)
    if policy.basis != "change":
        yield _word(standing, policy, past)
    if standing.checks:
        yield _finding(standing, policy, past)
    if standing.request is not None:
        yield from _requested(standing)


def _first_time(standing: Standing, policy: Renewal, past: Past) -> Reason:
    """A guideline that was never done: from the beginning, or because it joined the checklist since."""
    added = standing.guideline.added_on
    if added is None and past.handed_over and not standing.opened and not standing.answers:
        added = past.met
    if added is not None and added > past.begun:
        on = added + timedelta(policy.new)
        said = f"New since {in_words(added)}; {count(policy.new, 'day')} are given for it: {in_words(on)}."
        return Reason(Cause.NEW, on, frozenset(), said)
    on = past.begun + timedelta(policy.onboarding)
    said = (
        f"You began on {in_words(past.begun)}; {count(policy.onboarding, 'day')} are given for the whole "
        f"guide: {in_words(on)}."
    )
    return Reason(Cause.ONBOARDING, on, frozenset(), said)


def _changed(standing: Standing, past: Past) -> Reason:
    former = standing.guideline.former
    on = former[-1].until if former else past.met
    word, memory = standing.word, standing.memory
    asked = standing.asked.get(QUESTION, 0)
    is_answered = word is not None and memory.n > asked > word.n
    said = f"The rule was changed on {in_words(on)}, after you had given your word on it."
    return Reason(Cause.CHANGED, on, frozenset({WORD} if is_answered else {WORD, QUESTION}), said)


def _knowledge(standing: Standing, policy: Renewal, past: Past) -> Iterator[Reason]:
    """When the question comes again: after a miss, or because time went by."""
    memory, asks = standing.memory, frozenset({QUESTION})
    if memory.missed > memory.n:
        missed = past.day(memory.missed)
        on = missed + timedelta(policy.missed)
        said = f"Missed on {in_words(missed)}; another question comes after {count(policy.missed, 'day')}"
        yield Reason(Cause.MISSED, on, asks, f"{said}: {in_words(on)}.")
    elif policy.basis == "calendar":
        found = past.day(memory.n)
        on = next_date(found, policy.dates, policy.window)
        said = f"Found on {in_words(found)}; the next fixed day is {in_words(on)}."
        yield Reason(Cause.TIME, on, asks, said)
    elif policy.basis == "duration":
        found = past.day(memory.n)
        days = policy.stages[min(max(memory.stage, 1), len(policy.stages)) - 1]
        longest = min(policy.longest, policy.volatile) if standing.guideline.volatile else policy.longest
        term = spread(days, policy.spread, longest, _seed(standing, past, memory.stage))
        on = found + timedelta(term)
        said = f"Found on {in_words(found)}; another question comes after about {count(days, 'day')}"
        yield Reason(Cause.TIME, on, asks, f"{said}, spread over the guide: {in_words(on)}.")


def _seed(standing: Standing, past: Past, turn: int) -> str:
    return f"{past.email}|{standing.guideline.id}|{turn}"


def _word(standing: Standing, policy: Renewal, past: Past) -> Reason:
    """When the person's word ends; it begins anew with each revision."""
    words = [one for one in standing.words if one.revision == standing.words[-1].revision]
    given = [past.day(one.n) for one in words]
    if policy.basis == "calendar":
        on = next_date(given[-1], policy.dates, policy.window)
        said = f"You gave your word on {in_words(given[-1])}; the next fixed day is {in_words(on)}."
        return Reason(Cause.WORD, on, frozenset({WORD}), said)
    limit = min(policy.attestation, policy.longest)
    first = spread(limit, policy.spread, limit, _seed(standing, past, 0))
    last = last_good_day(given, limit, policy.window, first) or given[-1]
    said = f"You gave your word on {in_words(given[-1])}; it is good until {in_words(last)}"
    return Reason(
        Cause.WORD, last + timedelta(1), frozenset({WORD}), f"{said}, {limit} days at first, spread."
    )


def _finding(standing: Standing, policy: Renewal, past: Past) -> Reason:
    """When the machine has to be looked at again: the oldest finding decides."""
    if standing.unseen:
        said = f"The check {standing.unseen[0]} has not looked since it was asked for."
        return Reason(Cause.FINDING, past.today, frozenset({LOOK}), said)
    seen = min(past.day(standing.seen[use.name].n) for use in standing.checks)
    on = seen + timedelta(policy.finding)
    said = f"Last looked at on {in_words(seen)}; that is good for {count(policy.finding, 'day')}"
    return Reason(Cause.FINDING, on, frozenset({LOOK}), f"{said}, until {in_words(on - timedelta(1))}.")


def _requested(standing: Standing) -> Iterator[Reason]:
    """What the manager asked for, as far as it has not been done since."""
    request, word = standing.request, standing.word
    if request is None or word is None:
        return
    open_asks = {QUESTION} if standing.memory.n < request.n else set()
    open_asks |= {WORD} if word.n < request.n else set()
    if open_asks:
        said = f"{request.by} asks for it again by {in_words(request.until)}: {request.reason}"
        yield Reason(Cause.REQUEST, request.until, frozenset(open_asks), said)
