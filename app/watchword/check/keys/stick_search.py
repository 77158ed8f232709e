"""Looking over a volume for copies of given keys, within limits of depth, files and time.

Links are not followed, special files not opened, other volumes mounted below not entered. Files whose name
says what they are come first; other small files are opened only while there is time.
"""

from __future__ import annotations

import asyncio
import os
import re
import stat
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from watchword.check.host import HostError
from watchword.check.keys.stick_content import READ, Content, Kind, understand

DEPTH = 4  # folders below the top
FILES = 20_000
SECONDS = 5.0
OPENED = 2_000  # files of which the beginning is read
NAMED_SIZE = 4 * 1024 * 1024  # bytes; an exported key with pictures and many signatures
OTHER_SIZE = 64 * 1024  # bytes; the largest SSH key has about 13 KiB

_NAMED = re.compile(
    r"(id_.*|identity.*|.*\.(rev|asc|gpg|pgp|key|ppk|pem)|secring.*|.*(revo[ck]|backup|private|secret).*)",
    re.IGNORECASE,
)
# What has been thrown away is no backup, and what the system keeps there is nobody's.
_SKIPPED = ("system volume information", "$recycle.bin", "lost+found", ".trash", ".spotlight", ".fseventsd")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a look goes."""

    depth: int = DEPTH
    files: int = FILES
    seconds: float = SECONDS
    opened: int = OPENED


@dataclass(frozen=True, slots=True)
class Sight:
    """What was found: copies of what was wanted. `ended_by` says which limit ended the look, if one did."""

    found: tuple[Content, ...] = ()
    looked_at: int = 0
    ended_by: str = ""
    refused: int = 0


async def search(top: Path, wanted: frozenset[str], limits: Limits | None = None) -> Sight:
    """Look over a folder for files that share a mark with `wanted`.

    The work is done in a thread, which ends soon after cancellation. Raises `HostError` when the top itself
    may not be read.
    """
    walk = _Walk(wanted, limits or Limits())
    try:
        return await asyncio.to_thread(walk.run, top)
    finally:
        walk.stop.set()


@dataclass
class _Walk:
    wanted: frozenset[str]
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    stop: threading.Event = field(default_factory=threading.Event)
    found: list[Content] = field(default_factory=list)
    looked_at: int = 0
    opened: int = 0
    refused: int = 0
    ended_by: str = ""
    end: float = 0.0

    def run(self, top: Path) -> Sight:
        try:
            device = os.stat(top).st_dev
            os.scandir(top).close()
        except OSError as error:
            raise HostError("The stick may not be read by this account.") from error
        self.end = self.clock() + self.limits.seconds
        later = []
        for entry, size in self._files(top, device):
            if _NAMED.fullmatch(entry.name) and size <= NAMED_SIZE:
                self._open(entry, size)
            elif size <= OTHER_SIZE:
                later.append((entry, size))
        for entry, size in later:
            if self._is_over():
                break
            self._open(entry, size)
        return Sight(tuple(self.found), self.looked_at, self.ended_by, self.refused)

    def _files(self, top: Path, device: int) -> Iterator[tuple[os.DirEntry[str], int]]:
        """Give regular files with their size, folder by folder, the upper ones first."""
        level = [str(top)]
        for depth in range(self.limits.depth + 1):
            below: list[str] = []
            for folder in level:
                for entry in self._entries(folder):
                    if self._is_over():
                        return
                    status = self._status(entry)
                    if status is None:
                        continue
                    if stat.S_ISDIR(status.st_mode):
                        same = os.name == "nt" or status.st_dev == device  # Windows gives no device here
                        if same and not entry.name.lower().startswith(_SKIPPED):
                            below.append(entry.path)
                    elif stat.S_ISREG(status.st_mode):
                        self.looked_at += 1
                        if status.st_size:
                            yield entry, status.st_size
            if below and depth == self.limits.depth:
                self.ended_by = f"folders deeper than {self.limits.depth}"
            level = below

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                yield from entries
        except OSError:
            self.refused += 1

    def _status(self, entry: os.DirEntry[str]) -> os.stat_result | None:
        try:
            return entry.stat(follow_symlinks=False)
        except OSError:
            return None

    def _is_over(self) -> bool:
        if self.looked_at >= self.limits.files:
            self.ended_by = f"{self.limits.files} files"
        elif self.opened >= self.limits.opened:
            self.ended_by = f"{self.limits.opened} opened files"
        elif self.clock() >= self.end:
            self.ended_by = f"{self.limits.seconds:g} seconds"
        else:
            return self.stop.is_set()
        return True

    def _open(self, entry: os.DirEntry[str], size: int) -> None:
        self.opened += 1
        head = _read(entry.path)
        if head is None:
            self.refused += 1
            return
        content = understand(entry.name, head, size)
        if content and content.kind is Kind.SSH and not content.marks & self.wanted:
            content = understand(entry.name, head, size, _read(entry.path + ".pub") or b"")
        if content and content.marks & self.wanted:
            self.found.append(content)


def _read(path: str) -> bytes | None:
    """Return the beginning of a regular file, `None` where it is none or may not be read."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            return file.read(READ) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except OSError:
        return None
