"""One file that only grows, and is cut back to its last good end when a write fails."""

from __future__ import annotations

import os
from pathlib import Path

from watchword.errors import JournalError
from watchword.progress import disk

NOTHING = "Nothing was recorded."


class Store:
    """The file of a journal, of which the owner says after reading how many bytes are whole events.

    Nothing here is safe against two writers: the lock is the owner's business.
    """

    def __init__(self, path: Path, limit: int) -> None:
        """Name the file and the most bytes it may have; it is opened by `read`."""
        self.path = path
        self._limit = limit
        self._end = 0
        self._file = -1
        self._stamp: disk.Stamp | None = None  # of the file as it was accepted, or as it was left here
        self._found: disk.Stamp | None = None

    def read(self, *, write: bool) -> bytes:
        """Open the file (again) and give all its bytes, or one more than the limit. Raises `OSError`."""
        self.close()
        self._stamp = None
        self._file = disk.open_file(self.path, write=write)
        # The stamp before the bytes: a change in between then shows as one.
        self._found = disk.stamp(self.path)
        return disk.read_all(self._file, self._limit)

    def accept(self, end: int) -> None:
        """Say that what was read is in order up to the byte `end`; until then it counts as touched."""
        self._end, self._stamp = end, self._found

    def is_untouched(self) -> bool:
        """Say whether the file is as it was left here. Raises `OSError` when it is gone."""
        now = disk.stamp(self.path)
        return now == self._stamp and now[2] == self._end

    def append(self, data: bytes) -> None:
        """Add to the end and return once it is on the disk. Raises `JournalError`; then nothing was added."""
        if self._end + len(data) > self._limit:
            raise JournalError(
                NOTHING,
                "The journal is full.",
                "Export a record, then begin a journal that continues this one.",
            )
        try:
            disk.write_whole(self._file, data)
            disk.sync(self._file)
        except OSError as error:
            title = NOTHING if self._take_back() else "It is not certain that this was recorded."
            raise disk.explain(title, error, self.path) from error
        self._end += len(data)
        try:
            self._stamp = disk.stamp(self.path)
        except OSError:
            self._stamp = None

    def set_aside(self, torn: bytes) -> Path:
        """Save a half-written end beside the file, cut it off, and give the place where it was saved.

        Raises `JournalError` when the disk does not take it; then nothing was cut.
        """
        number = 1
        while os.path.lexists(aside := self.path.with_name(f"{self.path.name}.torn-{number}")):
            number += 1
        try:
            disk.write_new(aside, torn)
            os.ftruncate(self._file, self._end)
            disk.sync(self._file)
        except OSError as error:
            raise disk.explain(NOTHING, error, aside) from error
        return aside

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _take_back(self) -> bool:
        self._stamp = None  # whatever the disk did, the next step looks at it afresh
        try:
            os.ftruncate(self._file, self._end)
            disk.sync(self._file)
        except OSError:
            return False
        return True
