"""What can be wrong with one private key; pure."""

from __future__ import annotations

from enum import Enum, auto

from watchword.check.finding import Outcome
from watchword.check.keys.header import Lock
from watchword.check.keys.key_files import KeyFile


class Trouble(Enum):
    """Something to put right, or something that could not be seen."""

    BARE = auto()
    OPEN = auto()
    FOREIGN = auto()
    UNCLEAR = auto()
    UNREADABLE = auto()


OUTCOMES = {
    Trouble.BARE: Outcome.FAIL,
    Trouble.OPEN: Outcome.FAIL,
    Trouble.FOREIGN: Outcome.FAIL,
    Trouble.UNCLEAR: Outcome.UNKNOWN,
    Trouble.UNREADABLE: Outcome.UNKNOWN,
}
"""How a look ends that has found it."""


def troubles_of(key: KeyFile, platform: str, allowed: tuple[str, ...]) -> tuple[Trouble, ...]:
    """Return what is wrong with a key.

    `allowed` names files that may go without a passphrase: as `NAME` for a file in `~/.ssh`, as it is shown
    for any other, so that an exception never spreads to a file of the same name elsewhere.
    """
    if key.header is None:
        return (Trouble.UNREADABLE,)
    found = []
    is_allowed = key.name in allowed or any(key.name == f"~/.ssh/{name}" for name in allowed)
    if key.header.lock is Lock.BARE and not is_allowed:
        found.append(Trouble.BARE)
    if key.header.lock is Lock.UNCLEAR:
        found.append(Trouble.UNCLEAR)
    if key.access and platform != "windows" and not key.access.invented_by:
        found += [Trouble.OPEN] if key.access.is_open else []
        found += [Trouble.FOREIGN] if not key.access.is_mine else []
    return tuple(found)
