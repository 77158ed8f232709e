"""What of a tree has to be read: its files, less those that were read the last time and are as they were.

Blocks on the disk, so it runs aside. It hands out what is to be read while it goes on walking.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

from watchword.check.keys.copy_walk import is_absent
from watchword.check.source.gather import mark_of
from watchword.check.source.harvest import Harvest
from watchword.check.source.kept import Kept
from watchword.check.source.packing import Packed
from watchword.check.source.walk import AWAY, Walk, reason

CHUNK_FILES = 64
CHUNK_BYTES = 512 * 1024

Give = Callable[[tuple[str, ...], int], None]
"""Called with the paths of a chunk and about how many bytes they hold."""


@dataclass(slots=True)
class Survey:
    """One look over a tree. `known` is what came the last time of the files that are as they were."""

    walk: Walk
    kept: Kept
    give: Give
    known: Harvest
    _paths: list[str] = field(default_factory=list)
    _size: int = 0

    def run(self, stop: Event) -> None:
        """Walk the whole tree; raises `OSError` when its root cannot be listed."""
        self.kept.load()
        for folder, files in self.walk.folders():
            if stop.is_set():
                return
            self._look_into(folder, files)
        self._hand_out()

    def _look_into(self, folder: str, files: Sequence[os.DirEntry[str]]) -> None:
        """Look at the files of one folder. Each step here is done for every file, also of an unchanged
        tree."""
        old, new = self.kept.shelf(folder)
        start = f"{folder}/" if folder else ""
        for entry in files:
            name = entry.name
            packed = old.get(name, "")
            if packed == 0:  # no rule wants this path, so the file itself need not be looked at
                new[name] = packed
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                self.known.note(start + name, reason(error))
                continue
            mark = mark_of(status)
            is_same = packed == mark or (type(packed) is list and packed[:1] == [mark])
            if is_same and self._recall(start + name, packed):
                new[name] = packed
            elif is_absent(status):
                self.known.note(start + name, AWAY)
            else:
                self._paths.append(start + name)
                self._size += min(status.st_size, self.walk.limits.length)
                if len(self._paths) >= CHUNK_FILES or self._size >= CHUNK_BYTES:
                    self._hand_out()

    def _recall(self, path: str, packed: Packed) -> bool:
        """Count what is known of a file; `False` where what was kept is damaged."""
        try:
            self.known.add(path, packed)
        except ValueError:
            return False
        return True

    def _hand_out(self) -> None:
        if self._paths:
            self.give(tuple(self._paths), self._size)
            self._paths, self._size = [], 0
