"""What was asked of a service and what came back: the facts that all checks of a service judge.

Everything here is foreign text. It is cleaned where it goes into a finding, and values of cookies and
headers are cut there; nothing of it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from watchword.check.subject import Service


class Trouble(StrEnum):
    """Why a request brought no answer."""

    REFUSED = "refused"  # nothing listens there
    TIMEOUT = "timeout"
    NAME = "name"  # the name does not resolve
    NETWORK = "network"  # no route, reset, closed without an answer
    CERTIFICATE = "certificate"
    OLD_TLS = "old-tls"  # only versions before 1.2 are offered
    TLS = "tls"  # any other failure of the handshake
    PROTOCOL = "protocol"  # what came is no HTTP, or breaks a limit
    FORBIDDEN = "forbidden"  # not asked: another scheme, a host nobody named, an address of the cloud
    TRUST = "trust"  # this machine has no roots to judge by, or the CA file cannot be used


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate that was shown. Times are aware; `problem` says in words why it is not trusted."""

    names: tuple[str, ...] = ()
    issuer: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One request and what came back; without a status there is `trouble` and `reason`, in words.

    `url` is in its one spelling, unless it was no address. `headers` keeps order and repetition. `body` is
    cut at the limit, `is_cut` says so. `over` is IPv4 or IPv6 where that was asked for, beside the other.
    """

    url: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_cut: bool = False
    certificate: Certificate | None = None
    tls: str = ""
    trouble: Trouble | None = None
    reason: str = ""
    over: str = ""

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, in order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    def first(self, name: str) -> str:
        """Return the first value of a header, or nothing."""
        return next(iter(self.all(name)), "")

    @property
    def is_secure(self) -> bool:
        """Whether it was asked over TLS."""
        return self.url.startswith("https:")

    @property
    def is_redirect(self) -> bool:
        """Whether it sends elsewhere."""
        return self.status in (301, 302, 303, 307, 308) and bool(self.first("Location"))

    @property
    def target(self) -> str:
        """Where it sends, resolved; empty where it does not."""
        return urljoin(self.url, _from_utf8(self.first("Location").strip())) if self.is_redirect else ""

    @property
    def media_type(self) -> str:
        """`text/html` and the like, lower case."""
        return self.first("Content-Type").partition(";")[0].strip().lower()

    @property
    def path(self) -> str:
        """The path that was asked for."""
        return urlsplit(self.url).path or "/"


def _from_utf8(value: str) -> str:
    """Return a header that was sent as UTF-8, and read as Latin-1 like all headers, as it was meant."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


@dataclass(frozen=True, slots=True)
class Chain:
    """Answers, each the target of the one before. `end` says in words why it stops early, else nothing."""

    hops: tuple[Answer, ...]
    end: str = ""

    @property
    def first(self) -> Answer:
        """The answer to what was asked for."""
        return self.hops[0]

    @property
    def last(self) -> Answer:
        """Where it ended."""
        return self.hops[-1]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: `written` is its action as it stands there (or that of a button), `target` resolved."""

    line: int
    written: str
    target: str
    method: str  # get or post
    has_password: bool


@dataclass(frozen=True, slots=True)
class Load:
    """Something a page loads by itself: `script src`, `style url()`. Active content can change the page."""

    line: int
    where: str
    written: str
    target: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link to follow, with its text."""

    line: int
    written: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A URL without a scheme, `//host/...`, and where it stands: `script src`, `style url()`."""

    line: int
    where: str
    written: str


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML answer as a browser would see it. `refresh` is the target of a meta refresh, resolved.

    `more` counts what a page had too much of to be kept.
    """

    url: str
    forms: tuple[Form, ...] = ()
    loads: tuple[Load, ...] = ()
    links: tuple[Link, ...] = ()
    relatives: tuple[Relative, ...] = ()
    refresh: str = ""
    upgrades: bool = False  # upgrade-insecure-requests or block-all-mixed-content, header or meta
    more: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """A style sheet of the service's own host that a page loads; `more` as with pages."""

    url: str
    loads: tuple[Load, ...] = ()
    relatives: tuple[Relative, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """All that was asked of one service, at one time.

    `plain` begins at `http://HOST/`, `secure` at `https://HOST/`; `plain_paths` are first answers for the
    login paths over HTTP, `secure_paths` the same over HTTPS, followed. `pages` are all HTML answers with
    status 2xx or 401/403, plain ones included. `security_txt` are the answers of `/.well-known/security.txt`
    and `/security.txt`, followed. `otherwise` are the first answers of the front page over the other of IPv4
    and IPv6, where there is one. `left_out` says in words what was not asked, and why.
    """

    service: Service
    at: datetime
    plain: Chain
    secure: Chain
    plain_paths: tuple[Answer, ...] = ()
    secure_paths: tuple[Chain, ...] = ()
    pages: tuple[Page, ...] = ()
    styles: tuple[Style, ...] = ()
    security_txt: tuple[Chain, ...] = ()
    otherwise: tuple[Answer, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every answer of the service's own host, each once, plain ones first."""
        chains = (self.plain, self.secure, *self.secure_paths)
        found = [hop for chain in chains for hop in chain.hops] + [*self.plain_paths, *self.otherwise]
        own = [hop for hop in found if urlsplit(hop.url).hostname == self.service.host]
        return tuple(dict.fromkeys(sorted(own, key=lambda hop: hop.is_secure)))
