"""The journal: what it writes, what it notices, what it refuses, and what it says."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import re
import stat
import subprocess
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword.errors import JournalError
from watchword.progress import disk
from watchword.progress.chain import Header, find_line, verify, write_event, write_header
from watchword.progress.event import KINDS, Event, Shape, Value, check_fields
from watchword.progress.journal import Journal
from watchword.progress.mark import Mark, read_marks, save_mark

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HEADER = Header("ab" * 16, NOON, "security", "2026.1", "cd" * 32, "SHA256:key")
OTHER = Header("ef" * 16, NOON, "security", "2026.1", "cd" * 32, "SHA256:key")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "security" / "2026.toml"


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "state" / "high-water.toml"


def fill(path: Path, count: int, *, high_water: Path | None = None, header: Header = HEADER) -> bytes:
    """Make a journal of `count` events and give its bytes."""
    with Journal.create(path, header, high_water=high_water) as journal:
        for number in range(1, count + 1):
            journal.append("opened", NOON + timedelta(minutes=number), guideline=f"g{number}")
    return path.read_bytes()


def build(entries: list[tuple[str, dict[str, Value]]]) -> bytes:
    """Make the bytes of a journal without a file."""
    data = write_header(HEADER)
    for number, (kind, fields) in enumerate(entries, 1):
        event = Event(number, NOON, kind, check_fields(kind, fields))
        data += write_event(event, hashlib.sha256(data).hexdigest())
    return data


SAMPLE = build(
    [
        (
            "profile",
            {"name": "Ada", "email": "a@b.c", "roles": ["dev", "ops"], "devices": [], "public_places": True},
        ),
        ("opened", {"guideline": "passwords"}),
        ("stated", {"guideline": "passwords", "check": "x", "text": 'a "quoted" \\ word\nand another'}),
        ("opened", {"guideline": "phishing"}),
    ]
)


# What is written ------------------------------------------------------------------------------------------


def test_a_journal_reads_as_one_plain_toml_file(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="passwords")
        journal.append("stated", NOON, guideline="passwords", check="vault", text="By hand.")
    text = path.read_text()
    assert text.startswith("# ")
    assert text.splitlines()[1] == 'format = "watchword-journal/1"'
    blocks = text.split("[[event]]\n")
    assert len(blocks) == 3
    for block in blocks[1:]:
        assert re.fullmatch(r'n = \d+\nat = \S+ \S+\nkind = "\w+"\n(?s:.+)prev = "[0-9a-f]{64}"\n\n', block)
    whole = tomllib.loads(text)
    assert whole["journal"] == HEADER.journal
    assert whole["created"] == NOON
    assert [event["n"] for event in whole["event"]] == [1, 2]
    assert whole["event"][0]["prev"] == hashlib.sha256(blocks[0].encode()).hexdigest()


@pytest.mark.real
def test_the_head_is_what_sha256sum_prints(path: Path, tool: Callable[[str], str]) -> None:
    with Journal.create(path, HEADER) as journal:
        for _ in range(3):
            journal.append("opened", NOON, guideline="passwords")
            printed = subprocess.run(
                [tool("sha256sum"), path], capture_output=True, text=True, check=True
            ).stdout
            assert printed.split()[0] == journal.head


def test_what_was_written_is_read_again(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        written = journal.append_all(
            [
                ("opened", NOON, {"guideline": "a"}),
                ("opened", NOON, {"guideline": "b"}),
                ("undone", NOON, {"of": 1}),
            ]
        )
        assert journal.append_all([]) == []
        head = journal.head
    with Journal.open(path, at=NOON) as again:
        assert again.header == HEADER
        assert list(again.events) == written
        assert (again.count, again.head) == (3, head)
        assert not again.read_only
        assert again.notices == ()
        assert again.append("opened", NOON, guideline="c").n == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
@pytest.mark.parametrize("umask", [0, 0o077])
def test_only_the_person_can_read_it(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "new" / "2026.toml"
    high_water = tmp_path / "state" / "high-water.toml"
    before = os.umask(umask)
    try:
        fill(path, 1, high_water=high_water)
        data = path.read_bytes()
        path.write_bytes(data + b"[[event]]\nn = 2")
        Journal.open(path, at=NOON).close()
    finally:
        os.umask(before)
    files = [*path.parent.iterdir(), high_water]
    assert {file.name for file in files} == {
        "2026.toml",
        "2026.toml.lock",
        "2026.toml.torn-1",
        "high-water.toml",
    }
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_begun_where_something_lies(path: Path) -> None:
    data = fill(path, 1)
    with pytest.raises(JournalError, match="No journal was begun"):
        Journal.create(path, OTHER)
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "change",
    [{"journal": "AB" * 16}, {"checklist_sha256": "x"}, {"created": datetime(2026, 1, 5)}, {"checklist": ""}],  # noqa: DTZ001
)
def test_a_header_of_another_shape_is_refused(path: Path, change: dict[str, object]) -> None:
    fields = {name: getattr(HEADER, name) for name in Header.__slots__} | change
    with pytest.raises(JournalError):
        Journal.create(path, Header(**fields))
    assert not path.exists()


def test_a_wrong_event_leaves_the_journal_as_it_was(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        data = path.read_bytes()
        with pytest.raises(JournalError):
            journal.append_all([("opened", NOON, {"guideline": "b"}), ("opened", NOON, {"guidelin": "c"})])
        assert (path.read_bytes(), journal.count) == (data, 1)


def test_a_full_journal_says_so_and_stays_readable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchword.progress.journal.LARGEST_FILE", 700)
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        with pytest.raises(JournalError, match="full") as caught:
            journal.append("opened", NOON, guideline="b" * 200)
        assert "continues" in caught.value.remedy
        assert journal.append("opened", NOON, guideline="b").n == 2


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


def swap(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


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
        (SAMPLE[:-1] + b"#\n", "event 4, line 46"),
        (SAMPLE.replace(b"\n", b"\r\n"), "the header, line 2: its line ends were changed"),
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


def test_too_large_a_file_is_refused_without_reading_it(path: Path) -> None:
    fill(path, 1)
    with path.open("r+b") as file:
        file.truncate(10 << 30)
    start = time.perf_counter()
    with pytest.raises(JournalError, match="too large"):
        Journal.open(path, at=NOON)
    assert time.perf_counter() - start < 2


def test_a_missing_journal_is_called_missing(path: Path) -> None:
    with pytest.raises(JournalError, match="There is no journal"):
        Journal.open(path, at=NOON)
    assert not path.parent.exists()


# The clock ------------------------------------------------------------------------------------------------


def test_a_clock_that_went_back_is_noted_once(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON + timedelta(hours=1), guideline="a")
        journal.append("opened", NOON + timedelta(minutes=58), guideline="b")
        event = journal.append("opened", NOON + timedelta(minutes=10), guideline="c")
        journal.append("opened", NOON + timedelta(minutes=11), guideline="d")
        assert [event.kind for event in journal.events] == ["opened"] * 2 + ["clock-jump"] + ["opened"] * 2
        assert journal.events[2].number("seconds") == 48 * 60
        assert journal.events[2].at == NOON + timedelta(minutes=10)
        assert event.n == 4


def test_the_clock_is_held_against_the_header_too(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        assert journal.append("opened", NOON - timedelta(days=1), guideline="a").n == 2


# Two sessions ---------------------------------------------------------------------------------------------


def test_a_second_session_can_only_read(path: Path) -> None:
    fill(path, 1)
    with Journal.open(path, at=NOON) as first, Journal.open(path, at=NOON) as second:
        assert (first.read_only, second.read_only) == (False, True)
        assert second.events == first.events
        assert "Another session" in second.notices[0]
        first.append("opened", NOON, guideline="a")
        with pytest.raises(JournalError, match="Nothing was recorded") as caught:
            second.append("opened", NOON, guideline="b")
        assert "Close the other session" in caught.value.remedy
    with Journal.open(path, at=NOON) as third:
        assert (third.read_only, third.count) == (False, 2)
    assert path.with_name("2026.toml.lock").exists()


def test_a_second_session_leaves_a_half_written_event_alone(path: Path) -> None:
    data = fill(path, 2)
    with Journal.open(path, at=NOON):
        path.write_bytes(data[:-10])
        with Journal.open(path, at=NOON) as second:
            assert second.count == 1
            assert len(second.notices) == 1
        assert path.read_bytes() == data[:-10]


def test_a_journal_that_is_being_begun_is_not_begun_twice(path: Path) -> None:
    with Journal.create(path, HEADER):
        path.unlink()
        with pytest.raises(JournalError, match="Another session"):
            Journal.create(path, OTHER)


def test_it_can_be_closed_in_another_thread_and_twice(path: Path) -> None:
    journal = Journal.create(path, HEADER)
    thread = threading.Thread(target=journal.close)
    thread.start()
    thread.join()
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        journal.append("opened", NOON, guideline="a")
    with Journal.open(path, at=NOON) as again:
        assert not again.read_only


def test_threads_take_turns(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:

        def work(name: str) -> None:
            for _ in range(20):
                journal.append("opened", NOON, guideline=name)

        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert journal.count == 80
    assert verify(path.read_bytes()).count == 80


# What somebody else did to the file -----------------------------------------------------------------------


def test_a_file_saved_anew_by_an_editor_is_followed(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        disk.replace(path, path.read_bytes())
        journal.append("opened", NOON, guideline="b")
        assert journal.notices == ()
    assert verify(path.read_bytes()).count == 2


def test_a_file_changed_under_an_open_session_is_an_error(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        edited = swap(path.read_bytes(), b'"a"', b'"b"')
        disk.replace(path, edited)
        with pytest.raises(JournalError, match="remembers") as caught:
            journal.append("opened", NOON, guideline="c")
        assert "line 10: event 1" in caught.value.detail
        assert path.read_bytes() == edited


def test_a_file_cut_under_an_open_session_is_a_rewind(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        data = path.read_bytes()
        journal.append("opened", NOON, guideline="b")
        disk.replace(path, data)
        journal.append("opened", NOON, guideline="c")
        assert [event.kind for event in journal.events] == ["opened", "rewound", "opened"]
    assert verify(path.read_bytes()).count == 3


def test_another_journal_in_its_place_is_an_error(path: Path, tmp_path: Path) -> None:
    other = fill(tmp_path / "other" / "2026.toml", 1, header=OTHER)
    with Journal.create(path, HEADER) as journal:
        disk.replace(path, other)
        with pytest.raises(JournalError, match="Another journal"):
            journal.append("opened", NOON, guideline="c")
    assert path.read_bytes() == other


def test_a_file_that_went_away_is_not_made_again(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        path.unlink()
        with pytest.raises(JournalError, match="Nothing was recorded"):
            journal.append("opened", NOON, guideline="c")
    assert not path.exists()


# Rewinds --------------------------------------------------------------------------------------------------


def test_a_backup_put_back_is_noted_and_work_goes_on(path: Path, marks: Path) -> None:
    data = fill(path, 5, high_water=marks)
    assert read_marks(marks) == {HEADER.journal: Mark(5, hashlib.sha256(data).hexdigest())}
    path.write_bytes(data[: data.rindex(b"[[event]]")])
    with Journal.open(path, at=NOON + timedelta(hours=1), high_water=marks) as journal:
        assert journal.events[-1].kind == "rewound"
        assert journal.events[-1].fields == {"expected": 5, "found": 4}
        assert "older copy" in journal.notices[0]
        assert read_marks(marks)[HEADER.journal] == Mark(5, journal.head)
    with Journal.open(path, at=NOON + timedelta(hours=1), high_water=marks) as journal:
        assert (journal.count, journal.notices) == (5, ())


def test_a_last_event_changed_in_place_is_noticed(path: Path, marks: Path) -> None:
    data = fill(path, 3, high_water=marks)
    path.write_bytes(swap(data, b'"g3"', b'"g4"'))
    with pytest.raises(JournalError, match="remembers") as caught:
        Journal.open(path, at=NOON, high_water=marks)
    assert "event 3" in caught.value.detail
    assert "high-water.toml" in caught.value.remedy
    marks.unlink()
    with Journal.open(path, at=NOON, high_water=marks) as journal:
        assert journal.events[-1].text("guideline") == "g4"


def test_a_journal_rewritten_and_continued_is_noticed(path: Path, marks: Path, tmp_path: Path) -> None:
    fill(path, 3, high_water=marks)
    longer = fill(tmp_path / "elsewhere" / "2026.toml", 9)
    path.write_bytes(swap(longer, b'key = "SHA256:key"', b'key = "SHA256:key"'))
    with Journal.open(path, at=NOON, high_water=marks) as journal:
        assert journal.count == 9  # the same first three events: a longer copy is no rewind
    rewritten = write_header(HEADER)
    for number in range(1, 12):
        event = Event(number, NOON, "opened", {"guideline": "x"})
        rewritten += write_event(event, hashlib.sha256(rewritten).hexdigest())
    path.write_bytes(rewritten)
    with pytest.raises(JournalError, match="remembers"):
        Journal.open(path, at=NOON, high_water=marks)


@pytest.mark.parametrize(
    "broken", [b"", b"\0" * 40, b"[[", b"a." * 50_000 + b"b = 1\n", b"x" * 300_000], ids=range(5)
)
def test_a_broken_mark_is_made_again(path: Path, marks: Path, broken: bytes) -> None:
    fill(path, 2, high_water=marks)
    marks.write_bytes(broken)
    start = time.perf_counter()
    with Journal.open(path, at=NOON, high_water=marks) as journal:
        assert journal.notices == ()
        assert read_marks(marks) == {HEADER.journal: Mark(2, journal.head)}
    assert time.perf_counter() - start < 1


def test_marks_of_other_journals_stay(path: Path, marks: Path, tmp_path: Path) -> None:
    fill(path, 2, high_water=marks)
    fill(tmp_path / "other" / "2026.toml", 3, high_water=marks, header=OTHER)
    assert {name: mark.count for name, mark in read_marks(marks).items()} == {
        HEADER.journal: 2,
        OTHER.journal: 3,
    }
    save_mark(marks, HEADER.journal, Mark(7, "0" * 64))
    assert {mark.count for mark in read_marks(marks).values()} == {7, 3}


def test_a_mark_that_cannot_be_written_does_not_lose_the_event(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Journal.create(path, HEADER, high_water=tmp_path / "file" / "high-water.toml") as journal:
        journal.append("opened", NOON, guideline="a")
        journal.append("opened", NOON, guideline="b")
        assert len(journal.notices) == 1
        assert "rewind would not be noticed" in journal.notices[0]
    assert verify(path.read_bytes()).count == 2


# Unsafe places --------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(path: Path, tmp_path: Path) -> Iterator[Path]:
    """Give a good journal elsewhere, and look afterwards that nobody touched it."""
    place = tmp_path / "elsewhere" / "2026.toml"
    data = fill(place, 1)
    path.parent.mkdir(mode=0o700)
    yield place
    assert place.read_bytes() == data


def test_a_link_instead_of_the_journal_is_refused(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere)
    with pytest.raises(JournalError, match="this is a link"):
        Journal.open(path, at=NOON)
    with pytest.raises(JournalError, match="something"):
        Journal.create(path, OTHER)


def test_a_link_instead_of_the_folder_is_refused(path: Path, elsewhere: Path) -> None:
    path.parent.rmdir()
    path.parent.symlink_to(elsewhere.parent)
    with pytest.raises(JournalError, match="this is a link"):
        Journal.open(path, at=NOON)


def test_a_link_instead_of_the_lock_is_refused(path: Path, elsewhere: Path) -> None:
    path.write_bytes(elsewhere.read_bytes())
    path.chmod(0o600)
    path.with_name("2026.toml.lock").symlink_to(elsewhere)
    with pytest.raises(JournalError, match="this is a link"):
        Journal.open(path, at=NOON)


def test_a_link_instead_of_an_open_journal_is_refused(path: Path, elsewhere: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        path.unlink()
        path.symlink_to(elsewhere)
        with pytest.raises(JournalError, match="this is a link"):
            journal.append("opened", NOON, guideline="a")


def test_a_link_planted_where_the_torn_end_goes_is_not_followed(path: Path, elsewhere: Path) -> None:
    data = elsewhere.read_bytes()
    path.write_bytes(data + b"[[event]]\n")
    path.chmod(0o600)
    path.with_name("2026.toml.torn-1").symlink_to(elsewhere)
    with Journal.open(path, at=NOON) as journal:
        assert "torn-2" in journal.notices[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_instead_of_the_journal_is_refused_at_once(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    os.mkfifo(path)
    with pytest.raises(JournalError, match="no plain file"):
        Journal.open(path, at=NOON)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_what_others_can_write_to_is_refused(path: Path) -> None:
    fill(path, 1)
    for place, mode, usual in ((path, 0o620, 0o600), (path.parent, 0o777, 0o700)):
        place.chmod(mode)
        with pytest.raises(JournalError, match="others can write") as caught:
            Journal.open(path, at=NOON)
        assert "chmod go-w" in caught.value.remedy
        place.chmod(usual)
    Journal.open(path, at=NOON).close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a file away")
def test_a_journal_of_somebody_else_is_refused(path: Path) -> None:
    fill(path, 1)
    os.chown(path, 12345, 12345)
    with pytest.raises(JournalError, match="somebody else"):
        Journal.open(path, at=NOON)


# A disk that refuses --------------------------------------------------------------------------------------


def refuse(code: int) -> Callable[..., int]:
    def call(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "Free some space"), (errno.EIO, "Check the disk"), (errno.EROFS, "read")],
)
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_step_that_was_not_written_is_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        data, head = path.read_bytes(), journal.head
        with monkeypatch.context() as patch:
            patch.setattr(os, call, refuse(code))
            with pytest.raises(JournalError) as caught:
                journal.append("opened", NOON, guideline="b")
        sure = call == "write"
        assert caught.value.title == (
            "Nothing was recorded." if sure else "It is not certain that this was recorded."
        )
        assert words in caught.value.remedy
        assert (path.read_bytes(), journal.head) == (data, head)
        assert journal.append("opened", NOON, guideline="c").n == 2
    assert verify(path.read_bytes()).count == 2


def test_a_short_write_that_cannot_be_taken_back_is_recovered_by_the_next_step(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda file, data: write(file, data[:20]))
            patch.setattr(os, "ftruncate", refuse(errno.EIO))
            with pytest.raises(JournalError, match="not certain"):
                journal.append("opened", NOON, guideline="b")
        journal.append("opened", NOON, guideline="c")
        assert [event.kind for event in journal.events] == ["opened", "recovered", "opened"]
        assert journal.events[1].number("bytes") == 20
    assert path.with_name("2026.toml.torn-1").read_bytes() == b"[[event]]\nn = 2\nat ="


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_disk_that_can_only_be_read_is_read(path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    fill(path, 2)
    really = os.open

    def only_read(name: str | Path, flags: int, *rest: int, **more: int) -> int:
        if flags & (os.O_RDWR | os.O_CREAT):
            raise OSError(code, os.strerror(code))
        return really(name, flags, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", only_read)
        with Journal.open(path, at=NOON) as journal:
            assert (journal.read_only, journal.count) == (True, 2)
            assert "can only be read" in journal.notices[0]
            with pytest.raises(JournalError, match="Nothing was recorded") as caught:
                journal.append("opened", NOON, guideline="b")
            assert "ritable" in caught.value.remedy


def test_a_torn_end_on_a_disk_that_refuses_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = fill(path, 2)[:-10]
    path.write_bytes(data)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse(errno.ENOSPC))
        with Journal.open(path, at=NOON) as journal:
            assert (journal.read_only, journal.count) == (True, 1)
            assert "No space left" in journal.notices[-1]
    assert path.read_bytes() == data
    assert [file.name for file in path.parent.iterdir() if "torn" in file.name] == []
