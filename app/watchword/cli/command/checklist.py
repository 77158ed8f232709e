"""`watchword checklist`: read the guide, and check one that you write yourself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from watchword.check import registry
from watchword.checklist.locate import locate
from watchword.checklist.model import Checklist, Guideline
from watchword.checklist.platform import detect
from watchword.cli.call import Call
from watchword.cli.guideline_text import show_lines
from watchword.cli.prose import wrap
from watchword.cli.words import count
from watchword.errors import UsageError
from watchword.text import clean


@click.group("checklist")
def COMMAND() -> None:  # noqa: N802
    """Read the guide, or check one that you write yourself.

    \b
    Example:
      watchword checklist show
    """


@COMMAND.command("lint", short_help="Name every problem of a checklist.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.pass_obj
def lint_command(call: Call, folder: Path | None, as_json: bool) -> int:
    """Name every problem of a checklist, each with file, line and the way out.

    DIR is the folder that holds checklist.toml; without it, the checklist in force is looked at.

    \b
    Example:
      watchword checklist lint our-guide

    Exit status: 0 no problem, 1 one or more, 3 there is no checklist to look at.
    """
    from watchword.checklist.lint import lint

    problems = lint(locate(folder or call.named_folder), registry.names())
    if as_json:
        call.out.say_json(
            [{"file": one.file, "line": one.line, "what": one.what, "remedy": one.remedy} for one in problems]
        )
    else:
        call.out.say_all(str(problem) for problem in problems)
    call.out.tell(f"{count(len(problems), 'problem')}." if problems else "No problem found.")
    return 1 if problems else 0


@COMMAND.command("schema", short_help="Print the JSON Schema for your editor.")
@click.argument("kind", default="section", type=click.Choice(["checklist", "section"]))
@click.pass_obj
def schema_command(call: Call, kind: str) -> int:
    """Print the JSON Schema of checklist.toml or of a section file (the default), for your editor.

    \b
    Example:
      watchword checklist schema section > section.schema.json
    """
    from watchword.checklist.schema import schema

    call.out.say_json(schema(kind))
    return 0


@COMMAND.command("show", short_help="Show all guidelines, or one whole.")
@click.argument("guideline", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def show_command(call: Call, guideline: str | None, as_json: bool) -> int:
    """Show the sections and guidelines, or one guideline whole. Questions are left for the walk.

    \b
    Example:
      watchword checklist show unique-passwords
    """
    checklist = call.checklist()
    if guideline is None:
        if as_json:
            call.out.say_json(_outline(checklist))
        else:
            call.out.say_all(_outline_lines(checklist))
        return 0
    found = {one.id: one for one in checklist.guidelines}.get(guideline)
    if found is None:
        raise UsageError(
            f"There is no guideline {clean(guideline, limit=80)!r}.",
            "",
            "`watchword checklist show` lists all ids.",
        )
    if as_json:
        call.out.say_json(_value(found))
    else:
        host = call.kit.host
        detected = detect(host.platform, host.environment.get("XDG_CURRENT_DESKTOP", ""))
        call.out.say_all(show_lines(checklist, found, detected))
    return 0


def _outline_lines(checklist: Checklist) -> list[str]:
    lines = [f"{checklist.title}, version {checklist.version}"]
    for section in checklist.sections:
        lines += ["", f"{section.title}:"]
        for one in section.guidelines:
            lines += wrap(f"{one.id}: {one.title}", indent="    ", first="  ")
    return lines


def _outline(checklist: Checklist) -> dict[str, Any]:
    return {
        "id": checklist.id,
        "title": checklist.title,
        "version": checklist.version,
        "sha256": checklist.sha256,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "scope": section.scope,
                "guidelines": [{"id": one.id, "title": one.title} for one in section.guidelines],
            }
            for section in checklist.sections
        ],
    }


def _value(guideline: Guideline) -> dict[str, Any]:
    # Without the questions: a page that can be printed should not give the answers away.
    return guideline.model_dump(mode="json", exclude_none=True, exclude={"question"})
