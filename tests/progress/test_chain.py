"""The journal as bytes: any events come back, any edit is found, hostile TOML is refused."""

from __future__ import annotations

import hashlib
import itertools
import re
import time
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.journals import HEADER, NOON, SAMPLE, build, swap
from watchword.errors import JournalError
from watchword.progress.chain import find_line, verify, write_event, write_header
from watchword.progress.event import Event, Value, check_fields
from watchword.progress.kind import KINDS, Shape

# Properties -----------------------------------------------------------------------------------------------

TEXT = st.text(max_size=60)
VALUES: dict[Shape, st.SearchStrategy[Value]] = {
    Shape.LINE: TEXT,
    Shape.PROSE: TEXT,
    Shape.DAY: st.dates().map(lambda day: day.isoformat()),
    Shape.DIGEST: st.binary(min_size=32, max_size=32).map(bytes.hex),
    Shape.NUMBER: st.integers(-(2**63), 2**63 - 1),
    Shape.FLAG: st.booleans(),
    Shape.LINES: st.lists(TEXT, max_size=4),
}


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, dict[str, Value]]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    return kind, {name: draw(VALUES[shape]) for name, shape in KINDS[kind].fields.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=6))
def test_any_sequence_of_events_comes_back_as_it_was_written(
    wanted: list[tuple[str, dict[str, Value]]],
) -> None:
    data = build(wanted)
    chain = verify(data)
    assert [(event.kind, event.fields) for event in chain.events] == [
        (kind, check_fields(kind, fields)) for kind, fields in wanted
    ]
    assert chain.head == hashlib.sha256(data).hexdigest()
    assert (chain.count, chain.torn) == (len(wanted), b"")
    assert len(tomllib.loads(data.decode()).get("event", [])) == len(wanted)
    for event in chain.events:
        assert "\x1b" not in repr(event.fields)


PHISHING = b'guideline = "phishing"\n'
BEFORE_TAIL = SAMPLE.rindex(b"[[event]]\n")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, BEFORE_TAIL - 1), st.integers(0, 20), st.binary(max_size=12))
def test_any_edit_before_the_last_event_is_an_error(start: int, length: int, put: bytes) -> None:
    end = min(start + length, BEFORE_TAIL)
    edited = SAMPLE[:start] + put + SAMPLE[end:]
    if edited == SAMPLE:
        return
    with pytest.raises(JournalError) as caught:
        verify(edited)
    assert re.search(r"line \d+", caught.value.detail)
    assert caught.value.remedy


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_is_read_ends_in_a_journal_error(data: bytes) -> None:
    for hostile in (data, SAMPLE + data, SAMPLE + b"[[event]]\n" + data + b"\n\n"):
        try:
            chain = verify(hostile)
        except JournalError:
            continue
        assert chain.head == hashlib.sha256(SAMPLE).hexdigest()


# What does not fit ----------------------------------------------------------------------------------------


def take_out(data: bytes, number: int) -> bytes:
    parts = data.split(b"[[event]]\n")
    return b"[[event]]\n".join(parts[:number] + parts[number + 1 :])


