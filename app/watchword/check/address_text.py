"""Addresses as they are written in pages, style sheets and source: their shape, and where they lead.

Browsers are more lenient than `urllib.parse`: they trim, drop line breaks, take a backslash for a slash and
any number of slashes before a host (WHATWG URL, "basic URL parser"). Nothing here raises on foreign text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

WRITTEN_LIMIT = 300
SPACE = "\t\n\f\r "  # what HTML calls white space
# Two slashes, no third one, then what a host may begin with: a letter, a digit, `_`, `[` of IPv6.
HOST = r"//(?=\w|\[[0-9A-Fa-f:])"
_RELATIVE = re.compile(HOST)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_TRIMMED = "".join(map(chr, range(33)))  # C0 controls and the space
_DROPPED = str.maketrans("", "", "\t\n\r")
_TIME = re.compile(r"[\t\n\f\r ]*[0-9.]+(?=[\t\n\f\r ;,])[\t\n\f\r ;,]*")
_URL = re.compile(r"(?:url[\t\n\f\r ]*=[\t\n\f\r ]*)?(?P<quote>[\"']?)", re.IGNORECASE)
_CANDIDATE = re.compile(r"[\t\n\f\r ,]*([^\t\n\f\r ,][^\t\n\f\r ]*)")


def is_relative(written: str) -> bool:
    """Whether an address leaves out its scheme: `//host/...`; `//` alone and `///` name no host."""
    return bool(_RELATIVE.match(written.strip(_TRIMMED)))


def shorten(written: str) -> str:
    """Return an address as written, trimmed, at most `WRITTEN_LIMIT` characters."""
    return written.strip(_TRIMMED)[:WRITTEN_LIMIT]


def resolve(base: str, written: str) -> str:
    """Return where an address leads from a page at `base`; what cannot be read comes back as it stands."""
    text = written.strip(_TRIMMED).translate(_DROPPED)
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _join(base, _slashed(text))
    name, rest = scheme[1].lower(), text[scheme.end() :]
    if name not in ("http", "https"):
        return f"{name}:{rest}"
    rest = _slashed(rest)
    if not rest.startswith("//") and name == scheme_of(base):
        return _join(base, rest)  # `https:page`: the old spelling of a path on the same host
    return f"{name}://{rest.lstrip('/')}"


def scheme_of(address: str) -> str:
    """Return `https` and the like, lower case; empty for an address without one."""
    found = _SCHEME.match(address)
    return found[1].lower() if found else ""


def host_of(address: str) -> str:
    """Return the host of an address, lower case; empty where none can be read."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def read_candidates(srcset: str) -> Iterator[str]:
    """Yield the addresses of a `srcset`, by the rule of HTML ("parse a srcset attribute").

    An address runs up to white space, so that the commas of a `data:` address belong to it; commas at its
    end close the candidate, otherwise descriptors follow up to a comma outside parentheses.
    """
    at = 0
    while found := _CANDIDATE.match(srcset, at):
        address, at = found[1], found.end()
        if address.endswith(","):
            yield address.rstrip(",")
            continue
        yield address
        at = _end_of_descriptors(srcset, at)


def read_refresh(content: str) -> str:
    """Return the address in the `content` of a refresh: `0; url=/next`; empty where there is none."""
    time = _TIME.match(content)
    url = _URL.match(content, time.end()) if time else None
    if url is None:
        return ""
    rest = content[url.end() :]
    return (rest.partition(url["quote"])[0] if url["quote"] else rest).strip(_TRIMMED)


def _end_of_descriptors(srcset: str, at: int) -> int:
    is_open = False  # parentheses do not nest here
    for place in range(at, len(srcset)):
        char = srcset[place]
        if char in "()":
            is_open = char == "("
        elif char == "," and not is_open:
            return place + 1
    return len(srcset)


def _slashed(text: str) -> str:
    """Turn backslashes of the part before query and fragment into slashes, as browsers do."""
    if "\\" not in text:
        return text
    end = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=len(text))
    return text[:end].replace("\\", "/") + text[end:]


def _join(base: str, text: str) -> str:
    if text.startswith("//"):
        return f"{scheme_of(base)}://{text.lstrip('/')}"
    try:
        return urljoin(base.partition("#")[0], text)
    except ValueError:
        return text
