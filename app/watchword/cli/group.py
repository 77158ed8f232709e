"""The command group: names and one-line helps by text, each command imported only when it is called."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

import click

from watchword.cli.call import Call

# name -> (module below `command`, what it does)
COMMANDS = {
    "status": ("status", "Say in a line how you stand; with --all what is left, and where to go on."),
    "due": ("due", "Say what is due and why, what comes when, and put it off."),
    "remind": ("remind", "Be told what is due: a reminder, a calendar file, a line in your shell."),
    "check": ("check", "Look at this machine: what the guide asks for, live."),
    "service": ("service", "Name the services your team runs, to be looked at with your guidelines."),
    "source": ("source", "Name the source trees you work on, to be looked at with your guidelines."),
    "lab": ("lab", "Practise on an example with mistakes, if you have no service or source tree yet."),
    "waiver": ("waiver", "Agree a waiver with your manager: an exception with a reason and an end."),
    "request": ("request", "As the manager, ask somebody to go through guidelines again."),
    "doctor": ("doctor", "Say what can be looked at on this machine, what cannot, and the way out."),
    "export": ("export", "Sign your completion record and write the files to hand over."),
    "verify": ("verify", "Verify a completion record that somebody handed over."),
    "team": ("team", "Say how everybody stands whose record lies in a folder."),
    "profile": ("profile", "Show or set who you are and which devices you use."),
    "checklist": ("checklist", "Read the guide; check one that you write yourself."),
    "journal": ("journal", "Show or verify the file that keeps what you did."),
    "key": ("key", "Show or choose the key that signs your record."),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and lists all of them without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"watchword.cli.command.{COMMANDS[cmd_name][0]}")
        return cast(click.Command, module.COMMAND)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from watchword import __version__

        click.echo(f"watchword {__version__}")
        context.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.option("--plain", is_flag=True, help="Walk the guide as plain text, line by line; for screen readers.")
@click.option(
    "--checklist",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Use the checklist in this folder instead of the bundled one.",
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version.",
)
@click.pass_context
def GROUP(context: click.Context, plain: bool, folder: Path | None) -> int:  # noqa: N802
    """Watchword walks you through your team's security guide.

    Each guideline says why it exists and how to follow it on this machine, looks whether it is followed,
    asks one question, and takes your word. It takes about 45 minutes, in as many sittings as you like.

    \b
    Begin, or go on where you left off:
      watchword
    The same as plain text, for screen readers and simple terminals:
      watchword --plain

    Exit status: 0 all well, 1 something fails or is left to do, 2 wrong usage, 3 could not tell.
    """
    call: Call = context.obj
    call.folder = folder
    if context.invoked_subcommand is not None:
        return 0
    if plain or call.is_plain:
        from watchword.cli.plain import walk

        return walk(call)
    from watchword.tui.app import run

    return run(call.kit, folder)
