"""A rule that takes its process along, as a parser with a defect of its own does."""

from __future__ import annotations

import os
from collections.abc import Iterator

from watchword.check.source.rule import Rule, SourceFile, Spot


def read(file: SourceFile) -> Iterator[Spot]:
    """End the process without a word."""
    os.abort()
    yield from ()


RULE = Rule("sample-dying", 1, lambda path: path.endswith(".txt"), read, literals=(b"die here",))
