"""One command, run to its end: no shell, no standard input, limits on time and output, and no child left.

Only `Host` calls this, with a path it has found and an environment it has made.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchword.check.obstacle import HostError

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
        child = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            cwd=os.path.abspath(os.sep),
            start_new_session=os.name != "nt",
        )
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
        await _end(child)
    return Ran(code, out, err)


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


async def _end(child: asyncio.subprocess.Process) -> None:
    """Leave no process behind, whatever ended the look."""
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, 9)
        else:
            child.kill()
    # asyncio holds wait() back until both pipes are at their end, and one that nobody reads never gets there.
    with contextlib.suppress(asyncio.CancelledError, TimeoutError):
        async with asyncio.timeout(_END_SECONDS):
            await asyncio.gather(_discard(child.stdout), _discard(child.stderr), child.wait())


async def _discard(stream: asyncio.StreamReader | None) -> None:
    while stream and await stream.read(64 * 1024):
        pass
