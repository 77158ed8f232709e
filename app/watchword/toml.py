"""TOML read with guards, because the standard parser has none.

`tomllib` spends seconds and hundreds of megabytes on a key of some thousand dots (python/cpython#149231),
recurses without bound on nested brackets, and fails without a line on a number of some thousand digits. So
the text is looked over first, in time that grows with its length only; what passes goes to the parser, and
what the parser refuses is reported with its line.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from typing import Any

SIZE_LIMIT = 1024 * 1024
LINE_LIMIT = 8 * 1024
DEPTH_LIMIT = 16
WORD_LIMIT = 256

# Comments and strings, delimited as the parser does it. The last form is a string without an end; beyond it
# the parser does not go. Each loop has one way through, so a string without an end is not tried twice;
# possessive quantifiers would say it more shortly, but Python before 3.11.5 gets them wrong (cpython#106052).
_HIDDEN = re.compile(
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"{1,2}(?!"))[^"\\]*)*"{3,5}'
    r"|'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}"
    r'|"(?!"")[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"'
    r"|'(?!'')[^'\n]*'"
    r"|[\"'].*",
    re.DOTALL,
)
_FILL = re.compile(r"[^\n]")
_BRACKET = re.compile(r"[\[\]{}]")
_PART = re.compile(r"[=,\[\]{}]")
_LONG_WORD = re.compile(rf"(?<![\w+-])[\w+-]{{{WORD_LIMIT + 1}}}", re.ASCII)
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
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
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


def hide(text: str) -> str:
    """Return the text, comments made spaces and strings underscores; all else keeps its place."""
    return _HIDDEN.sub(lambda found: _FILL.sub(" " if found[0][0] == "#" else "_", found[0]), text)


def _look_over(text: str) -> None:
    """Raise `TomlProblem` for what the parser should not be given."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_LIMIT:
            raise TomlProblem(number, f"The line is longer than {LINE_LIMIT} characters.")
    plain = _HIDDEN.sub(_keep_lines, text)
    if found := _LONG_WORD.search(plain):
        raise _at(found, f"A key or number is longer than {WORD_LIMIT} characters.")
    for number, line in enumerate(plain.split("\n"), 1):
        if line.count(".") > DEPTH_LIMIT and max(map(_count_dots, _PART.split(line))) > DEPTH_LIMIT:
            raise TomlProblem(number, f"The key has more than {DEPTH_LIMIT} dots.")
    depth = 0
    for found in _BRACKET.finditer(plain):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEPTH_LIMIT:
            raise _at(found, f"The values are nested more than {DEPTH_LIMIT} deep.")


def _keep_lines(found: re.Match[str]) -> str:
    return '""' + "\n" * found[0].count("\n")


def _count_dots(part: str) -> int:
    return part.count(".")


def _at(found: re.Match[str], reason: str) -> TomlProblem:
    return TomlProblem(found.string.count("\n", 0, found.start()) + 1, reason)
