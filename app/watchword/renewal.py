"""Re-certification: the use cases around what is due that both faces call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from watchword.check.finding import Finding, Outcome
from watchword.check.pace import Pace
from watchword.check.runner import Tally, stream
from watchword.checklist.renewal import Former
from watchword.errors import UsageError
from watchword.progress.due import Agenda, Due, find_due
from watchword.progress.fact import Waiver
from watchword.progress.reason import Cause
from watchword.progress.sitting import Sitting, plan
from watchword.progress.standing import Standing
from watchword.progress.state import Progress, compute
from watchword.session import Deed, Session
from watchword.text import clean, count

ENDS_SOON = timedelta(30)  # a waiver that ends within so many days is spoken of
_HELD = (Outcome.PASS, Outcome.WARN)


@dataclass(frozen=True, slots=True)
class Drifted:
    """A check whose outcome is another than the one that was signed."""

    guideline: str
    check: str
    signed: Outcome
    now: Outcome

    @property
    def is_worse(self) -> bool:
        """Whether it held, and does not now."""
        return self.signed in _HELD and self.now is Outcome.FAIL

    @property
    def is_lost(self) -> bool:
        """Whether it held, and nobody can tell now."""
        return self.signed in _HELD and self.now is Outcome.UNKNOWN


@dataclass(frozen=True, slots=True)
class News:
    """What happened since last time: rules that changed, checks that held and fail now, waivers ending."""

    changed: tuple[tuple[Standing, Former | None], ...]
    drifted: tuple[Drifted, ...]
    ending: tuple[tuple[Standing, Waiver], ...]


def agenda(session: Session) -> Agenda:
    """Return what is due, now and later, as of the day where the person is."""
    return find_due(session.progress, session.events, session.checklist.renewal, _today(session))


def next_sitting(session: Session, found: Agenda | None = None) -> Sitting:
    """Return what to do now."""
    return plan(found or agenda(session), session.progress)


def begin(session: Session, sitting: Sitting) -> None:
    """Take up what is due: from here on it is asked anew. Begins a new journal where all was done before.

    Raises `UsageError` where nothing is due, and `JournalError` when it cannot be recorded.
    """
    if not sitting.dues:
        raise UsageError("Nothing is due.", "", "`watchword due` says what comes when.")
    deeds = [_deed(due) for due in sitting.dues if due.asks]
    session.renew(deeds)
    session.sitting = tuple(due.guideline for due in sitting.dues)


def end_waivers(session: Session) -> None:
    """Take up every guideline whose waiver has ended, so that no record says that it holds."""
    ended = [due for due in agenda(session).now if Cause.WAIVER in due.causes]
    if ended and session.may_record:
        session.note_all([_deed(due) for due in ended])


def _deed(due: Due) -> Deed:
    return (
        "due",
        {
            "guideline": due.guideline,
            "since": due.since.isoformat(),
            "causes": [str(cause) for cause in due.causes],
            "asks": sorted(due.asks),
        },
    )


def postpone(session: Session, guidelines: Sequence[str] = ()) -> date:
    """Put off these guidelines, or all that are due, and return the day until which.

    Raises `UsageError` for one that is not due or was put off as often as the policy allows.
    """
    found = agenda(session)
    for name in guidelines:
        session.standing(name)
    dues = [due for due in found.now if not guidelines or due.guideline in guidelines]
    missing = set(guidelines) - {due.guideline for due in dues}
    if missing or not dues:
        raise UsageError(
            "Nothing is due there." if guidelines else "Nothing is due.",
            clean(", ".join(sorted(missing)), limit=200),
            "`watchword due` says what is due, and what comes when.",
        )
    may = [due for due in dues if due.postponements_left]
    if len(may) < len(dues) and (guidelines or not may):
        worn = next(due for due in dues if not due.postponements_left)
        often = count(found.policy.postponements, "time")
        raise UsageError(
            "It cannot be put off any more.",
            f"“{worn.standing.guideline.title}” was put off {often}; that is the most.",
            "Answer it with `watchword`. It takes a minute.",
        )
    until = _today(session) + timedelta(found.policy.postponement)
    session.note_all([("postponed", {"guideline": due.guideline, "until": until.isoformat()}) for due in may])
    return until


# -- since last time --------------------------------------------------------------------------------------


def signed(session: Session) -> Progress | None:
    """Return how things stood when a record left last; `None` when none has left yet."""
    events = session.events
    exports = [event.n for event in events if event.kind == "exported"]
    return compute(session.checklist, events[: exports[-1]]) if exports else None


def news(session: Session) -> News:
    """Return what happened since last time, from what is recorded; nothing is looked at anew."""
    standings = session.progress.applying
    before, today = signed(session), _today(session)
    seen = {(one.guideline.id, name): seen.outcome for one in standings for name, seen in one.seen.items()}
    return News(
        tuple((one, one.former) for one in standings if one.is_changed),
        tuple(one for one in _compare(before, seen) if one.is_worse) if before else (),
        tuple((o, o.waiver) for o in standings if o.waiver and o.waiver.ends <= today + ENDS_SOON),
    )


async def look_since_signed(
    session: Session, tell: Callable[[Pace], None] | None = None
) -> AsyncIterator[tuple[Finding | None, Drifted | None]]:
    """Run every check that was signed once more; yield each finding, with what drifted once it is known.

    What held and has nothing left to look at, such as a service that is not named any more, comes last and
    without a finding. Raises `UsageError` when no record has left yet: there is nothing to compare with.
    Records nothing.
    """
    before = signed(session)
    if before is None:
        raise UsageError(
            "There is nothing to compare with: no record has been signed yet.",
            "",
            "`watchword check` looks at everything; `watchword export` signs.",
        )
    wanted = _outcomes(before)
    asks = [ask for ask in session.asks() if (ask.about, ask.check) in wanted]
    tally = Tally((ask.about, ask.check) for ask in asks)
    async for ask, finding in stream(asks, session.kit.host, tell):
        key = (ask.about, ask.check)
        outcome = tally.add(key, finding.outcome)
        drifted = Drifted(*key, wanted[key], outcome) if outcome and outcome != wanted[key] else None
        yield finding, drifted
    asked = {(ask.about, ask.check) for ask in asks}
    current = {(one.guideline.id, use.name) for one in session.progress.applying for use in one.checks}
    for key, outcome in wanted.items():
        if outcome in _HELD and key in current - asked:
            yield None, Drifted(*key, outcome, Outcome.UNKNOWN)


def _outcomes(progress: Progress) -> dict[tuple[str, str], Outcome]:
    known = {str(outcome): outcome for outcome in Outcome}
    return {
        (standing.guideline.id, name): known[seen.outcome]
        for standing in progress.applying
        for name, seen in standing.seen.items()
        if seen.outcome in known
    }


def _compare(before: Progress, seen: dict[tuple[str, str], str]) -> list[Drifted]:
    pairs = ((key, outcome, seen.get(key)) for key, outcome in _outcomes(before).items())
    return [Drifted(*key, outcome, Outcome(now)) for key, outcome, now in pairs if now and now != outcome]


def _today(session: Session) -> date:
    return session.kit.now().astimezone().date()
