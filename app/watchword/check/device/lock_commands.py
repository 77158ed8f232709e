"""What a command in an idle program's settings does: lock, suspend, nothing of the kind, or nobody knows.

Only the name of a command is ever shown, not its arguments: they may hold paths and more.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from watchword.text import clean

LOCKERS = (
    "swaylock",
    "gtklock",
    "waylock",
    "hyprlock",
    "i3lock",
    "i3lock-color",
    "xsecurelock",
    "slock",
    "physlock",
    "betterlockscreen",
)
# Run another command, given after them.
_LAUNCHERS = ("exec", "nice", "nohup", "setsid", "env", "command", "time", "uwsm", "app", "systemd-cat", "--")
# Ask the compositor, which may be told to start a program.
_COMPOSITORS = ("swaymsg", "hyprctl", "niri", "riverctl", "i3-msg")
# Known to neither lock nor suspend.
_HARMLESS = (
    "wlopm",
    "wlr-randr",
    "xset",
    "xrandr",
    "brightnessctl",
    "light",
    "xbacklight",
    "notify-send",
    "dunstify",
    "dunstctl",
    "playerctl",
    "pactl",
    "wpctl",
    "echo",
    "true",
    "sleep",
    "pgrep",
    "pidof",
    "pkill",
    "killall",
    "kill",
    "test",
    "[",
)
_SUSPENDS = ("suspend", "hibernate", "hybrid-sleep", "suspend-then-hibernate")
_GRACE = re.compile(r"--grace[= ](\d+)")


class Purpose(StrEnum):
    """What a command does, as far as locking goes."""

    LOCK = "locks"
    LOCK_SESSION = "asks the session to lock"
    SUSPEND = "suspends"
    OTHER = "does not lock"
    CUSTOM = "unknown"


# Of several commands in one line, the one that says most.
_STRONGEST = (Purpose.LOCK, Purpose.LOCK_SESSION, Purpose.SUSPEND, Purpose.CUSTOM, Purpose.OTHER)


@dataclass(frozen=True, slots=True)
class Command:
    """A command line understood: its purpose, the name to show, and a grace before the password is asked."""

    purpose: Purpose
    name: str
    grace: float = 0


def understand(line: str) -> Command:
    """Return what a shell command line is for."""
    try:
        simple = _split(line)
    except ValueError:  # a quote without an end
        simple = []
    found = [command for words in simple if (command := of_words(words))]
    if not found:
        return Command(Purpose.CUSTOM, clean(line.split(" ")[0], limit=40)) if line.strip() else _NOTHING
    best = min(found, key=lambda command: _STRONGEST.index(command.purpose))
    grace = _GRACE.search(line)
    return Command(best.purpose, best.name, float(grace[1]) if grace else best.grace)


def of_words(words: list[str]) -> Command | None:
    """Return what one simple command is for, given its words; `None` when there is none."""
    rest = list(words)
    while rest and (rest[0] in _LAUNCHERS or re.match(r"^\w+=", rest[0])):
        rest.pop(0)
    if not rest:
        return None
    name = PurePosixPath(rest[0]).name
    if name in ("sh", "bash", "dash", "zsh", "fish") and "-c" in rest[:-1]:
        return understand(rest[rest.index("-c") + 1])
    return Command(_purpose(name, rest[1:]), clean(name, limit=40))


def _purpose(name: str, arguments: list[str]) -> Purpose:
    if name in LOCKERS:
        return Purpose.LOCK
    if name == "loginctl":
        return Purpose.LOCK_SESSION if {"lock-session", "lock-sessions"} & set(arguments) else Purpose.OTHER
    if name == "systemctl":
        return Purpose.SUSPEND if set(_SUSPENDS) & set(arguments) else Purpose.OTHER
    if name in _COMPOSITORS:
        starts = {PurePosixPath(word).name for argument in arguments for word in argument.split()}
        return Purpose.LOCK if starts & set(LOCKERS) else Purpose.OTHER
    return Purpose.OTHER if name in _HARMLESS else Purpose.CUSTOM


def _split(line: str) -> list[list[str]]:
    """Split a command line at `;`, `&`, `|` and brackets into the words of its simple commands."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();&|")
    lexer.whitespace_split = True
    lexer.commenters = ""
    commands: list[list[str]] = [[]]
    for word in lexer:
        if word and set(word) <= set("();&|"):
            commands.append([])
        else:
            commands[-1].append(word)
    return [words for words in commands if words]


_NOTHING = Command(Purpose.OTHER, "")
