"""`watchword lab`: practise on an example project and a server on this machine, with mistakes to find."""

from __future__ import annotations

import click

from watchword.check.finding import Outcome
from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.looking_text import status_of
from watchword.cli.plain_console import Console, Ended
from watchword.cli.plain_lab import Practice, listed, reports_of
from watchword.errors import UsageError
from watchword.lab.exercise import Exercise
from watchword.lab.lab import Lab
from watchword.lab.thread import keep_open


@click.command("lab")
@click.argument("name", metavar="[GUIDELINE]", required=False)
@click.option("--fresh", is_flag=True, help="Bring the lab back as it was in the beginning.")
@click.option("--json", "as_json", is_flag=True, help="List the exercises as JSON; open nothing.")
@click.pass_obj
def COMMAND(call: Call, name: str | None, fresh: bool, as_json: bool) -> int:  # noqa: N802
    """Practise on a small project with mistakes, and on a server that makes some of its own.

    The server listens on this machine alone, and the project lies in a folder of yours: look, change, look
    again. GUIDELINE is a guideline, or one of its checks. Nothing is recorded. Where nobody is there to
    answer, it looks once and ends.

    \b
    Examples:
      watchword lab
      watchword lab redirect-http-to-https

    Exit status: 0 closed, or nothing fails; 1 a mistake is still there, 3 it could not be told.
    """
    checklist = call.checklist()
    rows = [(guideline, exercise) for guideline, _, exercise in listed(checklist)]
    if as_json:
        call.out.say_json([_as_value(guideline, exercise) for guideline, exercise in rows])
        return 0
    chosen = [one for guideline, one in rows if name in (guideline, one.check)]
    if name and not chosen:
        raise UsageError(
            f"There is nothing to practise for {name}.", "", "`watchword lab --json` lists what there is."
        )
    with keep_open(call.kit.paths.state / "lab", reports_of(checklist), fresh=fresh) as lab:
        console = Console(call.read, call.out.say, call.interactive)
        practice = Practice(call.kit, checklist, console, lab)
        if not call.interactive:
            return _look_once(practice, chosen)
        return _talk(practice, checklist, lab, chosen)


def _look_once(practice: Practice, chosen: list[Exercise]) -> int:
    if not chosen:
        _list(practice)
        return 0
    outcomes: list[Outcome] = []
    for exercise in chosen:
        practice.console.tell(exercise.find)
        outcomes.append(practice.look(exercise))
        practice.console.say()
    return status_of(outcomes)


def _talk(practice: Practice, checklist: Checklist, lab: Lab, chosen: list[Exercise]) -> int:
    try:
        if chosen:
            practice.run(chosen)
            return 0
        rows = _list(practice)
        practice.console.say()
        practice.tell_where(rows[0])
        practice.tell_where(rows[-1])
        while typed := practice.console.ask("Type a number to try one; enter alone closes the lab:"):
            if typed.isdigit() and 1 <= int(typed) <= len(rows):
                practice.run([rows[int(typed) - 1]])
            else:
                practice.console.say(f"Type a number from 1 to {len(rows)}.")
    except Ended:
        pass
    return 0


def _list(practice: Practice) -> list[Exercise]:
    rows = list(listed(practice.checklist))
    for number, (_, title, exercise) in enumerate(rows, 1):
        practice.console.say(f"{number:3}. {title} ({exercise.check})")
    return [exercise for _, _, exercise in rows]


def _as_value(guideline: str, exercise: Exercise) -> dict[str, str | list[str]]:
    return {
        "guideline": guideline,
        "check": exercise.check,
        "find": exercise.find,
        "hint": exercise.hint,
        "explain": exercise.explain,
        "files": list(exercise.files) or ["server.toml"],
    }
