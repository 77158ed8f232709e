"""Dates of cookies, in every spelling that servers write: RFC 6265, section 5.1.1.

`Wed, 21 Oct 2015 07:28:00 GMT` and the older `Wednesday, 21-Oct-15 07:28:00 GMT` are the common ones.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

_LENGTH = 200  # no date is longer; what follows is not read
_DELIMITERS = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])")
_DAY = re.compile(r"([0-9]{1,2})(?![0-9])")
_YEAR = re.compile(r"([0-9]{2,4})(?![0-9])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_date(text: str) -> datetime | None:
    """Return the aware time (UTC) that a cookie's `Expires` names, `None` where it names none."""
    hour = minute = second = -1
    day = month = year = 0
    for word in _DELIMITERS.split(text[:_LENGTH]):
        if hour < 0 and (found := _TIME.match(word)):
            hour, minute, second = map(int, found.groups())
        elif not day and (found := _DAY.match(word)):
            day = int(found[1])
        elif not month and word[:3].lower() in _MONTHS:
            month = _MONTHS.index(word[:3].lower()) + 1
        elif not year and (found := _YEAR.match(word)):
            year = _century(int(found[1]))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC) if year >= 1601 else None
    except ValueError:
        return None


def _century(year: int) -> int:
    """Two digits stand for 1970 to 2069."""
    if year < 70:
        return year + 2000
    return year + 1900 if year < 100 else year
