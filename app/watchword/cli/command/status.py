"""`watchword status`: how it stands in a line, or all of it: what is due, what is left, where to go on."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from watchword import status_file
from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.due_text import due_lines
from watchword.cli.prose import wrap
from watchword.cli.summary_text import applying_lines, counts_line, left_lines, title_line, waived_lines
from watchword.errors import WatchwordError
from watchword.outlook import one_line
from watchword.progress.due import Agenda
from watchword.progress.standing import Standing
from watchword.progress.state import Progress
from watchword.renewal import agenda


@click.command("status")
@click.option("--all", "is_whole", is_flag=True, help="Say what is left and why, guideline by guideline.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.pass_obj
def COMMAND(call: Call, is_whole: bool, as_json: bool) -> int:  # noqa: N802
    """Say in one line how you stand: what is due and how long it takes, or what is left, or what comes when.

    With several checklists it is a line for each. It is fast enough for the start file of your shell.

    \b
    Examples:
      watchword status
      watchword status --all

    Exit status: 0 nothing is due or left, 1 something is, 3 could not tell.
    """
    if not is_whole and not as_json:
        return _say_lines(call)
    said: list[tuple[Progress, Standing | None, Agenda]] = []
    failed = False
    for folder in call.folders:
        try:
            with call.session(folder, only_looks=True) as session:
                said.append((session.progress, session.resume(), agenda(session)))
        except WatchwordError as error:
            failed = _tell_failure(call, error)
    if as_json:
        values = [_as_value(*one) for one in said]
        call.out.say_json({**values[0], "others": values[1:]} if values else {})
    for number, one in enumerate(() if as_json else said):
        if number:
            call.out.say()
        _say_whole(call, *one)
    if failed:
        return 3
    return int(any(found.now or not progress.is_complete for progress, _, found in said))


def _say_whole(call: Call, progress: Progress, going_on: Standing | None, found: Agenda) -> None:
    """Print all of one checklist."""
    if progress.profile is None:
        call.out.say(title_line(progress))
        call.out.say("You have not begun. Begin with `watchword`, or `watchword --plain`.")
    else:
        call.out.say(title_line(progress))
        call.out.say_all(wrap(counts_line(progress)))
        call.out.say_all(due_lines(found))
        call.out.say_all(left_lines(progress))
        call.out.say_all(waived_lines(progress))
        call.out.say_all(applying_lines(progress))
        if going_on is not None and not progress.is_complete:
            call.out.say()
            call.out.say_all(wrap(f"Go on with: {going_on.guideline.title}. Type `watchword`."))
        elif progress.is_complete:
            call.out.say("Everything is done. Hand it over with `watchword export`.")


def _say_lines(call: Call) -> int:
    """Print a line for every checklist that is followed, and keep them for the next time."""
    is_open, ids, failed = [], [], False
    for number, folder in enumerate(call.folders):
        try:
            with call.session(folder, only_looks=True) as session:
                found = agenda(session)
                call.out.say(one_line(session.progress, found, opens=not number))
                is_open.append(bool(found.now) or not session.progress.is_complete)
                ids.append(session.checklist.id)
        except WatchwordError as error:
            failed = _tell_failure(call, error)
    if call.folder is None and not failed:
        with suppress(OSError):
            status_file.keep_only(status_file.folder_in(str(call.kit.paths.state)), ids)
    return 3 if failed else int(any(is_open))


def _tell_failure(call: Call, error: WatchwordError) -> bool:
    """Say what is wrong with one checklist, and go on with the others; raises where it is the only one."""
    if len(call.folders) == 1:
        raise error
    call.out.tell_error(error)
    return True


def _as_value(progress: Progress, going_on: Standing | None, found: Agenda) -> dict[str, Any]:
    checklist = progress.checklist
    sections = {one.id: section.id for section in checklist.sections for one in section.guidelines}
    return {
        "checklist": _checklist(checklist),
        "begun": progress.profile is not None,
        "complete": progress.is_complete,
        "done": len(progress.done),
        "applying": len(progress.applying),
        "next": going_on.guideline.id if going_on and not progress.is_complete else None,
        "due": len(found.now),
        "overdue": len(found.overdue),
        "line": one_line(progress, found),
        "guidelines": [
            {
                "id": one.guideline.id,
                "title": one.guideline.title,
                "section": sections[one.guideline.id],
                "stage": str(one.stage),
                "left": list(one.left),
                "reason": one.reason or None,
                "waived_until": one.waiver.ends.isoformat() if one.waiver else None,
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
