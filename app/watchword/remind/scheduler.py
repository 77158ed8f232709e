"""Setting a reminder, taking it away again, and saying how it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from watchword.check.host import Host
from watchword.check.obstacle import HostError
from watchword.errors import UsageError
from watchword.remind.plan import Argv, Plan
from watchword.text import clean

_SECONDS = 15.0
_LARGEST = 64 * 1024
_TIME = re.compile(r"OnCalendar=Mon (\d\d:\d\d)|<StartBoundary>[^<T]*T(\d\d:\d\d)")
_HOUR = re.compile(r"<key>Hour</key>\s*<integer>(\d+)</integer>\s*<key>Minute</key>\s*<integer>(\d+)<")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reminder stands: whether its files are there, at which time it comes, whether it is switched on.

    `is_on` is `None` where that could not be told, and `why` says why.
    """

    is_there: bool
    at: str = ""
    is_on: bool | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the files written or removed, and the commands that have still to be run, with why."""

    files: tuple[Path, ...]
    left: tuple[Argv, ...] = ()
    why: str = ""


async def look(host: Host, plan: Plan) -> Standing:
    """Say how the reminder of a plan stands."""
    texts = [_read(path) for path in plan.files]
    if not all(plan.mark in (text or b"") for text in texts):
        return Standing(False)
    at = _time_in(texts)
    try:
        ran = await host.run(plan.ask, seconds=_SECONDS)
    except HostError as error:
        return Standing(True, at, None, clean(str(error), limit=200))
    if ran.code and "bus" in ran.err.lower():
        return Standing(True, at, None, clean(ran.err, limit=200))
    return Standing(True, at, ran.code == 0)


async def install(host: Host, plan: Plan) -> Done:
    """Write the files and switch the reminder on. May be done again, to change the time.

    Raises `UsageError` where something else lies in its place, or the disk does not take it.
    """
    for path in plan.files:
        _refuse_foreign(path, plan)
    for path, data in plan.files.items():
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise _failed(path, error) from error
    if plan.kind == "launch agent":  # one that is loaded already has to go first
        await _run_all(host, plan.off)
    left, why = await _run_all(host, plan.on)
    return Done(tuple(plan.files), left, why)


async def uninstall(host: Host, plan: Plan) -> Done:
    """Switch the reminder off and remove its files; nothing is removed that is not ours.

    Raises `UsageError` where something else lies in its place, or the disk does not let it go.
    """
    there = [path for path in plan.files if _read(path) is not None]
    if not there:
        return Done(())
    for path in there:
        _refuse_foreign(path, plan)
    # The first switches it off, which needs the files; what comes after tells the scheduler they are gone.
    left, why = await _run_all(host, plan.off[:1])
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise _failed(path, error) from error
    more, other = await _run_all(host, plan.off[1:])
    return Done(tuple(there), (*left, *more), why or other)


async def _run_all(host: Host, commands: tuple[Argv, ...]) -> tuple[tuple[Argv, ...], str]:
    """Run commands until one does not go through; return those left, and why."""
    for place, argv in enumerate(commands):
        try:
            ran = await host.run(argv, seconds=_SECONDS)
        except HostError as error:
            return commands[place:], clean(str(error), limit=200)
        if ran.code:
            said = (ran.err or ran.out).strip().split("\n")[0]
            return commands[place:], clean(said, limit=200) or f"It ended with status {ran.code}."
    return (), ""


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError:
        return None


def _time_in(texts: list[bytes | None]) -> str:
    for data in texts:
        text = (data or b"").decode("utf-16" if (data or b"")[:2] == b"\xff\xfe" else "utf-8", "replace")
        if found := _TIME.search(text):
            return found[1] or found[2]
        if found := _HOUR.search(text):
            return f"{int(found[1]):02}:{int(found[2]):02}"
    return ""


def _refuse_foreign(path: Path, plan: Plan) -> None:
    data = _read(path)
    if (data is not None or path.is_symlink()) and plan.mark not in (data or b""):
        raise UsageError(
            "Something else lies where the reminder would.",
            f"{clean(str(path), limit=300)} was not made by Watchword.",
            "Move it away, or leave it and use a calendar file: `watchword remind --calendar FILE`.",
        )


def _failed(path: Path, error: OSError) -> UsageError:
    return UsageError(
        "The reminder could not be set or taken away.",
        f"{clean(str(path), limit=300)}: {error.strerror}.",
        "Make the folder writable for yourself, then do it again.",
    )
