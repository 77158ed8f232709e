"""How far a long look is, for whoever waits for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """One word on the way: `done` of `total` files of `subject`, `size` bytes, after `seconds`.

    `total` is what is known so far and grows while folders are still being listed; it counts what has to be
    read, so what was kept from the last time is in neither.
    """

    subject: str
    done: int
    total: int
    size: int
    seconds: float
