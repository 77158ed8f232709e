"""Where a pattern stands in code outside comments and strings, and for which stage the branches there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from watchword.check.source.condition import stage_under
from watchword.check.source.https_setting import DEFAULT, line_at
from watchword.check.source.masked_text import Masked, enclosing

MOST = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A hit: its groups, its line from 1, the stage it holds for, and whether its branches settle that."""

    found: re.Match[str]
    line: int
    stage: str
    is_settled: bool


def places(masked: Masked, pattern: re.Pattern[str], stage: str = DEFAULT) -> Iterator[Place]:
    """Yield at most the first 50 hits that begin in code, each with the stage it holds for."""
    for found in islice(pattern.finditer(masked.code), MOST):
        start = found.start() + len(found.group()) - len(found.group().lstrip())
        if masked.bare[start] != masked.code[start]:
            continue
        heads = [*reversed(enclosing(masked, start)), _statement(masked, start)]
        under, is_settled = stage_under(heads, stage)
        yield Place(found, line_at(masked.code, start), under, is_settled)


def _statement(masked: Masked, offset: int) -> str:
    """Return what stands before on the same statement: `if (isProd) `."""
    floor = max(0, offset - 300)
    before = masked.bare[floor:offset]
    start = max(before.rfind(mark) for mark in ";{}") + 1
    return " ".join(masked.code[floor + start : offset].split())
