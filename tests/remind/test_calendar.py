"""The calendar file, read back by the library that calendars are written with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from support.renewal import Life
from watchword.remind.calendar import PRODID, Item, find_items, to_ics

NOW = datetime(2026, 2, 1, 9, tzinfo=UTC)
ITEM = Item(
    "small", "Small guide", "lock-screen", "The screen, locked; always", date(2026, 3, 1), "Why.\nSo.", 7
)


def events(data: bytes) -> list[Calendar]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_an_event_is_a_whole_day_that_blocks_nothing_with_an_alarm_in_the_morning() -> None:
    data = to_ics([ITEM], NOW)
    (event,) = events(data)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 3, 1), date(2026, 3, 2))
    assert str(event["SUMMARY"]) == "Watchword: The screen, locked; always"
    assert str(event["TRANSP"]) == "TRANSPARENT"
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=9)
    assert str(Calendar.from_ical(data)["PRODID"]) == PRODID


def test_a_newer_file_moves_the_same_event() -> None:
    moved = Item(ITEM.checklist, ITEM.checklist_title, ITEM.guideline, ITEM.title, date(2026, 4, 1), "", 9)
    (old,), (new,) = events(to_ics([ITEM], NOW)), events(to_ics([moved], NOW))
    assert old["UID"] == new["UID"]
    assert int(new["SEQUENCE"]) > int(old["SEQUENCE"])


def test_no_line_is_longer_than_calendars_take() -> None:
    long = Item("small", "Small guide", "a", "ü" * 200, date(2026, 3, 1), "why " * 100, 1)
    assert max(map(len, to_ics([long], NOW).split(b"\r\n"))) <= 75


def test_everything_that_asks_the_person_comes_and_what_is_due_already_is_today() -> None:
    life = Life()
    found = find_items(life.checklist, life.agenda, len(life.events))
    assert {item.guideline for item in found} == {due.guideline for due in life.agenda.dues if due.next_ask}
    life.forward(400)
    assert {item.on for item in find_items(life.checklist, life.agenda, 1)} == {life.today}


def test_without_anything_due_it_is_an_empty_calendar() -> None:
    assert events(to_ics([], NOW)) == []
