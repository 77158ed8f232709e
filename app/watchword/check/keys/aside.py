"""Blocking looks, done aside, so that whoever waits can still quit.

A plain worker of `asyncio.to_thread` is waited for when the program ends. One that hangs in a drive that no
longer answers would hold up the end for ever, so the looks here run in a daemon thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from watchword.check.host import HostError

Answer = TypeVar("Answer")
Stop = threading.Event
"""Set when nobody waits any more; the look should then come to its end."""


async def look_aside(look: Callable[[Stop], Answer], *, what: str, seconds: float) -> Answer:
    """Run `look` in a thread of its own and return its answer, or raise what it raised.

    Raises `HostError`, which names `what`, when there is no answer within `seconds`.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Answer] = loop.create_future()
    stop = Stop()

    def deliver(answer: Answer | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(answer)  # type: ignore[arg-type]  # there is one where there is no error

    def run() -> None:
        answer, error = None, None
        try:
            answer = look(stop)
        except Exception as raised:  # whatever it is, whoever waits shall have it
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(deliver, answer, error)

    threading.Thread(target=run, name="look-aside", daemon=True).start()
    try:
        async with asyncio.timeout(seconds):
            return await future
    except TimeoutError as error:
        raise HostError(f"{what} gave no answer within {seconds:g} seconds.") from error
    finally:
        stop.set()
