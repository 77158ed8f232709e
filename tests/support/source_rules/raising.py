"""A rule with a defect: it gives one spot, then raises."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source.rule import Rule, SourceFile, Spot

ID = "sample-raising"


def read(file: SourceFile) -> Iterator[Spot]:
    """Give a spot, then go wrong."""
    yield Spot(ID, "first", file.path, 1, file.shown(1), Outcome.WARN)
    raise KeyError("secret in the text of an error")


RULE = Rule(ID, 1, lambda path: path.endswith(".txt"), read, literals=(b"raise",))
