"""Which addresses may be asked: the host that the person named, and where it redirects, within bounds.

A redirect is foreign text that says where this machine connects next. So the bounds are drawn at the address
that is connected to, not at the name: never to link-local addresses and those where clouds keep credentials;
to loopback and private ones only where the named host is there itself. Names are looked up once a probe, so
that a name cannot point elsewhere the second time.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import quote

from watchword.check.service.facts import Trouble
from watchword.check.service.place import host_of, split
from watchword.text import clean

_PORTS = {"http": 80, "https": 443}
_UNQUOTED = "%/:=&?~+!$,;'@()*[]|"  # what stands in paths and queries as it is; the rest is percent-encoded
# Where clouds keep credentials, beside the link-local 169.254.169.254: Alibaba, Azure, Oracle, Amazon (IPv6).
_CLOUD = frozenset({"100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NoWay(Exception):
    """Why something cannot or may not be asked."""

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.reason = reason


class Reach(IntEnum):
    """How far away an address is; a redirect leads outwards only."""

    LOOPBACK = 0
    PRIVATE = 1
    PUBLIC = 2


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask: `path` is what stands in the request, with the query; all of it plain ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the `Host` header has them, without the usual port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address in its one spelling, without user name and fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"


def read_target(url: str) -> Target:
    """Return what an address asks for; raises `NoWay` where it is none of HTTP."""
    parts = split(url)
    if parts.scheme not in _PORTS:
        kind = f" ({clean(parts.scheme, limit=20)}:)" if parts.scheme else ""
        raise NoWay(Trouble.FORBIDDEN, f"It is an address of another kind{kind}, which is not asked")
    host = host_of(url)
    port = _PORTS[parts.scheme] if parts.port is None else parts.port
    if not host or not port or "\\" in parts.netloc:
        raise NoWay(Trouble.FORBIDDEN, "It names no host that could be asked")
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe=_UNQUOTED, errors="replace")
    return Target(parts.scheme, host, port, path)


def resolve(name: str) -> tuple[str, ...]:
    """Ask the resolver of this machine, however long it takes; raises `NoWay` where it knows no address."""
    import socket

    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
        if error.errno in unknown:
            raise NoWay(Trouble.NAME, "This machine finds no such name") from error
        raise NoWay(Trouble.NETWORK, "No name server answered this machine") from error
    except (OSError, UnicodeError) as error:
        raise NoWay(Trouble.NAME, "Its name could not be looked up") from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_literal(host: str) -> bool:
    """Whether a host is an address already."""
    return _read_address(host.partition("%")[0]) is not None


def reach_of(address: str) -> Reach | None:
    """Return how far away an address is; `None` where nothing is ever asked."""
    found = _read_address(address.partition("%")[0])
    if found is None or str(found) in _CLOUD or found.is_link_local or found.is_multicast:
        return None
    if found.is_loopback or found.is_unspecified:
        return Reach.LOOPBACK
    if isinstance(found, ipaddress.IPv4Address) and found.is_reserved:
        return None
    return Reach.PUBLIC if found.is_global else Reach.PRIVATE


def widest(addresses: Iterable[str]) -> Reach:
    """Return how far away a host is that has these addresses: the farthest of them counts."""
    reaches = [reach for address in addresses if (reach := reach_of(address)) is not None]
    return max(reaches, default=Reach.PUBLIC)


def permit(addresses: Iterable[str], least: Reach) -> tuple[str, ...]:
    """Return the addresses that may be asked, `least` being the nearest; raises `NoWay` where there is none.

    A named host passes `Reach.LOOPBACK`, a redirect the reach of the named host.
    """
    found = tuple(addresses)
    reaches = {address: reach_of(address) for address in found}
    if all(reach is None for reach in reaches.values()):
        raise NoWay(Trouble.FORBIDDEN, "An address of the link or of a cloud's own is never asked")
    kept = tuple(address for address in found if (reach := reaches[address]) is not None and reach >= least)
    if not kept:
        where = "this machine" if Reach.LOOPBACK in reaches.values() else "this network"
        raise NoWay(Trouble.FORBIDDEN, f"It leads from outside to inside {where}, which is not asked")
    return kept


def check_port(target: Target, known: Iterable[int]) -> None:
    """Raise `NoWay` for a port that belongs to another service, such as mail; `known` were named."""
    if target.port < 1024 and target.port not in (80, 443, *known):
        raise NoWay(Trouble.FORBIDDEN, f"Port {target.port} is no port of the web, so it is not asked")


def _read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address; one of IPv4 inside one of IPv6 is what counts."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found
