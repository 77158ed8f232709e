"""The journals of one checklist: find the last, begin the first, continue one in the next.

They lie in one folder, numbered from 0001. A journal that was begun with another state of the checklist is
never rewritten; a new one continues it, and its first event says where the old one ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from watchword.checklist.model import Checklist
from watchword.progress.chain import Header
from watchword.progress.event import Value
from watchword.progress.journal import Entry, Journal

# Why a journal continues another; the words stand in journals.
CHANGED = "The checklist has changed since last time; what changed is asked again."
RENEWAL = "Everything was done; this is a renewal."


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new journal says first, beside the checklist: its id, the time, the signing key."""

    journal: str
    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the journals of a checklist lie, and the file that remembers how far each was."""

    folder: Path
    high_water: Path

    @property
    def memory(self) -> Path:
        """What is remembered of the journals before the last."""
        return self.high_water.parent / "past" / f"{self.folder.name}.json"

    @property
    def first(self) -> Path:
        """Where the first journal lies, once there is one."""
        return self.folder / "0001.toml"

    def paths(self) -> list[Path]:
        """The journals there are, oldest first."""
        return sorted(self.folder.glob("[0-9][0-9][0-9][0-9].toml"))

    def open_last(self, at: datetime) -> Journal | None:
        """Open the last journal; `None` when there is none. Raises `JournalError`."""
        paths = self.paths()
        return Journal.open(paths[-1], at=at, high_water=self.high_water) if paths else None

    def begin(self, checklist: Checklist, beginning: Beginning, *first: Entry) -> Journal:
        """Begin a journal behind the last one; raises `JournalError`."""
        paths = self.paths()
        number = int(paths[-1].stem) + 1 if paths else 1
        header = Header(
            journal=beginning.journal,
            created=beginning.at,
            checklist=checklist.id,
            checklist_version=checklist.version,
            checklist_sha256=checklist.sha256,
            key=beginning.key,
        )
        path = self.folder / f"{number:04}.toml"
        return Journal.create(path, header, high_water=self.high_water, first=first)

    def continue_from(
        self, before: Journal, checklist: Checklist, beginning: Beginning, reason: str, *first: Entry
    ) -> Journal:
        """Close a journal and begin the one that continues it, with these events; raises `JournalError`."""
        fields: dict[str, Value] = {
            "journal": before.header.journal,
            "count": before.count,
            "head": before.head,
            "reason": reason,
        }
        before.close()
        return self.begin(checklist, beginning, ("continues", beginning.at, fields), *first)