@pytest.mark.parametrize(
    ("edited", "words"),
    [
        (swap(SAMPLE, b"2026.1", b"2026.2"), "event 1, line 22: prev does not fit: the header was changed"),
        (swap(SAMPLE, b'"passwords"', b'"passphrase"'), "event 3, line 38: prev does not fit: event 2"),
        (swap(SAMPLE, b"n = 2\n", b"n = 7\n"), "event 2, line 25: event 2 should come here"),
        (take_out(SAMPLE, 2), "event 2, line 25: event 2 should come here"),
        (swap(SAMPLE, b'kind = "opened"\n', b"kind = 7\n"), "event 2, line 27: kind"),
        (swap(SAMPLE, PHISHING, b"guideline = 7\n"), "event 4, line 44: guideline is not text"),
        (swap(SAMPLE, PHISHING, b""), "event 4, line 40: guideline is missing"),
        (swap(SAMPLE, PHISHING, b"guideline = [1, 2]\n"), "event 4, line 44: this is not how"),
        (swap(SAMPLE, PHISHING, b'guideline = "\\q"\n'), "event 4, line 40: this cannot be read"),
        (SAMPLE + b"\n", "event 5, line 47: this is not how an event is written"),
        (SAMPLE + b"hello", "event 5, line 47: this is not how an event is written"),
        (SAMPLE[:-1] + b"#\n", "event 4, line 45"),
        (SAMPLE.replace(b"\n", b"\r\n"), "the header, line 2: the line ends were changed"),
        (b"\xef\xbb\xbf" + SAMPLE, "the header, line 1: this is not how"),
        (b"", "the header, line 1: this is not how"),
        (SAMPLE[:200], "the header, line 4: this is not how"),
        (swap(SAMPLE, b"journal = ", b"journ = "), "the header, line 1: journal is missing"),
        (swap(SAMPLE, b"12:00:00+00:00", b"12:00:00+01:00"), "the header, line 4: created is not"),
        (swap(SAMPLE, b"12:00:00+00:00\nkind", b"12:00:00.5+00:00\nkind"), "event 1, line 12: at is not"),
    ],
    ids=itertools.count(),
)
def test_the_first_thing_that_does_not_fit_is_named(edited: bytes, words: str) -> None:
    with pytest.raises(JournalError) as caught:
        verify(edited, "2026.toml")
    assert f"2026.toml, {words}" in caught.value.detail
    assert "backup" in caught.value.remedy


def test_a_journal_of_a_later_version_is_called_that() -> None:
    with pytest.raises(JournalError, match="another version") as caught:
        verify(swap(SAMPLE, b"watchword-journal/1", b"watchword-journal/2"))
    assert "watchword-journal/2" in caught.value.detail


def test_kinds_and_fields_of_a_later_version_are_kept() -> None:
    data = write_header(HEADER)
    table: dict[str, Value] = {"guideline": "g", "mood": "good", "since": NOON, "tags": ["a"]}
    for number, kind in enumerate(("opened", "sung"), 1):
        data += write_event(Event(number, NOON, kind, table), hashlib.sha256(data).hexdigest())
    assert [(event.kind, event.fields) for event in verify(data).events] == [
        ("opened", table),
        ("sung", table),
    ]


def test_find_line_gives_the_line_of_an_event() -> None:
    lines = SAMPLE.decode().splitlines()
    starts = [number for number, line in enumerate(lines, 1) if line == "[[event]]"]
    assert [find_line(SAMPLE, number) for number in range(5)] == [1, *starts]


@pytest.mark.parametrize(
    "hostile",
    [
        b"a." * 4_000 + b"b = 1\n",
        b"a." * 100_000 + b"b = 1\n",
        b"x = " + b"[" * 8_000 + b"\n",
        b"x = " + b"{a=" * 2_500 + b"\n",
        b"x = [\n" + b"    [\n" * 100_000,
        b'x = """\n' + b"a\n" * 100_000,
        b"x = " + b"9" * 8_000 + b"\n",
        b"[a]\n" * 100_000,
        b'"a"."b" = 1\n',
        b"x = { a.b.c = 1 }\n",
        b"\\" * 8_000 + b"\n",
        b'x = "' + b"\\" * 8_000 + b"\n",
        b"# " * 4_000 + b"\n",
    ],
    ids=itertools.count(),
)
def test_hostile_toml_is_refused_at_once(hostile: bytes) -> None:
    start = time.perf_counter()
    for data in (
        hostile,
        b"# a\n" + hostile,
        SAMPLE + b"[[event]]\n" + hostile + b'prev = "' + b"0" * 64 + b'"\n\n',
        swap(SAMPLE, b"n = 2\n", b"n = 2\n" + hostile),
        swap(SAMPLE, b"\n\n", b"\n" + hostile + b"\n"),
    ):
        with pytest.raises(JournalError):
            verify(data)
    assert time.perf_counter() - start < 1
