"""One event of a journal: what it may say, checked on the way in and cleaned on the way out.

Pure: no clock, no files. Strings come from people and from files, so every one has been through `text.clean`
before it reaches anybody; `check_fields` does it on the way in, `clean_fields` on the way out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from watchword.errors import JournalError
from watchword.progress.kind import KINDS, Shape
from watchword.text import clean

Scalar = str | int | bool | datetime
Value = Scalar | Sequence[Scalar]

LONGEST_TEXT = 2000  # characters; in the worst case 8,000 bytes, below the longest line a journal may have
LONGEST_LIST = 100
_BIGGEST = 2**63

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `n` counts from 1; `at` is UTC in whole seconds; `fields` is not to be changed.

    The four readers below give a field in its type and raise `KeyError` when it is not there or of another
    type, which cannot happen for the fields that `KINDS` lists.
    """

    n: int
    at: datetime
    kind: str
    fields: Mapping[str, Value]

    def text(self, name: str) -> str:
        """Give a field that holds text."""
        value = self.fields[name]
        if isinstance(value, str):
            return value
        raise KeyError(name)

    def number(self, name: str) -> int:
        """Give a field that holds a whole number."""
        value = self.fields[name]
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise KeyError(name)

    def flag(self, name: str) -> bool:
        """Give a field that holds true or false."""
        value = self.fields[name]
        if isinstance(value, bool):
            return value
        raise KeyError(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a field that holds a list of texts."""
        value = self.fields[name]
        if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
            return tuple(str(part) for part in value)
        raise KeyError(name)


class Fault(NamedTuple):
    """What is wrong with an event: the field ("" for the event as a whole) and why, in words."""

    field: str
    why: str


def find_fault(kind: str, fields: Mapping[str, object]) -> Fault | None:
    """Say what is wrong with an event that was read, or None.

    Kinds and fields that a later version may have added are no fault as long as they are flat.
    """
    for name, value in fields.items():
        if not _is_flat(value):
            return Fault(name, f"{name} is neither text, whole number, truth value, time nor a list of these")
    known = KINDS.get(kind)
    if known is None:
        return None
    for name, shape in known.fields.items():
        if name not in fields and name in known.optional:
            continue
        if name not in fields:
            return Fault("", f"{name} is missing in an event of the kind {kind}")
        if not _fits(shape, fields[name]):
            return Fault(name, f"{name} is not {shape.value}")
    return None


def check_fields(kind: str, fields: Mapping[str, Value]) -> dict[str, Value]:
    """Give the fields as they are to be written: cleaned, in the order of `KINDS`.

    Raises `JournalError` for a kind nobody knows and for a field that is missing, unknown, of another type or
    too long: what is once in a journal stays there.
    """
    known = KINDS.get(kind)
    if known is None:
        raise _refused(f"There is no kind of event called {clean(kind, limit=60)}.")
    extra = [name for name in fields if name not in known.fields]
    if extra:
        raise _refused(f"An event of the kind {kind} has no field {clean(extra[0], limit=60)}.")
    fault = find_fault(kind, fields)
    if fault is None:
        fault = next((f for name in fields if (f := _find_excess(name, fields[name]))), None)
    if fault is not None:
        raise _refused(f"{kind}: {fault.why}.")
    return clean_fields(kind, {name: fields[name] for name in known.fields if name in fields})


def clean_fields(kind: str, fields: Mapping[str, Value]) -> dict[str, Value]:
    """Give the fields with every string made safe to show; line feeds stay only where prose is meant."""
    known = KINDS.get(kind)
    shapes: Mapping[str, Shape] = known.fields if known else {}
    return {name: _clean_value(value, shapes.get(name) is Shape.PROSE) for name, value in fields.items()}


def whole_second(at: datetime) -> datetime:
    """Give a time as journals hold it: UTC, whole seconds. Raises `JournalError` for one without a zone."""
    if at.utcoffset() is None:
        raise _refused("The time of the event has no time zone.")
    return at.astimezone(UTC).replace(microsecond=0)


def _refused(detail: str) -> JournalError:
    return JournalError("Nothing was recorded.", detail, "This is a defect of the app: please report it.")


def _is_flat(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_scalar(part) for part in value)
    return _is_scalar(value)


def _is_scalar(value: object) -> bool:
    if isinstance(value, datetime):
        return value.utcoffset() is not None
    if isinstance(value, int):
        return -_BIGGEST <= value < _BIGGEST
    return isinstance(value, str)


def _fits(shape: Shape, value: object) -> bool:
    match shape:
        case Shape.LINE | Shape.PROSE:
            return isinstance(value, str)
        case Shape.DAY:
            return isinstance(value, str) and _is_day(value)
        case Shape.DIGEST:
            return isinstance(value, str) and _DIGEST.fullmatch(value) is not None
        case Shape.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Shape.FLAG:
            return isinstance(value, bool)
        case Shape.LINES:
            return isinstance(value, list | tuple) and all(isinstance(part, str) for part in value)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _find_excess(name: str, value: Value) -> Fault | None:
    parts = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
    if len(parts) > LONGEST_LIST:
        return Fault(name, f"{name} has {len(parts):,} entries; {LONGEST_LIST} is the most")
    for part in parts:
        if isinstance(part, str) and len(part) > LONGEST_TEXT:
            return Fault(name, f"{name} has {len(part):,} characters; {LONGEST_TEXT:,} is the most")
    return None


def _clean_value(value: Value, lines: bool) -> Value:
    if isinstance(value, str):
        return _clean_text(value, lines)
    if isinstance(value, Sequence):
        return [_clean_text(part, False) if isinstance(part, str) else part for part in value]
    return value


def _clean_text(value: str, lines: bool) -> str:
    # Nearly every text in a journal is a short ASCII name; `clean` looks at each character of it.
    if value.isascii() and value.isprintable() and len(value) <= LONGEST_TEXT:
        return value
    return clean(value, limit=LONGEST_TEXT, lines=lines)
