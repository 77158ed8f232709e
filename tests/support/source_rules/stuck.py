"""A rule that never ends where a file says so, and holds the interpreter while it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.rule import Rule, SourceFile, Spot

_ENDLESS = re.compile(r"(a+)+$")


def read(file: SourceFile) -> Iterator[Spot]:
    """Search for as long as a life lasts."""
    _ENDLESS.match("a" * 80 + "b")
    yield from ()


RULE = Rule("sample-stuck", 1, lambda path: path.endswith(".txt"), read, literals=(b"stuck for ever",))
