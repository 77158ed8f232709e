"""How Python 3.11 learns that a command has ended, on Linux: from a handle of the child, not from a thread.

From 3.12 asyncio does this by itself. With 3.11 each command starts a thread that waits for it, which takes
longer than most of the commands. Imported by 3.11 only; to be
deleted with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
from collections.abc import Callable
from types import TracebackType
from typing import TypeVarTuple

_Args = TypeVarTuple("_Args")


@functools.cache
def use() -> None:
    """Make asyncio wait so from now on, where that is possible and does not happen anyway."""
    with contextlib.suppress(OSError, AttributeError):  # macOS, a kernel before 5.3, a sandbox that refuses
        os.close(os.pidfd_open(os.getpid()))
        asyncio.get_event_loop_policy().set_child_watcher(_HandleWatcher())


class _HandleWatcher(asyncio.AbstractChildWatcher):
    """Waits in the loop that started the child, so loops in several threads do not meet.

    Python's own `PidfdChildWatcher` knows one loop only until 3.12.
    """

    def add_child_handler(
        self, pid: int, callback: Callable[[int, int, *_Args], object], *args: *_Args
    ) -> None:
        loop = asyncio.get_running_loop()
        handle = os.pidfd_open(pid)

        def ended() -> None:
            loop.remove_reader(handle)
            os.close(handle)
            try:
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            except ChildProcessError:  # somebody else has asked already; asyncio says 255 then, too
                code = 255
            callback(pid, code, *args)

        loop.add_reader(handle, ended)

    def remove_child_handler(self, pid: int) -> bool:
        return False  # asyncio itself never calls this

    def attach_loop(self, loop: asyncio.AbstractEventLoop | None) -> None:
        pass

    def is_active(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def __enter__(self) -> _HandleWatcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass
