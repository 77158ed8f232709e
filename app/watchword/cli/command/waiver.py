"""`watchword waiver`: agree a waiver with your manager, with a reason and an end."""

from __future__ import annotations

from pathlib import Path

import click

from watchword import agreement
from watchword.cli.agreement_text import asked_lines, confirm, taken_lines
from watchword.cli.call import Call
from watchword.cli.known_keys import KNOWN_KEYS
from watchword.cli.prose import wrap
from watchword.cli.words import show_path
from watchword.handover import default_folder

FILE = click.Path(path_type=Path)


@click.group("waiver")
def COMMAND() -> None:  # noqa: N802
    """Agree a waiver with your manager, an exception that ends on a day: you ask, they sign, you take it up.

    \b
    The three steps:
      watchword waiver ask lock-screen --reason "The desk has no keyboard" --until 2027-03-31
      watchword waiver approve waiver-0123456789ab.json --name NAME --email ADDRESS
      watchword waiver take waiver-0123456789ab.approved.json
    """


@COMMAND.command("ask", short_help="Write what you ask your manager for.")
@click.argument("guideline")
@click.option("--reason", required=True, help="Why it cannot be followed for now, without secrets.")
@click.option("--until", required=True, metavar="DAY", help="The last day it is to hold, as YYYY-MM-DD.")
@click.option("--to", "folder", metavar="DIR", type=FILE, help="Write into this folder.")
@click.pass_obj
def ask(call: Call, guideline: str, reason: str, until: str, folder: Path | None) -> int:
    """Write a file that asks your manager for a waiver from a guideline. Send it to them yourself.

    \b
    Example:
      watchword waiver ask lock-screen --reason "The desk has no keyboard" --until 2027-03-31
    """
    with call.session() as session:
        path = agreement.ask_waiver(session, guideline, reason, until, folder or default_folder(session))
        shown = show_path(path, session.kit.host.home)
    call.out.say(shown)
    for line in agreement.NEXT_STEPS:
        call.out.tell(line)
    return 0


@COMMAND.command("approve", short_help="Sign a waiver as the manager.")
@click.argument("file", type=FILE)
@click.option("--name", required=True, help="Your name.")
@click.option("--email", required=True, help="Your address, by which the person knows you.")
@click.option("--until", default="", metavar="DAY", help="An earlier day than was asked for.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.pass_obj
def approve(call: Call, file: Path, name: str, email: str, until: str, yes: bool) -> int:
    """Read what somebody asks for, and sign it with your key. Nobody approves their own waiver.

    \b
    Example:
      watchword waiver approve waiver-0123456789ab.json --name "Team Lead" --email lead@example.org

    Exit status: 0 it was signed, 1 it was not.
    """
    call.out.say_all(asked_lines(agreement.read_asked(file)))
    if not confirm(call, yes, "Sign it? [y/N] "):
        call.out.tell("Nothing was signed.")
        return 1
    path = agreement.approve_waiver(call.kit, file, name, email, until)
    call.out.say(show_path(path, call.kit.host.home))
    call.out.tell(f"Send this file and {path.name}.sig back.")
    return 0


@COMMAND.command("take", short_help="Take up a waiver that was signed.")
@click.argument("file", type=FILE)
@KNOWN_KEYS
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.pass_obj
def take(call: Call, file: Path, signers: Path | None, yes: bool) -> int:
    """Verify a waiver that your manager signed, and take it up. It leaves with your next record.

    \b
    Example:
      watchword waiver take waiver-0123456789ab.approved.json

    Exit status: 0 it was taken up, 1 it was not, 3 it cannot be read or does not hold.
    """
    opened = agreement.open_waiver(file)
    with call.session() as session:
        taken = agreement.check_waiver(session, opened, signers)
        call.out.say_all(asked_lines(opened.letter))
        call.out.say_all(taken_lines(taken, "Approved"))
        if not confirm(call, yes, "Take it up? [y/N] "):
            call.out.tell("Nothing was recorded.")
            return 1
        agreement.take_waiver(session, file, opened)
    call.out.tell("Recorded.")
    return 0


@COMMAND.command("list", short_help="List the waivers in force.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def list_command(call: Call, as_json: bool) -> int:
    """List your waivers: until when, by whom, and why.

    \b
    Example:
      watchword waiver list
    """
    with call.session() as session:
        waived = session.progress.waived
        today = session.kit.now().astimezone().date()
    rows = [(one, one.waiver) for one in waived]
    if as_json:
        call.out.say_json(
            [
                {
                    "guideline": one.guideline.id,
                    "ends": waiver.ends.isoformat(),
                    "in_force": waiver.ends >= today,
                    "approved_by": waiver.approved_by,
                    "key": waiver.key or None,
                    "reason": waiver.reason,
                }
                for one, waiver in rows
                if waiver
            ]
        )
        return 0
    for one, waiver in rows:
        if waiver:
            word = "until" if waiver.ends >= today else "ended on"
            said = f"{word} {waiver.ends}, approved by {waiver.approved_by}: {waiver.reason}"
            call.out.say_all(wrap(f"{one.guideline.id}: {said}", indent="    ", first=""))
    if not rows:
        call.out.tell("No waiver is agreed.")
    return 0
