"""One command, run to its end: no shell, no standard input, limits on time and output, and no child left.

Only `Host` calls this, with a path it has found and an environment it has made. What several checks want at
the same time is among the `Errands` they share.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from watchword.check.obstacle import HostError

Answer = TypeVar("Answer")

OUTPUT_LIMIT = 256 * 1024
_END_SECONDS = 1.0  # how long a killed command may take to be gone


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended: its status and what it printed, decoded as UTF-8 with replacements."""

    code: int
    out: str
    err: str


async def run(argv: Sequence[str], environment: Mapping[str, str], seconds: float) -> Ran:
    """Run `argv`, whose first part is an absolute path, and return what it printed.

    Raises `HostError` when it cannot be started, takes longer than `seconds` or prints more than
    `OUTPUT_LIMIT` bytes. On cancellation the child is killed.
    """
    name = Path(argv[0]).stem
    try:
        child = await start(argv, environment)
    except OSError as error:
        raise HostError(f"The command {name} could not be started ({error.strerror}).") from error
    readers = [asyncio.ensure_future(_read(stream, name)) for stream in (child.stdout, child.stderr)]
    try:
        async with asyncio.timeout(seconds):
            out, err = await asyncio.gather(*readers)
            code = await child.wait()
    except TimeoutError as error:
        raise HostError(f"The command {name} gave no answer within {seconds:g} seconds.") from error
    finally:
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        await end(child)
    return Ran(code, out, err)


async def start(
    argv: Sequence[str], environment: Mapping[str, str], *, stdin: int = asyncio.subprocess.DEVNULL
) -> asyncio.subprocess.Process:
    """Start the command; who is cancelled meanwhile still ends all of it, which asyncio alone does not.

    Whoever calls this ends it with `end`. Raises `OSError`.
    """
    if sys.version_info < (3, 12):
        from watchword.check.child_watcher import use

        use()
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *argv,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            cwd=os.path.abspath(os.sep),
            start_new_session=os.name != "nt",
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            await end(await starting)
        raise


async def _read(stream: asyncio.StreamReader | None, name: str) -> str:
    """Read a stream to its end, or raise `HostError` when it is longer than the limit."""
    assert stream is not None  # noqa: S101 - both streams are pipes, asked for above
    parts: list[bytes] = []
    size = 0
    while part := await stream.read(64 * 1024):
        size += len(part)
        if size > OUTPUT_LIMIT:
            raise HostError(f"The command {name} printed more than {OUTPUT_LIMIT // 1024} KiB.")
        parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")


async def end(child: asyncio.subprocess.Process) -> None:
    """Leave no process behind, whatever ended the look.

    That includes what the command started and left running, as long as it stayed in the command's group.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, 9)
        elif child.returncode is None:
            child.kill()
    # asyncio holds wait() back until both pipes are at their end, and one that nobody reads never gets there.
    with contextlib.suppress(asyncio.CancelledError, TimeoutError):
        async with asyncio.timeout(_END_SECONDS):
            await asyncio.gather(_discard(child.stdout), _discard(child.stderr), child.wait())
            return
    # Something that left the group holds a pipe open. Python has no public way to let go of it.
    child._transport.close()  # type: ignore[attr-defined]


async def _discard(stream: asyncio.StreamReader | None) -> None:
    while stream and await stream.read(64 * 1024):
        pass


class Errands:
    """What several checks want at the same time: each is done once, and all get its answer.

    A check that is cancelled leaves the others their answer; `end` cancels what is still under way.
    """

    def __init__(self) -> None:
        self._tasks: dict[tuple[str, ...], asyncio.Task[Any]] = {}

    async def share(self, key: tuple[str, ...], start: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Return the answer known by `key`; the first who asks starts it."""
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(start())
        answer: Answer = await asyncio.shield(self._tasks[key])
        return answer

    async def end(self) -> None:
        """Leave nothing under way."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
