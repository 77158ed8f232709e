"""`watchword export`: sign the completion record and write what is handed over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from watchword.check.finding import Outcome
from watchword.cli.call import Call
from watchword.cli.handover_text import advice_lines, after_lines, as_value, before_lines
from watchword.cli.summary_text import left_lines
from watchword.cli.words import OUTCOMES, count_outcomes
from watchword.errors import JournalError, RecordError
from watchword.handover import export
from watchword.session import Session
from watchword.text import count


@click.command("export")
@click.option(
    "--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write below this folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def COMMAND(call: Call, folder: Path | None, as_json: bool) -> int:  # noqa: N802
    """Sign your completion record and write the files to hand over.

    The checks run once more first. Nothing is sent; you send the folder yourself. VERIFY.txt in it says how
    anybody verifies the record with ssh-keygen alone.

    \b
    Example:
      watchword export --to ~/Desktop

    Exit status: 0 the record is complete, 1 something is left, or it could not be signed or written.
    """
    with call.session() as session:
        if session.profile is None:
            raise JournalError(
                "There is nothing to export yet.",
                "You have not said who you are.",
                "Start with `watchword`, or `watchword --plain`.",
            )
        asyncio.run(_look(call, session))
        signer = session.kit.signer()
        for line in before_lines(session, signer):
            call.out.tell(line)
        try:
            exported = export(session, folder, signer)
        except RecordError as error:  # not written: that is a failure, not a doubt
            call.out.tell_error(error)
            return 1
        is_complete = session.progress.is_complete
        left = left_lines(session.progress)
    if as_json:
        call.out.say_json(as_value(exported))
    else:
        call.out.say_all(after_lines(exported, session.kit.host.home))
    for line in [*advice_lines(exported), *left]:
        call.out.tell(line)
    return 0 if is_complete else 1


async def _look(call: Call, session: Session) -> None:
    outcomes: list[Outcome] = []
    async for _, finding in session.look():
        outcomes.append(finding.outcome)
        if finding.outcome is not Outcome.PASS:
            call.out.tell(f"{finding.check}: {OUTCOMES[finding.outcome].word}. {finding.summary}")
    call.out.tell(f"{count(len(outcomes), 'check')} ran: {count_outcomes(outcomes)}.")
