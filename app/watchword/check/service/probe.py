"""Asks a service what all its checks want to know, once.

Its front page over HTTP and over HTTPS, followed hop by hop; its login paths over both; its security.txt; the
style sheets of its own that its pages load. Only GET, without cookie or password, two connections at a time.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urljoin

from watchword.check.host import Host
from watchword.check.service.caller import PROBE_SECONDS, Caller, open_doors
from watchword.check.service.facts import Answer, Chain, Page, Probe, Style, Trouble
from watchword.check.service.login import FOUND_AT_MOST, find_logins
from watchword.check.service.page import read_page
from watchword.check.service.place import host_of, path_of, spell, split
from watchword.check.service.style import read_style
from watchword.check.service.thread import in_thread
from watchword.check.service.trust import read_trust
from watchword.check.subject import Service
from watchword.text import clean, count

STYLES_AT_MOST = 8
NAMED_AT_MOST = 20  # login paths
_SECURITY_TXT = ("/.well-known/security.txt", "/security.txt")
_LARGE = 32 * 1024  # bytes of a page from which it is read beside the event loop


async def read_probe(host: Host, service: Service) -> Probe:
    """Return what a service answers. Checks that look at once share one probe of it."""
    return await host.share(("service", repr(service)), lambda: _probe(host, service))


async def _probe(host: Host, service: Service) -> Probe:
    trust = await host.share(("trust", service.ca_file), lambda: read_trust(host, service.ca_file))
    doors = await host.share(("service-doors",), open_doors)
    spelt = spell(service)
    async with Caller(host, spelt, trust, doors) as caller:
        return await _Round(caller, spelt).go()


@dataclass
class _Paths:
    """What came of the login paths and of security.txt."""

    plain: tuple[Answer, ...] = ()
    secure: tuple[Chain, ...] = ()
    security_txt: tuple[Chain, ...] = ()


class _Round:
    """One round of questions to one service."""

    def __init__(self, caller: Caller, service: Service) -> None:
        self._caller = caller
        self._service = service
        self._left_out: list[str] = []
        self._pages: dict[str, Page] = {}

    async def go(self) -> Probe:
        """Ask everything, in the order in which answers lead to questions."""
        at = datetime.now(UTC)
        plain, secure = await asyncio.gather(
            self._caller.follow(self._service.at("http")), self._caller.follow(self._service.at("https"))
        )
        await self._read_pages([*secure.hops, *plain.hops])
        paths = await self._ask_paths(self._choose_paths(), plain, secure)
        hops = [hop for chain in paths.secure for hop in chain.hops]
        await self._read_pages([*hops, *paths.plain])
        styles = await self._ask_styles()
        self._note_limits([*plain.hops, *secure.hops, *paths.plain, *hops])
        otherwise = await self._ask_otherwise()
        return Probe(
            service=self._service,
            at=at,
            plain=plain,
            secure=secure,
            plain_paths=paths.plain,
            secure_paths=paths.secure,
            pages=tuple(self._pages.values()),
            styles=styles,
            security_txt=paths.security_txt,
            otherwise=otherwise,
            left_out=tuple(self._left_out),
        )

    async def _ask_otherwise(self) -> tuple[Answer, ...]:
        """Ask over the other of IPv4 and IPv6, too; where nothing gets through, browsers take the first."""
        answers = await self._caller.ask_otherwise()
        seen = tuple(one for one in answers if one.status or one.trouble is Trouble.CERTIFICATE)
        if answers and not seen:
            self._left_out.append(f"over {answers[0].over}, which let no connection through")
        elif answers:
            self._left_out.append(f"paths other than / over {answers[0].over}")
        return seen

    # -- login paths and security.txt -------------------------------------------------------------------

    def _choose_paths(self) -> list[str]:
        """Return the paths that the person named and those that the pages link to, each once."""
        named: list[str] = []
        for written in self._service.login_paths:
            url = _resolve(self._service.at("https"), written)
            if host_of(url) == self._service.host:
                parts = split(url)
                named.append((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
            else:
                self._left_out.append(f"{clean(written, limit=80)}: it is on another host")
        if len(named) > NAMED_AT_MOST:
            self._left_out.append(f"{count(len(named) - NAMED_AT_MOST, 'more login path')} that you named")
        found, more = find_logins(self._service, self._pages.values())
        if more:
            self._left_out.append(f"{count(more, 'link')} to a login beyond the first {FOUND_AT_MOST}")
        return [path for path in dict.fromkeys([*named[:NAMED_AT_MOST], *found]) if path != "/"]

    async def _ask_paths(self, paths: list[str], plain: Chain, secure: Chain) -> _Paths:
        """Ask for the paths where the front page answered at all; elsewhere it would only take time."""
        ask, follow, at = self._caller.ask, self._caller.follow, self._service.at
        over = {"http": bool(plain.first.status), "https": bool(secure.first.status)}
        missed = [scheme for scheme, answers in over.items() if not answers]
        if paths and missed:
            silent = " and ".join(scheme.upper() for scheme in missed)
            self._left_out.append(f"{count(len(paths), 'login path')} over {silent}, where / gave no answer")
        plain_paths, secure_paths, security_txt = await asyncio.gather(
            asyncio.gather(*(ask(at("http", path)) for path in paths if over["http"])),
            asyncio.gather(*(follow(at("https", path)) for path in paths if over["https"])),
            self._ask_security_txt([scheme for scheme in ("https", "http") if over[scheme]][:1]),
        )
        return _Paths(tuple(plain_paths), tuple(secure_paths), security_txt)

    async def _ask_security_txt(self, schemes: list[str]) -> tuple[Chain, ...]:
        """Ask for it in its place; where it is not there, in the place it once had."""
        chains: list[Chain] = []
        for scheme, path in itertools.product(schemes, _SECURITY_TXT):
            chains.append(await self._caller.follow(self._service.at(scheme, path)))
            if chains[-1].last.status == 200 and chains[-1].last.media_type == "text/plain":
                break
        return tuple(chains)

    # -- pages and style sheets -------------------------------------------------------------------------

    async def _read_pages(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            is_page = 200 <= answer.status < 300 or answer.status in (401, 403)
            if is_page and answer.url not in self._pages and _is_html(answer):
                self._pages[answer.url] = page = await self._read_page(answer)
                self._note_more(page)

    async def _read_page(self, answer: Answer) -> Page:
        def read() -> Page:
            return read_page(answer.url, answer.body, answer.headers)

        return read() if len(answer.body) < _LARGE else await in_thread(read)

    async def _ask_styles(self) -> tuple[Style, ...]:
        """Ask for the style sheets of the service's own host that its pages load."""
        wanted = dict.fromkeys(
            load.target.partition("#")[0]
            for page in self._pages.values()
            for load in page.loads
            if load.where == "link stylesheet" and host_of(load.target) == self._service.host
        )
        if len(wanted) > STYLES_AT_MOST:
            self._left_out.append(f"{count(len(wanted) - STYLES_AT_MOST, 'more style sheet')}")
        chosen = list(wanted)[:STYLES_AT_MOST]
        answers = await asyncio.gather(*(self._caller.ask(url) for url in chosen))
        self._note_limits(answers)
        styles = []
        for answer in answers:
            if answer.status == 200 and answer.media_type in ("text/css", ""):
                style = await in_thread(partial(read_style, answer.url, answer.body))
                self._note_more(style)
                styles.append(style)
        return tuple(styles)

    # -- what was left out ------------------------------------------------------------------------------

    def _note_more(self, read: Page | Style) -> None:
        if read.more:
            path = clean(path_of(read.url), limit=80)
            self._left_out.append(f"{count(read.more, 'form or address', 'forms and addresses')} of {path}")

    def _note_limits(self, answers: Iterable[Answer]) -> None:
        """Say which answers were not read to their end, and whether the time was up."""
        for answer in dict.fromkeys(answers):
            if answer.is_cut and answer.status:
                why = answer.reason or "it is longer than 1 MiB"
                words = f"the rest of {clean(path_of(answer.url), limit=80)}: {why[0].lower()}{why[1:]}"
                if words not in self._left_out:
                    self._left_out.append(words)
        words = f"whatever else there was after {PROBE_SECONDS:g} seconds"
        if self._caller.is_out_of_time and words not in self._left_out:
            self._left_out.append(words)


def _is_html(answer: Answer) -> bool:
    """Whether a browser would show it as a page; without a type it guesses by the first character."""
    if answer.media_type:
        return answer.media_type in ("text/html", "application/xhtml+xml")
    return answer.body.lstrip()[:1] == b"<"


def _resolve(base: str, written: str) -> str:
    try:
        return urljoin(base, written.strip())
    except ValueError:
        return ""
