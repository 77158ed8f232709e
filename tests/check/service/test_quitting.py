"""Quitting while a service is asked: instant, whatever hangs, and nothing is waited for."""

from __future__ import annotations

import _thread
import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from support.raw_server import Peer, RawServer, machine, service
from watchword.check.host import Host
from watchword.check.service import caller, reach
from watchword.check.service.facts import Trouble
from watchword.check.service.probe import read_probe
from watchword.check.service.reach import NoWay
from watchword.check.subject import Service

IS_SHORT = 1.0  # far below the ten seconds for which everything here hangs
PROMPT = 5.0  # what hangs has ended by then, on a busy machine


def cancel(work: Callable[[], Awaitable[object]], has_begun: Callable[[], bool]) -> float:
    """Begin some work, quit once it has begun, and return the seconds from then until all is over."""
    stopped: list[float] = []

    async def run() -> None:
        task = asyncio.ensure_future(work())
        while not has_begun():
            await asyncio.sleep(0.001)
        stopped.append(time.monotonic())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    return time.monotonic() - stopped[0]


@pytest.mark.parametrize("reads", [True, False])
def test_quitting_while_servers_hang_is_instant_and_leaves_no_thread(reads: bool) -> None:
    before = _thread._count()
    with RawServer(say_nothing, reads=reads) as server:
        at = service(plain=server.port, secure=server.port, paths=("/a", "/b"))

        async def work() -> None:
            async with machine().at_once() as host:
                await read_probe(host, at)

        assert cancel(work, lambda: server.connections == 2 and len(server.requests) == reads) < IS_SHORT
        if reads:  # what was not read yet would hide it
            assert wait_until(server.has_been_left)
    assert wait_until(lambda: _thread._count() <= before)


def test_quitting_while_a_name_server_hangs_is_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, over = threading.Event(), threading.Event()

    def hang(name: str) -> tuple[str, ...]:
        begun.set()
        over.wait(10)
        raise NoWay(Trouble.NAME, name)

    monkeypatch.setattr(reach, "resolve", hang)

    async def work() -> None:
        async with Host().at_once() as host:
            await read_probe(host, Service("https://slow.test/", is_agreed=True))

    try:
        assert cancel(work, begun.is_set) < IS_SHORT
    finally:
        over.set()


def test_the_app_can_end_while_a_name_server_hangs() -> None:
    code = (
        "import asyncio, time\n"
        "from watchword.check.service.thread import in_thread\n"
        "async def main():\n"
        "    asyncio.ensure_future(in_thread(lambda: time.sleep(20)))\n"
        "    await asyncio.sleep(0.05)\n"
        "asyncio.run(main())\n"
    )
    begun = time.monotonic()
    app = Path(caller.__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(app)}, timeout=15, check=True)
    assert time.monotonic() - begun < 10


def say_nothing(peer: Peer) -> None:
    peer.over.wait(10)


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Wait for something to become so, not longer than is prompt."""
    until = time.monotonic() + PROMPT
    while not is_so() and time.monotonic() < until:
        threading.Event().wait(0.005)
    return is_so()
