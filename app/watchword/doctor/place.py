"""Where Watchword keeps things: folders and whether they can be written, the ssh-agent, the journals.

Nothing is made or changed by looking: not a folder, not a lock, not a mark.
"""

from __future__ import annotations

import os
from pathlib import Path

from watchword.doctor.report import Agent, JournalState, Place
from watchword.doctor.veil import Veil
from watchword.errors import JournalError, SigningError
from watchword.kit import Kit
from watchword.progress import disk
from watchword.progress.chain import LARGEST_FILE, Chain, verify
from watchword.progress.mark import compare, read_marks

_VERIFY = "`watchword journal verify` says where."


def places(kit: Kit, veil: Veil) -> tuple[Place, ...]:
    """Return the folders in force."""
    paths = kit.paths
    exports = Path(kit.settings.exports).expanduser() if kit.settings.exports else paths.exports
    named = {
        "journals": paths.data,
        "settings": paths.settings,
        "state": paths.state,
        "key": paths.keys,
        "exports": exports,
    }
    return tuple(
        Place(name, veil.hide(str(path)), path.is_dir(), _is_writable(path)) for name, path in named.items()
    )


def _is_writable(path: Path) -> bool:
    """Whether the folder, or the nearest above it where it would be made, lets this account write."""
    for folder in (path, *path.parents):
        if os.path.lexists(folder):
            return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    return False


def agent(kit: Kit) -> Agent:
    """Ask the ssh-agent how many keys it has; takes as long as the agent, five seconds at most."""
    from watchword.record.choice import agent_keys

    try:
        return Agent(len(agent_keys(kit.host.environment)))
    except SigningError as error:
        return Agent(None, error.title)


def journals(kit: Kit, checklist: str) -> JournalState:
    """Read the journals of a checklist as `journal verify` does, and say whether they are as written."""
    marks = read_marks(kit.paths.high_water)
    paths = kit.shelf(checklist).paths()
    events, last = 0, None
    for path in paths:
        try:
            data = _read(path)
            chain = verify(data)
            mark = marks.get(chain.header.journal)
            behind = compare(chain, [mark] if mark else [], data, path, None)
        except JournalError as error:
            return JournalState(len(paths), events, f"{error.title} {_VERIFY}")
        except OSError as error:
            return JournalState(len(paths), events, f"A journal cannot be read ({error.strerror}).")
        events += chain.count
        if behind or chain.torn or not _follows(chain, last):
            return JournalState(len(paths), events, f"A journal does not fit what was recorded. {_VERIFY}")
        last = chain
    return JournalState(len(paths), events)


def _read(path: Path) -> bytes:
    descriptor = disk.open_file(path, write=False)
    try:
        return disk.read_all(descriptor, LARGEST_FILE)
    finally:
        os.close(descriptor)


def _follows(chain: Chain, before: Chain | None) -> bool:
    """Whether a journal that says it continues another names the end that one has."""
    first = chain.events[0] if chain.events else None
    if before is None or first is None or first.kind != "continues":
        return True
    named = (first.text("journal"), first.number("count"), first.text("head"))
    return named == (before.header.journal, before.count, before.head)
