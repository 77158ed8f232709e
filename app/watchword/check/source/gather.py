"""One file, read once and given to every rule that wants it: what came of it.

Nothing in a file can end the reading: a rule that raises leaves a note in words, and the other rules read on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from watchword.check.finding import WORST_FIRST
from watchword.check.source.limits import Limits
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.check.source.sieve import Sieve
from watchword.check.source.walk import reason
from watchword.text import clean, count

READ, UNWANTED, BINARY, UNREAD = "read", "unwanted", "binary", "unread"

_BINARY_WITHIN = 8 * 1024  # where git looks for a NUL, too
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, as some editors write
_MARK = b"\xef\xbb\xbf"
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of one file.

    `state` is `READ`, `UNWANTED` (no rule wants the path), `BINARY` or `UNREAD`. `mark` tells this content
    from a later one; it is empty where the file was not opened. `notes` say in words what went wrong.
    """

    state: str
    mark: str = ""
    spots: tuple[Spot, ...] = ()
    notes: tuple[str, ...] = ()


def mark_of(status: os.stat_result) -> str:
    """Return what changes with a file's content: size, times and number.

    Windows tells the number only of an open file, and no time that a program cannot set.
    """
    if os.name == "nt":
        return f"{status.st_size} {status.st_mtime_ns}"
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def size_of(mark: str) -> int:
    """Return the size of the whole file that a mark is of."""
    return int(mark.partition(" ")[0] or 0)


def changed_at(mark: str) -> int:
    """Return the later of the times in a mark, in nanoseconds since 1970."""
    return max(map(int, mark.split()[1:3]))


def shown_path(path: str) -> str:
    """Return a path that can be written: bytes that are no UTF-8 become U+FFFD."""
    return path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class Gatherer:
    """Reads files below one root by one set of rules."""

    def __init__(self, root: str, rules: Sequence[Rule], limits: Limits) -> None:
        self._root = os.path.join(root, "")
        self._sieve = Sieve(rules)
        self._limits = limits

    def gather(self, path: str) -> Gathered:
        """Read one file, its path relative to the root with slashes."""
        shown = shown_path(path)
        try:
            wanting = self._sieve.wanting(shown)
        except Exception as error:
            return Gathered(UNREAD, notes=(_defect("A rule", error),))
        if not wanting:
            return Gathered(UNWANTED)
        try:
            status, data = self._read(self._root + path)
        except OSError as error:
            return Gathered(UNREAD, notes=(reason(error),))
        except _NotRegular:
            return Gathered(UNREAD, notes=("It is not a regular file.",))
        mark, is_cut = mark_of(status), status.st_size > self._limits.length
        if data.startswith(_WIDE):
            data = data.decode("utf-16", "replace").encode("utf-8", "replace")
        if data.find(b"\0", 0, _BINARY_WITHIN) >= 0:
            return Gathered(BINARY, mark)
        if not (holding := self._sieve.holding(wanting, data.lower())):
            return Gathered(READ, mark)
        file = SourceFile(shown, _whole_lines(data) if is_cut else data.removeprefix(_MARK))
        return Gathered(READ, mark, *self._apply(holding, file))

    def _read(self, place: str) -> tuple[os.stat_result, bytes]:
        """Return a regular file's status, as it was before reading, and its beginning."""
        handle = os.open(place, _FLAGS)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise _NotRegular
            wanted = min(status.st_size, self._limits.length)
            data = os.read(handle, wanted)
            while len(data) < wanted and (more := os.read(handle, wanted - len(data))):
                data += more
            return status, data
        finally:
            os.close(handle)

    def _apply(self, numbers: Sequence[int], file: SourceFile) -> tuple[tuple[Spot, ...], tuple[str, ...]]:
        spots: list[Spot] = []
        notes = []
        for number in numbers:
            rule = self._sieve.rules[number]
            found: list[Spot] = []
            try:
                found.extend(rule.read(file))
            except Exception as error:
                notes.append(_defect(f"The rule {rule.id}", error))
            most = self._limits.file_spots
            if len(found) > most:
                notes.append(
                    f"{count(len(found) - most, 'spot')} of {rule.id} left out, the first {most} kept."
                )
                found = sorted(found, key=lambda spot: WORST_FIRST.index(spot.outcome))[:most]
            spots += found
        return tuple(spots), tuple(notes)


class _NotRegular(Exception):
    """There is something else than a regular file."""


def _whole_lines(data: bytes) -> bytes:
    """Return the beginning of a longer file up to its last line feed, if it has one."""
    end = data.rfind(b"\n")
    return (data[: end + 1] if end >= 0 else data).removeprefix(_MARK)


def _defect(what: str, error: Exception) -> str:
    return f"{what} went wrong ({clean(type(error).__name__, limit=60)}); that is our defect."
