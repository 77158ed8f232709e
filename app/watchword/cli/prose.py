"""The checklist's Markdown as plain lines: paragraphs, lists and code, wrapped for reading aloud.

What is to be copied (a line of code, an address) is never broken, even where it is longer than the page.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from watchword.text import clean

WIDTH = 78

_LIMIT = 20_000
_LINK = re.compile(r"\[([^\]]+)\]\(\s*<?([^)\s>]+)>?\s*\)")
_BARE_LINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)")
_FENCE = re.compile(r"\s*(?:```|~~~)")


def render(text: str, *, indent: str = "", first: str | None = None, width: int = WIDTH) -> list[str]:
    """Return Markdown as lines; the first begins with `first`, the others with `indent`."""
    lines: list[str] = []
    for block in _blocks(clean(text, limit=_LIMIT, lines=True).strip().split("\n")):
        if lines and block.apart:
            lines.append("")
        lines += block.lines(indent, width, None if lines else first)
    return lines


def wrap(text: str, *, indent: str = "", first: str | None = None, width: int = WIDTH) -> list[str]:
    """Return one paragraph as lines; the first begins with `first`, the others with `indent`."""
    return textwrap.wrap(
        " ".join(text.split()),
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def number(texts: Iterable[str], *, indent: str = "") -> list[str]:
    """Return texts as a numbered list."""
    lines: list[str] = []
    for place, text in enumerate(texts, 1):
        mark = f"{place}. "
        lines += render(text, indent=indent + " " * len(mark), first=indent + mark)
    return lines


class _Block:
    """A paragraph, a list item or some code; `apart` when an empty line goes before it."""

    def __init__(self, kind: str, mark: str = "", apart: bool = True) -> None:
        self.kind = kind
        self.mark = mark
        self.apart = apart
        self.raw: list[str] = []

    def lines(self, indent: str, width: int, first: str | None) -> list[str]:
        text = _inline(" ".join(line.strip() for line in self.raw))
        if self.kind == "text":
            return wrap(text, indent=indent, first=first, width=width)
        head = [first.rstrip()] if first and first.strip() else []
        if self.kind == "code":
            return [*head, *(f"{indent}    {line}".rstrip() for line in self.raw)]
        hanging = indent + " " * len(self.mark)
        return [*head, *wrap(text, indent=hanging, first=indent + self.mark, width=width)]


def _blocks(raw: list[str]) -> Iterator[_Block]:
    block: _Block | None = None
    inside_code = gap = False
    for line in raw:
        if _FENCE.match(line):
            if block:
                yield block
            inside_code = not inside_code
            block = _Block("code") if inside_code else None
        elif inside_code and block:
            block.raw.append(line)
        elif not line.strip():
            gap = True
        elif item := _ITEM.fullmatch(line):
            if block:
                yield block
            follows = block is not None and block.kind == "item"
            block = _Block("item", f"{item[1]}{item[2]} ", apart=not follows)
            block.raw.append(item[3])
        else:
            if block is None or gap:
                if block:
                    yield block
                block = _Block("text")
            block.raw.append(line)
        gap = gap and not line.strip()
    if block:
        yield block


def _inline(text: str) -> str:
    text = _LINK.sub(lambda link: link[1] if link[1] == link[2] else f"{link[1]} ({link[2]})", text)
    return _STRONG.sub(r"\2", _BARE_LINK.sub(r"\1", text))
