"""A drill in lines: what to do, what is seen while it is done, and what it showed."""

from __future__ import annotations

import asyncio

from watchword.check.registry import find_drill
from watchword.cli.finding_text import finding_lines
from watchword.cli.plain_console import Console
from watchword.cli.prose import number
from watchword.session import Session


def practise(session: Session, console: Console, guideline: str, name: str) -> None:
    """Let the person do a drill, and say what was seen."""
    drill = find_drill(name)
    console.tell(drill.question)
    console.say_all(number(drill.steps, indent="  "))
    console.tell(f"Read meanwhile: {drill.reads}")
    if console.ask("Press enter to start, anything else to leave it:"):
        console.say("Left.")
        return
    finding = asyncio.run(session.practise(guideline, name, console.tell))
    console.say_all(finding_lines(finding))
    console.say()
