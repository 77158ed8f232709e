"""TOML read with guards, because the standard parser has none.

`tomllib` spends seconds and hundreds of megabytes on a key of some thousand dots (python/cpython#149231), and
recurses without bound on nested brackets. So the text is looked over by lines first, in time that grows with
its length only; what passes goes to the parser, and what the parser refuses is reported with its line.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

SIZE_LIMIT = 1024 * 1024
LINE_LIMIT = 8 * 1024
DEPTH_LIMIT = 16

_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_LINE = re.compile(r"line (\d+)")


class TomlProblem(Exception):
    """The text is not TOML, or not TOML that is read here: 1-based line (0 = whole file) and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def parse(data: bytes, *, size_limit: int = SIZE_LIMIT) -> dict[str, Any]:
    """Return the document in `data`; raises `TomlProblem`."""
    if len(data) > size_limit:
        raise TomlProblem(0, f"The file is larger than {size_limit // 1024} KiB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TomlProblem(line, "The file is not UTF-8 text.") from error
    _look_over(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = str(error).split(" (at ")[0]
        raise TomlProblem(line, f"This is not TOML: {reason[:1].lower()}{reason[1:]}.") from error
    except RecursionError as error:
        raise TomlProblem(0, "The values are nested too deeply.") from error


def _look_over(text: str) -> None:
    depth = 0
    inside = ""  # the delimiter of an open multi-line string
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_LIMIT:
            raise TomlProblem(number, f"The line is longer than {LINE_LIMIT} characters.")
        rest, inside = _outside_strings(line, inside)
        key = rest.split("=", 1)[0]
        if key.count(".") > DEPTH_LIMIT:
            raise TomlProblem(number, f"The key has more than {DEPTH_LIMIT} dots.")
        depth += rest.count("[") + rest.count("{") - rest.count("]") - rest.count("}")
        if depth > DEPTH_LIMIT:
            raise TomlProblem(number, f"The values are nested more than {DEPTH_LIMIT} deep.")


def _outside_strings(line: str, inside: str) -> tuple[str, str]:
    """Return the part of a line that is not string or comment, and the multi-line string left open."""
    kept = ""
    while line:
        if inside:
            _text, end, line = line.partition(inside)
            if not end:
                return kept, inside
            inside = ""
            continue
        opening = min((i for i in (line.find('"""'), line.find("'''")) if i >= 0), default=-1)
        plain = line if opening < 0 else line[:opening]
        kept += _STRINGS.sub("", plain).split("#", 1)[0]
        if opening < 0 or "#" in _STRINGS.sub("", plain):
            return kept, ""
        inside, line = line[opening : opening + 3], line[opening + 3 :]
    return kept, inside
