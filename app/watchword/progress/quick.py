"""The lines of a journal read directly, where they are of the plain forms that nearly all of them have.

A journal is TOML, and `tomllib` reads any of it; but it goes letter by letter, and after ten years that is
most of the time it takes to open. What is read here means the same to both; whatever is not of these forms
is left to the parser, which also says what is wrong with it. Pure.
"""

from __future__ import annotations

import re
from datetime import datetime

Plain = str | int | bool | datetime | list[str]

# Texts without escapes and control letters, times in UTC, numbers that fit into 64 bits, truth values, and
# lists of such texts, one a line.
_TEXT = r'"[^"\\\x00-\x1f\x7f]*"'
_ENTRY = re.compile(
    r"([A-Za-z0-9_-]+) = (?:"
    rf"({_TEXT})|"
    r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00)|"
    r"(0|[1-9][0-9]{0,17})|"
    r"(true|false)|"
    rf"\[\n((?:    {_TEXT},\n)+)\]|"
    r"(\[\])"
    r")\n"
)
_TEXT_GROUP, _TIME, _NUMBER, _FLAG, _LIST, _EMPTY = range(2, 8)
_ITEM = re.compile(_TEXT)


def read_table(data: bytes) -> dict[str, Plain] | None:
    """Return what the lines of a header or an event say; `None` where the parser has to be asked."""
    try:
        text = data.decode()
        table: dict[str, Plain] = {}
        place = entries = 0
        for found in _ENTRY.finditer(text):
            if found.start() != place:
                return None
            place = found.end()
            entries += 1
            table[found[1]] = _read(found)
    except ValueError:  # not UTF-8, or a day that no month has
        return None
    return table if place == len(text) and len(table) == entries else None


def _read(found: re.Match[str]) -> Plain:
    group = found.lastindex
    if group == _TEXT_GROUP:
        return found[_TEXT_GROUP][1:-1]
    if group == _TIME:
        return datetime.fromisoformat(found[_TIME])
    if group == _NUMBER:
        return int(found[_NUMBER])
    if group == _FLAG:
        return found[_FLAG] == "true"
    return [item[1:-1] for item in _ITEM.findall(found[_LIST])] if group == _LIST else []
