"""What the walk says before anything else."""

from __future__ import annotations

from watchword.cli.prose import wrap
from watchword.session import Session
from watchword.welcome import welcome


def welcome_lines(session: Session) -> list[str]:
    """The welcome, in lines."""
    lines = ["Welcome to Watchword."]
    for part in welcome(session):
        lines += [f"{part.title}:"] if part.title else []
        lines += wrap(part.text)
        for line in part.lines:
            lines += wrap(line, indent="    ", first="  ")
        lines.append("")
    return [*lines, *wrap("First, who are you? Enter keeps what stands in brackets.")]
