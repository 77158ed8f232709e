"""The walk's last step: sign the record and say what to do with it."""

from __future__ import annotations

import asyncio

from watchword.check.finding import Outcome
from watchword.cli.handover_text import advice_lines, after_lines, before_lines
from watchword.cli.plain_console import Console
from watchword.cli.words import OUTCOMES, count_outcomes
from watchword.errors import WatchwordError
from watchword.handover import export
from watchword.session import Session
from watchword.text import count


def hand_over(session: Session, console: Console, *, looked: bool = False) -> bool:
    """Say what is signed, ask, sign, say what lies where; whether it was signed.

    All checks run once more before that, unless the person was shown that a moment ago.
    """
    console.say("Sign and export")
    console.say()
    if not looked:
        asyncio.run(look_again(session, console))
    try:
        signer = session.kit.signer()
        console.say_all(before_lines(session, signer))
        if console.ask("Type yes to sign, anything else to leave it:").lower() != "yes":
            console.say("Nothing was signed.")
            return False
        exported = export(session, None, signer)
    except WatchwordError as error:  # nothing is lost by it, so the walk goes on
        console.say_all(part for part in (error.title, error.detail, error.remedy) if part)
        return False
    console.say()
    console.say("Signed and written.")
    console.say_all(after_lines(exported, session.kit.host.home))
    console.say_all(advice_lines(exported))
    console.say()
    return True


async def look_again(session: Session, console: Console) -> None:
    """Run all checks once more and say how many came back with what, and which did not pass."""
    asks = session.asks()
    if not asks:
        return
    console.say(f"Looking once more at this machine, {count(len(asks), 'check')}.")
    outcomes: list[Outcome] = []
    async for _, finding in session.look():
        outcomes.append(finding.outcome)
        if finding.outcome is not Outcome.PASS:
            console.tell(f"{finding.check}: {OUTCOMES[finding.outcome].word}. {finding.summary}")
    console.say(f"Result: {count_outcomes(outcomes)}.")
