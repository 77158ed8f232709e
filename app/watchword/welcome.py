"""The welcome of the first run, in parts; each face shows them in its own manner."""

from __future__ import annotations

from dataclasses import dataclass

from watchword.errors import UsageError
from watchword.session import Session


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the welcome: a title, which may be empty, a text, and lines that belong to it."""

    title: str
    text: str
    lines: tuple[str, ...] = ()


def welcome(session: Session) -> tuple[Part, ...]:
    """Return what this is, how long it takes, what is and is not read, and where things are kept."""
    checklist = session.checklist
    return (
        Part(
            "",
            f"This walks you through your team's guide, “{checklist.title}”: {len(checklist.guidelines)} "
            "guidelines at the most, one at a time: why each exists, how to follow it on this machine, a "
            "live look at whether it is followed, a question to think about, and your own word.",
        ),
        Part(
            "How long",
            "About 45 minutes, an hour if you also write software, in as many sittings as you like. Every "
            "step is recorded the moment you take it, so you can leave at any time and come back to where "
            "you were.",
        ),
        _reading(session),
        Part(
            "What is not",
            "No document, no message, no browsing history, no saved password. Nothing about you or this "
            "machine is sent anywhere. What leaves is a record that you sign and hand over yourself; it "
            "holds outcomes, never paths or the names of machines.",
        ),
        _keeping(session),
        Part(
            "",
            "Nobody is timed, scored or locked out. A wrong answer is explained, and its question comes "
            "back later.",
        ),
    )


def _reading(session: Session) -> Part:
    """What each check of this machine reads, in its own words; others wait until something is named."""
    from watchword.check import registry

    lines, asked = [], dict.fromkeys(ask.check for ask in session.asks())
    for name in (one for one in asked if registry.about(one) == "machine"):
        try:
            reads = registry.find(name).reads
        except UsageError as error:
            reads = error.title
        lines.append(f"{name.replace('-', ' ')}: {reads}")
    text = "The checks run as you, change nothing, and read only this:"
    if any(registry.about(name) != "machine" for name in asked):
        lines.append(
            "what your team runs and writes, only once you name it: a service is asked for a few pages "
            "after you agreed, a source tree is read in the folder you name"
        )
    if not lines:
        text = "Nothing: this checklist has no checks."
    return Part("What is read from this machine", text, tuple(lines))


def _keeping(session: Session) -> Part:
    from watchword.handover import default_folder

    paths, show = session.kit.paths, session.kit.host.show
    return Part(
        "Where things are kept",
        "You can read all of it, and deleting it is all it takes to remove it:",
        (
            f"what you do here: {show(paths.journals(session.checklist.id))}",
            f"the key that signs, made for Watchword alone: {show(paths.key_file)}",
            f"your settings: {show(paths.settings_file)}",
            f"what you export: {show(default_folder(session))}",
        ),
    )
