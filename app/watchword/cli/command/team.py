"""`watchword team`: how everybody stands whose record lies in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from watchword.cli.call import Call
from watchword.cli.known_keys import KNOWN_KEYS
from watchword.cli.prose import wrap
from watchword.record.files import read_signers
from watchword.record.received import read_received
from watchword.record.signers import parse_signers
from watchword.record.team import Exempted, Person, look_at_team
from watchword.text import count, in_words


@click.command("team")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@KNOWN_KEYS
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def COMMAND(call: Call, folder: Path, signers: Path | None, as_json: bool) -> int:  # noqa: N802
    """Say how everybody stands whose record lies below DIR: what was done, what is due by now, waivers.

    The newest record of each person counts, where its signature is over its bytes; `watchword verify` goes
    through one record step by step. Nobody is ranked, and nothing is stored.

    \b
    Example:
      watchword team received --signers team.allowed_signers

    Exit status: 0 all is done and nothing is due, 1 otherwise, 3 something cannot be read.
    """
    checklist = call.checklist()
    found = read_received(folder, checklist.id)
    known = parse_signers(read_signers(signers)) if signers else None
    people = look_at_team(found.newest, call.kit.now().astimezone().date(), known)
    if as_json:
        call.out.say_json({"people": [_value(one) for one in people], "left_out": found.left_out})
    else:
        call.out.say(f"{checklist.title}: {count(len(people), 'person', 'people')}")
        for one in people:
            call.out.say_all(_lines(one))
    for name, why in found.left_out.items():
        for line in wrap(f"Left out: {name}. {why}"):
            call.out.tell(line)
    return 0 if people and all(one.is_well for one in people) else 1


def _lines(one: Person) -> Iterator[str]:
    subject = one.record.subject
    said = [f"{one.done} of {one.applying} done"]
    if one.exempted:
        said.append(count(len(one.exempted), "waiver"))
    if one.due:
        said.append(f"{one.due} due")
    elif one.next_due:
        said.append(f"next due {in_words(one.next_due)}")
    said.append(f"record of {in_words(date.fromisoformat(one.record.issued_at[:10]))}")
    if one.is_known is not None:
        said.append("key known" if one.is_known else "key not known")
    yield from wrap(f"{subject.name} <{subject.id}>: {', '.join(said)}", indent="    ", first="  ")
    for each in one.exempted:
        yield from wrap(_exempted(each), indent="      ", first="    ")


def _exempted(one: Exempted) -> str:
    word = "ended on" if one.is_over else "until"
    return f"{one.entry.title}: {word} {in_words(one.ends)}, approved by {one.approved_by}: {one.reason}"


def _value(one: Person) -> dict[str, Any]:
    return {
        "id": one.record.subject.id,
        "name": one.record.subject.name,
        "record_id": one.record.record_id,
        "issued_at": one.record.issued_at,
        "status": one.record.result.status,
        "done": one.done,
        "applying": one.applying,
        "due": one.due,
        "next_due": one.next_due.isoformat() if one.next_due else None,
        "key_known": one.is_known,
        "waivers": [
            {
                "guideline": each.entry.id,
                "ends": each.ends.isoformat(),
                "ended": each.is_over,
                "approved_by": each.approved_by,
                "reason": each.reason,
            }
            for each in one.exempted
        ],
    }
