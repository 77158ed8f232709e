"""A page as a browser repairs it: its elements in order, each with the lines on which it is written.

lexbor builds the tree but tells no places. So the tags are read a second time as they stand in the text, and
an attribute of the tree is looked up there by element, name and value; of equal ones the first that was not
yet taken. What the parser moved, repeated or dropped so never shifts the lines of the others.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import TYPE_CHECKING

from watchword.check.service.markup_tags import Tag, make_flat, read_tags

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

TEXT_LIMIT = 300
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z0-9]+;?)")


@dataclass(slots=True)
class Element:
    """One element of the tree. `form` is the form it stands in; `text` is kept of links and styles only.

    `line` is that of its start tag, `lines` those of its attributes' values; 0 where it is not to be found.
    `text_line` is the one on which its text begins.
    """

    name: str
    attributes: Mapping[str, str]
    line: int = 0
    text_line: int = 0
    text: str = ""
    form: Element | None = None
    parent: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return the value of an attribute; empty without one."""
        return self.attributes.get(name, "")

    def line_of(self, attribute: str) -> int:
        """Return the line on which the value of an attribute begins."""
        return self.lines.get(attribute, self.line)


def read_elements(text: str) -> list[Element]:
    """Return the elements of a page, line ends already `\\n`. Content of `template` is inert and left out."""
    from selectolax.lexbor import LexborHTMLParser

    text = text.encode("utf-8", "replace").decode()  # the parser takes no lone surrogates
    tags = list(read_tags(text))
    places = _Places(text, tags)
    root = LexborHTMLParser(make_flat(text, tags)).root
    elements = []
    for node, form, parent in _walk(root):
        element = _read(node, form, parent)
        places.find(element)
        elements.append(element)
    return elements


def _walk(root: LexborNode | None) -> Iterator[tuple[LexborNode, list[Element | None], str]]:
    """Yield each element with the name of its parent and a cell for the form it stands in.

    The cell of a form is filled in by `_read`, before what is inside is reached.
    """
    waiting: list[tuple[LexborNode, list[Element | None], str]] = [(root, [None], "")] if root else []
    while waiting:
        node, cell, parent = waiting.pop()
        name = node.tag or ""
        if (after := node.next) is not None:
            waiting.append((after, cell, parent))
        if name[:1] in ("-", "!", ""):
            continue
        own = [cell[0]]
        yield node, own, parent
        if (child := node.child) is not None:
            waiting.append((child, own, name))


def _read(node: LexborNode, cell: list[Element | None], parent: str) -> Element:
    name = (node.tag or "").lower()
    attributes = {key.lower(): value or "" for key, value in node.attributes.items()}
    element = Element(name, attributes, form=cell[0], parent=parent)
    if name == "style":
        element.text = node.text()
    elif name in ("a", "area"):
        element.text = " ".join(node.text()[: 4 * TEXT_LIMIT].split())[:TEXT_LIMIT]
    if name == "form":
        cell[0] = element
    return element


class _Places:
    """Where tags and values of attributes stand in the text of a page."""

    def __init__(self, text: str, tags: list[Tag]) -> None:
        self._ends = [at for at, char in enumerate(text) if char == "\n"]
        self._tags: dict[tuple[str, frozenset[tuple[str, str]]], deque[Tag]] = {}
        self._values: dict[tuple[str, str, str], deque[int]] = {}
        for tag in tags:
            name = "img" if tag.name == "image" else tag.name
            pairs = [(key, _decode(raw)) for key, raw, _ in tag.attributes]
            self._tags.setdefault((name, frozenset(pairs)), deque()).append(tag)
            for (key, value), (_, _, at) in zip(pairs, tag.attributes, strict=True):
                self._values.setdefault((name, key, value), deque()).append(at)

    def find(self, element: Element) -> None:
        """Fill in the lines of an element."""
        name = "img" if element.name == "image" else element.name
        tags = self._tags.get((name, frozenset(element.attributes.items())))
        if tags:
            # The last one stays for copies that the parser makes of an element.
            tag = tags.popleft() if len(tags) > 1 else tags[0]
            element.line, element.text_line = self._line(tag.start), self._line(tag.end)
        for key, value in element.attributes.items():
            values = self._values.get((name, key, value))
            if values:
                element.lines[key] = self._line(values.popleft() if len(values) > 1 else values[0])

    def _line(self, at: int) -> int:
        return bisect_left(self._ends, at) + 1


def _decode(raw: str) -> str:
    """Return the value of an attribute, references resolved by the rule for attributes."""
    value = raw.replace("\0", "\ufffd")
    if "&" not in value:
        return value

    def resolve(found: re.Match[str]) -> str:
        whole = found[0]
        if whole[1] == "#" or whole.endswith(";"):
            return html.unescape(whole)
        # Without `;` a name counts only where neither `=` nor a letter follows.
        is_name = whole[1:] in html5 and value[found.end() : found.end() + 1] != "="
        return html.unescape(whole) if is_name else whole

    return _REFERENCE.sub(resolve, value)
