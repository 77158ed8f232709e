"""The journal as a file: one writer at a time, every event on the disk before it counts, nothing lost.

Beside `NAME.toml` lie `NAME.toml.lock`, which is never deleted, and `NAME.toml.torn-N` when a half-written
end was set aside. `chain` says what is in the file; nothing here looks at the clock.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from watchword.errors import JournalError
from watchword.progress import disk
from watchword.progress.chain import LARGEST_FILE, Chain, Header, verify, write_event, write_header
from watchword.progress.event import Event, Value, check_fields, whole_second
from watchword.progress.mark import Mark, compare, read_marks, save_mark
from watchword.progress.store import NOTHING, Store

if TYPE_CHECKING:
    from filelock import BaseFileLock

Entry = tuple[str, datetime, Mapping[str, Value]]

_JUMP = timedelta(minutes=2)


class Journal:
    """An open journal. Made by `create` and `open`; to be closed, or used in a `with` block.

    May be used from several threads. When another session has it open, or the disk can only be read, it is
    `read_only`: everything can be looked at, and `append` raises `JournalError`.
    """

    def __init__(self, path: Path, high_water: Path | None) -> None:
        """Hold what `create` and `open` fill in; use those."""
        self._store = Store(path, LARGEST_FILE)
        self._high_water = high_water
        self._guard = threading.RLock()
        self._lock: BaseFileLock | None = None
        self._header: Header | None = None
        self._events: list[Event] = []
        self._digest = hashlib.sha256()
        self._barred: tuple[str, str] | None = None  # why nothing can be recorded, and the way out
        self._notices: list[str] = []

    @classmethod
    def create(
        cls, path: Path, header: Header, *, high_water: Path | None = None, first: Iterable[Entry] = ()
    ) -> Self:
        """Begin a new journal, in a folder that is made with mode 0700 if it is not there.

        `first` are events that have to be in it from the beginning, written together with the header.
        Raises `JournalError` when something is there already, another session is beginning it, or the disk
        does not take it.
        """
        data = _begin(header, first)
        title = "No journal was begun."
        self = cls(path, high_water)
        with self._opening(title):
            disk.make_folder(path.parent)
            self._take_lock()
            if self._barred:
                raise JournalError(title, *self._barred)
            if os.path.lexists(path):
                detail = f"There is something at {disk.name_path(path)} already."
                raise JournalError(title, detail, "Open it, or move it away.")
            disk.write_new(path, data)
            self._load(whole_second(header.created))
        return self

    @classmethod
    def open(cls, path: Path, *, at: datetime, high_water: Path | None = None) -> Self:
        """Open a journal and verify it. `at` is the time now, for what may have to be recorded.

        A torn end is set aside and recorded as `recovered`, a journal that is behind `high_water` (the
        file of `mark`) as `rewound`; `notices` says both. Raises `JournalError` for whatever else is wrong.
        """
        self = cls(path, high_water)
        with self._opening("The journal was not opened."):
            if not os.path.lexists(path):
                detail = f"There is nothing at {disk.name_path(path)}."
                raise JournalError("There is no journal.", detail, "Begin one, or put the file back.")
            disk.check_folder(path.parent)
            self._take_lock()
            self._load(whole_second(at))
        return self

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._store.path

    @property
    def header(self) -> Header:
        """What the journal says first."""
        if self._header is None:
            raise JournalError("The journal is not open.")
        return self._header

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, oldest first."""
        return tuple(self._events)

    @property
    def count(self) -> int:
        """The number of events."""
        return len(self._events)

    @property
    def head(self) -> str:
        """The SHA-256 of the journal as 64 hex digits: what `sha256sum` prints for the file."""
        return self._digest.hexdigest()

    @property
    def read_only(self) -> bool:
        """Whether nothing can be recorded; `notices` says why."""
        return self._barred is not None

    @property
    def notices(self) -> tuple[str, ...]:
        """What the person should know, in words: recovered, rewound, read only and why."""
        return tuple(self._notices)

    def append(self, kind: str, at: datetime, **fields: Value) -> Event:
        """Record one event and return once it is on the disk. `at` is the time now.

        Raises `JournalError` when it was not recorded; then the file holds what it held before.
        """
        return self.append_all([(kind, at, fields)])[0]

    def append_all(self, entries: Iterable[Entry]) -> list[Event]:
        """Record several events, each as (kind, time, fields), in one write; give them, without clock jumps.

        Raises `JournalError` when they were not recorded. A power cut may leave the first few of them.
        """
        checked = _check(entries)
        if not checked:
            return []
        with self._guard:
            self._refresh(checked[0][1])
            return self._record(checked)

    def close(self) -> None:
        """Let go of the file and the lock. May be called twice."""
        with self._guard:
            self._barred = self._barred or ("This journal was closed.", "Open it again.")
            self._store.close()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _opening(self, title: str) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise disk.explain(title, error, self.path) from error
            raise

    def _take_lock(self) -> None:
        path = self.path.with_name(self.path.name + ".lock")
        try:
            self._lock = disk.take_lock(path)
        except OSError as error:
            self._bar(disk.explain(NOTHING, error, path))
        else:
            if self._lock is None:
                remedy = "Close the other session, then open the journal again."
                self._bar(JournalError(NOTHING, "Another session has this journal open.", remedy))

    def _bar(self, reason: JournalError) -> None:
        self._barred = reason.detail, reason.remedy
        self._notices.append(f"This journal can only be read. {reason.detail} {reason.remedy}")

    def _load(self, at: datetime) -> None:
        """Read and verify the file, and settle what has happened to it since it was last seen here."""
        # The marks first: a session that is writing puts an event into the journal before it moves the mark.
        marks = read_marks(self._high_water) if self._high_water else {}
        data = self._read()
        chain = verify(data, str(self.path))
        known = [marks[chain.header.journal]] if chain.header.journal in marks else []
        if self._header is not None:
            known.append(Mark(self.count, self.head))
        expected = self._compare(chain, known, data)
        self._header, self._events = chain.header, list(chain.events)
        end = len(data) - len(chain.torn)
        self._store.accept(end)
        self._digest = hashlib.sha256(memoryview(data)[:end])
        if expected:
            self._notices.append(
                f"This journal holds {chain.count} events, and this computer remembers {expected}: an older "
                "copy was put back, or its end was cut off. You can carry on; it was noted."
            )
        if self._barred is None:
            self._settle(chain, expected, at)

    def _read(self) -> bytes:
        try:
            return self._store.read(write=self._barred is None)
        except OSError as error:
            if self._barred or error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
            self._bar(disk.explain(NOTHING, error, self.path))
            return self._store.read(write=False)

    def _compare(self, chain: Chain, known: Sequence[Mark], data: bytes) -> int:
        """Give how many events there should be when the journal is behind, else 0. Raise when it differs."""
        if self._header is not None and chain.header.journal != self._header.journal:
            raise JournalError(
                "Another journal has taken the place of this one.",
                f"{disk.name_path(self.path)}: the header is that of another journal.",
                "Put back a copy of the file from a backup.",
            )
        return compare(chain, known, data, self.path, self._high_water)

    def _settle(self, chain: Chain, expected: int, at: datetime) -> None:
        """Cut a torn end, record what was noticed, move the mark. A disk that refuses makes it read-only."""
        try:
            if chain.torn:
                aside = self._store.set_aside(chain.torn)
                self._notices.append(
                    f"The last step had not been written whole. Its {len(chain.torn)} bytes were set aside "
                    f"as {disk.name_path(aside)}; everything before it is there."
                )
                self._record([("recovered", at, {"bytes": len(chain.torn)})])
            if expected:
                self._record([("rewound", at, {"expected": expected, "found": chain.count})])
        except JournalError as error:
            self._bar(error)
        else:
            self._move_mark()

    def _refresh(self, at: datetime) -> None:
        """Load the file again when it is not as it was left."""
        try:
            if self._barred is None and not self._store.is_untouched():
                self._load(at)
        except OSError as error:
            raise disk.explain(NOTHING, error, self.path) from error

    def _record(self, entries: Sequence[Entry]) -> list[Event]:
        """Write events whose times and fields were checked."""
        if self._barred:
            raise JournalError(NOTHING, *self._barred)
        digest, blocks = self._digest.copy(), bytearray()
        last = self._events[-1].at if self._events else self.header.created
        events, asked = _number(entries, self.count + 1, last)
        for event in events:
            block = write_event(event, digest.hexdigest())
            digest.update(block)
            blocks += block
        self._store.append(bytes(blocks))
        self._events += events
        self._digest = digest
        self._move_mark()
        return asked

    def _move_mark(self) -> None:
        if self._high_water is None:
            return
        try:
            save_mark(self._high_water, self.header.journal, Mark(self.count, self.head))
        except OSError as error:
            # The event is recorded all the same: the mark is only a memory.
            notice = f"A rewind would not be noticed. {disk.explain('', error, self._high_water).detail}"
            if notice not in self._notices:
                self._notices.append(notice)


def _check(entries: Iterable[Entry]) -> list[Entry]:
    return [(kind, whole_second(at), check_fields(kind, fields)) for kind, at, fields in entries]


def _begin(header: Header, first: Iterable[Entry]) -> bytes:
    """Give the first bytes of a journal: the header, and the events it begins with."""
    data = write_header(header)
    for event in _number(_check(first), 1, header.created)[0]:
        data += write_event(event, hashlib.sha256(data).hexdigest())
    return data


def _number(entries: Iterable[Entry], n: int, last: datetime) -> tuple[list[Event], list[Event]]:
    """Give the events from number `n` on, and those of them that were asked for: the rest are clock jumps."""
    events: list[Event] = []
    asked: list[Event] = []
    for kind, at, fields in entries:
        if last - at > _JUMP:
            seconds = int((last - at).total_seconds())
            events.append(Event(n + len(events), at, "clock-jump", {"seconds": seconds}))
        asked.append(Event(n + len(events), at, kind, fields))
        events.append(asked[-1])
        last = at
    return events, asked
