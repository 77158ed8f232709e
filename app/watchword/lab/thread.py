"""The lab kept open beside a conversation that blocks: its server runs in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

from watchword.lab.lab import Lab, open_lab


@contextlib.contextmanager
def keep_open(folder: Path, reports: str = "", *, fresh: bool = False) -> Iterator[Lab]:
    """Give the open lab; raises what opening it raises. The server is gone when the context ends."""
    opened: queue.Queue[Lab | BaseException] = queue.Queue()
    loops: list[asyncio.AbstractEventLoop] = []
    stop = asyncio.Event()

    async def hold() -> None:
        loops.append(asyncio.get_running_loop())
        async with open_lab(folder, reports, fresh=fresh) as lab:
            opened.put(lab)
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(hold())
        except Exception as error:  # told to whoever waits for the lab
            opened.put(error)

    thread = threading.Thread(target=run, name="lab", daemon=True)
    thread.start()
    found = opened.get()
    if isinstance(found, BaseException):
        thread.join()
        raise found
    try:
        yield found
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join()
