"""Asks addresses for one probe: each once, two at a time of a host, and follows where they send.

Every hop is looked at before it is asked (see `reach`): another scheme, another port of the system, or an
address further inside than the named host ends the chain with the reason.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from watchword.check.command import Errands
from watchword.check.host import Host
from watchword.check.service import reach
from watchword.check.service.facts import Answer, Chain, Trouble
from watchword.check.service.place import target_of
from watchword.check.service.reach import NoWay, Reach, Target
from watchword.check.service.reply import BODY_LIMIT
from watchword.check.service.thread import in_thread
from watchword.check.service.trust import Trust
from watchword.check.service.wire import SECONDS, Call, Hold, Line, ask
from watchword.check.subject import Service

HOPS = 6  # how many redirects are followed
PROBE_SECONDS = 30.0  # after that nothing more is asked of a service
PROBE_BYTES = 16 * 2**20  # of bodies; after that only the heads of answers are read
Key = tuple[int, str, int, str]  # whose connection it is, scheme, port, and the kind of address asked for
_AT_ONCE_A_HOST = 2
_AT_ONCE = 4
_GRACE = 0.5  # a call ends by itself at its limit; this is for a resolver that does not


class Door:
    """The connections to one host: two at most, those that wait for another request included."""

    def __init__(self) -> None:
        self.turn = asyncio.Semaphore(_AT_ONCE_A_HOST)
        self._busy = 0
        self._idle: list[tuple[Key, Line]] = []

    def take(self, key: Key) -> Line | None:
        """Begin a request: return an open connection for it, else see that there may be one more."""
        self._busy += 1
        for place, (one, line) in enumerate(self._idle):
            if one == key:
                del self._idle[place]
                return line
        while self._idle and self._busy + len(self._idle) > _AT_ONCE_A_HOST:
            self._idle.pop(0)[1].close()
        return None

    def give_back(self, key: Key, line: Line | None) -> None:
        """End a request; its connection waits for the next, if it can take one."""
        self._busy -= 1
        if line:
            self._idle.append((key, line))

    def close(self, owner: int) -> None:
        """Hang up what waits for another request of an owner."""
        for key, line in self._idle:
            if key[0] == owner:
                line.close()
        self._idle = [(key, line) for key, line in self._idle if key[0] != owner]


class Doors:
    """The doors of all hosts, shared by all probes of a look."""

    def __init__(self) -> None:
        self._hosts: dict[str, Door] = {}
        self.all = asyncio.Semaphore(_AT_ONCE)

    def of(self, host: str) -> Door:
        """Return the door of a host."""
        return self._hosts.setdefault(host, Door())

    def close(self, owner: int) -> None:
        """Hang up all connections of an owner that are not in use."""
        for door in self._hosts.values():
            door.close(owner)


async def open_doors() -> Doors:
    """Return doors that nobody stands in."""
    return Doors()


class Caller:
    """Asks for one service, its host spelt as by `spell`; leaving it hangs up whatever is still under way."""

    def __init__(
        self, host: Host, service: Service, trust: Trust, doors: Doors, *, seconds: float = SECONDS
    ) -> None:
        self._host = host
        self._service = service
        self._trust = trust
        self._doors = doors
        self._seconds = seconds
        self._errands = Errands()
        self._until = time.monotonic() + PROBE_SECONDS
        self._bytes_left = PROBE_BYTES
        self._last: dict[str, str] = {}  # host -> the address that answered last
        self.is_out_of_time = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._errands.end()
        self._doors.close(id(self))

    async def follow(self, url: str) -> Chain:
        """Ask an address and go on where it sends, up to `HOPS` times."""
        hops = [await self.ask(url)]
        while hops[-1].is_redirect:
            target = target_of(hops[-1])
            if not target:
                return Chain(tuple(hops), "It sends to something that is no address")
            if len(hops) > HOPS:
                return Chain(tuple(hops), f"It sends on more than {HOPS} times")
            answer = await self.ask(target)
            if any(answer.url == hop.url for hop in hops):
                return Chain(tuple(hops), "It sends back to where it came from, round and round")
            hops.append(answer)
        return Chain(tuple(hops), "" if hops[-1].status else hops[-1].reason)

    async def ask(self, url: str) -> Answer:
        """Ask an address, or return the answer it gave before in this probe."""
        try:
            target = reach.read_target(url)
        except NoWay as no:
            return Answer(url, trouble=no.trouble, reason=no.reason)
        answer: Answer = await self._errands.share(("ask", target.url), lambda: self._ask(target))
        return answer

    async def ask_otherwise(self) -> tuple[Answer, ...]:
        """Ask for the front page over the kind of addresses, IPv4 or IPv6, that has not answered so far."""
        host = self._service.host
        if host not in self._last:
            return ()
        kind = "IPv4" if ":" in self._last[host] else "IPv6"
        if not any(kind_of(address) == kind for address in await self.look_up(host)):
            return ()
        targets = [reach.read_target(self._service.at(scheme)) for scheme in ("http", "https")]
        answers = await asyncio.gather(*(self._ask(target, kind) for target in targets))
        return tuple(replace(answer, over=kind) for answer in answers)

    async def _ask(self, target: Target, kind: str = "") -> Answer:
        async with self._doors.of(target.host).turn, self._doors.all:
            if time.monotonic() > self._until:
                self.is_out_of_time = True
                words = f"The service had taken {PROBE_SECONDS:g} seconds before, so this was not asked"
                return Answer(target.url, trouble=Trouble.TIMEOUT, reason=words)
            try:
                addresses = await self._permitted(target)
            except NoWay as no:
                return Answer(target.url, trouble=no.trouble, reason=no.reason)
            if kind:
                addresses = tuple(address for address in addresses if kind_of(address) == kind)
            return await self._call(target, addresses, kind)

    async def _call(self, target: Target, addresses: tuple[str, ...], kind: str) -> Answer:
        known = self._last.get(target.host)
        ordered = sorted(addresses, key=lambda address: address != known)
        door, key = self._doors.of(target.host), (id(self), target.scheme, target.port, kind)
        limit = min(BODY_LIMIT, max(self._bytes_left, 0))
        call = Call(target, ordered, self._trust, Hold(), self._seconds, limit, line=door.take(key))
        answer: Answer | None = None
        try:
            answer = await self._in_time(in_thread(lambda: ask(call), call.hold.close))
        finally:
            if answer is None and call.line:
                call.line.close()  # it came to an end just as nobody waited any more
            door.give_back(key, call.line if answer else None)
        if answer is None:
            words = f"No answer within {self._seconds:g} seconds; Watchword asks directly, without a proxy"
            return Answer(target.url, trouble=Trouble.TIMEOUT, reason=words)
        if call.address and not kind:
            self._last[target.host] = call.address
        self._bytes_left -= len(answer.body)
        if answer.is_cut and not answer.reason and limit < BODY_LIMIT:
            words = f"The service had sent {PROBE_BYTES // 2**20} MiB before"
            return replace(answer, reason=words)
        return answer

    async def _in_time(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Return what comes of it within the limit of one request and a little, else `None`."""
        try:
            async with asyncio.timeout(self._seconds + _GRACE):
                return await work
        except TimeoutError:
            return None

    # -- where to ---------------------------------------------------------------------------------------

    async def _permitted(self, target: Target) -> tuple[str, ...]:
        """Return the addresses of a target that may be asked; raises `NoWay`."""
        reach.check_port(target, (self._service.http_port, self._service.https_port))
        addresses = await self.look_up(target.host)
        if target.host == self._service.host:
            return reach.permit(addresses, Reach.LOOPBACK)
        try:
            nearest = reach.widest(await self.look_up(self._service.host))
        except NoWay:
            nearest = Reach.PUBLIC
        return reach.permit(addresses, nearest)

    async def look_up(self, host: str) -> tuple[str, ...]:
        """Return the addresses of a host, looked up once a probe; raises `NoWay`."""
        if known := self._host.addresses.get(host):
            return (known,)
        if reach.is_literal(host):
            return (host,)
        return await self._errands.share(("name", host), lambda: self._resolve(host))

    async def _resolve(self, host: str) -> tuple[str, ...]:
        found: tuple[str, ...] | None = await self._in_time(in_thread(lambda: reach.resolve(host)))
        if found is None:
            raise NoWay(Trouble.TIMEOUT, f"No name server answered within {self._seconds:g} seconds")
        return found


def kind_of(address: str) -> str:
    """Return the kind of an address, as people call it."""
    return "IPv6" if ":" in address else "IPv4"
