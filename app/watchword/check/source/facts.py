"""What one reading of a source tree brings back: the facts that all checks of a tree judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from watchword.check.source.rule import Spot
from watchword.check.subject import Tree


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or folder that could not be read, and why, in words."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """What git tells of a tree; without `commits` there is `reason`, in words. Times are aware."""

    commits: int = 0
    first: datetime | None = None
    last: datetime | None = None
    is_shallow: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything seen of one tree.

    `spots` are those of all rules, ordered by path and line. `files` counts what was read, `known` how many
    of them were unchanged since the last time. `unread` names at most the first 50 that could not be read;
    `left_out` says in words where a limit cut the reading short.
    """

    tree: Tree
    at: datetime
    spots: tuple[Spot, ...] = ()
    files: int = 0
    size: int = 0
    known: int = 0
    unread: tuple[Unread, ...] = ()
    left_out: tuple[str, ...] = ()
    history: History = field(default_factory=History)

    def of(self, rule: str, *kinds: str) -> tuple[Spot, ...]:
        """Return the spots of one rule, of these kinds where some are named."""
        return tuple(self._of(rule, kinds))

    def _of(self, rule: str, kinds: tuple[str, ...]) -> Iterator[Spot]:
        return (spot for spot in self.spots if spot.rule == rule and (not kinds or spot.kind in kinds))
