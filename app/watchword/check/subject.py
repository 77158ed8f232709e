"""What a check is about when it is not this machine: a service the team runs, or a source tree it runs from.

The person names them; nothing else is ever contacted or read. Both are values, kept in the settings file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from watchword.errors import UsageError
from watchword.text import clean

Kind = Literal["site", "api"]
SITE: Kind = "site"
API: Kind = "api"


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something of a service that the team has decided to live with: a cookie's name or a path, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service as the person named it: `url` is `https://HOST[:PORT]/`, checked by `read_service`.

    `http_port` is where plain HTTP would answer. `ca_file` holds further roots to trust, as companies have
    for internal names; empty for the system's own. An API is judged otherwise than a site: there a plain
    request should be refused, not redirected. Nothing is contacted before the person has agreed to it.
    """

    url: str
    kind: Kind = "site"
    login_paths: tuple[str, ...] = ()
    http_port: int = 80
    ca_file: str = ""
    ignore: tuple[Ignored, ...] = ()
    is_agreed: bool = False

    @property
    def host(self) -> str:
        """The host name or address, lower case, without brackets."""
        return urlsplit(self.url).hostname or ""

    @property
    def https_port(self) -> int:
        """The port of HTTPS: that of the URL, unless it was given as plain HTTP."""
        parts = urlsplit(self.url)
        return (parts.port or 443) if parts.scheme == "https" else 443

    @property
    def is_given_as_plain(self) -> bool:
        """Whether the person wrote `http:`: then the team still hands that address out."""
        return self.url.startswith("http:")

    @property
    def name(self) -> str:
        """The service in few words, for headings."""
        return clean(urlsplit(self.url).netloc, limit=80)

    def at(self, scheme: str, path: str = "/") -> str:
        """Return the address of a path of this service by `http` or `https`, without the usual port."""
        port = self.https_port if scheme == "https" else self.http_port
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[scheme]
        return f"{scheme}://{host}{'' if port == usual else f':{port}'}{path}"

    def reason_to_ignore(self, what: str) -> str:
        """Return why something is left out; empty where it is not."""
        return next((one.reason for one in self.ignore if one.what == what), "")


@dataclass(frozen=True, slots=True)
class Tree:
    """A source tree: a folder on this machine."""

    path: Path

    @property
    def name(self) -> str:
        """The folder's own name, for headings."""
        return clean(self.path.name or str(self.path), limit=80)


Subject = Service | Tree


def read_service(text: str) -> Service:
    """Return the service that a person's words name; raises `UsageError` where they name none.

    `shop.example.com`, `https://shop.example.com:8443/login`: a path becomes a login path. A password in the
    address is refused: none is ever sent.
    """
    written = text.strip()
    if "://" not in written:
        written = f"https://{written}"
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _no_service(text, "It is no address of a service.") from error
    if parts.scheme not in ("http", "https") or not _is_host(host):
        raise _no_service(text, "It is no address that begins with https:// and a host name.")
    if parts.username is not None:
        raise _no_service("the address", "It holds a user name or password; none is ever sent.")
    shown = f"[{host}]" if ":" in host else host
    url = f"{parts.scheme}://{shown}{f':{port}' if port else ''}/"
    http_port = (port or 80) if parts.scheme == "http" else 80
    paths = () if parts.path in ("", "/") else (parts.path,)
    return Service(url, login_paths=paths, http_port=http_port)


def read_tree(text: str) -> Tree:
    """Return the folder that a person's words name; raises `UsageError` where there is none."""
    path = Path(text).expanduser().absolute()
    if not path.is_dir():
        raise UsageError(
            "There is no such folder.",
            f"{clean(str(path), limit=200)} is not a folder.",
            "Name the folder that holds the source, such as ~/work/shop.",
        )
    return Tree(path)


def read_subject(text: str) -> Subject:
    """Return what a person's words name: a folder that is there or looks like one, else a service.

    Raises `UsageError` where they name neither.
    """
    written = text.strip()
    looks_like_folder = written.startswith(("/", "~", "./", "../", ".\\")) or written[1:3] == ":\\"
    if "://" not in written and (looks_like_folder or Path(written).expanduser().is_dir()):
        return read_tree(written)
    return read_service(written)


def _is_host(host: str) -> bool:
    return bool(host) and len(host) <= 253 and all(c.isalnum() or c in ".-:_%" for c in host)


def _no_service(text: str, detail: str) -> UsageError:
    return UsageError(
        f"{clean(text.strip(), limit=80)} cannot be looked at.",
        detail,
        "Name it as https://HOST, with a port and a path where it has one.",
    )
