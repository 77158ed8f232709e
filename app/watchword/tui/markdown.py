"""The checklist's Markdown as one piece of `Content`.

Textual's own widget makes one widget per block, some 90 ms a page; a page here is one `Static`, so that a key
press paints at once. The text is parsed by markdown-it, never as markup, and links become numbered places:
what is shown on a page is text, what is opened is asked for first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from watchword.text import clean

if TYPE_CHECKING:
    from markdown_it.token import Token

Part = str | Content | tuple[str, str | Style]
CODE = "$text-accent"

_MARKS = re.compile(r"[*_`\[\]<>\\&#~]|^[ \t]*([-+=]|\d+[.)])|^    |\n[ \t]+\n|  \n", re.MULTILINE)


def plain(text: str, style: str = "") -> Content:
    """Text from outside, cleaned, with one style and no markup."""
    return Content.styled(clean(text, lines=True), style) if style else Content(clean(text, lines=True))


def render(text: str, links: list[str] | None = None) -> Content:
    """Return Markdown as content; addresses of links are appended to `links` and marked with their number."""
    cleaned = clean(text, limit=20_000, lines=True)
    if not _MARKS.search(cleaned):  # paragraphs and nothing else: no parser needed, as on most pages
        return _join([Content(" ".join(part.split())) for part in cleaned.strip().split("\n\n")], "\n\n")
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(cleaned)
    return _join(_blocks(tokens, links if links is not None else []), "\n\n")


def steps(texts: Sequence[str], links: list[str] | None = None) -> Content:
    """Return a numbered list."""
    width = len(str(len(texts)))
    lines = [
        Content.assemble(
            (f"{number:>{width}}. ", "bold $text-primary"), _hang(render(text, links), width + 2)
        )
        for number, text in enumerate(texts, 1)
    ]
    return _join(lines, "\n\n" if any(len(text) > 60 for text in texts) else "\n")


def _hang(content: Content, indent: int) -> Content:
    """Indent what a step holds beyond its first line (a list or a block of code)."""
    lines = content.split("\n")
    return _join([lines[0], *(Content(" " * indent) + line for line in lines[1:])], "\n")


def _join(parts: Iterable[Content], between: str) -> Content:
    return Content(between).join(list(parts))


def _blocks(tokens: Sequence[Token], links: list[str]) -> Iterable[Content]:
    bullets: list[str] = []
    items: list[Content] = []
    number = 0
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            bullets.append("•" if token.type.startswith("bullet") else "1")
            number = 0
        elif token.type == "list_item_open":
            number += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets.pop()
            if not bullets:
                yield _join(items, "\n")
                items = []
        elif token.type == "inline":
            content = _inline(token.children or [], links)
            if bullets:
                mark = "• " if bullets[-1] == "•" else f"{number}. "
                items.append(Content.assemble(("  " * (len(bullets) - 1) + mark, "$text-muted"), content))
            else:
                yield content
        elif token.type in ("fence", "code_block"):
            yield Content.styled("\n".join("  " + line for line in token.content.rstrip().split("\n")), CODE)


def _inline(tokens: Sequence[Token], links: list[str]) -> Content:
    parts: list[Part] = []
    styles: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "code_inline":
            parts.append((token.content, CODE))
        elif token.type == "strong_open":
            styles.append("bold")
        elif token.type == "em_open":
            styles.append("italic")
        elif token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
            styles.append("underline $text-primary")
        elif token.type == "link_close":
            styles.pop()
            parts.append((f" [{len(links)}]", "$text-muted"))
        elif token.type in ("strong_close", "em_close"):
            styles.pop()
        elif token.content:
            parts.append((token.content, " ".join(styles)))
    return Content.assemble(*parts)
