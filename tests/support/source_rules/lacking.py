"""A rule that would need a library which is not there."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source.rule import Rule, SourceFile, Spot

ID = "sample-lacking"


def read(file: SourceFile) -> Iterator[Spot]:
    """Say that this could not be read."""
    yield Spot(ID, "unread", file.path, 0, "", Outcome.UNKNOWN, "install the extra")


RULE = Rule(ID, 1, lambda path: path.endswith(".txt"), read, literals=(b"lacking",))
