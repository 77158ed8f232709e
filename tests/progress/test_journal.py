"""The journal as a file: what it writes, what it notices, and who may write."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
import threading
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from support.journals import HEADER, NOON, OTHER, fill
from watchword.errors import JournalError
from watchword.progress.chain import Header, verify
from watchword.progress.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "security" / "2026.toml"


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "state" / "high-water.toml"


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


def test_times_are_kept_in_utc_and_whole_seconds(path: Path) -> None:
    there = datetime(2026, 1, 5, 14, 30, 0, 7, tzinfo=timezone(timedelta(hours=2)))
    header = replace(HEADER, created=there)
    with Journal.create(path, header) as journal:
        assert journal.header.created == datetime(2026, 1, 5, 12, 30, tzinfo=UTC)
        assert journal.append("opened", there, guideline="a").at == journal.header.created


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
