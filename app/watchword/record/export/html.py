"""The report: a completion record as one page to read in a browser."""

from __future__ import annotations

from watchword.record.record import Record


def render(record: Record) -> bytes:
    """Return the page."""
    raise NotImplementedError
