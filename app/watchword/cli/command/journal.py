"""`watchword journal`: the file that keeps what somebody did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from watchword.cli.call import Call
from watchword.cli.event_text import as_value, describe
from watchword.cli.prose import wrap
from watchword.cli.words import local, show_path
from watchword.errors import JournalError, RecordError
from watchword.progress.chain import LARGEST_FILE, Chain
from watchword.progress.chain import verify as verify_chain
from watchword.progress.mark import read_marks
from watchword.text import count


@click.group("journal")
def COMMAND() -> None:  # noqa: N802
    """Show or verify your journal: the file that keeps what you did, one event after another.

    \b
    Example:
      watchword journal show
    """


@dataclass(frozen=True)
class _Read:
    """A journal that was read: where, and what it holds, or what is wrong with it."""

    path: Path
    chain: Chain | None
    error: JournalError | None = None
    notices: tuple[str, ...] = ()


@COMMAND.command("verify", short_help="Verify that nothing in it was changed.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def verify_command(call: Call, file: Path | None, as_json: bool) -> int:
    """Verify that a journal is what was written: no event changed, left out or put in.

    FILE is a journal that was handed over; without it, your own are verified. Nothing is changed.

    \b
    Example:
      watchword journal verify

    Exit status: 0 all is as written, 1 something was changed or cut, 3 not to be read.
    """
    found = _read_all(call, [file] if file else _own(call))
    if as_json:
        call.out.say_json([_verdict(one) for one in found])
    for one in found if not as_json else []:
        _print_verdict(call, one)
    return 1 if any(one.error or one.notices for one in found) else 0


@COMMAND.command("show", short_help="Show it in words.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON, with times in UTC.")
@click.pass_obj
def show_command(call: Call, file: Path | None, as_json: bool) -> int:
    """Show your journal in words, oldest first, with times as your clock shows them.

    \b
    Example:
      watchword journal show
    """
    found = _read_all(call, [file] if file else _own(call))
    for one in found:
        if one.error:
            raise one.error
    if as_json:
        pairs = [
            (event, one.chain.header.journal) for one in found if one.chain for event in one.chain.events
        ]
        call.out.say_json([as_value(event, journal) for event, journal in pairs])
        return 0
    titles = {one.id: one.title for one in call.checklist().guidelines}
    for one in found:
        for event in one.chain.events if one.chain else ():
            text = f"{event.n}. {local(event.at)} {describe(event, titles)}"
            call.out.say_all(wrap(text, indent="    ", first=""))
    return 0


def _own(call: Call) -> list[Path]:
    paths = call.kit.shelf(call.checklist().id).paths()
    if not paths:
        raise JournalError("There is no journal yet.", "", "Start with `watchword`, or `watchword --plain`.")
    return paths


def _read_all(call: Call, paths: list[Path]) -> list[_Read]:
    marks = read_marks(call.kit.paths.high_water)
    found: list[_Read] = []
    for path in paths:
        data = _bytes(path)
        try:
            chain = verify_chain(data, str(path))
        except JournalError as error:
            found.append(_Read(path, None, error))
            continue
        notices = list(_oddities(chain, found))
        mark = marks.get(chain.header.journal)
        if mark and mark.count > chain.count:
            notices.append(f"This computer remembers {mark.count} events, and it holds {chain.count}.")
        elif mark and chain.heads[mark.count] != mark.head:
            notices.append(f"Its first {mark.count} events are not those that this computer remembers.")
        found.append(_Read(path, chain, None, tuple(notices)))
    return found


def _oddities(chain: Chain, before: list[_Read]) -> Iterator[str]:
    """What does not fit: a half-written end, or an end of the journal before that is not the one named."""
    if chain.torn:
        yield f"Its last {count(len(chain.torn), 'byte')} are a half-written event."
    first = chain.events[0] if chain.events else None
    last = before[-1].chain if before else None
    if first and first.kind == "continues" and last:
        named = (first.text("journal"), first.number("count"), first.text("head"))
        if named != (last.header.journal, last.count, last.head):
            yield "The journal before it did not end where this one says."


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise RecordError(
            "The journal cannot be read.", f"{path}: {error.strerror}.", "Name a journal's .toml file."
        ) from error


def _print_verdict(call: Call, one: _Read) -> None:
    where = show_path(one.path, call.kit.host.home)
    if one.error:
        call.out.say(f": {where}", word="Changed or broken", tint="red")
        for part in (one.error.detail, one.error.remedy):
            call.out.say_all(wrap(part, indent="  "))
        return
    if one.chain is None:
        return
    if one.notices:
        call.out.say(f": {where}", word="Does not fit", tint="yellow")
    else:
        call.out.say(f": {where}", word="As written", tint="green")
    call.out.say(f"  {count(one.chain.count, 'event')}, the head is {one.chain.head}")
    for notice in one.notices:
        call.out.say_all(wrap(notice, indent="  "))


def _verdict(one: _Read) -> dict[str, Any]:
    value: dict[str, Any] = {"file": str(one.path), "intact": one.error is None and not one.notices}
    if one.error:
        return {**value, "error": one.error.title, "detail": one.error.detail}
    if one.chain:
        value |= {"journal": one.chain.header.journal, "events": one.chain.count, "head": one.chain.head}
    return {**value, "notices": list(one.notices)}
