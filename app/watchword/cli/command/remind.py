"""`watchword remind`: be told what is due, by what this machine has for it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchword.cli.call import Call
from watchword.cli.prose import wrap
from watchword.cli.remind_text import standing_lines
from watchword.cli.words import show_path
from watchword.errors import UsageError, WatchwordError
from watchword.paths import VARIABLE
from watchword.remind import scheduler
from watchword.remind.entry import Command, Time, argv_text
from watchword.remind.plan import Plan, make_plan
from watchword.remind.shell import shell_line
from watchword.text import clean

if TYPE_CHECKING:
    from watchword.remind.calendar import Item

_AT = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@click.command("remind")
@click.option("--install", is_flag=True, help="Set a reminder for Mondays, in this system's own scheduler.")
@click.option("--at", default="09:30", show_default=True, metavar="TIME", help="When it comes, as HH:MM.")
@click.option("--uninstall", is_flag=True, help="Take the reminder away again.")
@click.option(
    "--calendar",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write what comes due as a calendar file, with alarms; - prints it.",
)
@click.option("--notify", "shows", is_flag=True, help="Show a notification now, if something is due.")
@click.option("--json", "as_json", is_flag=True, help="Print how the reminder stands as JSON.")
@click.pass_obj
def COMMAND(  # noqa: N802
    call: Call, install: bool, at: str, uninstall: bool, calendar: Path | None, shows: bool, as_json: bool
) -> int:
    """Say how you are reminded on this machine, and what could be set up. Nothing keeps running.

    \b
    Examples:
      watchword remind --install --at 10:00
      watchword remind --calendar due.ics
      watchword remind --uninstall

    Exit status: 0 done, 1 something is left for you to do, 2 wrong usage, 3 it could not be shown.
    """
    if sum((install, uninstall, calendar is not None, shows)) > 1:
        raise UsageError("That is more than one thing at once.", "", "Give one of the options at a time.")
    if calendar is not None:
        return _write_calendar(call, calendar)
    if shows:
        return _notify(call)
    plan = _plan(call, at)
    if install or uninstall:
        return _change(call, plan, install)
    return _say(call, plan, as_json)


def _plan(call: Call, at: str) -> Plan:
    found = _AT.fullmatch(at)
    if found is None:
        raise UsageError(f"{clean(at, limit=40)!r} is no time of day.", "", "Write it as 09:30.")
    host = call.kit.host
    # This very interpreter, not a name on PATH: a scheduler has a PATH of its own.
    python = Path(sys.executable)
    windowless = python.with_name("pythonw.exe")
    program = windowless if host.platform == "windows" and windowless.exists() else python
    variables = {VARIABLE: host.environment[VARIABLE]} if host.environment.get(VARIABLE) else {}
    return make_plan(
        host.platform,
        home=host.home,
        environment=host.environment,
        state=call.kit.paths.state,
        command=Command((str(program), "-m", "watchword", "remind", "--notify"), variables),
        at=Time(int(found[1]), int(found[2])),
        user=os.getuid() if hasattr(os, "getuid") else 0,
    )


def _change(call: Call, plan: Plan, install: bool) -> int:
    deed = scheduler.install if install else scheduler.uninstall
    done = asyncio.run(deed(call.kit.host, plan))
    for path in done.files:
        call.out.say(show_path(path, call.kit.host.home))
    if not done.files:
        call.out.tell("No reminder is set here.")
    elif not done.left:
        word = "set" if install else "taken away"
        call.out.tell(f"The reminder, a {plan.kind}, is {word}.")
    else:
        word = "written, but not switched on" if install else "removed, but the scheduler was not told"
        call.out.tell(f"The files are {word}: {done.why}")
        call.out.tell("In a session of your own, run:")
        for argv in done.left:
            call.out.tell(f"  {argv_text(argv)}")
    if install and plan.kind == "scheduled task" and call.kit.host.environment.get(VARIABLE):
        call.out.tell(f"The task does not pass {VARIABLE} on: set it for your account.")
    return 1 if done.left else 0


def _say(call: Call, plan: Plan, as_json: bool) -> int:
    standing = asyncio.run(scheduler.look(call.kit.host, plan))
    where, line = shell_line(call.kit.host.platform, call.kit.host.environment.get("SHELL", ""))
    if as_json:
        call.out.say_json(
            {
                "scheduler": plan.kind,
                "installed": standing.is_there,
                "at": standing.at or None,
                "on": standing.is_on,
                "why": standing.why or None,
                "shell_file": where,
                "shell_line": line,
            }
        )
        return 0
    for text in standing_lines(plan, standing, where, line):
        call.out.say_all(wrap(text) if not text.startswith("  ") else [text])
    return 0


def _notify(call: Call) -> int:
    from watchword.remind.notify import notify

    lines = _due_lines(call)
    if not lines:
        return 0
    why = asyncio.run(notify(call.kit.host, "\n".join(lines)))
    if not why:
        return 0
    call.out.say_all(lines)
    call.out.tell(f"No notification was shown. {why}")
    return 3


def _due_lines(call: Call) -> list[str]:
    """The line of every checklist in which something is due: kept from the last session, or made anew."""
    from watchword import status_file

    if call.folder is None:
        today = call.kit.now().astimezone().date().isoformat()
        kept = status_file.read(status_file.folder_in(str(call.kit.paths.state)), today)
        if kept is not None:
            return [line for is_open, line in kept if is_open]
    from watchword.outlook import one_line
    from watchword.renewal import agenda

    lines = []
    for folder in call.folders:
        try:
            with call.session(folder, only_looks=True) as session:
                found = agenda(session)
                if found.now or not session.progress.is_complete:
                    lines.append(one_line(session.progress, found))
        except WatchwordError as error:
            lines.append(error.title)
    return lines


def _write_calendar(call: Call, path: Path) -> int:
    from watchword.remind.calendar import PRODID, find_items, to_ics
    from watchword.renewal import agenda

    items: list[Item] = []
    for folder in call.folders:
        with call.session(folder, only_looks=True) as session:
            found = agenda(session)
            items += find_items(session.checklist, found, len(session.events))
    data = to_ics(items, call.kit.now())
    if str(path) == "-":
        call.out.say_all(data.decode().rstrip("\r\n").split("\r\n"))
        return 0
    try:
        if path.exists() and PRODID.encode() not in path.read_bytes()[:2000]:
            raise UsageError(
                "This file was not made by Watchword.", clean(str(path), limit=300), "Name another one."
            )
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            "The calendar could not be written.",
            f"{clean(str(path), limit=300)}: {error.strerror}.",
            "Name another file.",
        ) from error
    call.out.say(show_path(path, call.kit.host.home))
    call.out.tell(f"{len(items)} days to come. Open it with your calendar; a newer file moves what it holds.")
    return 0
