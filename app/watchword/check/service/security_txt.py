"""The file security.txt, by the grammar of RFC 9116: fields, comments, and the frame of an OpenPGP signature.

Everything is foreign text; nothing here raises, and every step is linear. A signature is not verified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

# The registry of IANA ("security.txt Fields"), lower case; its list is short and open to new ones.
KNOWN = frozenset(
    [
        *("acknowledgments", "bug-bounty", "canonical", "contact", "csaf", "encryption", "expires"),
        *("hiring", "policy", "preferred-languages"),
    ]
)
WEB_FIELDS = KNOWN - {"expires", "preferred-languages"}
LINE_LIMIT = 2048
SIZE_LIMIT = 32 * 1024  # characters; both limits are those that RFC 9116 proposes
_FIELD = re.compile(r"([!-9;-~]+):[ \t]*(.*)")
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}):(\d{2})(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "-----END PGP SIGNATURE-----"


@dataclass(frozen=True, slots=True)
class TextField:
    """One field: its line from 1, its name in lower case, and its value."""

    line: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SecurityTxt:
    """A file as read. `unread` lines are neither field nor comment; `problem` is one of the frame."""

    fields: tuple[TextField, ...] = ()
    unread: tuple[int, ...] = ()
    is_signed: bool = False
    problem: str = ""

    def all(self, name: str) -> tuple[TextField, ...]:
        """Return the fields of one name (lower case), in order."""
        return tuple(one for one in self.fields if one.name == name)


def read_security_txt(text: str) -> SecurityTxt:
    """Return what a file holds, up to the limit; line numbers are those of the file, signed or not."""
    lines = text[:SIZE_LIMIT].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    is_signed = bool(lines) and lines[first].strip() == _SIGNED
    kept, problem = _unwrap(lines, first) if is_signed else (list(enumerate(lines, 1)), "")
    fields, unread = [], []
    for number, line in kept:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _FIELD.fullmatch(line[:LINE_LIMIT].rstrip())
        if found:
            fields.append(TextField(number, found[1].lower(), found[2].strip()))
        else:
            unread.append(number)
    return SecurityTxt(tuple(fields), tuple(unread), is_signed, problem)


def _unwrap(lines: list[str], first: int) -> tuple[list[tuple[int, str]], str]:
    """Return the signed lines with their numbers, dashes unescaped, and what is wrong with the frame."""
    start = next((at + 1 for at in range(first, len(lines)) if not lines[at].strip()), len(lines))
    end = next((at for at in range(start, len(lines)) if lines[at].strip() == _SIGNATURE), len(lines))
    kept = [(at + 1, lines[at].removeprefix("- ")) for at in range(start, end)]
    if end == len(lines):
        return kept, "the signature is missing"
    close = next((at for at in range(end, len(lines)) if lines[at].strip() == _SIGNATURE_END), len(lines))
    if close == len(lines):
        return kept, "the signature does not end"
    if any(line.strip() for line in lines[close + 1 :]):
        return kept, "there are lines after the signature, which it does not cover"
    return kept, ""


def read_time(value: str) -> datetime | None:
    """Return a time of RFC 3339, aware; `None` for anything else."""
    found = _TIME.fullmatch(value)
    if not found:
        return None
    day, minute, second, zone = found.groups()
    second = "59" if second == "60" else second  # a leap second
    try:
        time = datetime.fromisoformat(f"{day}T{minute}:{second}{'+00:00' if zone in 'zZ' else zone}")
        return time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def mail_of(contact: str) -> str:
    """Return the address of a `mailto:` contact, lower case; empty for any other."""
    scheme, _, rest = contact.partition(":")
    return unquote(rest.partition("?")[0]).strip().lower() if scheme.lower() == "mailto" else ""
