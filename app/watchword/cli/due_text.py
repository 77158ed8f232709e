"""What is due in lines: each guideline with its reasons and their days, now and later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from watchword.cli.prose import wrap
from watchword.cli.summary_text import name
from watchword.progress.due import Agenda, Due
from watchword.text import count, in_words


def due_lines(found: Agenda) -> list[str]:
    """What is due today, each with why and with the last day before it is overdue."""
    lines = ["", f"Due, {count(len(found.now), 'guideline')}:"] if found.now else []
    for due in found.now:
        lines += wrap(f"{name(due.standing)}: {state_words(due)} {why_words(due)}", indent="    ", first="  ")
    return lines


def later_lines(found: Agenda) -> list[str]:
    """What comes later, soonest first, each with its day and how that was come by."""
    lines = ["", "Later:"] if found.later else []
    for due in found.later:
        day = in_words(due.since)
        lines += wrap(f"{day}: {name(due.standing)}. {due.reasons[0].sentence}", indent="    ", first="  ")
    return lines


def state_words(due: Due) -> str:
    """Say how urgent it is, with the day."""
    if due.today > due.last_day:
        return f"overdue, the last day was {in_words(due.last_day)}."
    if due.is_due:
        return f"due since {in_words(due.since)}, in grace until {in_words(due.last_day)}."
    return f"due on {in_words(due.since)}."


def why_words(due: Due) -> str:
    """Say why, reason by reason, and what is asked."""
    asked = {"question": "a question", "word": "your word", "look": "a look at this machine"}
    asks = [asked[ask] for ask in ("question", "word", "look") if ask in due.asks]
    what = f" Asked: {', '.join(asks)}." if asks else ""
    off = "".join(f" Put off until {in_words(one.until)}." for one in due.standing.postponed[-1:])
    return " ".join(one.sentence for one in due.now) + off + what


def due_values(dues: Iterable[Due]) -> list[dict[str, Any]]:
    """What is due as values for `--json`; days are written as YYYY-MM-DD."""
    return [
        {
            "guideline": due.guideline,
            "title": due.standing.guideline.title,
            "state": str(due.urgency),
            "since": due.since.isoformat(),
            "last_day": due.last_day.isoformat(),
            "asks": sorted(due.asks),
            "postponements_left": due.postponements_left,
            "reasons": [
                {"cause": str(one.cause), "on": one.on.isoformat(), "said": one.sentence}
                for one in due.reasons
            ],
        }
        for due in dues
    ]
