"""The journals of one person and checklist, read as one: those before, and the one being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from watchword.checklist.model import Checklist
from watchword.errors import JournalError
from watchword.progress.chain import Chain, verify
from watchword.progress.event import Event, Value
from watchword.progress.history import join
from watchword.progress.journal import Entry, Journal
from watchword.progress.past import Past, check_link, find_end, read_past
from watchword.progress.shelf import CHANGED, RENEWAL, Beginning, Shelf
from watchword.text import clean


@dataclass
class Ledger:
    """What was recorded so far, and the way to record more.

    `earlier` holds the bytes of the journals before, oldest first; `memory` is where it is remembered that
    they were verified. There is no journal before the profile.
    """

    journal: Journal | None = None
    earlier: tuple[bytes, ...] = ()
    memory: Path | None = None
    _past: Past = field(init=False, default_factory=Past)

    def __post_init__(self) -> None:
        self._past = read_past(self.earlier, self.memory)
        if self.journal is not None and self._past.ends:
            check_link(self._past.ends[-1], self.journal.events, len(self.earlier) + 1)

    @property
    def events(self) -> tuple[Event, ...]:
        """All events of this person and checklist, oldest first."""
        return join([self._past.events, self.journal.events if self.journal else ()])

    @property
    def is_read_only(self) -> bool:
        """Whether another session holds the journal, so that nothing can be recorded here."""
        return self.journal is not None and self.journal.read_only

    def begin(self, shelf: Shelf, checklist: Checklist, beginning: Callable[[], Beginning]) -> None:
        """Begin the first journal, where there is none yet."""
        if self.journal is None:
            self.journal = shelf.begin(checklist, beginning())

    def go_on(self, shelf: Shelf, checklist: Checklist, beginning: Callable[[], Beginning]) -> bool:
        """Go on in a new journal where this one was begun with another state of the checklist.

        The old one stays as it was. Returns whether that was needed.
        """
        before = self.journal
        if before is None or before.read_only or before.header.checklist_sha256 == checklist.sha256:
            return False
        self._continue(before, shelf, checklist, beginning(), CHANGED)
        return True

    def renew(
        self,
        shelf: Shelf,
        checklist: Checklist,
        beginning: Callable[[], Beginning],
        entries: Iterable[Entry],
    ) -> None:
        """Go on in a new journal, for a renewal, that begins with these events; raises `JournalError`."""
        if self.journal is None or self.is_read_only:
            self.append_all(entries)
            return
        self._continue(self.journal, shelf, checklist, beginning(), RENEWAL, *entries)

    def _continue(
        self, before: Journal, shelf: Shelf, checklist: Checklist, start: Beginning, why: str, *first: Entry
    ) -> None:
        self.earlier = (*self.earlier, before.path.read_bytes())
        self.journal = shelf.continue_from(before, checklist, start, why, *first)
        self._past = read_past(self.earlier, self.memory)

    def append(self, kind: str, at: datetime, **fields: Value) -> Event:
        """Record an event and return it as `events` numbers it; raises `JournalError`."""
        return self.append_all([(kind, at, fields)])[0]

    def append_all(self, entries: Iterable[Entry]) -> list[Event]:
        """Record several events in one write and return them as `events` numbers them."""
        if self.journal is None:
            raise JournalError(
                "Nothing was recorded.",
                "You have not said who you are yet.",
                "Fill in the profile first.",
            )
        events = self.journal.append_all(entries)
        return [replace(event, n=event.n + len(self._past.events)) for event in events]

    def number(self, event: Event) -> int:
        """How the journal being written numbers one of `events` that is its own."""
        return event.n - len(self._past.events)

    def note_lost(self, at: datetime) -> str:
        """Record that a later journal is missing where one is remembered, and say so; else return nothing.

        An older copy of the folder was put back then, from before the last renewal. Raises `JournalError`.
        """
        journal = self.journal
        if journal is None or journal.read_only or self.memory is None:
            return ""
        end = find_end(self.memory, journal.header.journal)
        if end is None:
            return ""
        journal.append("rewound", at, expected=end.length + 1, found=journal.count)
        self.memory.unlink(missing_ok=True)
        return (
            "This computer remembers a later journal: an older copy was put back, or the file was taken "
            "away. You can carry on; it was noted."
        )

    def chains(self) -> tuple[Chain, ...]:
        """Verify the journals before this one, byte for byte, and return what they hold.

        Raises `JournalError` where that is something else than was remembered of them.
        """
        chains = tuple(verify(data) for data in self.earlier)
        if join(chain.events for chain in chains) != self._past.events:
            place = clean(str(self.memory), limit=300)
            raise JournalError(
                "What was remembered of earlier journals is not what they say.",
                f"{place} was changed.",
                "Delete that file, and start again: it is made anew.",
            )
        return chains

    def chain(self) -> tuple[bytes, Chain]:
        """Return the journal's bytes and what they hold; raises `JournalError` before there is one."""
        if self.journal is None:
            raise JournalError(
                "There is no journal yet.", "", "Start with `watchword`, or `watchword --plain`."
            )
        data = self.journal.path.read_bytes()
        return data, verify(data)

    def close(self) -> None:
        """Let the journal go; everything done is recorded already."""
        if self.journal is not None:
            self.journal.close()
