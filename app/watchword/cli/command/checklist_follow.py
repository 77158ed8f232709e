"""`watchword checklist list`, `follow`, `leave`, `use`: several checklists side by side."""

from __future__ import annotations

from pathlib import Path

import click

from watchword import followed
from watchword.cli.call import Call
from watchword.cli.prose import wrap
from watchword.cli.words import show_path


@click.command("list", short_help="List the checklists you follow.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def list_command(call: Call, as_json: bool) -> int:
    """List the checklists you follow, first the one that opens. `watchword status` says how each stands.

    \b
    Example:
      watchword checklist list

    Exit status: 0 all can be read, 3 one cannot.
    """
    found = followed.followed(call.kit)
    if as_json:
        call.out.say_json(
            [
                {
                    "id": one.id or None,
                    "title": one.title or None,
                    "version": one.version or None,
                    "folder": str(one.folder) if one.name else None,
                    "opens": number == 0,
                    "problem": one.problem or None,
                }
                for number, one in enumerate(found)
            ]
        )
    for number, one in enumerate(() if as_json else found):
        place = show_path(one.folder, call.kit.host.home) if one.name else "comes with Watchword"
        opens = ", opens first" if number == 0 and len(found) > 1 else ""
        said = f"{one.id}: {one.title}, version {one.version}" if one.id else f"{one.problem}"
        call.out.say_all(wrap(f"{said} ({place}{opens})", indent="    ", first=""))
    return 3 if any(one.problem for one in found) else 0


@click.command("follow", short_help="Follow one more checklist, with its own journal.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def follow(call: Call, folder: Path) -> int:
    """Follow one more checklist, such as a client's. It has a journal, records and due dates of its own.

    DIR is the folder that holds checklist.toml. Watchword reads it there, so leave it in its place.

    \b
    Example:
      watchword checklist follow client-guide

    Exit status: 0 it is followed, 2 one of that id is followed already, 3 it cannot be read.
    """
    _, one = followed.follow(call.kit, folder)
    shown = show_path(one.folder, call.kit.host.home)
    call.out.say(f"{one.id}: {one.title}")
    call.out.tell(f"Begin it with `watchword --checklist {shown}`; `watchword status` shows all you follow.")
    return 0


@click.command("leave", short_help="Follow a checklist no more.")
@click.argument("named", metavar="ID")
@click.pass_obj
def leave(call: Call, named: str) -> int:
    """Follow a checklist no more: it is left out of status and reminders. Its journal stays where it is.

    ID is its id, or its folder.

    \b
    Example:
      watchword checklist leave client-guide
    """
    _, one = followed.leave(call.kit, named)
    call.out.say(f"{one.id or one.name}: no longer followed")
    call.out.tell("What you did is kept; following it again goes on from there.")
    return 0


@click.command("use", short_help="Let one of them be the one that opens.")
@click.argument("named", metavar="ID")
@click.pass_obj
def use(call: Call, named: str) -> int:
    """Let a checklist that you follow be the one that opens with `watchword`.

    ID is its id, or its folder.

    \b
    Example:
      watchword checklist use client-guide
    """
    _, one = followed.use(call.kit, named)
    call.out.say(f"{one.id or one.name}: opens first")
    return 0
