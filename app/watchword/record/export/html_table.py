"""The report's table: known, seen and stated side by side, a row for each guideline."""

from __future__ import annotations

from collections.abc import Iterable

from watchword.record.export.element import Markup, element
from watchword.record.export.html_words import (
    OUTCOME,
    STATUS,
    count,
    day,
    name_of_check,
    of_checklist,
    quiet,
    toned,
)
from watchword.record.record import Asked, Entry, Looked, Record

_COLUMNS = ("Guideline", "Status", "Known", "Seen", "Stated")
_CAPTION = (
    "Three separate things: known is how the questions went, seen is what a check on their own machine "
    "came back with, stated is when they gave their signed word."
)
# How a profile's reason begins when it speaks to the person, and when it speaks about them.
_TO_THEM, _ABOUT_THEM = "You said that you ", "They said that they "


def table(record: Record) -> Markup:
    """Return the table; what does not apply stands at the end, with the reason.

    The roles say again what the elements say, because a narrow window lays the table out as blocks.
    """
    applying = [entry for entry in record.guidelines if entry.status != "not-applicable"]
    spared = [entry for entry in record.guidelines if entry.status == "not-applicable"]
    heads = [element("th", name, scope="col", role="columnheader", _class=name.lower()) for name in _COLUMNS]
    return element(
        "table",
        element("caption", _CAPTION),
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        _group((_row(record, entry) for entry in applying), "applying"),
        *([_group(_spared_rows(record, spared), "spared")] if spared else []),
        role="table",
    )


def _group(rows: Iterable[Markup], name: str) -> Markup:
    return element("tbody", *rows, role="rowgroup", _class=name)


def _row(record: Record, entry: Entry) -> Markup:
    cells = (_status(entry), _known(entry.known), _seen(entry.seen), _stated(entry))
    named = zip(_COLUMNS[1:], cells, strict=True)
    return element(
        "tr",
        element("th", of_checklist(record, entry.title), scope="row", role="rowheader"),
        *(element("td", cell, data_column=column, role="cell") for column, cell in named),
        role="row",
    )


def _status(entry: Entry) -> Markup:
    """The word for it, the waiver if there is one, and the day it is due again."""
    parts: list[Markup | str] = [toned(STATUS[entry.status])]
    if waiver := entry.waiver:
        said = f"until {waiver.ends}, approved by {waiver.approved_by}: "
        parts.append(element("div", said, element("q", waiver.reason, dir="auto")))
    elif entry.due:
        parts += [", due ", day(entry.due)]
    return element("div", *parts)


def _spared_rows(record: Record, spared: Iterable[Entry]) -> Iterable[Markup]:
    title = "Not applicable, by what they said about themselves"
    head = element("th", title, scope="rowgroup", colspan="5", role="rowheader", _class="group")
    yield element("tr", head, role="row")
    for entry in spared:
        reason = entry.reason or "No reason is given."
        if reason.startswith(_TO_THEM):
            reason = _ABOUT_THEM + reason.removeprefix(_TO_THEM)
        yield element(
            "tr",
            element("th", of_checklist(record, entry.title), scope="row", role="rowheader"),
            element("td", reason, colspan="4", role="cell"),
            role="row",
        )


def _known(known: tuple[Asked, ...]) -> Markup:
    if not known:
        return quiet("not asked yet")
    attempts = sum(one.attempts for one in known)
    asked = f", {count(len(known), 'question')}" if len(known) > 1 else ""
    how = "right" if any(one.right for one in known) else "not right yet"
    return element("span", f"{how}, {count(attempts, 'attempt')}{asked}")


def _seen(seen: tuple[Looked, ...]) -> Markup:
    return element("div", *(_look(one) for one in seen)) if seen else quiet("none")


def _look(one: Looked) -> Markup:
    parts = [f"{name_of_check(one)}: ", toned(OUTCOME[one.outcome]), ", ", day(one.at)]
    if one.statement:
        words = element("q", one.statement, dir="auto")
        parts.append(element("span", "In their own words: ", words, _class="said"))
    return element("div", *parts)


def _stated(entry: Entry) -> Markup:
    return day(entry.stated.at) if entry.stated else quiet("not yet")
