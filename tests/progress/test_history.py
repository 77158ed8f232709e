"""Several journals read as one: numbered through, and what names an event still names it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from support.story import NINE, Story, small
from watchword.progress.event import Event
from watchword.progress.history import join
from watchword.progress.state import compute


def opened(n: int, guideline: str = "think-first") -> Event:
    return Event(n, NINE, "opened", {"guideline": guideline})


def undone(n: int, of: int) -> Event:
    return Event(n, NINE, "undone", {"of": of})


def test_no_journal_gives_no_events() -> None:
    assert join([]) == ()


def test_one_journal_is_read_as_it_is() -> None:
    events = [opened(1), undone(2, 1)]
    assert join([events]) == tuple(events)


def test_an_empty_journal_moves_nothing() -> None:
    assert join([[], [opened(1)], []]) == (opened(1),)


def test_events_are_numbered_through() -> None:
    joined = join([[opened(1), opened(2)], [opened(1)], [opened(1), opened(2)]])
    assert [event.n for event in joined] == [1, 2, 3, 4, 5]


def test_what_withdraws_an_event_withdraws_the_same_event() -> None:
    joined = join([[opened(1), opened(2)], [opened(1), opened(2), undone(3, 2)], [opened(1), undone(2, 1)]])
    assert [event.fields["of"] for event in joined if event.kind == "undone"] == [4, 6]


def test_the_journals_themselves_are_left_as_they_are() -> None:
    second = [opened(1), undone(2, 1)]
    join([[opened(1)], second])
    assert second == [opened(1), undone(2, 1)]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["right", "wrong", "undo"]), max_size=12), st.data())
def test_two_journals_add_up_to_what_one_would_have(deeds: list[str], data: st.DataObject) -> None:
    whole, first, second = Story(), Story(), Story(profile=False)
    cut = data.draw(st.integers(0, len(deeds)))
    for number, deed in enumerate(deeds):
        part = first if number < cut else second
        if deed == "undo":
            answers = [event.n for event in part.events if event.kind == "answered"]
            if answers:
                part.tell("undone", of=answers[-1])
                offset = 0 if part is first else len(first.events)
                whole.tell("undone", of=answers[-1] + offset)
        else:
            part.answer("think-first", deed == "right")
            whole.answer("think-first", deed == "right")
    joined = compute(small(), join([first.events, second.events])).standings["think-first"]
    alone = whole.standing("think-first")
    assert [(a.n, a.right, a.withdrawn) for a in joined.answers] == [
        (a.n, a.right, a.withdrawn) for a in alone.answers
    ]
    assert joined.is_understood == alone.is_understood
