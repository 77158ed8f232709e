"""On which line a value stands.

`tomllib` keeps no positions, and a problem without a line is no help. This reads a text that is known to be
TOML once more, and notes where each table and key begins; what it does not know (a key inside an inline
table, an entry of a list) is reported on the line of the nearest thing that it does know.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from watchword.toml import hide

Path = tuple[str | int, ...]

_KEY_PART = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|[A-Za-z0-9_-]+')


def find_lines(text: str) -> dict[Path, int]:
    """Map the path of every table and key to its 1-based line; arrays of tables are numbered."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    depth = 0  # of brackets left open by the lines before
    for number, (line, plain) in enumerate(zip(text.split("\n"), hide(text).split("\n"), strict=True), 1):
        if not depth and plain.lstrip().startswith("["):
            brackets = "[[" if plain.lstrip().startswith("[[") else "["
            table = _table(brackets, _parts(line[: plain.rindex("]")]), counts)
            _note(lines, (), table, number)
        elif not depth and "=" in plain:
            _note(lines, table, _parts(line[: plain.index("=")]), number)
        depth += plain.count("[") + plain.count("{") - plain.count("]") - plain.count("}")
    return lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """Return the line of `path`, or of the nearest part of it that is known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _note(lines: dict[Path, int], table: Path, path: Path, number: int) -> None:
    """Note the line of a path below a table, and of what it brings into being on the way."""
    for length in range(1, len(path) + 1):
        lines.setdefault((*table, *path[:length]), number)


def _parts(key: str) -> tuple[str, ...]:
    """Split a dotted key, quotes taken off."""
    found = _KEY_PART.findall(key)
    return tuple(tomllib.loads(f"key = {part}")["key"] if part[0] in "\"'" else part for part in found)


def _table(brackets: str, parts: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """Turn a header into a path, numbering each array of tables on the way."""
    path: Path = ()
    for position, part in enumerate(parts):
        path = (*path, part)
        last = position == len(parts) - 1
        if last and brackets == "[[":
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
