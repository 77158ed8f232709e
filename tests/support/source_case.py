"""Small trees for rules of source checks: read as the engine reads them, and judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from watchword.check.check import Check, Limit
from watchword.check.finding import Finding
from watchword.check.source.facts import Facts, History, Unread
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.check.source.sieve import Sieve
from watchword.check.subject import Tree

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def spots_of(rule: Rule, files: Mapping[str, str]) -> tuple[Spot, ...]:
    """What a rule reads of files; its literals decide here, too, which of them it is given."""
    sieve, spots = Sieve([rule]), []
    for path, text in files.items():
        file = SourceFile(path, text.encode())
        if sieve.holding(sieve.wanting(path), file.lower):
            spots += rule.read(file)
    return tuple(sorted(spots, key=lambda one: (one.path, one.line)))


def facts_of(
    rule: Rule,
    files: Mapping[str, str],
    *,
    history: History | None = None,
    unread: Sequence[Unread] = (),
    left_out: Sequence[str] = (),
) -> Facts:
    """The facts of a tree that holds these files."""
    return Facts(
        Tree(Path("shop")),
        NOW,
        spots_of(rule, files),
        files=len(files),
        unread=tuple(unread),
        left_out=tuple(left_out),
        history=history or History(reason="It is in no git repository."),
    )


def look(check: Check[Any], rule: Rule, files: Mapping[str, str], **limits: Limit) -> Finding:
    """Judge a tree that holds these files."""
    return check.judge(facts_of(rule, files), {**check.limits, **limits})


def told(finding: Finding) -> str:
    """Everything a finding says, as one text."""
    rows = [f"{one.source}: {one.fact}" for one in finding.evidence]
    steps = [*finding.remedy.steps, finding.remedy.command] if finding.remedy else []
    return "\n".join([finding.summary, finding.rule, *rows, *steps, finding.unproven])
