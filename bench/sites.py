"""Asking services: 46 sites of a real nginx on loopback, looked at one after another and all at once.

Run it with `uv run --with httpx python bench/sites.py`; it needs nginx, and root or user namespaces for a
network of its own, else it takes free ports. The baselines are httpx's async client and a bare TLS socket,
each making the same 100 cold GETs in turn with ours. nginx shares the processors with who asks.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "app"))

from support.site_cases import SITES
from support.site_lab import USUAL, SiteLab, free_ports, lonely, raise_loopback
from watchword.check.host import Host
from watchword.check.registry import BUNDLED, about, find
from watchword.check.service.reach import read_target
from watchword.check.service.thread import in_thread
from watchword.check.service.trust import gather_roots
from watchword.check.service.wire import Call, Hold, ask
from watchword.check.subject import Service

TURNS = 9
GETS = 100
AT_ONCE = 20
ALONE = "WATCHWORD_BENCH_ALONE"
CHECKS = [find(name) for name in BUNDLED if about(name) == "service"]


class Gets:
    """100 cold GETs of one page, by three clients."""

    def __init__(self, lab: SiteLab) -> None:
        self.lab = lab
        self.url = lab.service(SITES[0]).at("https")
        self.trust = gather_roots(lab.host(), str(lab.ca_file))

    async def ours(self) -> None:
        """By threads, as a probe does it, but 20 at a time of one host."""
        door = asyncio.Semaphore(AT_ONCE)

        async def one() -> None:
            async with door:
                hold = Hold()
                call = Call(read_target(self.url), ["127.0.0.1"], self.trust, hold)
                answer = await in_thread(lambda: ask(call), hold.close)
                assert answer.status == 200, answer.reason

        await asyncio.gather(*(one() for _ in range(GETS)))

    async def httpx(self) -> None:
        """By httpx, over new connections as well, its context made before."""
        import httpx

        context = self.trust.context
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
        address = self.url.replace(SITES[0].host, "127.0.0.1")
        extra = {"sni_hostname": SITES[0].host}
        async with httpx.AsyncClient(verify=context, limits=limits, trust_env=False) as client:

            async def one() -> None:
                answer = await client.get(address, headers={"Host": SITES[0].host}, extensions=extra)
                assert answer.status_code == 200

            await asyncio.gather(*(one() for _ in range(GETS)))

    async def raw(self) -> None:
        """By bare sockets, one after another, nothing parsed: about the least it can take."""
        request = f"GET / HTTP/1.1\r\nHost: {SITES[0].host}\r\nConnection: close\r\n\r\n".encode()
        assert isinstance(self.trust.context, ssl.SSLContext)
        for _ in range(GETS):
            plain = socket.create_connection(("127.0.0.1", self.lab.secure_port))
            with self.trust.context.wrap_socket(plain, server_hostname=SITES[0].host) as connection:
                connection.sendall(request)
                while connection.recv(65536):
                    pass


async def spend(work: Callable[[], Awaitable[object]]) -> float:
    """Return the milliseconds that something takes."""
    begun = time.perf_counter()
    await work()
    return (time.perf_counter() - begun) * 1000


async def look(host: Host, service: Service) -> None:
    """Ask a service once, and judge it by all checks."""
    await asyncio.gather(*(check.run(host, None, service) for check in CHECKS))


async def one_by_one(lab: SiteLab) -> list[float]:
    """Return the milliseconds of each site, the roots having been loaded before."""
    async with lab.host().at_once() as host:
        await look(host, lab.service(SITES[0]))
        return [await spend(partial(look, host, lab.service(site))) for site in SITES[1:]]


async def all_at_once(lab: SiteLab) -> None:
    """Look at all sites side by side, the loading of roots included."""
    async with lab.host().at_once() as host:
        await asyncio.gather(*(look(host, lab.service(site)) for site in SITES))


async def measure(lab: SiteLab) -> None:
    """Measure in turns, so that a slow minute of the machine hits all alike, and print the medians."""
    gets = Gets(lab)
    clients: dict[str, Callable[[], Awaitable[object]]] = {"ours": gets.ours, "raw": gets.raw}
    try:
        import httpx  # noqa: F401

        clients["httpx"] = gets.httpx
    except ImportError:
        print("httpx is not installed here: uv run --with httpx python bench/sites.py")
    times: dict[str, list[float]] = {name: [] for name in (*clients, "all")}
    singles: list[float] = []
    for turn in range(TURNS + 1):
        found = {name: await spend(work) for name, work in clients.items()}
        found["all"] = await spend(lambda: all_at_once(lab))
        one = await one_by_one(lab)
        if turn:  # the first warms up
            singles += one
            for name, spent in found.items():
                times[name].append(spent)
    middle = {name: statistics.median(spent) for name, spent in times.items()}
    print(f"{GETS} cold HTTPS GETs, ours, {AT_ONCE} at a time:    {middle['ours']:7.1f} ms")
    if "httpx" in middle:
        ratio = middle["ours"] / middle["httpx"]
        print(f"  the same by httpx, async:             {middle['httpx']:7.1f} ms   ours: {ratio:.2f} x")
    ratio = middle["ours"] / middle["raw"]
    print(f"  bare sockets, one by one:             {middle['raw']:7.1f} ms   ours: {ratio:.2f} x")
    late = statistics.quantiles(singles, n=20)[-1]
    print(f"one site, asked and judged by all:      {statistics.median(singles):7.1f} ms   p95 {late:.1f} ms")
    print(f"{len(SITES)} sites at once, roots loaded anew:      {middle['all']:7.1f} ms")


def main() -> None:
    """Run in a network of its own where there can be one."""
    is_alone = bool(os.environ.get(ALONE))
    before = None if is_alone else lonely()
    if before:
        command = [*before, sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env={**os.environ, ALONE: "1"}, check=False).returncode)
    if is_alone:
        raise_loopback()
    with (
        tempfile.TemporaryDirectory() as folder,
        SiteLab(Path(folder), USUAL if is_alone else free_ports()) as lab,
    ):
        asyncio.run(measure(lab))


if __name__ == "__main__":
    main()
