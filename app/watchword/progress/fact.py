"""What a standing is made of: what was seen, signed, remembered, agreed, put off and asked for. Pure data.

Named tuples: six data classes would take 3 ms of every start to make.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class Seen(NamedTuple):
    """What a check last showed for a guideline, and when."""

    outcome: str
    at: datetime
    n: int = 0
    """The number of the event."""


class Word(NamedTuple):
    """The person's signed word: when, and the digest of the text they saw."""

    n: int
    at: datetime
    text_sha256: str
    revision: int


class Memory(NamedTuple):
    """How well a guideline is remembered: how many times in a row it was found, and when last.

    `stage` counts from 1 with the first time it was understood; a miss takes it back to 0. `n` and `missed`
    are numbers of events, 0 where there is none.
    """

    stage: int = 0
    n: int = 0
    missed: int = 0


NEVER = Memory()


class Waiver(NamedTuple):
    """A waiver: until which day, why, who approved it, and what shows that."""

    n: int
    ends: date
    reason: str
    approved_by: str
    key: str = ""
    sha256: str = ""


class Postponed(NamedTuple):
    """Something due was put off until a day."""

    n: int
    until: date


class Request(NamedTuple):
    """The manager asked for the guideline to be gone through again by a day."""

    n: int
    until: date
    by: str
    reason: str
