"""Addresses in style sheets: `url()`, `@import`, `image-set()`, with comments and strings told apart.

tinycss2 reads tokens as the standard has it, at 1.5 MB/s and, for a hostile megabyte, in eight seconds. So
one pass cuts out the pieces that hold an address, and tinycss2 reads those: it knows the escapes. The same
pass reads SCSS, Sass and Less, where `//` begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PIECE_LIMIT = 4096  # longer ones are data: addresses

_COMMENT = r"/\*(?s:.*?)(?:\*/|\Z)"
_STRING = r"\"[^\"\\\n]*(?:\\(?s:.)[^\"\\\n]*)*\"?|'[^'\\\n]*(?:\\(?s:.)[^'\\\n]*)*'?"
_PARTS = (
    rf"(?P<comment>{_COMMENT}LINE)"
    r"|(?P<open>\burl\(\s*(?=[\"']))"
    r"|(?P<url>\burl\([^)\\]*(?:\\(?s:.)[^)\\]*)*\)?)"
    r"|(?P<set>\bimage-set\()"
    r"|(?P<at>@(?:import|font-face|namespace|(?:-moz-)?document)\b)"
    rf"|(?P<string>{_STRING})"
    r"|(?P<end>[;{}])"
)
_PLAIN = re.compile(_PARTS.replace("LINE", ""), re.IGNORECASE)
_LINED = re.compile(_PARTS.replace("LINE", r"|//[^\n]*"), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StyleAddress:
    """An address in a style: where it begins (an index), what loads it, and the address itself."""

    position: int
    where: str  # url(), @import or @font-face
    written: str


def read_addresses(text: str, *, has_line_comments: bool = False) -> Iterator[StyleAddress]:
    """Yield the addresses that name a host, in order; those of name spaces load nothing and are left out."""
    if "//" not in text and "\\" not in text:
        return
    rule, is_address = "", False
    for found in (_LINED if has_line_comments else _PLAIN).finditer(text):
        kind = found.lastgroup
        if kind == "at":
            rule = found[0].lower()
        elif kind == "end":
            # A block of @font-face ends with its brace, the other rules with the first of these.
            rule = rule if rule == "@font-face" and found[0] != "}" else ""
            is_address = False
        elif kind == "set":
            is_address = True
        elif kind == "url" or kind == "open" or kind == "string":
            wanted = kind == "url" or is_address or rule == "@import" or _follows_open(text, found.start())
            if kind != "open" and wanted and rule not in ("@namespace", "@document", "@-moz-document"):
                yield from _read(found[0], found.start(), rule)


def _follows_open(text: str, at: int) -> bool:
    return text[max(0, at - 40) : at].rstrip()[-4:].lower() == "url("


def _read(piece: str, position: int, rule: str) -> Iterator[StyleAddress]:
    """Yield the address of one piece; without `//` and without an escape it stays on the sheet's own host."""
    if len(piece) > PIECE_LIMIT or ("//" not in piece and "\\" not in piece):
        return
    from tinycss2 import parse_one_component_value

    try:
        token = parse_one_component_value(piece)
    except ValueError:  # numbers of more digits than Python converts
        return
    if token.type in ("url", "string") and "//" in token.value:
        where = rule if rule in ("@import", "@font-face") else "url()"
        yield StyleAddress(position, where, token.value.strip())
    elif token.type == "error" and piece[:4].lower() == "url(" and "//" in piece:
        # `url(//host/#{$version}.png)`: no CSS, but an address for what makes CSS of it.
        yield StyleAddress(position, "url()", piece[4:].rstrip(")").strip())
