"""The tags of a page as they stand in its text: what the parser does not tell, where something is written.

A single pass by the rules of HTML's tokenizer ("13.2.5 Tokenization"), without a tree. It also tells how deep
a page nests, and how much a tag holds: lexbor takes minutes for 200,000 elements inside each other, and 20
seconds for 100,000 attributes of one. So what lies too deep is made flat, as browsers do, and tags are cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

DEPTH_LIMIT = 512  # where Blink begins to make it flat
ATTRIBUTE_LIMIT = 1000  # of one tag
_STYLING_LIMIT = 10  # open styling elements: the parser repeats each of them in every paragraph

# No two neighbours take the same character, so that a run is never tried at more than one length.
_MARK = re.compile(r"<(?:(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*)|(?P<comment>!--)|(?P<other>[!?/]))")
_COMMENT_END = re.compile(r"--!?>")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?P<name>[^\s/>][^\s/>=]*)(?:\s*=\s*(?:\"(?P<double>[^\"]*)(?P<closed>\"?)"
    r"|'(?P<single>[^']*)(?P<shut>'?)|(?P<bare>[^\s>\"'][^\s>]*)|(?P<none>(?=>))))?"
)
_GAP = re.compile(r"[\s/]*")
_RAW = frozenset(("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"))
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_VOID = frozenset(
    [
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img"),
        *("input", "keygen", "link", "meta", "param", "source", "track", "wbr"),
    ]
)
# These end by themselves where the next one begins, or live in a table only: nobody nests them.
_LOOSE = frozenset(("li", "p", "dt", "dd", "option", "rt", "rp"))
_TABLE = frozenset(
    ("caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr", "html", "head", "body")
)
_STYLING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)


@dataclass(frozen=True, slots=True)
class Tag:
    """One start tag: where it begins and ends; of each attribute name, raw value, where the value begins.

    `cut` is where the attributes begin that are too many; mostly 0.
    """

    name: str
    start: int
    end: int
    attributes: tuple[tuple[str, str, int], ...]
    is_too_deep: bool
    cut: int = 0


def read_tags(text: str) -> Iterator[Tag]:
    """Yield the start tags of a text in order; none are in comments and scripts. Linear in the text."""
    nesting = _Nesting()
    at = 0
    while found := _MARK.search(text, at):
        if found["name"] is None:
            at = _end_of_comment(text, found)
            continue
        name = found["name"].lower()
        attributes, at, cut = _read_attributes(text, found.end())
        if at < 0:
            return  # the file ends inside the tag: there is no tag
        if found["end"]:
            nesting.close(name)
            continue
        is_too_deep = nesting.open(name, is_closed=text[at - 2] == "/")
        yield Tag(name, found.start(), at, attributes, is_too_deep, cut)
        if name == "plaintext":
            return
        if name in _RAW and not nesting.is_foreign:
            end = _RAW_END[name].search(text, at)
            at = end.start() if end else len(text)


def make_flat(text: str, tags: list[Tag]) -> str:
    """Return the text with each element that lies too deep closed at once, and tags cut where they are."""
    pieces, at = [], 0
    for tag in tags:
        if not tag.is_too_deep and not tag.cut:
            continue
        pieces += [text[at : tag.cut], ">"] if tag.cut else [text[at : tag.end]]
        pieces += [f"</{tag.name}>"] if tag.is_too_deep else []
        at = tag.end
    return "".join([*pieces, text[at:]])


def _end_of_comment(text: str, found: re.Match[str]) -> int:
    """Return where a comment ends, or a declaration; one that does not end goes to the end of the file."""
    at = found.end()
    if not found["comment"]:
        end = text.find(">", at - 1 if found["other"] == "/" else at)
        return len(text) if end < 0 else end + 1
    if text.startswith((">", "->"), at):
        return text.index(">", at) + 1
    over = _COMMENT_END.search(text, at)
    return over.end() if over else len(text)


def _read_attributes(text: str, at: int) -> tuple[tuple[tuple[str, str, int], ...], int, int]:
    """Return the attributes of a tag, the index after it (-1 where the file ends first), and its `cut`."""
    attributes: dict[str, tuple[str, str, int]] = {}
    cut = 0
    while found := _ATTRIBUTE.match(text, at):
        if (found["double"] is not None and not found["closed"]) or (
            found["single"] is not None and not found["shut"]
        ):
            return (), -1, 0
        if len(attributes) == ATTRIBUTE_LIMIT:
            cut = cut or at
        group = next((name for name in ("double", "single", "bare") if found[name] is not None), "")
        name = found["name"].lower()
        written = (name, found[group], found.start(group)) if group else (name, "", found.start("name"))
        if not cut:
            attributes.setdefault(name, written)
        at = found.end()
    gap = _GAP.match(text, at)
    at = gap.end() if gap else at
    if text[at : at + 1] == ">":
        return tuple(attributes.values()), at + 1, cut
    return (), -1, 0


class _Nesting:
    """How many elements are open, estimated: never fewer than what makes the parser slow."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._depth = 0
        self._styling = 0
        self._last = ""

    @property
    def is_foreign(self) -> bool:
        """Whether it is inside SVG or MathML, where scripts and titles are read like other elements."""
        return bool(self._open["svg"] or self._open["math"])

    def open(self, name: str, *, is_closed: bool) -> bool:
        """Take a start tag; tell whether it lies too deep."""
        if name in _VOID or name in _TABLE or (is_closed and self.is_foreign):
            return False
        if name in _RAW and not self.is_foreign:
            return False
        if name in _LOOSE and name == self._last:
            return False
        is_styling = name in _STYLING
        if name != "form" and (
            self._depth >= DEPTH_LIMIT or (is_styling and self._styling >= _STYLING_LIMIT)
        ):
            return True
        self._open[name] += 1
        self._depth += 1
        self._styling += is_styling
        self._last = name
        return False

    def close(self, name: str) -> None:
        """Take an end tag; one that closes nothing counts for nothing."""
        self._last = ""
        if self._open[name]:
            self._open[name] -= 1
            self._depth -= 1
            self._styling -= name in _STYLING
