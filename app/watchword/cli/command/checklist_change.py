"""`watchword checklist diff` and `bump`: change a checklist, knowing beforehand whom it asks again."""

from __future__ import annotations

from pathlib import Path

import click

from watchword.checklist.difference import compare
from watchword.checklist.draft import Draft
from watchword.checklist.locate import locate
from watchword.cli.call import Call
from watchword.cli.difference_text import (
    People,
    bump_lines,
    bump_value,
    difference_lines,
    difference_value,
    hints,
    people_lines,
)
from watchword.cli.prose import wrap
from watchword.errors import ChecklistError, UsageError
from watchword.text import clean, count

FOLDER = click.Path(path_type=Path)


@click.command("diff", short_help="Show what people will be asked again, before it is published.")
@click.argument("old")
@click.argument("new", required=False, type=FOLDER)
@click.option("--records", metavar="DIR", type=FOLDER, help="Count the people whose records lie below DIR.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def diff(call: Call, old: str, new: Path | None, records: Path | None, as_json: bool) -> int:
    """Show what differs between two states of a checklist, and what people will be asked because of it.

    OLD is the folder of the earlier one, or a git revision of NEW's folder. NEW is the folder that holds
    checklist.toml; without it, the checklist in force is looked at.

    \b
    Examples:
      watchword checklist diff HEAD our-guide
      watchword checklist diff published our-guide --records received

    Exit status: 0 nobody is asked anything, 1 somebody is, 3 something cannot be read.
    """
    from watchword.checklist.earlier import find_earlier
    from watchword.checklist.load import load
    from watchword.record.received import read_received, touched

    folder = Path(str(locate(new or call.named_folder)))
    before, after = load(find_earlier(old, folder)), load(folder)
    _are_one(before.id, after.id)
    difference = compare(before, after)
    people = None
    if records is not None:
        received = read_received(records, after.id)
        people = People(received, touched(difference, received.newest))
    if as_json:
        call.out.say_json(difference_value(difference, people))
        return 1 if difference.asking else 0
    call.out.say_all(difference_lines(difference, people))
    call.out.say()
    call.out.say_all(wrap(_sum(len(difference.asking))))
    for line in people_lines(difference, people) if people else ():
        call.out.say_all(wrap(line))
    for hint in hints(difference):
        call.out.tell()
        for line in wrap(hint):
            call.out.tell(line)
    return 1 if difference.asking else 0


@click.command("bump", short_help="Raise revisions, so that people are asked again.")
@click.argument("guidelines", nargs=-1, metavar="[GUIDELINE]...")
@click.option("--in", "folder", metavar="DIR", type=FOLDER, help="The folder that holds checklist.toml.")
@click.option(
    "--since",
    "old",
    default="HEAD",
    show_default=True,
    metavar="OLD",
    help="What it was before: a folder, or a git revision.",
)
@click.option("--why", default="", metavar="TEXT", help="Why, in a sentence that everybody reads.")
@click.option(
    "--all", "every", is_flag=True, help="All whose rule or sentence reads differently, and new ones."
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was raised as JSON.")
@click.pass_obj
def bump(
    call: Call,
    guidelines: tuple[str, ...],
    folder: Path | None,
    old: str,
    why: str,
    every: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Raise the revision of guidelines whose meaning changed: whoever gave their word is asked again.

    What each read before is kept in the file as [[guideline.former]], and shown beside the new text. A
    guideline that is new gets the day on which it joined. Comments and line breaks stay as they are.

    \b
    Examples:
      watchword checklist bump lock-screen --in our-guide --why "Desks are shared now."
      watchword checklist bump --all --in our-guide --since published --dry-run
    """
    from watchword.checklist.bump import bump as raise_revisions
    from watchword.checklist.bump import choose
    from watchword.checklist.load import build

    if not guidelines and not every:
        raise UsageError(
            "Name a guideline, or add --all.", "", "`watchword checklist diff HEAD` shows what differs."
        )
    place = Path(str(locate(folder or call.named_folder)))
    earlier, draft = _read_both(old, place)
    before, after = build(earlier), build(draft)
    changes = choose(compare(before, after), guidelines, every)
    today = call.kit.now().astimezone().date()
    texts, done = raise_revisions(draft, changes, today, " ".join(why.split()))
    if not dry_run:
        for name, text in texts.items():
            _replace(place / name, text)
    if as_json:
        call.out.say_json(bump_value(done))
    else:
        call.out.say_all(bump_lines(done))
    call.out.tell(_told(len(done), dry_run))
    if done and before.version == after.version:
        call.out.tell("Raise `version` in checklist.toml as well.")
    return 0


def _read_both(old: str, folder: Path) -> tuple[Draft, Draft]:
    """Read what a checklist was and what it is; raises `ChecklistError` with every problem of either."""
    from watchword.checklist.earlier import find_earlier
    from watchword.checklist.load import read, refusal

    drafts = read(find_earlier(old, folder)), read(folder)
    heads = [draft.head for draft in drafts]
    for draft in drafts:
        if draft.problems or draft.head is None:
            raise refusal(draft.problems)
    if heads[0] and heads[1]:
        _are_one(heads[0].id, heads[1].id)
    return drafts


def _sum(asking: int) -> str:
    if not asking:
        return "Nobody is asked anything because of it."
    return f"{count(asking, 'guideline asks', 'guidelines ask')} something of people."


def _told(done: int, dry_run: bool) -> str:
    if not done:
        return "Nothing has to be raised."
    return (
        "Nothing was written." if dry_run else "Raise `version` in checklist.toml too, then look with `lint`."
    )


def _are_one(before: str, after: str) -> None:
    if before != after:
        raise UsageError(
            "These are two checklists, not two states of one.",
            f"Their ids are {clean(before)} and {clean(after)}.",
            "A checklist keeps its id for good; put it back in checklist.toml.",
        )


def _replace(path: Path, text: str) -> None:
    """Put a new text in place of a file in one step; raises `ChecklistError`."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(text.encode("utf-8"))
        beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ChecklistError(
            f"{clean(path.name)} could not be written.",
            f"{error.strerror}.",
            "Make room, or make the folder writable. `git diff` shows what was written before.",
        ) from error
