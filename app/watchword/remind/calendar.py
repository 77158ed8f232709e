"""What comes due as a calendar file, with an alarm on the morning of each day. Pure.

One event a guideline: its id stays the same from file to file, so importing a newer one moves the event. No
event holds an address, a name or a path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from watchword.checklist.model import Checklist
from watchword.progress.due import Agenda
from watchword.progress.reason import Cause
from watchword.text import clean

PRODID = "-//Watchword//what is due//EN"
_ALARM = timedelta(hours=9)  # after the beginning of the day


@dataclass(frozen=True, slots=True)
class Item:
    """One guideline of one checklist that is due on a day, and why. `sequence` grows with what was done."""

    checklist: str
    checklist_title: str
    guideline: str
    title: str
    on: date
    why: str
    sequence: int


def find_items(checklist: Checklist, found: Agenda, sequence: int) -> list[Item]:
    """Return what asks something of the person, now or later; what is due already is due today.

    What only has to be looked at is left out: that is done by itself in the next sitting.
    """
    return [
        Item(
            checklist.id,
            checklist.title,
            due.guideline,
            due.standing.guideline.title,
            max(found.today, due.next_ask),
            " ".join(one.sentence for one in due.reasons if one.cause is not Cause.FINDING),
            sequence,
        )
        for due in found.dues
        if due.next_ask is not None
    ]


def to_ics(items: Iterable[Item], now: datetime) -> bytes:
    """Return the calendar file (RFC 5545); `now` is when it is made."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for item in sorted(items, key=lambda item: (item.on, item.checklist, item.guideline)):
        event = Event()
        event.add("uid", f"{item.checklist}.{item.guideline}@watchword.invalid")
        event.add("dtstamp", now)
        event.add("sequence", item.sequence)
        event.add("dtstart", item.on)
        event.add("dtend", item.on + timedelta(1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", clean(f"Watchword: {item.title}", limit=200))
        event.add("description", clean(f"{item.checklist_title}. {item.why} Type `watchword`.", limit=1000))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", clean(f"Watchword: {item.title}", limit=200))
        alarm.add("trigger", _ALARM)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
