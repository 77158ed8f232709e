"""The value of a Strict-Transport-Security header, read as RFC 6797, section 6.1, has browsers read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - a word of the grammar, not a secret
_DIRECTIVE = re.compile(rf'({_TOKEN})(?:[ \t]*(=)[ \t]*(?:({_TOKEN})|"([^"\\]*)")?)?')
_MOST_DIGITS = 12  # thirty thousand years; more digits say no more


@dataclass(frozen=True, slots=True)
class Policy:
    """What a header asks of browsers. With a `problem`, in words, they ignore it."""

    seconds: int = 0
    has_subdomains: bool = False
    has_preload: bool = False
    problem: str = ""


def parse_hsts(value: str) -> Policy:
    """Return what the header says. Any case and quoted numbers are fine, unknown names are skipped."""
    if "," in value:
        return Policy(problem="holds a comma, as two headers joined do")
    found: dict[str, tuple[bool, str]] = {}
    for part in _split(value):
        match = _DIRECTIVE.fullmatch(part)
        if not match:
            return Policy(problem="cannot be read by its grammar")
        name = match[1].lower()
        if name in found:
            return Policy(problem="gives a directive twice")
        found[name] = (bool(match[2]), match[3] or match[4] or "")
    if "max-age" not in found:
        return Policy(problem="has no max-age")
    digits = found["max-age"][1]
    if not (digits.isascii() and digits.isdigit()):
        return Policy(problem="has a max-age that is no number of seconds")
    if found.get("includesubdomains", (False, ""))[0]:
        return Policy(problem="gives includeSubDomains a value, and it takes none")
    seconds = int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
    return Policy(seconds, "includesubdomains" in found, "preload" in found)


def _split(value: str) -> list[str]:
    """Split at semicolons outside quotes, without empty parts."""
    parts, start, is_quoted = [], 0, False
    for index, char in enumerate(value):
        if char == '"':
            is_quoted = not is_quoted
        elif char == ";" and not is_quoted:
            parts.append(value[start:index])
            start = index + 1
    return [part for piece in [*parts, value[start:]] if (part := piece.strip(" \t"))]
