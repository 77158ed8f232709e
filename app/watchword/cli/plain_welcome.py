"""What the walk says before anything else: what this is, what it reads, and where it keeps things."""

from __future__ import annotations

from watchword.check import registry
from watchword.cli.prose import wrap
from watchword.cli.words import count, show_path
from watchword.errors import UsageError
from watchword.handover import default_folder
from watchword.session import Session


def welcome_lines(session: Session) -> list[str]:
    """The welcome, in lines."""
    checklist, paths, home = session.checklist, session.kit.paths, session.kit.host.home
    number = count(len(checklist.guidelines), "guideline")
    parts = [
        f"Welcome to Watchword. It walks you through {checklist.title}, {number}, one at a time: why it "
        "exists, how to follow it on this machine, a look whether it is followed, a question to think about, "
        "and your word. It takes about 45 minutes, in as many sittings as you like.",
        "Nothing is sent anywhere. At the end you get files to hand over yourself.",
    ]
    lines = [line for part in parts for line in (*wrap(part), "")]
    lines += [*_reading_lines(session), ""]
    places = {
        "what you answer": paths.journals(checklist.id),
        "the key that signs, made for Watchword alone": paths.key_file,
        "your settings": paths.settings_file,
        "what you export": default_folder(session),
    }
    lines.append("Where things are kept:")
    for what, path in places.items():
        lines += wrap(f"{what}: {show_path(path, home)}", indent="    ", first="  ")
    return [*lines, "", *wrap("First, who are you? Enter keeps what stands in brackets.")]


def _reading_lines(session: Session) -> list[str]:
    """What each check reads, in its own words."""
    names = list(dict.fromkeys(ask.check for ask in session.asks()))
    if not names:
        return ["Nothing is read from this machine: this checklist has no checks."]
    lines = wrap("The checks run as you, change nothing, and read from this machine only:")
    for name in names:
        try:
            reads = registry.find(name).reads
        except UsageError as error:
            reads = error.title
        lines += wrap(f"{name}: {reads}", indent="    ", first="  ")
    return [*lines, *wrap("No document, no message, no browsing history and no saved password is read.")]
