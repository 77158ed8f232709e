"""The walk asks who it walks with: each prompt shows its default in brackets, and enter keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from watchword.cli.plain_console import Console, Quit
from watchword.cli.words import join
from watchword.errors import ProfileError
from watchword.progress.profile import DEVICES, LAPTOPS, ROLES, Profile, build, check_email, check_name

T = TypeVar("T")

_HELP = (
    "Type an answer and press enter. Enter alone keeps what stands in brackets. q and enter quits; nothing "
    "is recorded before the last answer. Your answers decide which guidelines apply to you, and name and "
    "address stand in the record you hand over. You can change them at any time."
)


def ask_profile(console: Console, before: Profile | None, platform: str) -> Profile:
    """Ask for all of a profile; raises `Quit` and `Ended`. `platform` is that of this machine."""
    old = before or Profile("", "", devices=(platform,) if platform in LAPTOPS else ())
    name = _ask(console, "Your name, as your manager knows it", old.name, check_name)
    email = _ask(console, "Your work address", old.email, check_email)
    roles = _ask_several(console, "Which of these do you do at work?", ROLES, old.roles)
    devices = _ask_several(console, "Which of these do you use for work?", DEVICES, old.devices)
    public = _ask(
        console,
        "Do you regularly work in public places, such as trains or cafes? yes or no",
        "yes" if old.public_places else "no",
        _yes_or_no,
    )
    return build(name, email, roles, devices, public)


def _ask(console: Console, question: str, default: str, parse: Callable[[str], T]) -> T:
    tries = console.tries()
    while True:
        next(tries)
        typed = console.ask(f"{question} [{default}]:" if default else f"{question}:")
        if typed == "q":
            raise Quit
        if typed == "?":
            console.tell(_HELP)
            continue
        try:
            return parse(typed or default)
        except ProfileError as error:
            console.say_all(part for part in (error.title, error.detail, error.remedy) if part)


def _ask_several(
    console: Console, question: str, table: Mapping[str, str], default: Sequence[str]
) -> tuple[str, ...]:
    """Let the person choose from a numbered list; 0 stands for none of it."""
    names = list(table)
    console.say(question)
    for number, name in enumerate(names, 1):
        console.say(f"  {number}. {table[name]}")
    console.say("  0. none of these")
    kept = " ".join(str(names.index(name) + 1) for name in default if name in names) or "0"

    def parse(typed: str) -> tuple[str, ...]:
        parts = typed.replace(",", " ").split()
        if not parts or not all(part.isascii() and part.isdigit() for part in parts):
            raise _unclear(len(names))
        numbers = {int(part) for part in parts}
        if max(numbers) > len(names) or (0 in numbers and len(numbers) > 1):
            raise _unclear(len(names))
        return tuple(names[number - 1] for number in sorted(numbers) if number)

    chosen = _ask(console, "Numbers with spaces between them", kept, parse)
    console.tell(f"You chose: {join(table[name] for name in chosen) or 'none of these'}.")
    return chosen


def _unclear(most: int) -> ProfileError:
    return ProfileError(
        "These are not numbers of the list.",
        "",
        f"Type numbers from 1 to {most}, such as 1 3, or 0 for none.",
    )


def _yes_or_no(typed: str) -> bool:
    if typed.lower() in ("y", "yes"):
        return True
    if typed.lower() in ("n", "no"):
        return False
    raise ProfileError("That is neither yes nor no.", "", "Type yes or no.")
