"""Addresses of a service as evidence shows them, and as rules compare them.

Queries and user names are left out of what is shown: they may hold tokens. Nothing here raises: addresses in
answers are foreign text, and `urllib` raises on some of them.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace
from urllib.parse import SplitResult, urlsplit

from watchword.check.service.facts import Answer
from watchword.check.subject import Service
from watchword.text import clean

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NOTHING = SplitResult("", "", "", "", "")
URL_LIMIT = 160


def split(url: str) -> SplitResult:
    """Return the parts of an address, all empty where it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number raises only when it is asked for
    except ValueError:
        return _NOTHING
    return parts


def host_of(url: str) -> str:
    """Return the host of an address in its one spelling: see `spell_host`; empty where it names none."""
    return spell_host(split(url).hostname or "")


def spell_host(host: str) -> str:
    """Return a host as it goes over the wire: lower case, ASCII, no final dot; empty where it is none."""
    bare = host.rstrip(".")
    if ":" in bare:
        address, mark, zone = bare.partition("%")
        try:
            return f"{ipaddress.IPv6Address(address)}{mark}{zone}"
        except ValueError:
            return ""
    try:
        name = bare.lower() if bare.isascii() else bare.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return name if len(name) <= 253 and _NAME.fullmatch(name) else ""


def spell(service: Service) -> Service:
    """Return a service with its host in the one spelling; as it is where that has none."""
    host = spell_host(service.host)
    if not host:
        return service
    shown = f"[{host}]" if ":" in host else host
    port = split(service.url).port
    scheme = "http" if service.is_given_as_plain else "https"
    return replace(service, url=f"{scheme}://{shown}{f':{port}' if port else ''}/")


def is_plain(url: str) -> bool:
    """Whether it is an address of plain HTTP."""
    return split(url).scheme == "http"


def path_of(url: str) -> str:
    """Return the path of an address."""
    return split(url).path or "/"


def target_of(answer: Answer) -> str:
    """Return where an answer sends; empty where it sends nowhere, or to what is no address."""
    try:
        return answer.target
    except ValueError:
        return ""


def is_own(host: str, of: str) -> bool:
    """Whether a host is the service's own: the same, `www.` before one of both, or below it."""
    bare = of.removeprefix("www.")
    return host in (of, bare) or host.endswith("." + bare)


def show(url: str) -> str:
    """Return an address fit for evidence: no user name, no query."""
    parts = split(url)
    if not parts.netloc:
        return clean(url.partition("?")[0], limit=URL_LIMIT)
    query = "?..." if parts.query else ""
    return clean(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}", limit=URL_LIMIT)


def source_of(answer: Answer) -> str:
    """Return where evidence was read: `GET http://host/login: 200`."""
    over = f" over {answer.over}" if answer.over else ""
    return f"GET {show(answer.url)}{over}: {answer.status or 'no answer'}"
