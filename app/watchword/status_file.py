"""How every checklist stands, a line for each day to come: written when a session ends, read at once later.

A shell that starts prints one line, and has no time to open a journal. So the line is kept in the state
folder together with what it was made from; when any of that has changed, nothing is read from it and the
line is made anew. It is a memory, not a proof: when it is missing or broken, nothing is lost.

Light to import: `watchword status` stands on this alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

FORMAT = "watchword-status/1"
_LARGEST = 256 * 1024
_ABSENT = "-"

Line = tuple[str, bool, str]
"""The first day it holds (`YYYY-MM-DD`), whether something is due or left to do then, and the line."""


def state_folder(environment: Mapping[str, str], platform: str, home: str) -> str:
    """Return where state is kept, as `paths.find` says; spelt out, as platformdirs takes 15 ms to import."""
    if named := environment.get("WATCHWORD_HOME"):
        return os.path.join(os.path.abspath(os.path.expanduser(named)), "state")
    if platform == "win32":
        base = environment.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = environment.get("XDG_STATE_HOME", "").strip() or os.path.join(home, ".local", "state")
    return os.path.join(base, "watchword")


def folder_in(state: str) -> str:
    """Return the folder of the status files in a state folder."""
    return os.path.join(state, "status")


def stamp(path: str) -> str:
    """Return what shows that a file or folder has changed; `-` where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return _ABSENT
    return f"{status.st_size} {status.st_mtime_ns}"


def write(
    folder: str, name: str, place: tuple[int, int], watched: Iterable[str], lines: Iterable[Line]
) -> None:
    """Keep the lines of one checklist; `place` is its place among how many. Raises `OSError`.

    `watched` are the files and folders that the lines were made from.
    """
    os.makedirs(folder, mode=0o700, exist_ok=True)
    text = [f"{FORMAT} {place[0]} {place[1]}"]
    text += [f"{stamp(path)}\t{path}" for path in watched]
    text.append("")
    text += [f"{day}\t{int(is_open)}\t{line}" for day, is_open, line in lines]
    temporary = os.path.join(folder, f".{name}-{os.getpid()}")
    with open(temporary, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(text) + "\n")
    os.replace(temporary, os.path.join(folder, f"{name}.txt"))


def keep_only(folder: str, names: Sequence[str]) -> None:
    """Take out the files of checklists that are not followed any more."""
    for file in os.listdir(folder) if os.path.isdir(folder) else ():
        if file.endswith(".txt") and file[:-4] not in names:
            os.unlink(os.path.join(folder, file))


def read(folder: str, today: str) -> list[tuple[bool, str]] | None:
    """Return, in order, whether something is due and the line of every checklist; `None` where not known."""
    found: list[tuple[int, int, bool, str]] = []
    try:
        files = sorted(file for file in os.listdir(folder) if file.endswith(".txt"))
        for file in files:
            with open(os.path.join(folder, file), encoding="utf-8") as opened:
                text = opened.read(_LARGEST)
            found.append(_read(text, today))
    except (OSError, ValueError):
        return None
    if not found or {count for _, count, *_ in found} != {len(found)}:
        return None
    return [(is_open, line) for *_, is_open, line in sorted(found)]


def _read(text: str, today: str) -> tuple[int, int, bool, str]:
    """Return the place among how many, whether something is due, and the line for a day.

    Raises `ValueError` where that is not known.
    """
    head, _, rest = text.partition("\n")
    name, *numbers = head.split(" ")
    place, count = (int(number) for number in numbers)
    if name != FORMAT or not text.endswith("\n"):
        raise ValueError(head)
    watched, _, lines = rest.partition("\n\n")
    for line in watched.split("\n"):
        was, _, path = line.partition("\t")
        if stamp(path) != was:
            raise ValueError(path)
    held = [line for line in lines.split("\n") if line and line[:10] <= today]
    _, is_open, said = held[-1].split("\t") if held else ("", "", "")
    if is_open not in ("0", "1") or not said.isprintable():
        raise ValueError(lines)
    return place, count, is_open == "1", said
