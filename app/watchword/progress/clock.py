"""The days that events can be counted from, whatever the clock of the computer did meanwhile. Pure.

Events are written in the order in which they happened, so times that run backwards are wrong somewhere. What
does not fit between its neighbours counts from the last event before it that does: never later than it
happened, so that no clock extends anything.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

ZONES = timedelta(days=1)  # a person's day may be one behind the day in UTC


def days_of(moments: Sequence[datetime], until: date) -> list[date]:
    """Return the day (UTC) from which each event counts; `until` is the day that is taken for today.

    The longest row of events whose times never run backwards, and end before `until`, is believed.
    """
    believed = _longest_row([moment for moment in moments if moment.date() <= until + ZONES])
    found: list[date] = []
    place = 0
    for moment in moments:
        if place < len(believed) and moment == believed[place]:
            place += 1
        if place:
            moment = believed[place - 1]
        elif believed:
            moment = min(moment, believed[0])
        found.append(moment.date())
    return found


def hypotheses(moments: Sequence[datetime], today: date) -> tuple[date, ...]:
    """Return what may be today: the day of the clock and, where it is behind the journal, its last day."""
    last = moments[-1].astimezone(UTC).date() if moments else today
    return (today,) if last <= today + ZONES else (today, last)


def _longest_row(moments: Sequence[datetime]) -> list[datetime]:
    """Return the longest part of a row, in order, that never runs backwards (patience sorting)."""
    tails: list[datetime] = []
    ends: list[int] = []
    before: list[int] = []
    for place, moment in enumerate(moments):
        pile = bisect_right(tails, moment)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(moment)
            ends.append(place)
        else:
            tails[pile], ends[pile] = moment, place
    row: list[datetime] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        row.append(moments[place])
        place = before[place]
    return row[::-1]
