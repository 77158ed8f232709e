"""`watchword checklist`: read the guide, review it, and check one that you write yourself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from watchword.check import registry
from watchword.checklist.locate import locate
from watchword.checklist.model import Checklist, Guideline
from watchword.checklist.platform import detect
from watchword.cli.call import Call
from watchword.cli.command.checklist_change import bump, diff
from watchword.cli.command.checklist_follow import follow, leave, list_command, use
from watchword.cli.guideline_text import show_lines
from watchword.cli.prose import wrap
from watchword.cli.words import join
from watchword.errors import UsageError
from watchword.text import clean, count

if TYPE_CHECKING:
    from watchword.checklist.lint import Report


@click.group("checklist")
def COMMAND() -> None:  # noqa: N802
    """Read the guide, or check one that you write yourself.

    \b
    Example:
      watchword checklist show
    """


for _command in (list_command, follow, leave, use, diff, bump):
    COMMAND.add_command(_command)


@COMMAND.command("lint", short_help="Name every problem of a checklist.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.pass_obj
def lint_command(call: Call, folder: Path | None, as_json: bool) -> int:
    """Name every problem of a checklist, each with file, line and the way out.

    DIR is the folder that holds checklist.toml; without it, the checklist in force is looked at.
    A comment of its own above a line, `# allow RULE: reason`, excepts that line from a rule.

    \b
    Example:
      watchword checklist lint our-guide

    Exit status: 0 no problem, 1 one or more, 3 there is no checklist to look at.
    """
    from watchword.checklist.lint import examine
    from watchword.checklist.lint.reading import grader

    grade = grader()
    report = examine(
        locate(folder or call.named_folder), registry.names(), _today(call), grade, tuple(registry.DRILLS)
    )
    if as_json:
        call.out.say_json([asdict(problem) for problem in report.problems])
    else:
        call.out.say_all(str(problem) for problem in report.problems)
    if grade is None:
        call.out.tell(
            "Reading age was not judged: textstat is not installed. `pip install textstat` adds it."
        )
    call.out.tell(_looked_at(report))
    problems = len(report.problems)
    call.out.tell(f"{count(problems, 'problem')}." if problems else "No problem found.")
    return 1 if problems else 0


@COMMAND.command("review", short_help="Show the guide's owner what to look at.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def review_command(call: Call, folder: Path | None, as_json: bool) -> int:
    """Show the guide's owner what to look at: the defects of the guide with a suggestion each, the pages
    overdue or soon due for review, and what the checklist adds beyond the guide.

    DIR is the folder that holds checklist.toml; without it, the checklist in force is looked at.

    \b
    Example:
      watchword checklist review our-guide

    Exit status: 0 nothing is overdue, 1 something is, 3 the checklist cannot be read.
    """
    from watchword.checklist.load import load
    from watchword.cli.review_text import gather, review_lines, review_value

    checklist = load(locate(folder or call.named_folder))
    review = gather(checklist, _today(call))
    if as_json:
        call.out.say_json(review_value(review))
    else:
        call.out.say_all(review_lines(checklist, review))
    overdue = len(review.overdue)
    call.out.tell(f"{count(overdue, 'page')} overdue for review." if overdue else "Nothing is overdue.")
    return 1 if overdue else 0


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


def _today(call: Call) -> date:
    # The date where the person is: reviews are dated by people, not in UTC.
    return call.kit.now().astimezone().date()


def _looked_at(report: Report) -> str:
    amounts = (
        count(report.guidelines, "guideline"),
        count(report.questions, "question"),
        count(report.texts, "text"),
    )
    by = f"{count(report.rules, 'rule')}, {count(report.exceptions, 'exception')} used"
    return f"Looked at {join(amounts)} by {by}."


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
