"""`watchword request`: the manager asks somebody to go through guidelines again, by a day."""

from __future__ import annotations

from pathlib import Path

import click

from watchword import agreement
from watchword.cli.agreement_text import confirm, request_lines, taken_lines
from watchword.cli.call import Call
from watchword.cli.known_keys import KNOWN_KEYS
from watchword.cli.words import show_path

FILE = click.Path(path_type=Path)


@click.group("request")
def COMMAND() -> None:  # noqa: N802
    """Ask somebody to go through guidelines again by a day, or take up such a request.

    \b
    Example, as the manager:
      watchword request make --to new@example.org --until 2027-03-31 --reason "After the phishing"
    """


@COMMAND.command("make", short_help="Sign a request, as the manager.")
@click.argument("guidelines", nargs=-1, metavar="[GUIDELINE]...")
@click.option("--to", required=True, metavar="ADDRESS", help="Whom you ask.")
@click.option("--to-name", default="", metavar="NAME", help="Their name; their address does as well.")
@click.option("--name", required=True, help="Your name.")
@click.option("--email", required=True, help="Your address.")
@click.option("--until", required=True, metavar="DAY", help="The day by which, as YYYY-MM-DD.")
@click.option("--reason", required=True, help="Why, in a sentence that the person reads.")
@click.option("--out", "folder", default=Path(), metavar="DIR", type=FILE, help="Write into this folder.")
@click.pass_obj
def make(
    call: Call,
    guidelines: tuple[str, ...],
    to: str,
    to_name: str,
    name: str,
    email: str,
    until: str,
    reason: str,
    folder: Path,
) -> int:
    """Sign a request with your key: these guidelines again, or all where none is named. Send it yourself.

    \b
    Example:
      watchword request make lock-screen --to new@example.org --name "Team Lead" \\
        --email lead@example.org --until 2027-03-31 --reason "Two laptops were left open"
    """
    path = agreement.make_request(
        call.kit,
        call.checklist(),
        guidelines,
        to=(to_name or to, to),
        by=(name, email),
        until=until,
        reason=reason,
        folder=folder,
    )
    call.out.say(show_path(path, call.kit.host.home))
    call.out.tell(f"Send this file and {path.name}.sig. They take it up with `watchword request take`.")
    return 0


@COMMAND.command("take", short_help="Take up a request that your manager signed.")
@click.argument("file", type=FILE)
@KNOWN_KEYS
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.pass_obj
def take(call: Call, file: Path, signers: Path | None, yes: bool) -> int:
    """Verify what your manager asks for, and take it up: it is due on the day named.

    \b
    Example:
      watchword request take request-0123456789ab.json

    Exit status: 0 it was taken up, 1 it was not, 3 it cannot be read or does not hold.
    """
    opened = agreement.open_request(file)
    with call.session() as session:
        taken = agreement.check_request(session, opened, signers)
        titles = {one.id: one.title for one in session.checklist.guidelines}
        call.out.say_all(request_lines(opened.letter, titles))
        call.out.say_all(taken_lines(taken, "Asked for"))
        if not confirm(call, yes, "Take it up? [y/N] "):
            call.out.tell("Nothing was recorded.")
            return 1
        agreement.take_request(session, opened)
    call.out.tell("Recorded. `watchword due` shows when it is due.")
    return 0
