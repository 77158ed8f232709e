"""A walk through folders for files that are named like keys, with limits it never goes beyond.

Names and sizes come first; only files with the name of a key are opened, and only such as lie on this disk:
to open a placeholder of a cloud service would fetch the file. Symbolic links are not followed, other file
systems not entered. All folders of one depth are seen before any deeper one, so that a limit cuts off the
deepest.
"""

from __future__ import annotations

import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from watchword.check.keys.copy_kind import SIZE_LIMIT, Kind, is_keylike, stands_for

# Folders of samples and of other people's code; keys in there are made for tests.
IGNORED = frozenset({"node_modules", "testdata", "fixtures", ".git", "site-packages", ".stversions"})
# A folder with such a name is entered at any depth: it is a key store, not a folder among others.
_STORES = frozenset({"private-keys-v1.d"})

# Placeholders. macOS: SF_DATALESS (sys/stat.h). Windows: FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN and
# _RECALL_ON_DATA_ACCESS (winnt.h).
_DATALESS = 0x40000000
_RECALL = 0x1000 | 0x40000 | 0x400000
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, a link of Windows
_TURN = 256  # entries between two looks at the clock


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a walk goes: folders deep, entries in each place, and seconds in all places together."""

    depth: int = 4
    entries: int = 20_000
    seconds: float = 2.0


@dataclass(slots=True)
class Seen:
    """What a walk saw of one place. `cut` is the limit that ended it early: `entries`, `seconds` or none.

    `deeper` counts folders beyond the depth, `unread` those that could not be read, `others` those on other
    file systems; `absent` are files with the name of a key that are not on this disk, and `away` counts
    folders that are not.
    """

    entries: int = 0
    opened: int = 0
    copies: list[tuple[Path, Kind]] = field(default_factory=list)
    absent: list[Path] = field(default_factory=list)
    away: int = 0
    deeper: int = 0
    unread: int = 0
    others: int = 0
    cut: str = ""


Read = Callable[[Path], "Kind | None"]
"""Opens a file and says what it is; raises `OSError` or the like where that is not possible."""


def is_absent(status: os.stat_result) -> bool:
    """Whether a file or folder is a placeholder, whose content would have to be fetched first."""
    flags = getattr(status, "st_flags", 0)
    return bool(flags & _DATALESS or getattr(status, "st_file_attributes", 0) & _RECALL)


def walk(
    places: Sequence[Path], read: Read, bounds: Bounds, stop: Event, avoid: Iterable[Path] = ()
) -> list[Seen]:
    """Walk all places side by side and return what was seen of each; never enters a folder of `avoid`."""
    one = _Walk(places, read, bounds, stop, frozenset(map(str, avoid)))
    one.run()
    return one.seen


class _Walk:
    def __init__(
        self, places: Sequence[Path], read: Read, bounds: Bounds, stop: Event, avoid: frozenset[str]
    ) -> None:
        self.seen = [Seen() for _ in places]
        self._read = read
        self._bounds = bounds
        self._stop = stop
        self._avoid = avoid
        self._ends = time.monotonic() + bounds.seconds
        self._entered: set[tuple[int, int]] = set()
        self._devices: dict[int, int] = {}
        # The deepest place first: what lies in two places has more depth left in the inner one.
        order = sorted(range(len(places)), key=lambda number: -len(places[number].parts))
        self._queue = deque((number, str(places[number]), 0) for number in order)

    def run(self) -> None:
        while self._queue:
            number, folder, depth = self._queue.popleft()
            seen = self.seen[number]
            if not seen.cut and self._may_enter(number, folder):
                self._look_into(number, folder, depth)

    def _is_over(self, seen: Seen) -> bool:
        if self._stop.is_set() or time.monotonic() > self._ends:
            seen.cut = "seconds"
        return bool(seen.cut)

    def _may_enter(self, number: int, folder: str) -> bool:
        seen = self.seen[number]
        if self._is_over(seen) or folder in self._avoid:
            return False
        try:
            status = os.lstat(folder)
        except OSError:
            seen.unread += 1
            return False
        if is_absent(status):
            seen.away += 1
            return False
        if getattr(status, "st_reparse_tag", 0) == _JUNCTION:
            return False
        if status.st_dev != self._devices.setdefault(number, status.st_dev):
            seen.others += 1
            return False
        mark = (status.st_dev, status.st_ino)
        if mark in self._entered:
            return False
        self._entered.add(mark)
        return True

    def _look_into(self, number: int, folder: str, depth: int) -> None:
        seen = self.seen[number]
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if seen.entries >= self._bounds.entries:
                        seen.cut = "entries"
                        return
                    seen.entries += 1
                    if seen.entries % _TURN == 0 and self._is_over(seen):
                        return
                    self._look_at(number, entry, depth + 1)
        except OSError:
            seen.unread += 1

    def _look_at(self, number: int, entry: os.DirEntry[str], depth: int) -> None:
        seen = self.seen[number]
        if entry.is_dir(follow_symlinks=False):
            if entry.name.lower() in IGNORED:
                return
            if depth < self._bounds.depth or entry.name in _STORES:
                self._queue.append((number, entry.path, depth))
            else:
                seen.deeper += 1
        elif stands_for(entry.name):
            if is_keylike(stands_for(entry.name)):
                seen.absent.append(Path(entry.path))
        elif is_keylike(entry.name):
            self._open(seen, entry)

    def _open(self, seen: Seen, entry: os.DirEntry[str]) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(status.st_mode) or not 0 < status.st_size <= SIZE_LIMIT:
                return
            path = Path(entry.path)
            if is_absent(status):
                seen.absent.append(path)
                return
            if self._is_over(seen):
                return
            seen.opened += 1
            if kind := self._read(path):
                seen.copies.append((path, kind))
        except OSError:
            seen.unread += 1
