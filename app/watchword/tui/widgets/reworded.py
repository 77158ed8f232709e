"""A rule as it was and as it is: side by side where there is room, one after the other where there is not."""

from __future__ import annotations

import textwrap
from itertools import zip_longest

from textual.content import Content

from watchword.checklist.model import Guideline
from watchword.checklist.renewal import Former
from watchword.text import in_words
from watchword.tui.markdown import plain

ROOM = 56  # columns from which two texts stand beside each other
_GAP = " │ "


def reworded(former: Former, guideline: Guideline, width: int) -> Content:
    """Draw the former and the present rule of a guideline in `width` columns, and why it was changed."""
    parts = [Content.styled(f"Changed on {in_words(former.until)}", "bold $text-warning")]
    if former.why:
        parts.append(plain(former.why))
    was, now = " ".join(former.rule.split()), " ".join(guideline.rule.split())
    if width >= ROOM:
        parts.append(_beside(was, now, (width - len(_GAP)) // 2))
    else:
        parts += [_titled("It said", was), _titled("It says now", now)]
    if former.attestation and former.attestation != guideline.attestation.text:
        parts.append(Content.styled("The sentence you sign has changed as well.", "$text-muted"))
    return Content("\n\n").join(parts)


def _titled(title: str, text: str) -> Content:
    return Content("\n").join([Content.styled(title, "bold"), plain(text)])


def _beside(was: str, now: str, width: int) -> Content:
    left = ["It said", *textwrap.wrap(was, width)]
    right = ["It says now", *textwrap.wrap(now, width)]
    lines = []
    for number, (before, after) in enumerate(zip_longest(left, right, fillvalue="")):
        style = "bold" if not number else ""
        lines.append(
            Content.assemble(plain(before.ljust(width), style), (_GAP, "$text-muted"), plain(after, style))
        )
    return Content("\n").join(lines)
