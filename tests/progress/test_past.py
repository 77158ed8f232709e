"""The journals before the last: verified once, remembered by digest, linked, and never taken on trust."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from support.journals import HEADER, NOON, OTHER, swap
from watchword.errors import JournalError
from watchword.progress import past
from watchword.progress.chain import Header, verify
from watchword.progress.history import join
from watchword.progress.journal import Journal
from watchword.progress.ledger import Ledger
from watchword.progress.past import read_past

THIRD = Header("12" * 16, NOON, "security", "2026.1", "cd" * 32, "SHA256:key")


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "state" / "past" / "security.json"


@pytest.fixture
def journals(tmp_path: Path) -> list[bytes]:
    """Two journals, the second continuing the first."""
    first = write(tmp_path / "1.toml", HEADER, None)
    return [first, write(tmp_path / "2.toml", OTHER, first)]


def write(path: Path, header: Header, before: bytes | None) -> bytes:
    """Write a journal that continues another one."""
    entries = []
    if before is not None:
        chain = verify(before)
        told = {
            "journal": chain.header.journal,
            "count": chain.count,
            "head": chain.head,
            "reason": "A test.",
        }
        entries.append(("continues", NOON, told))
    said = {"guideline": "passwords", "check": "x", "text": "It “holds”\nfor now"}
    entries.append(("stated", NOON + timedelta(minutes=1), said))
    with Journal.create(path, header, first=entries):
        pass
    return path.read_bytes()


def count_verified(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Note what is verified from here on."""
    seen: list[bytes] = []

    def watched(data: bytes, name: str = "") -> object:
        seen.append(data)
        return verify(data, name)

    monkeypatch.setattr(past, "verify", watched)
    return seen


def test_what_is_remembered_is_what_was_verified(journals: list[bytes], memory: Path) -> None:
    first = read_past(journals, memory)
    again = read_past(journals, memory)
    assert again == first
    assert again.events == join(verify(data).events for data in journals)


def test_what_was_verified_is_not_verified_again_and_a_new_one_is(
    tmp_path: Path, journals: list[bytes], memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_past(journals, memory)
    seen = count_verified(monkeypatch)
    read_past(journals, memory)
    assert seen == []
    third = write(tmp_path / "3.toml", THIRD, journals[1])
    read_past([*journals, third], memory)
    assert seen == [third]


def test_one_changed_letter_is_noticed_although_it_was_verified_before(
    journals: list[bytes], memory: Path
) -> None:
    read_past(journals, memory)
    edited = swap(journals[0], b"passwords", b"pasSwords")
    with pytest.raises(JournalError, match="do not fit together"):
        read_past([edited, journals[1]], memory)


@pytest.mark.parametrize("broken", [b"", b"{}", b"0" * 64 + b"\n{}", b"\xff\xfe", b"[]\n[]"])
def test_a_broken_memory_is_made_again(journals: list[bytes], memory: Path, broken: bytes) -> None:
    whole = read_past(journals, memory)
    good = memory.read_bytes()
    memory.write_bytes(broken)
    assert read_past(journals, memory) == whole
    assert memory.read_bytes() == good


def test_a_memory_of_other_journals_is_no_help(journals: list[bytes], memory: Path) -> None:
    read_past(journals, memory)
    assert read_past(journals[:1], memory).events == verify(journals[0]).events


def rewrite(memory: Path, old: str, new: str) -> None:
    """Change what is remembered, with a checksum that fits."""
    text = memory.read_bytes().partition(b"\n")[2].replace(old.encode(), new.encode())
    memory.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)


def test_a_memory_that_was_changed_on_purpose_is_noticed_before_a_record_is_made(
    journals: list[bytes], memory: Path
) -> None:
    read_past(journals, memory)
    rewrite(memory, "passwords", "phishing")
    ledger = Ledger(None, tuple(journals), memory)
    with pytest.raises(JournalError, match="What was remembered"):
        ledger.chains()
    memory.unlink()
    assert len(Ledger(None, tuple(journals), memory).chains()) == 2


def test_what_is_remembered_is_cleaned_like_anything_foreign(journals: list[bytes], memory: Path) -> None:
    read_past(journals, memory)
    rewrite(memory, "passwords", "pass\\u001b[31mwords")
    assert all("\x1b" not in json.dumps(event.fields) for event in read_past(journals, memory).events)
    assert "\x1b" not in str(read_past(journals, memory).events[0].fields["guideline"])


def test_only_the_person_can_read_it(journals: list[bytes], memory: Path) -> None:
    read_past(journals, memory)
    assert memory.stat().st_mode & 0o077 == 0


def test_a_memory_that_cannot_be_written_is_done_without(journals: list[bytes], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert len(read_past(journals, tmp_path / "file" / "security.json").events) == 3


def test_an_older_copy_of_one_journal_does_not_fit_the_next(tmp_path: Path, journals: list[bytes]) -> None:
    with Journal.create(tmp_path / "short.toml", HEADER):
        pass
    short = (tmp_path / "short.toml").read_bytes()
    with pytest.raises(JournalError) as told:
        read_past([short, journals[1]])
    assert told.value.title == "The journals do not fit together."
    assert "Journal 2 does not continue journal 1" in told.value.detail


def test_the_last_journal_has_to_continue_those_before(tmp_path: Path, journals: list[bytes]) -> None:
    with (
        Journal.create(tmp_path / "other.toml", THIRD) as alone,
        pytest.raises(JournalError, match="do not fit together"),
    ):
        Ledger(alone, tuple(journals))
