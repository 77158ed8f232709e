"""Watching the screen being locked and unlocked, through whatever door this session has.

A door is one way to ask whether the screen is locked. Several may answer at once, and some of them never
change: logind keeps saying "not locked" in a session whose locker does not tell it. So all that answer are
asked in turn; the first that says "locked" has seen it, and that one is asked for the unlock.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from watchword.check.drill import Say
from watchword.check.host import HostError

EVERY_SECONDS = 0.3  # between two looks
WATCH_SECONDS = 115.0  # a little less than the drill's own limit, so that what was seen can be told
SILENT_SECONDS = 15.0  # without any answer, after which watching ends

Clock = Callable[[], float]
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Door:
    """One way to ask: `source` names it for evidence; `ask` may raise `HostError`."""

    source: str
    ask: Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen: times in seconds, `None` for what was not; `source` is the door that saw it.

    `problem` says why watching ended early, where it did.
    """

    was_locked: bool = False
    until_lock: float | None = None
    locked_for: float | None = None
    source: str = ""
    problem: str = ""


async def observe(
    doors: tuple[Door, ...],
    say: Say,
    ask_for_it: str,
    *,
    clock: Clock = time.monotonic,
    pause: Pause = asyncio.sleep,
    seconds: float = WATCH_SECONDS,
) -> Seen:
    """Watch one lock and the unlock after it; `ask_for_it` is what is said to the person once ready.

    A screen that is locked from the start has to be unlocked first: only a lock that is seen to come counts.
    """
    watch = _Watch(doors, clock, pause, clock() + seconds)
    was_locked = False
    try:
        if await watch.locked_by():
            was_locked = True
            say("The screen is locked already. Unlock it first.")
            if await watch.wait_for(is_locked=False) is None:
                return Seen(was_locked=True)
        say(ask_for_it)
        begin = clock()
        door = await watch.wait_for(is_locked=True)
        if door is None:
            return Seen(was_locked)
        locked = clock()
        say(f"Locked after {in_words(locked - begin)}.")
        watch.doors = (door,)
        if await watch.wait_for(is_locked=False) is None:
            return Seen(was_locked, locked - begin, None, door.source)
        unlocked = clock()
        say("Unlocked.")
        return Seen(was_locked, locked - begin, unlocked - locked, door.source)
    except HostError as error:
        return Seen(was_locked, problem=error.reason)


def in_words(seconds: float) -> str:
    """Return a time in whole seconds, at least one: looks are too far apart for more."""
    whole = max(1, round(seconds))
    return "1 second" if whole == 1 else f"{whole} seconds"


class _Watch:
    """Asks doors again and again until an end."""

    def __init__(self, doors: tuple[Door, ...], clock: Clock, pause: Pause, end: float) -> None:
        self.doors = doors
        self._clock, self._pause, self._end = clock, pause, end
        self._answered = clock()

    async def wait_for(self, *, is_locked: bool) -> Door | None:
        """Return the door that says so (of an unlock: the last asked); `None` when the time is over."""
        while self._clock() < self._end:
            door, all_answered = await self._look()
            if is_locked and door:
                return door
            # A locked screen that does not answer for a moment is not unlocked.
            if not is_locked and door is None and all_answered:
                return self.doors[-1]
            await self._pause(EVERY_SECONDS)
        return None

    async def locked_by(self) -> Door | None:
        """Return the door that says "locked" now, if any does."""
        door, _ = await self._look()
        return door

    async def _look(self) -> tuple[Door | None, bool]:
        """Return the first door that says "locked", and whether every door that was asked answered."""
        problem = ""
        for door in self.doors:
            try:
                is_locked = await door.ask()
            except HostError as error:
                problem = error.reason
                continue
            self._answered = self._clock()
            if is_locked:
                return door, True
        if problem and self._clock() - self._answered > SILENT_SECONDS:
            raise HostError(problem)
        return None, not problem
