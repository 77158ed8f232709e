"""How many days something stays good: spread over a few, by the calendar, from one year to the next. Pure.

The spread hangs on the person and the guideline alone, so that it comes out the same on every machine and a
manager can compute it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

YEAR = 365
_PERCENT = 100


def spread(days: int, percent: int, longest: int, seed: str) -> int:
    """Return a number of days around `days`, by up to `percent` more or fewer, and never above `longest`.

    Where `longest` is in the way, the whole range lies below it, so that things do not pile up on one day.
    """
    width = 2 * days * percent // _PERCENT
    low = min(days - width // 2, longest - width)
    offset = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) % (width + 1)
    return max(1, min(low + offset, longest))


def next_date(after: date, dates: Sequence[str], window: int) -> date:
    """Return the first fixed day of the year (`MM-DD`) more than `window` days after a day.

    What is done shortly before such a day counts for it, too. 02-29 is the 28th where there is no 29th.
    """
    found = (
        day
        for year in range(after.year, after.year + 3)
        for day in sorted(_in_year(one, year) for one in dates)
    )
    return next(day for day in found if (day - after).days > window)


def last_good_day(given: Iterable[date], days: int, window: int, first: int) -> date | None:
    """Return the last day on which a word given on these days, oldest first, is good; `None` if never.

    The first is good for `first` days. One that is given in the last `window` days of the one before is good
    until the same day of the next year (or for `days` more, where that is no number of years); one that comes
    later starts afresh.
    """
    end: date | None = None
    for day in given:
        if end is not None and end - timedelta(window) <= day <= end:
            end = _later(end, days)
        else:
            end = day + timedelta(first)
    return end


def _later(day: date, days: int) -> date:
    years, rest = divmod(days, YEAR)
    if rest:
        return day + timedelta(days)
    return _in_year(f"{day:%m-%d}", day.year + years)


def _in_year(day: str, year: int) -> date:
    try:
        return date.fromisoformat(f"{year:04}-{day}")
    except ValueError:  # 29 February
        return date(year, 2, 28)
