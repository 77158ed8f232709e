"""`watchword status`: how far, what is left, where to go on."""

from __future__ import annotations

from typing import Any

import click

from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.prose import wrap
from watchword.cli.summary_text import applying_lines, counts_line, left_lines, title_line
from watchword.progress.standing import Standing
from watchword.progress.state import Progress


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def COMMAND(call: Call, as_json: bool) -> int:  # noqa: N802
    """Say how far you are, what is left and why, and where to go on.

    \b
    Example:
      watchword status

    Exit status: 0 everything is done, 1 something is left.
    """
    with call.session() as session:
        progress, going_on = session.progress, session.resume()
    if as_json:
        call.out.say_json(_as_value(progress, going_on))
    elif progress.profile is None:
        call.out.say(title_line(progress))
        call.out.say("You have not begun. Begin with `watchword`, or `watchword --plain`.")
    else:
        call.out.say(title_line(progress))
        call.out.say_all(wrap(counts_line(progress)))
        call.out.say_all(left_lines(progress))
        call.out.say_all(applying_lines(progress))
        if going_on is not None and not progress.is_complete:
            call.out.say()
            call.out.say_all(wrap(f"Go on with: {going_on.guideline.title}. Type `watchword`."))
        elif progress.is_complete:
            call.out.say("Everything is done. Hand it over with `watchword export`.")
    return 0 if progress.is_complete else 1


def _as_value(progress: Progress, going_on: Standing | None) -> dict[str, Any]:
    checklist = progress.checklist
    sections = {one.id: section.id for section in checklist.sections for one in section.guidelines}
    return {
        "checklist": _checklist(checklist),
        "begun": progress.profile is not None,
        "complete": progress.is_complete,
        "done": len(progress.done),
        "applying": len(progress.applying),
        "next": going_on.guideline.id if going_on and not progress.is_complete else None,
        "guidelines": [
            {
                "id": one.guideline.id,
                "title": one.guideline.title,
                "section": sections[one.guideline.id],
                "stage": str(one.stage),
                "left": list(one.left),
                "reason": one.reason or None,
            }
            for one in progress.standings.values()
        ],
    }


def _checklist(checklist: Checklist) -> dict[str, str]:
    return {
        "id": checklist.id,
        "title": checklist.title,
        "version": checklist.version,
        "sha256": checklist.sha256,
    }
