"""How a team stands, by the newest record of each person: what was done then, what is due by now, and which
waivers are agreed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from watchword.record.record import Entry, Record, counts
from watchword.record.walk import KnownSigner


@dataclass(frozen=True, slots=True)
class Exempted:
    """A waiver, and whether it has ended."""

    entry: Entry
    ends: date
    approved_by: str
    reason: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One person by their newest record. `due` counts what is due by now; `next_due` is the day after
    today on which the next thing does; `is_known` says whether their key is, `None` where none was named."""

    record: Record
    done: int
    applying: int
    due: int
    next_due: date | None
    exempted: tuple[Exempted, ...]
    is_known: bool | None

    @property
    def is_well(self) -> bool:
        """Whether all was done, nothing is due and no waiver has ended."""
        is_complete = self.record.result.status == "complete"
        return is_complete and not self.due and not any(one.is_over for one in self.exempted)


def look_at_team(
    records: Iterable[Record], today: date, signers: Sequence[KnownSigner] | None = None
) -> tuple[Person, ...]:
    """Return everybody, by address. `signers` are the keys that are known, where any were named."""
    return tuple(
        _person(record, today, signers) for record in sorted(records, key=lambda one: one.subject.id)
    )


def _person(record: Record, today: date, signers: Sequence[KnownSigner] | None) -> Person:
    found = counts(record)
    days = [date.fromisoformat(one.due) for one in record.guidelines if one.due]
    exempted = tuple(
        Exempted(
            one,
            date.fromisoformat(one.waiver.ends),
            one.waiver.approved_by,
            one.waiver.reason,
            date.fromisoformat(one.waiver.ends) < today,
        )
        for one in record.guidelines
        if one.waiver
    )
    known = None
    if signers is not None:
        text, who = record.signer.public_key, record.subject.id
        known = any(one.public_key.text == text and one.identity == who for one in signers)
    return Person(
        record=record,
        done=found["done"],
        applying=len(record.guidelines) - found["not-applicable"],
        due=sum(day <= today for day in days),
        next_due=min((day for day in days if day > today), default=None),
        exempted=exempted,
        is_known=known,
    )
