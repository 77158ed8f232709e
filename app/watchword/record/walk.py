"""What a verification walk leaves behind: a note for every step, and the record once it could be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from watchword.record.public_key import PublicKey
from watchword.record.record import Record


class Mark(StrEnum):
    """What a note means: it holds, it is worth knowing, or it does not hold."""

    HOLDS = "holds"
    NOTICE = "notice"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class KnownSigner:
    """A person and the key that speaks for them."""

    identity: str
    public_key: PublicKey


@dataclass(frozen=True, slots=True)
class Note:
    """One step of the walk: what was looked at and what came of it."""

    mark: Mark
    text: str


@dataclass
class Walk:
    """The notes so far, the record once it could be read, and the fingerprint that signed it."""

    notes: list[Note] = field(default_factory=list)
    record: Record | None = None
    fingerprint: str = ""

    def note(self, mark: Mark, text: str) -> None:
        self.notes.append(Note(mark, text))

    @property
    def is_broken(self) -> bool:
        """Whether something did not hold."""
        return any(note.mark is Mark.BROKEN for note in self.notes)
