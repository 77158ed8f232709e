"""Journals made for tests: on disk, in memory, and a small one to be broken."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watchword.progress.chain import Header, write_event, write_header
from watchword.progress.event import Event, Value, check_fields
from watchword.progress.journal import Journal

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HEADER = Header("ab" * 16, NOON, "security", "2026.1", "cd" * 32, "SHA256:key")
OTHER = Header("ef" * 16, NOON, "security", "2026.1", "cd" * 32, "SHA256:key")


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


def swap(data: bytes, old: bytes, new: bytes) -> bytes:
    """Put `new` in place of the first `old`."""
    assert old in data
    return data.replace(old, new, 1)
