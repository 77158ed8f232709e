"""Which characters a body is written in, in the order of browsers: mark, header, the page's own word."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,512}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SHEET = re.compile(rb'@charset "([\w.:-]{1,40})";')
_SCANNED = 1024  # bytes in which a page has to name it

# The encodings of the web (WHATWG Encoding, 4.2) that Python has, by Python's names. Codecs that
# are no character sets (zlib, rot13) and those that browsers refuse (UTF-7) are not among them.
_KNOWN = frozenset(
    [
        *("utf-8", "utf-16-le", "utf-16-be", "cp866", "koi8-r", "koi8-u", "mac-roman", "cp874"),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *(f"cp125{last}" for last in range(9)),
        *("gbk", "gb18030", "big5", "euc_jp", "iso2022_jp", "shift_jis", "euc_kr"),
    ]
)
# What browsers read as its larger relative.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "utf-16": "utf-16-le",
}


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a body; never raises, what cannot be read becomes U+FFFD. Line ends are `\\n`."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _joined(body[len(mark) :].decode(name, "replace"))
    header = _HEADER.search(content_type)
    name = _known(header[1]) if header else ""
    if not name:
        found = _META.search(body, 0, _SCANNED) or _SHEET.match(body)
        named = _known(found[1].decode("ascii", "replace")) if found else ""
        # A page that can name UTF-16 in ASCII is not written in it.
        name = "utf-8" if named.startswith("utf-16") else named
    return _joined(body.decode(name or "utf-8", "replace"))


def _known(label: str) -> str:
    try:
        name = codecs.lookup(label[:40]).name
    except (LookupError, ValueError):
        return ""
    name = _READ_AS.get(name, name)
    return name if name in _KNOWN else ""


def _joined(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
