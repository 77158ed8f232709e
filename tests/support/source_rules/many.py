"""A rule that has a lot to say: a spot for every line, the last of them the worst."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source.rule import Rule, SourceFile, Spot

ID = "sample-many"


def read(file: SourceFile) -> Iterator[Spot]:
    """Give every line; all pass but the last."""
    for number in range(1, len(file.lines) + 1):
        outcome = Outcome.FAIL if number == len(file.lines) else Outcome.PASS
        yield Spot(ID, "line", file.path, number, file.shown(number), outcome)


RULE = Rule(ID, 1, lambda path: path.endswith(".many"), read)
