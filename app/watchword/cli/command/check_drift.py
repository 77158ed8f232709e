"""`watchword check --since-signed`: what is otherwise than it was when the last record was signed."""

from __future__ import annotations

from collections.abc import Sequence

from watchword.cli.call import Call
from watchword.cli.finding_text import print_finding
from watchword.cli.looking_text import bar_on
from watchword.cli.output import Tint
from watchword.cli.words import OUTCOMES
from watchword.errors import UsageError
from watchword.renewal import Drifted, look_since_signed
from watchword.text import count


async def look(call: Call, ids: Sequence[str], as_json: bool) -> int:
    """Run every check that was signed once more and say what drifted; nothing is recorded.

    Returns 0 where what held still holds, 1 where something of it fails, 3 where it could not be told.
    """
    if ids:
        raise UsageError(
            "With --since-signed everything that was signed is compared.", "", "Leave the names out."
        )
    found, drifted = [], []
    with call.session() as session, bar_on(call) as tell:
        titles = {one.guideline.id: one.guideline.title for one in session.progress.applying}
        async for finding, change in look_since_signed(session, tell):
            if finding is not None:
                found.append(finding)
            if change is not None:
                drifted.append(change)
    if as_json:
        call.out.say_json([_value(one) for one in drifted])
    for one in drifted if not as_json else ():
        gone = "" if one.check in {finding.check for finding in found} else _GONE
        call.out.say(f": {titles[one.guideline]}, {_words(one)}{gone}", word=one.check, tint=_tint(one))
        for finding in found if one.is_worse or one.is_lost else ():
            if finding.check == one.check and finding.outcome is one.now:
                print_finding(call.out, finding)
                call.out.say()
    checks = len({finding.check for finding in found})
    otherwise = f"{len(drifted)} otherwise than when signed" if drifted else "all as when signed"
    call.out.tell(f"{count(checks, 'check')}: {otherwise}.")
    return _status(drifted)


_GONE = " There is nothing left to look at: what you had named is not named any more."


def _words(one: Drifted) -> str:
    return f"{OUTCOMES[one.signed].word} when it was signed, {OUTCOMES[one.now].word} now."


def _tint(one: Drifted) -> Tint:
    return "red" if one.is_worse else "yellow" if one.is_lost else ""


def _status(drifted: Sequence[Drifted]) -> int:
    if any(one.is_worse for one in drifted):
        return 1
    return 3 if any(one.is_lost for one in drifted) else 0


def _value(one: Drifted) -> dict[str, object]:
    return {
        "guideline": one.guideline,
        "check": one.check,
        "signed": str(one.signed),
        "now": str(one.now),
        "worse": one.is_worse,
    }
