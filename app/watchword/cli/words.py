"""The words for states, the same in every command and in the walk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from watchword.check.finding import Outcome
from watchword.cli.output import Tint
from watchword.text import clean


class Look(NamedTuple):
    """A word, and the colour that repeats it."""

    word: str
    tint: Tint


OUTCOMES: Mapping[str, Look] = {
    Outcome.PASS: Look("pass", "green"),
    Outcome.WARN: Look("holds in part", "yellow"),
    Outcome.FAIL: Look("fails", "red"),
    Outcome.UNKNOWN: Look("could not tell", "yellow"),
    Outcome.NOT_APPLICABLE: Look("not for this machine", ""),
}


def join(parts: Iterable[str], last: str = "and") -> str:
    """Return parts as people list them: `a, b and c`."""
    listed = list(parts)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"


def count_outcomes(outcomes: Iterable[Outcome]) -> str:
    """Return how many of each there are: `3 pass, 1 fails`."""
    listed = list(outcomes)
    found = [f"{listed.count(one)} {OUTCOMES[one].word}" for one in Outcome if one in listed]
    return ", ".join(found) or "nothing looked at"


def local(at: datetime) -> str:
    """Return a time as the person's clock shows it, with its distance from UTC."""
    return at.astimezone().isoformat(sep=" ", timespec="seconds")


def show_path(path: Path, home: Path) -> str:
    """Return a path with `~` for the home folder."""
    inside = path == home or path.is_relative_to(home)
    text = str(Path("~") / path.relative_to(home)) if inside else str(path)
    return clean(text, limit=300)
