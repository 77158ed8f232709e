"""What a person says in their own words."""

from __future__ import annotations

from watchword.errors import UsageError
from watchword.text import clean

STATEMENT_LIMIT = 300


def own_words(text: str, remedy: str) -> str:
    """Return what a person typed, made safe and cut to a length that a line of a journal can hold.

    Raises `UsageError` with `remedy` where nothing is left of it.
    """
    said = clean(" ".join(text.split()), limit=STATEMENT_LIMIT)
    if not said:
        raise UsageError("The statement is empty.", "", remedy)
    return said
