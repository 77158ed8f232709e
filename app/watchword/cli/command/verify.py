"""`watchword verify`: is this record what its signer signed, and does it cover the guide?"""

from __future__ import annotations

from pathlib import Path

import click

from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.known_keys import KNOWN_KEYS
from watchword.cli.record_text import TINTS, as_value, head_lines, note_lines, table_lines
from watchword.errors import ChecklistError
from watchword.handover import verify_file
from watchword.record.verify import Verdict, Word


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@KNOWN_KEYS
@click.option("--json", "as_json", is_flag=True, help="Print verdict, notes and record as JSON.")
@click.pass_obj
def COMMAND(call: Call, file: Path, signers: Path | None, as_json: bool) -> int:  # noqa: N802
    """Verify a completion record: FILE is its .json, or the folder it came in.

    The verdict comes first, then every step of the verification, then all that the record says.

    \b
    Example:
      watchword verify record-0123456789ab.json --signers team.allowed_signers

    Exit status: 0 valid and complete, 1 changed or broken, incomplete, or made with another state of the
    checklist, 3 intact but by a key you do not know, or not to be read.
    """
    verdict = verify_file(file, signers, _checklist(call))
    if as_json:
        call.out.say_json(as_value(verdict))
        return _status(verdict)
    is_partial = verdict.record is not None and verdict.record.result.status != "complete"
    call.out.say(
        ", and incomplete" if is_partial and verdict.word is not Word.BROKEN else "",
        word=str(verdict.word).capitalize(),
        tint="yellow" if is_partial and verdict.word is Word.VALID else TINTS[verdict.word],
    )
    call.out.say_all(note_lines(verdict))
    if verdict.record is not None:
        call.out.say()
        call.out.say_all(head_lines(verdict.record))
        call.out.say()
        call.out.say_all(table_lines(verdict.record))
    return _status(verdict)


def _checklist(call: Call) -> Checklist | None:
    """The checklist at hand, to compare with; a record can be verified without one."""
    try:
        return call.checklist()
    except ChecklistError as error:
        call.out.tell(f"Your checklist cannot be read, so nothing is compared with it. {error.title}")
        return None


def _status(verdict: Verdict) -> int:
    if verdict.word is Word.NOT_KNOWN:
        return 3
    is_complete = verdict.record is not None and verdict.record.result.status == "complete"
    return 0 if verdict.word is Word.VALID and is_complete else 1
