"""What a record says of each guideline and of the whole, from the progress it is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal

from watchword.progress.due import find_due
from watchword.progress.event import Event
from watchword.progress.fact import Waiver
from watchword.progress.standing import Standing
from watchword.progress.state import Progress
from watchword.record.record import Asked, Entry, Looked, Result, Stated, Waived, moment


def entries(progress: Progress, events: Sequence[Event], at: datetime) -> tuple[Entry, ...]:
    """Return what the record says of each guideline; `at` is when it is issued."""
    found = find_due(progress, events, progress.checklist.renewal, at.astimezone(UTC).date())
    days = {due.guideline: due.next_ask for due in found.dues}
    return tuple(entry(one, days.get(name)) for name, one in progress.standings.items())


def entry(standing: Standing, due: date | None = None) -> Entry:
    """Return what the record says of one guideline that needs the person again on the day `due`."""
    guideline, waiver = standing.guideline, standing.waiver if standing.applies else None
    status: Literal["done", "waived", "open", "needs-action", "not-applicable"] = "open"
    if not standing.applies:
        status = "not-applicable"
    elif waiver:
        status = "waived"
    elif standing.is_done:
        status = "done"
    elif standing.failing:
        status = "needs-action"
    word = standing.word if standing.is_attested else None
    return Entry(
        id=guideline.id,
        title=guideline.title,
        revision=guideline.revision,
        rule_sha256=guideline.rule_sha256,
        status=status,
        due=due.isoformat() if due else None,
        waiver=_waived(waiver) if waiver else None,
        reason=standing.reason or None,
        known=_known(standing) if standing.applies else (),
        seen=_seen(standing) if standing.applies else (),
        stated=Stated(at=moment(word.at), text_sha256=word.text_sha256)
        if word and standing.applies
        else None,
    )


def _waived(waiver: Waiver) -> Waived:
    return Waived(
        ends=waiver.ends.isoformat(),
        approved_by=waiver.approved_by,
        reason=waiver.reason,
        key=waiver.key or None,
        sha256=waiver.sha256 or None,
    )


def _known(standing: Standing) -> tuple[Asked, ...]:
    """Every question that was put, in the order of the first time; withdrawn answers count as attempts."""
    questions: dict[str, list[bool]] = {}
    for answer in standing.answers:
        questions.setdefault(answer.question, []).append(answer.right and not answer.withdrawn)
    return tuple(Asked(id=name, attempts=len(rights), right=rights[-1]) for name, rights in questions.items())


def _seen(standing: Standing) -> tuple[Looked, ...]:
    """What this person's checks showed, and the drills that came off; others were practice."""
    mine = {use.name for use in standing.checks}
    looked = [(name, seen) for name, seen in standing.seen.items() if name in mine]
    looked += [(name, seen) for name, seen in standing.drilled.items() if seen.outcome in ("pass", "warn")]
    return tuple(
        Looked.model_validate(
            {
                "check": name,
                "outcome": seen.outcome,
                "at": moment(seen.at),
                "statement": standing.statements.get(name) if seen.outcome == "unknown" else None,
            }
        )
        for name, seen in looked
    )


def results(progress: Progress, started_at: datetime, finished_at: datetime) -> Result:
    """Return the line on the whole."""
    return Result(
        status="complete" if progress.is_complete else "incomplete",
        applying=len(progress.applying),
        done=len(progress.done),
        waived=len(progress.waived) or None,
        started_at=moment(started_at),
        finished_at=moment(finished_at),
    )
