"""What was read of a tree the last time, so that only what changed since has to be read again.

One file per tree in the person's cache folder, named by a digest of the tree's path, for this person's eyes
only: a line that says by what it was made, then one line per folder with what came of its files. Of a file
with spots it holds the spots, masked as they are shown; of any other its mark alone. It may be lost at any
time; one that is damaged, foreign or made by other rules is ignored and written anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO

from watchword import __version__
from watchword.check.source.gather import UNREAD, changed_at
from watchword.check.source.limits import Limits
from watchword.check.source.packing import Packed
from watchword.check.source.rule import Rule

_FORMAT = 1
_FILE_LIMIT = 128 * 1024 * 1024
_LINE_LIMIT = 32 * 1024 * 1024

Folder = dict[str, Any]
"""Names of files, and what came of each, packed."""


def maker(modules: Sequence[str], rules: Sequence[Rule], limits: Limits) -> list[Any]:
    """Return by what results are made: what is kept of another maker is void."""
    versions = [[name, rule.id, rule.version] for name, rule in zip(modules, rules, strict=True)]
    python = [*sys.version_info[:2]]
    return [_FORMAT, __version__, python, limits.length, limits.file_spots, versions]


class Kept:
    """The results of the last time, by folder and name, and those of this time to be kept in turn.

    With no cache folder it knows nothing and keeps nothing. None of it raises for what is in the file.
    """

    def __init__(self, cache: Path | None, root: str, made_by: Sequence[Any]) -> None:
        digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        self.file = cache / "trees" / f"{digest}.jsonl" if cache else None
        self._made_by = list(made_by)
        self._old: dict[str, Folder] = {}
        self._new: dict[str, Folder] = {}
        self._is_changed = False

    def load(self) -> None:
        """Read what was kept, if there is anything that fits."""
        if self.file is None:
            return
        with contextlib.suppress(OSError, ValueError, RecursionError), _open(self.file) as lines:
            if json.loads(lines.readline(_LINE_LIMIT)) != self._made_by:
                return
            while line := lines.readline(_LINE_LIMIT):
                match json.loads(line):
                    case [str(folder), dict(files)]:
                        self._old[folder] = files
                    case _:
                        return

    def shelf(self, folder: str) -> tuple[Folder, Folder]:
        """Return what was kept of a folder's files, and where to put what is to be kept of them now."""
        return self._old.get(folder, {}), self._new.setdefault(folder, {})

    def put(self, path: str, packed: Packed, settled_before: float) -> None:
        """Keep what came of a file, unless something went wrong or it changed after `settled_before`, in
        seconds since 1970: then its mark may not tell of one more change."""
        self._is_changed = True
        if self.file is not None and is_lasting(packed, settled_before):
            folder, _, name = path.rpartition("/")
            self._new.setdefault(folder, {})[name] = packed

    def save(self, _: Event) -> None:
        """Write what is to be kept, whole or not at all; a cache that cannot be written is no one's loss."""
        if self.file is None or not (self._is_changed or self._is_less()):
            return
        place = self.file.parent
        with contextlib.suppress(OSError):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place, prefix=".new-")  # 0600
            try:
                with open(handle, "wb") as file:
                    file.writelines(self._lines())
                os.replace(name, self.file)
            except OSError:
                os.unlink(name)

    def _lines(self) -> Iterator[bytes]:
        for value in (self._made_by, *self._new.items()):
            yield json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"

    def _is_less(self) -> bool:
        return sum(map(len, self._new.values())) < sum(map(len, self._old.values()))


def is_lasting(packed: Packed, settled_before: float) -> bool:
    """Whether the same would come of the file another time, as long as its mark is the same."""
    match packed:
        case 0:
            return True
        case [_, _, _]:
            return False
        case [str(mark), list(spots)] if any(spot[1] == UNREAD for spot in spots):
            return False  # what a rule could not read for want of a library, which may be there the next time
        case str(mark) | [str(mark), *_]:
            return changed_at(mark) < settled_before * 1e9
    return False


def _open(path: Path) -> BinaryIO:
    """Open the kept file, if it is this person's own; raises `OSError`."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    file = os.fdopen(handle, "rb")
    status = os.fstat(handle)
    is_own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    if stat.S_ISREG(status.st_mode) and is_own and status.st_size <= _FILE_LIMIT:
        return file
    file.close()
    raise PermissionError("not a file that was kept here")
