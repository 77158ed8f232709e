"""A folder of received records: the newest of each person, and whom a change of the checklist touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from watchword.checklist.difference import Change, Difference, Effect
from watchword.checklist.model import Checklist
from watchword.errors import RecordError, SignatureError
from watchword.record import files
from watchword.record.record import SIZE_LIMIT, Entry, Record, from_bytes
from watchword.record.sshsig import COMPLETION_RECORD, MAX_ARMOUR, parse, verify
from watchword.text import clean

MOST_RECORDS = 20_000
_NAMES = "record-[0-9a-f]*.json"


@dataclass(frozen=True, slots=True)
class Received:
    """What a folder holds: the newest record of each person, and why other files were left out, by name."""

    newest: tuple[Record, ...]
    left_out: dict[str, str]


@dataclass(frozen=True, slots=True)
class Touched:
    """People by address: those who are asked because of a change, and those who may be.

    A record does not say what somebody does, only which guidelines applied; so for a guideline that is for
    some people only, it is not always known.
    """

    asked: frozenset[str]
    perhaps: frozenset[str]


def read_received(folder: Path, checklist: str) -> Received:
    """Read every record below `folder` that is about a checklist; raises `RecordError` for no such folder.

    A record counts whose signature is over its bytes; whether its key is known is what `verify` is for.
    """
    if not folder.is_dir():
        raise RecordError(
            "There is no such folder of records.",
            f"{clean(str(folder), limit=300)} is no folder.",
            "Name the folder in which you keep the records that people sent.",
        )
    newest: dict[str, Record] = {}
    left_out: dict[str, str] = {}
    for path in _find(folder):
        name = clean(str(path.relative_to(folder)), limit=200)
        try:
            record = _read(path)
        except (RecordError, SignatureError) as error:
            left_out[name] = f"{error.title} {error.detail}".strip()
            continue
        if record.checklist.id != checklist:
            left_out[name] = f"It is about another checklist, {record.checklist.id}."
        elif record.issued_at > getattr(newest.get(record.subject.id), "issued_at", ""):
            newest[record.subject.id] = record
    return Received(tuple(newest[one] for one in sorted(newest)), left_out)


def touched(difference: Difference, records: Iterable[Record]) -> dict[str, Touched]:
    """Say by guideline whom each change that asks something touches."""
    known = list(records)
    return {change.guideline.id: _touched(change, difference.before, known) for change in difference.asking}


def _find(folder: Path) -> Iterator[Path]:
    for number, path in enumerate(sorted(folder.rglob(_NAMES)), 1):
        if number > MOST_RECORDS:
            raise RecordError(
                "The folder holds too many records.",
                f"More than {MOST_RECORDS} lie below it.",
                "Name a folder below it, one after the other.",
            )
        if not path.name.endswith(".approved.json"):
            yield path


def _read(path: Path) -> Record:
    data = files.read_small(path, SIZE_LIMIT)
    signature = parse(files.read_small(path.with_name(f"{path.name}.sig"), MAX_ARMOUR))
    verify(data, signature, COMPLETION_RECORD)
    return from_bytes(data)


def _touched(change: Change, before: Checklist, records: list[Record]) -> Touched:
    asked, perhaps = set(), set()
    for record in records:
        entries = {entry.id: entry for entry in record.guidelines}
        answer = (
            _is_asked_again(change, entries.get(change.guideline.id))
            if change.effect is Effect.AGAIN
            else _is_for(change, before, entries)
        )
        if answer is None:
            perhaps.add(record.subject.id)
        elif answer:
            asked.add(record.subject.id)
    return Touched(frozenset(asked), frozenset(perhaps))


def _is_asked_again(change: Change, entry: Entry | None) -> bool:
    """Whether they gave their word on an earlier revision than the one to come."""
    return entry is not None and entry.stated is not None and entry.revision < change.guideline.revision


def _is_for(change: Change, before: Checklist, entries: dict[str, Entry]) -> bool | None:
    """Whether a guideline is for somebody, by what applied to them so far; `None` where that is not known."""
    audience = set(change.guideline.applies_to)
    applied = {one.id for one in before.guidelines if one.id in entries}
    applied = {one for one in applied if entries[one].status != "not-applicable"}
    if change.before is not None and change.before.id in applied:
        return False  # it was for them already
    if "everyone" in audience:
        return True
    open_to = [one for one in before.guidelines if one.id in entries and set(one.applies_to) <= audience]
    if any(one.id in applied for one in open_to):
        return True
    denied = {
        name
        for one in before.guidelines
        if one.id in entries
        if one.id not in applied
        for name in one.applies_to
    }
    return False if audience <= denied else None
