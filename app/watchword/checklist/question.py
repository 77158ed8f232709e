"""A question: a scenario with one decision, its options, and why each of them is right or tempting."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from watchword.checklist.table import Id, Key, Model, Text

Kind = Literal["why", "decide", "spot"]
KINDS: tuple[Kind, ...] = ("why", "decide", "spot")


class Right(Model):
    """The right option, and the reason: the attack or the loss, not "because the guide says so"."""

    text: Text
    because: Text


class Wrong(Model):
    """A wrong option: a real misconception, explained from why it is tempting."""

    text: Text
    misconception: Id
    because: Text


class Retired(Model):
    """Since when a question is no longer put, and why; it stays in the file, so old answers can be read."""

    on: date
    reason: Text


class Question(Model):
    """A scenario with one decision: one right option and three misconceptions or more."""

    id: Id
    kind: Kind = Field(description="why: what goes wrong; decide: what you do; spot: what you notice.")
    revision: int = Field(default=1, ge=1)
    stem: Text
    right: Right
    wrong: tuple[Wrong, ...] = Field(min_length=3)
    shuffle: bool = True
    sources: tuple[Key, ...] = ()
    retired: Retired | None = None

    @property
    def options(self) -> tuple[Right | Wrong, ...]:
        """All options, the right one first; faces show them in the order a `Draw` gives."""
        return (self.right, *self.wrong)
