"""The beginning of a renewal in lines: what is due and why, what happened since, and whether to begin."""

from __future__ import annotations

import asyncio

from watchword import renewal
from watchword.cli.due_text import state_words
from watchword.cli.plain_command import Commands
from watchword.cli.plain_handover import look_again
from watchword.cli.prose import wrap
from watchword.cli.summary_text import name
from watchword.errors import UsageError
from watchword.outlook import due_words
from watchword.progress.due import Due
from watchword.progress.sitting import Sitting
from watchword.renewal_words import left_words, news_lines, reason
from watchword.text import in_words


def offer(commands: Commands) -> None:
    """Say what is due, if anything is, and begin with it or leave it, as the person wishes.

    Nothing is said to somebody who is still on the first walk. Raises what the commands raise.
    """
    session, console = commands.session, commands.console
    found = renewal.agenda(session)
    if not found.now or found.is_onboarding:
        return
    asyncio.run(look_again(session, console))
    found = renewal.agenda(session)
    news = list(news_lines(renewal.news(session)))
    if news:
        console.say("Since last time:")
        for line in news:
            console.say_all(wrap(line, indent="    ", first="  "))
    if not found.for_person:
        return
    sitting = renewal.next_sitting(session, found)
    console.tell(f"{due_words(session.progress, found)}. Only this is asked, and nothing else of the guide.")
    for due in sitting.dues:
        console.say_all(_lines(due))
    if left := left_words(sitting.left):
        console.tell(left)
    console.say()
    _choose(commands, sitting)


def _lines(due: Due) -> list[str]:
    return wrap(f"{name(due.standing)}: {state_words(due)} {reason(due)}", indent="    ", first="  ")


def _choose(commands: Commands, sitting: Sitting) -> None:
    session, console = commands.session, commands.console
    typed = commands.choose(
        "Press enter to begin, 2 puts it off for a week, 3 goes to the guide:",
        {"": "1", "1": "1", "2": "2", "3": "3"},
        "Type 1, 2 or 3.",
    )
    if typed == "1":
        renewal.begin(session, sitting)
    elif typed == "2":
        try:
            console.tell(f"Put off until {in_words(renewal.postpone(session))}.")
        except UsageError as error:
            console.tell(f"{error.title} {error.detail} {error.remedy}")
            _choose(commands, sitting)
    console.say()
