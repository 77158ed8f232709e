"""Foreign text made safe to show, and small things put in words.

Terminals obey what they are sent: an escape sequence in a file name can write to the clipboard, a direction
mark can make a line read backwards. Textual passes such characters through every widget. So text from a
journal, a record, a tool, a file name or an exception goes through `clean` once, where it comes in.
"""

from __future__ import annotations

import unicodedata
from datetime import date

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

# Cc controls, Cf formats (direction marks, zero width), Cs lone surrogates, Co private use, Cn unassigned,
# Zl and Zp the line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean(value: str, *, limit: int = 2000, lines: bool = False) -> str:
    """Return `value` in NFC with every character a terminal could obey replaced by U+FFFD.

    With `lines`, line feeds stay and tabs become spaces; without, both become spaces. Text beyond `limit`
    characters is cut and ends in an ellipsis.
    """
    if len(value) <= limit and _is_safe(value, lines):
        return value
    head = value[: limit + 1]
    kept = "".join(_safe(char, lines) for char in unicodedata.normalize("NFC", head))
    if len(kept) > limit or len(value) > len(head):
        return kept[: limit - 1] + ELLIPSIS
    return kept


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 guideline`, `2 guidelines`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _is_safe(value: str, lines: bool) -> bool:
    """Tell at once, for most texts, that nothing has to be replaced.

    `isprintable` is false for every category in `_UNSAFE`, and for spaces other than the common one.
    """
    text = value.replace("\n", "") if lines else value
    return text.isprintable() and unicodedata.is_normalized("NFC", text)


def _safe(char: str, lines: bool) -> str:
    if char == "\n":
        return "\n" if lines else " "
    if char == "\t":
        return " "
    return REPLACEMENT if unicodedata.category(char) in _UNSAFE else char


def in_words(day: date) -> str:
    """Write a day as people say it: `24 December 2026`."""
    return f"{day.day} {day:%B %Y}"
