"""Runs what blocks beside the event loop, in a thread that nobody ever has to wait for.

`asyncio.to_thread` is no good here: its threads are waited for when the app quits, and a resolver that hangs
hangs for half a minute.
"""

from __future__ import annotations

import _thread
import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def in_thread(work: Callable[[], Result], hang_up: Callable[[], None] | None = None) -> Result:
    """Return what `work` returns, or raise what it raises.

    On cancellation `hang_up` is called, which should make `work` end soon; nothing waits for that.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]
        else:
            future.set_exception(error)

    def run() -> None:
        result, problem = None, None
        try:
            result = work()
        except BaseException as error:
            problem = error
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it who wanted to know
            loop.call_soon_threadsafe(settle, result, problem)

    # not `threading.Thread`: its start waits until the thread runs, and the loop with it
    _thread.start_new_thread(run, ())
    try:
        return await future
    finally:
        if hang_up and (not future.done() or future.cancelled()):
            hang_up()
