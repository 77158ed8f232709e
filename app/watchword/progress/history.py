"""Several journals read as one: those that a journal continues come before it.

Each journal counts its events from 1. Read together they are counted on, and what names an event by its
number (`undone`) is moved along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchword.progress.event import Event


def join(journals: Iterable[Sequence[Event]]) -> tuple[Event, ...]:
    """Return the events of all journals, oldest first, numbered through."""
    joined: list[Event] = []
    for events in journals:
        offset = len(joined)
        joined.extend(_moved(event, offset) for event in events)
    return tuple(joined)


def _moved(event: Event, offset: int) -> Event:
    if not offset:
        return event
    fields = event.fields
    if event.kind == "undone":
        fields = {**fields, "of": event.number("of") + offset}
    return Event(event.n + offset, event.at, event.kind, fields)
