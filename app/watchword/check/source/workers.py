"""Files read in processes of their own: no rule ever holds up the person, and all can be ended at once.

A thread would not do: a parser that is busy lets no other thread run, and nothing can stop it. The processes
are not those of `multiprocessing`, which would import the whole app once more in each, and cannot start below
a full-screen app that has put something else in the place of standard error.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from typing import Any

from watchword.check.command import end, start
from watchword.check.host import HostError
from watchword.check.source.gather import UNREAD, Gathered
from watchword.check.source.limits import Limits
from watchword.check.source.packing import Packed, pack
from watchword.check.source.worker import LENGTH, START, frame, task

Chunk = tuple[str, ...]
"""Paths relative to the root, read in one go."""
Take = Callable[[Sequence[str], Sequence[Packed]], None]
"""Called with paths and what came of each."""

# While a process gets ready, which takes some 0.1 s, another one reads about so much (`bench/source.py`).
BYTES_THAT_PAY = 1024 * 1024
PROCESSES = 4
_START_SECONDS = 20.0
_ENDED_AT_MOST = 25  # processes that a file may end before the rest is given up

_TOO_LONG = "Reading it took longer than {:g} seconds."
_ENDED = "Reading it ended the process that reads."
_GIVEN_UP = "It was not read, as too many other files ended the process that reads."


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew:
    """Reads the chunks that are put to it in one process, or in several once enough has come together."""

    def __init__(
        self, root: str, modules: Sequence[str], limits: Limits, take: Take, *, most: int | None = None
    ) -> None:
        self._task = task(root, tuple(modules), limits)
        self._limits = limits
        self._take = take
        self._most = min(processors(), PROCESSES) if most is None else most
        self._chunks: asyncio.Queue[Chunk | None] = asyncio.Queue()
        self._hands: list[asyncio.Task[None]] = []
        self._waiting = 0
        self._ended = 0
        self.is_stopped = False  # set by whoever has had enough; chunks that still wait are then skipped
        self.skipped = 0

    def put(self, chunk: Chunk, size: int) -> None:
        """Have a chunk read, of about so many bytes; to be called in the event loop."""
        self._chunks.put_nowait(chunk)
        self._waiting += size
        pays = not self._hands or self._waiting > BYTES_THAT_PAY * len(self._hands)
        if pays and len(self._hands) < self._most:
            self._hands.append(asyncio.create_task(self._work()))

    async def finish(self) -> None:
        """Wait until all chunks are read; raises `HostError` when no process could be had."""
        self._chunks.put_nowait(None)
        await asyncio.gather(*self._hands)

    async def end(self) -> None:
        """Leave no process, whatever it is busy with."""
        for hand in self._hands:
            hand.cancel()
        await asyncio.gather(*self._hands, return_exceptions=True)

    async def _work(self) -> None:
        reader = _Reader(self._task)
        try:
            while (chunk := await self._chunks.get()) is not None:
                if self.is_stopped:
                    self.skipped += len(chunk)
                else:
                    await self._read(reader, chunk)
            self._chunks.put_nowait(None)
        finally:
            await reader.end()

    async def _read(self, reader: _Reader, chunk: Chunk) -> None:
        """Read a chunk; where that takes too long or ends the process, one file after the other."""
        if self._ended >= _ENDED_AT_MOST:
            why = _GIVEN_UP
        else:
            await reader.make_ready()
            try:
                async with asyncio.timeout(self._limits.seconds):
                    answers = await reader.ask(chunk)
                self._take(chunk, answers)
                return
            except TimeoutError:
                why = _TOO_LONG.format(self._limits.seconds)
            except (OSError, EOFError, ValueError):
                why = _ENDED
            self._ended += 1
            await reader.end()
        if len(chunk) > 1 and why != _GIVEN_UP:
            for path in chunk:
                await self._read(reader, (path,))
        else:
            self._take(chunk, [pack(Gathered(UNREAD, notes=(why,)))] * len(chunk))


class _Reader:
    """One process that reads, started when it is first needed and again after it was ended."""

    def __init__(self, first: bytes) -> None:
        self._task = first
        self._child: Process | None = None

    async def make_ready(self) -> None:
        if self._child is not None:
            return
        # -I: nothing of the surroundings changes what it imports.
        argv = [sys.executable, "-I", f"-Xutf8={sys.flags.utf8_mode}", "-c", START]
        try:
            self._child = await start(argv, os.environ, stdin=PIPE)
            async with asyncio.timeout(_START_SECONDS):
                await self._exchange(self._task)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            await self.end()
            raise HostError("The process that reads source files could not be started.") from error

    async def ask(self, chunk: Chunk) -> list[Packed]:
        """Return the answers for a chunk; raises `EOFError` or `OSError` when the process has ended."""
        answers: list[Packed] = await self._exchange(frame(chunk))
        return answers

    async def _exchange(self, sent: bytes) -> Any:
        child = self._child
        if child is None or child.stdin is None or child.stdout is None:
            raise EOFError
        child.stdin.write(sent)
        await child.stdin.drain()
        length = int.from_bytes(await child.stdout.readexactly(LENGTH))
        return json.loads(await child.stdout.readexactly(length))

    async def end(self) -> None:
        if self._child is not None:
            child, self._child = self._child, None
            await end(child)
