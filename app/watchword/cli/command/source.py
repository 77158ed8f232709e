"""`watchword source`: the source trees that are looked at."""

from __future__ import annotations

import click

from watchword import subjects
from watchword.check.subject import Tree, read_tree
from watchword.cli.call import Call
from watchword.cli.subject_text import as_value, subject_line
from watchword.errors import UsageError


@click.group("source")
def COMMAND() -> None:  # noqa: N802
    """Name the source trees you work on, so that they are looked at with your guidelines.

    \b
    Example:
      watchword source add ~/work/shop
    """


@COMMAND.command("list", short_help="List the source trees that are named.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def list_command(call: Call, as_json: bool) -> int:
    """List the source trees that are named.

    \b
    Example:
      watchword source list
    """
    trees = call.kit.settings.tree
    if as_json:
        call.out.say_json([as_value(tree) for tree in trees])
        return 0
    if not trees:
        call.out.say("No source tree is named. `watchword source add DIR` names one.")
    for tree in trees:
        call.out.say(subject_line(call.kit, tree))
    return 0


@COMMAND.command("add", short_help="Name a source tree.")
@click.argument("folder", metavar="DIR")
@click.pass_obj
def add_command(call: Call, folder: str) -> int:
    """Name a source tree. It is read only, nothing of it is run, and nothing leaves this machine.

    \b
    Example:
      watchword source add ~/work/shop
    """
    tree = read_tree(folder)
    subjects.add(call.kit, tree)
    call.out.say(subject_line(call.kit, tree))
    return 0


@COMMAND.command("remove", short_help="Forget a source tree.")
@click.argument("folder", metavar="DIR")
@click.pass_obj
def remove_command(call: Call, folder: str) -> int:
    """Forget a source tree; the folder itself stays as it is.

    \b
    Example:
      watchword source remove ~/work/shop
    """
    from pathlib import Path

    found = subjects.find(call.kit, Tree(Path(folder).expanduser().absolute()))
    if found is None:
        raise UsageError(
            "This source tree is not named.", "", "`watchword source list` shows those that are."
        )
    subjects.remove(call.kit, found)
    call.out.say(f"{found.name} is forgotten.")
    return 0
