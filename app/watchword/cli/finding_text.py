"""Findings as lines to read and as values for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchword.check.finding import Finding
from watchword.cli.output import Output
from watchword.cli.prose import wrap
from watchword.cli.words import OUTCOMES


def print_finding(out: Output, finding: Finding) -> None:
    """Print a finding: the word for its outcome first, then what it rests on and what to do."""
    look = OUTCOMES[finding.outcome]
    head = wrap(f"{_what(finding)}: {finding.summary}", indent="  ", first=" " * (len(look.word) + 2))
    out.say(f": {head[0].lstrip()}", word=look.word.capitalize(), tint=look.tint)
    out.say_all(head[1:])
    out.say_all(_details(finding))


def finding_lines(finding: Finding) -> Iterator[str]:
    """A finding as plain lines, the word for its outcome first."""
    word = OUTCOMES[finding.outcome].word.capitalize()
    yield from wrap(f"{word}: {_what(finding)}: {finding.summary}", indent="  ", first="")
    yield from _details(finding)


def _what(finding: Finding) -> str:
    return f"{finding.check}, {finding.subject}" if finding.subject else finding.check


def _details(finding: Finding) -> Iterator[str]:
    if finding.rule:
        yield from wrap(finding.rule, indent="    ", first="  Rule: ")
    for evidence in finding.evidence:
        yield from wrap(f"{evidence.source}: {evidence.fact}", indent="    ", first="  Seen: ")
    if finding.remedy:
        steps = finding.remedy.steps
        if steps:
            yield "  What to do:"
        for place, step in enumerate(steps, 1):
            yield from wrap(step, indent="       ", first=f"    {place}. ")
        if finding.remedy.command:
            yield "  Command:"
            yield f"    {finding.remedy.command}"
    if finding.unproven:
        yield from wrap(finding.unproven, indent="    ", first="  What this does not prove: ")


def as_value(finding: Finding, guideline: str = "") -> dict[str, Any]:
    """Return a finding as a value for `--json`."""
    remedy = finding.remedy
    return {
        "check": finding.check,
        "guideline": guideline or None,
        "subject": finding.subject or None,
        "outcome": str(finding.outcome),
        "summary": finding.summary,
        "rule": finding.rule,
        "evidence": [{"source": one.source, "fact": one.fact} for one in finding.evidence],
        "remedy": {"steps": list(remedy.steps), "command": remedy.command} if remedy else None,
        "unproven": finding.unproven,
    }
