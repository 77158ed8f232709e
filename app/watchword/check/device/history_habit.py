"""Whether a shell keeps a command that begins with a space out of its history, by its start files.

A start file may read others, which are not followed: what is not seen here may still be set.
"""

from __future__ import annotations

import re

# bash(1): ignoreboth is ignorespace and ignoredups. zsh reads option names without case and underscores.
_SETS = {
    "bash": re.compile(
        rb"^[ \t]*(?:export |declare (?:-x )?)?[ \t]*HISTCONTROL=[^#\n]*ignore(?:space|both)\b", re.M
    ),
    "zsh": re.compile(rb"^[^#\n]*\bsetopt\b[^#\n]*\bhist_?ignore_?space\b", re.M | re.I),
}
_HOW = {"bash": "HISTCONTROL=ignorespace in ~/.bashrc", "zsh": "setopt HIST_IGNORE_SPACE in ~/.zshrc"}


def shells_that_leave_out(data: bytes) -> tuple[str, ...]:
    """Return the shells that a start file tells to leave out what begins with a space."""
    return tuple(shell for shell, pattern in _SETS.items() if pattern.search(data))


def habit_of(shell: str, places: tuple[str, ...]) -> str:
    """Say what a shell does with a command that begins with a space; `places` are the files that set it."""
    if places:
        return f"a command that begins with a space is left out ({', '.join(places)})"
    return f"nothing seen that leaves out a command that begins with a space: {_HOW[shell]} would"
