"""On which line a value stands.

`tomllib` keeps no positions, and a problem without a line is no help. This reads the text once more, by
lines, and notes where each table and key begins; what it does not know (a key inside an inline table) is
reported on the line of the nearest thing that it does know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=""")


def find_lines(text: str) -> dict[Path, int]:
    """Map the path of every table and top-level key to its 1-based line; arrays of tables are numbered."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    inside = ""
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if header := _HEADER.match(line):
            table = _table(header[1], header[2], counts)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1].strip("\"'")), number)
        inside = _opens(line)
    return lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """Return the line of `path`, or of the nearest part of it that is known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _table(brackets: str, name: str, counts: dict[Path, int]) -> Path:
    """Turn a header into a path, numbering each array of tables on the way."""
    path: Path = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for position, part in enumerate(parts):
        path = (*path, part)
        last = position == len(parts) - 1
        if last and brackets == "[[":
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _opens(line: str) -> str:
    """Return the delimiter of a multi-line string that this line leaves open."""
    for delimiter in ('"""', "'''"):
        if line.count(delimiter) % 2:
            return delimiter
    return ""
