"""Asking the manager for a waiver in lines, while walking."""

from __future__ import annotations

from watchword import agreement
from watchword.cli.plain_console import Console
from watchword.cli.words import show_path
from watchword.errors import WatchwordError
from watchword.handover import default_folder
from watchword.session import Session


def ask_for_waiver(session: Session, console: Console, guideline: str) -> None:
    """Ask why and until when, and write the file for the manager; an empty line leaves it."""
    title = session.standing(guideline).guideline.title
    console.tell(
        f"A waiver from “{title}” is an exception that ends on a day, agreed with your manager. This writes "
        "a file for them and sends nothing. Until they have signed it, the guideline stays as it is."
    )
    reason = console.ask("Why can you not follow it for now? (Enter alone leaves it.)")
    until = console.ask("Until when, as YYYY-MM-DD?") if reason else ""
    if not until:
        console.say("Nothing was written.")
        return
    try:
        path = agreement.ask_waiver(session, guideline, reason, until, default_folder(session))
    except WatchwordError as error:
        console.tell(" ".join(filter(None, (error.title, error.detail, error.remedy))))
        return
    console.say(f"Written: {show_path(path, session.kit.host.home)}")
    for line in agreement.NEXT_STEPS:
        console.tell(line)
