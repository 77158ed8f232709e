"""The journal when somebody else changed, cut or replaced it: noticed, and said."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from support.journals import HEADER, NOON, OTHER, fill, swap
from watchword.errors import JournalError
from watchword.progress import disk
from watchword.progress.chain import verify, write_event, write_header
from watchword.progress.event import Event
from watchword.progress.journal import Journal
from watchword.progress.mark import Mark, read_marks, save_mark


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "security" / "2026.toml"


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "state" / "high-water.toml"


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
        for _ in range(2):
            with pytest.raises(JournalError, match="remembers") as caught:
                journal.append("opened", NOON, guideline="c")
            assert "line 10: event 1" in caught.value.detail
        assert path.read_bytes() == edited


def test_a_file_broken_in_place_under_an_open_session_is_an_error_each_time(path: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append_all([("opened", NOON, {"guideline": "a"}), ("opened", NOON, {"guideline": "b"})])
        edited = swap(path.read_bytes(), b'"a"', b'"c"')
        path.write_bytes(edited)
        os.utime(path, (1, 1))
        for _ in range(2):
            with pytest.raises(JournalError, match="event 2"):
                journal.append("opened", NOON, guideline="d")
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
