"""A finding as a piece of a page: the outcome in glyph and word, what to do, and what it rests on."""

from __future__ import annotations

from textual.content import Content

from watchword.check.finding import Finding
from watchword.tui.markdown import CODE, plain, steps
from watchword.tui.widgets.reading import joined_lines
from watchword.tui.widgets.view import heading, joined
from watchword.tui.words import OUTCOMES


def draw_finding(finding: Finding, commands: list[str], own: Content | None = None) -> Content:
    """Return a finding; its command is added to `commands`, `own` words stand before what it rests on."""
    look = OUTCOMES[finding.outcome]
    what = finding.check.replace("-", " ") + (f" · {finding.subject}" if finding.subject else "")
    title = Content.assemble(
        (f"{look.glyph} {look.word}", f"bold ${look.colour}"), (f"  {what}", "$text-muted")
    )
    parts = [joined_lines(title, plain(finding.summary))]
    if finding.remedy:
        parts.append(_remedy(finding, commands))
    if own is not None:
        parts.append(own)
    parts.append(_basis(finding))
    return joined(parts)


def _remedy(finding: Finding, commands: list[str]) -> Content:
    assert finding.remedy is not None  # noqa: S101 - asked by the caller
    lines = [heading("What to do"), steps(finding.remedy.steps)]
    if finding.remedy.command:
        commands.append(finding.remedy.command)
        command = plain(finding.remedy.command, CODE)
        lines.append(Content.assemble(("   $ ", "$text-muted"), command, ("   c copies it", "$text-muted")))
    return joined_lines(*lines)


def _basis(finding: Finding) -> Content:
    lines = [plain(f"{one.source}: {one.fact}", "$text-muted") for one in finding.evidence]
    if finding.rule:
        lines.append(plain(f"Judged by: {finding.rule}", "$text-muted"))
    if finding.unproven:
        lines.append(plain(f"Not shown by this: {finding.unproven}", "$text-muted"))
    return joined_lines(heading("What was read"), *lines) if lines else Content("")
