"""A verdict and its record as lines: the word first, then every note, then a table that fits 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from watchword.cli.output import Tint
from watchword.cli.prose import wrap
from watchword.cli.words import OUTCOMES
from watchword.record.record import Entry, Record
from watchword.record.verify import Mark, Verdict, Word
from watchword.text import count

TINTS: dict[Word, Tint] = {
    Word.VALID: "green",
    Word.NOT_KNOWN: "yellow",
    Word.STALE: "yellow",
    Word.BROKEN: "red",
}
_MARKS = {Mark.HOLDS: "holds", Mark.NOTICE: "notice", Mark.BROKEN: "broken"}
_STATUS = {
    "done": "done",
    "waived": "waived",
    "open": "open",
    "needs-action": "needs action",
    "not-applicable": "not applicable",
}
_COLUMNS = (("Guideline", 24), ("Status", 10), ("Known", 14), ("Seen", 15), ("Stated", 12))
_GAP = " "
_DIGITS = 12  # of a digest; --json has all of it


def note_lines(verdict: Verdict) -> list[str]:
    """Every step of the walk, with the word for what it means."""
    return [line for note in verdict.notes for line in _note(_MARKS[note.mark], note.text)]


def _note(mark: str, text: str) -> list[str]:
    return wrap(text, indent=" " * 10, first=f"  {mark:<6}  ")


def head_lines(record: Record) -> list[str]:
    """Who, what, when, and with which key."""
    result, app = record.result, record.app
    rows = {
        "Person": f"{record.subject.name} <{record.subject.id}>",
        "Checklist": f"{record.checklist.title}, version {record.checklist.version}",
        "Result": f"{result.status}, {result.done} of {result.applying} done",
        "Times": f"begun {result.started_at}, last step {result.finished_at}",
        "Issued": f"{record.issued_at}, {record.kind}, challenge: {record.challenge}",
        **_previous(record),
        "Key": f"{record.signer.fingerprint} ({record.signer.storage})",
        "Journal": f"{record.journal.id}, {count(record.journal.count, 'event')}, set back "
        f"{count(record.journal.rewinds, 'time')}",
        "Record": f"{record.record_id}, written by {app.name} {app.version} on {app.system}",
    }
    return [
        line for name, text in rows.items() for line in wrap(text, indent=" " * 11, first=f"{name + ':':<11}")
    ]


def _previous(record: Record) -> dict[str, str]:
    if record.previous is None:
        return {}
    digest = record.previous.sha256
    return {"Before it": record.previous.record_id + (f", SHA-256 {digest}" if digest else "")}


def table_lines(record: Record) -> list[str]:
    """One row per guideline with all that the record says of it; digests are shortened."""
    lines = _row([name for name, _ in _COLUMNS])
    lines.append(_GAP.join("-" * width for _, width in _COLUMNS))
    for entry in record.guidelines:
        lines += [*_row(_cells(entry)), *_below(entry), ""]
    return lines[:-1] if record.guidelines else lines


def _cells(entry: Entry) -> list[str]:
    known = [
        f"{one.id}: {'right' if one.right else 'not right'}, {count(one.attempts, 'attempt')}"
        for one in entry.known
    ]
    seen = [f"{one.check}: {OUTCOMES[one.outcome].word}, {_day(one.at)}" for one in entry.seen]
    stated = f"{_day(entry.stated.at)}\ntext {entry.stated.text_sha256[:_DIGITS]}" if entry.stated else "-"
    named = f"{entry.title}\n{entry.id}, rev. {entry.revision}\nrule {entry.rule_sha256[:_DIGITS]}"
    status = _STATUS[entry.status] + (f"\ndue {entry.due}" if entry.due else "")
    return [named, status, "\n".join(known) or "-", "\n".join(seen) or "-", stated]


def _day(moment: str) -> str:
    return moment[:16].replace("T", " ") + "Z"


def _below(entry: Entry) -> list[str]:
    """What takes more room than a column has."""
    lines = wrap(entry.reason, indent="    ", first="  Reason: ") if entry.reason else []
    if entry.waiver:
        said = f"until {entry.waiver.ends}, approved by {entry.waiver.approved_by}: {entry.waiver.reason}"
        lines += wrap(said, indent="    ", first="  Exception: ")
    for one in entry.seen:
        if one.statement:
            lines += wrap(one.statement, indent="    ", first=f"  In their words ({one.check}): ")
    return lines


def _row(cells: Sequence[str]) -> list[str]:
    columns = [_fold(cell, width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True)]
    return [
        _GAP.join(f"{part:<{width}}" for part, (_, width) in zip(parts, _COLUMNS, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]


def _fold(cell: str, width: int) -> Iterable[str]:
    return [part for line in cell.split("\n") for part in textwrap.wrap(line, width) or [""]]


def as_value(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as a value for `--json`."""
    record = verdict.record
    return {
        "verdict": str(verdict.word),
        "fingerprint": verdict.fingerprint or None,
        "notes": [{"mark": str(note.mark), "text": note.text} for note in verdict.notes],
        "record": record.model_dump(mode="json", by_alias=True, exclude_none=True) if record else None,
    }
