"""A well-behaved rule: every line with the word `marvel`, in files that are not pictures."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source.rule import Rule, SourceFile, Spot

ID = "sample-words"


def wants(path: str) -> bool:
    """Everything but pictures."""
    return not path.endswith(".png")


def read(file: SourceFile) -> Iterator[Spot]:
    """Give each line that holds the word, good or bad."""
    for number, line in enumerate(file.lines, 1):
        if "marvel" in line.lower():
            outcome = Outcome.PASS if "good" in line else Outcome.FAIL
            yield Spot(ID, "word", file.path, number, file.shown(number), outcome, is_test=file.is_test)


RULE = Rule(ID, 1, wants, read, literals=(b"marvel",))
