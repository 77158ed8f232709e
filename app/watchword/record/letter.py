"""What goes between a person and their manager beside the record: a waiver asked for and approved, a request.

Like a record, a letter is ASCII JSON in one spelling, signed over its exact bytes where that is wanted. It
holds no path, no host name and nothing of the machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from watchword.errors import RecordError
from watchword.record.public_key import PublicKey
from watchword.record.record import Day, Hex32, Line, Moment, Part, Plain, Short, Slug, Subject, first_error
from watchword.record.sshsig import parse, verify

SIZE_LIMIT = 16 * 1024  # bytes
Reason = Annotated[Plain, StringConstraints(min_length=1, max_length=500)]


class Named(Part):
    """A checklist or a guideline: its id, and what it is called."""

    id: Slug
    title: Short


class WaiverAsked(Part):
    """What a person asks their manager for: not to follow one guideline until a day, and why."""

    schema_name: Literal["watchword-waiver/1"] = Field(alias="schema")
    waiver_id: Hex32
    subject: Subject
    checklist: Named
    guideline: Named
    reason: Reason
    ends: Day
    asked_at: Moment


class WaiverApproved(WaiverAsked):
    """The same, approved; the manager may have named an earlier day."""

    approved_by: Subject
    approved_at: Moment


class Request(Part):
    """What a manager asks a person for: to go through guidelines again, all where none is named, by a day."""

    schema_name: Literal["watchword-request/1"] = Field(alias="schema")
    request_id: Hex32
    subject: Subject
    checklist: Named
    guidelines: tuple[Slug, ...] = Field(max_length=100)
    until: Day
    reason: Reason
    asked_by: Subject
    asked_at: Moment


L = TypeVar("L", bound=Part)


@dataclass(frozen=True, slots=True)
class Opened(Generic[L]):
    """A letter whose signature holds: what it says, with which key, and the digest of what was signed."""

    letter: L
    public_key: PublicKey
    sha256: str


def to_bytes(letter: Part) -> bytes:
    """Return the one spelling of a letter: ASCII, one space of indent, a line feed at the end."""
    return (
        letter.model_dump_json(indent=1, by_alias=True, exclude_none=True, ensure_ascii=True).encode() + b"\n"
    )


def from_bytes(kind: type[L], data: bytes) -> L:
    """Read a letter strictly; raises `RecordError` for anything that is not its one spelling."""
    try:
        letter = kind.model_validate_json(data[: SIZE_LIMIT + 1])
    except (ValidationError, RecursionError) as error:
        raise _broken(first_error(error)) from error
    if to_bytes(letter) != data:
        raise _broken("It is not written the way it was: spaces, order or a key given twice.")
    return letter


def open_signed(kind: type[L], data: bytes, armour: bytes, namespace: str) -> Opened[L]:
    """Verify a letter's signature, then read it; raises `SignatureError` and `RecordError`."""
    signature = parse(armour)
    verify(data, signature, namespace)
    return Opened(from_bytes(kind, data), signature.public_key, hashlib.sha256(data).hexdigest())


def _broken(detail: str) -> RecordError:
    return RecordError(
        "This is not what was written.",
        detail,
        "Ask for the file again, as an attachment; one that was saved by an editor has changed.",
    )


__all__ = [
    "SIZE_LIMIT",
    "Line",
    "Named",
    "Opened",
    "Request",
    "WaiverApproved",
    "WaiverAsked",
    "from_bytes",
    "open_signed",
    "to_bytes",
]
