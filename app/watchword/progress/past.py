"""The journals before the one being written: each verified once, and linked to the next.

After ten years they are some forty files, and verifying all of them at every start would take longer than the
rest of it. So what was verified is remembered in the state folder, by the digest of each file: as long as
every byte is the same, so is what it says. The file is a memory, not a proof: it may be deleted at any time,
one that is missing or broken is made again, and before a record is made everything is verified anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from watchword.errors import JournalError
from watchword.progress import disk
from watchword.progress.chain import Chain, verify
from watchword.progress.event import Event, clean_fields
from watchword.progress.history import join

FORMAT = "watchword-past/1"
_LARGEST = 16 * 1024 * 1024  # bytes


class End(NamedTuple):
    """Where a journal ended: the digest of its file, its id, how many events long it is, and its head."""

    sha256: str
    journal: str
    length: int
    head: str


class Past(NamedTuple):
    """What earlier journals hold, oldest first: where each ended, and all events numbered through."""

    ends: tuple[End, ...] = ()
    events: tuple[Event, ...] = ()


def read_past(journals: Sequence[bytes], memory: Path | None = None) -> Past:
    """Read journals that continue each other, oldest first.

    `memory` is the file of what was verified before. Raises `JournalError` for one that is not what was
    written, or that does not continue the one before it.
    """
    digests = [hashlib.sha256(data).hexdigest() for data in journals]
    known = _recall(memory, digests) if memory and journals else Past()
    skipped = len(known.ends)
    past = known
    for number, data in enumerate(journals[skipped:], skipped):
        chain = verify(data, f"journal {number + 1}")
        if past.ends:
            check_link(past.ends[-1], chain.events, number + 1)
        past = _with(past, chain, digests[number])
    if memory and len(past.ends) > skipped:
        with suppress(OSError, TypeError):  # a time in a field of a later version has no place in JSON
            _remember(memory, past)
    return past


def find_end(memory: Path, journal: str) -> End | None:
    """Return where a journal ended before a later one continued it; `None` where none is remembered."""
    return next((end for end in _recall(memory).ends if end.journal == journal), None)


def check_link(before: End, events: Sequence[Event], number: int) -> None:
    """Raise `JournalError` where a journal, the `number`th, does not continue the one that ended so."""
    begun = next((event for event in events if event.kind == "continues"), None)
    told = (begun.text("journal"), begun.number("count"), begun.text("head")) if begun else None
    if told != (before.journal, before.length, before.head):
        raise JournalError(
            "The journals do not fit together.",
            f"Journal {number} does not continue journal {number - 1} where that ends.",
            "Put back copies of both from the same backup; they lie in one folder, numbered.",
        )


def _with(past: Past, chain: Chain, sha256: str) -> Past:
    end = End(sha256, chain.header.journal, chain.count, chain.head)
    return Past((*past.ends, end), join((past.events, chain.events)))


def _recall(path: Path, digests: Sequence[str] | None = None) -> Past:
    """Return what is remembered, of these journals where any are named; nothing where it is broken."""
    try:
        with path.open("rb") as file:
            checksum, _, text = file.read(_LARGEST).partition(b"\n")
        if hashlib.sha256(text).hexdigest().encode() != checksum:
            return Past()
        found = json.loads(text)
        if found["format"] != FORMAT:
            return Past()
        ends = tuple(End(*end) for end in found["ends"])
        if digests is not None and [end.sha256 for end in ends] != list(digests[: len(ends)]):
            return Past()
        # What was remembered had been cleaned; a letter that JSON spells out is looked at once more.
        return Past(ends, _events(found["events"], is_plain=b"\\u" not in text))
    except (OSError, ValueError, TypeError, KeyError):
        return Past()


def _events(rows: Sequence[tuple[int, str, dict[str, Any]]], *, is_plain: bool) -> tuple[Event, ...]:
    at = datetime.fromtimestamp
    if is_plain:
        return tuple(Event(n, at(when, UTC), kind, fields) for n, (when, kind, fields) in enumerate(rows, 1))
    return tuple(
        Event(n, at(when, UTC), kind, clean_fields(kind, fields))
        for n, (when, kind, fields) in enumerate(rows, 1)
    )


def _remember(path: Path, past: Past) -> None:
    rows = [(int(event.at.timestamp()), event.kind, event.fields) for event in past.events]
    ends = [(end.sha256, end.journal, end.length, end.head) for end in past.ends]
    value = {"format": FORMAT, "ends": ends, "events": rows}
    text = json.dumps(value, separators=(",", ":")).encode()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    disk.replace(path, hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
