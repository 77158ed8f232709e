"""The completion record: what is known, seen and stated for each guideline, in exact bytes.

A record is ASCII JSON with a fixed order of fields; the bytes that are signed are the bytes that are sent.
Reading is strict: what does not come out the same when written again is refused, so that a record has one
spelling only. It holds no host name, serial number, user name, path, address or raw output of a check.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from watchword.errors import RecordError
from watchword.text import clean

SIZE_LIMIT = 256 * 1024
SCHEMA = "watchword-record/2"
READ = ("watchword-record/1", SCHEMA)
"""Every form that was ever written; all of them stay readable."""


def _printable(text: str) -> str:
    if clean(text, limit=len(text) + 1, lines=True) != text:
        raise ValueError("holds characters that a terminal could obey")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or not text.strip():
        raise ValueError("is not text on one line")
    return _printable(text)


Plain = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_printable)]
Line = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_one_line)]
Short = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,79}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9.-]{0,189}$")]
# Spelt out, because \d takes the digits of every script.
_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
Moment = Annotated[str, StringConstraints(pattern=f"^{_DAY}T{_TIME}Z$")]
Day = Annotated[str, StringConstraints(pattern=f"^{_DAY}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
OutcomeWord = Literal["pass", "warn", "fail", "unknown", "not-applicable"]


class Part(BaseModel):
    """A part of a record: frozen, and strict about types and keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Subject(Part):
    """Who the record is about."""

    id: Email
    name: Short


class SignerPart(Part):
    """The key that signs the record, and where its private half is kept."""

    fingerprint: Short
    public_key: Line
    storage: Literal["file", "agent"]


class ChecklistPart(Part):
    """Which checklist, in which exact version."""

    id: Slug
    title: Short
    version: Short
    language: Short
    sha256: Hex64


class Result(Part):
    """How the whole stands."""

    status: Literal["complete", "incomplete"]
    applying: Count
    done: Count
    waived: Count | None = None
    started_at: Moment
    finished_at: Moment


class Asked(Part):
    """One question that was put: how often, and whether the last answer that stands is right."""

    id: Slug
    attempts: Count
    right: bool


class Looked(Part):
    """What a check or a drill showed, when, and the person's own words where a check could not tell."""

    check: Slug
    outcome: OutcomeWord
    at: Moment
    statement: Plain | None = None


class Stated(Part):
    """The person's word: when, and the digest of the exact text they saw."""

    at: Moment
    text_sha256: Hex64


class Waived(Part):
    """A waiver: the last day it holds, who approved it and why, the key and what it signed."""

    ends: Day
    approved_by: Line
    reason: Plain
    key: Short | None = None
    sha256: Hex64 | None = None


class Previous(Part):
    """The record that left before this one: its id, and the digest of its bytes."""

    record_id: Hex32
    sha256: Hex64 | None = None


class Entry(Part):
    """One guideline: what is known, what is seen, what is stated; or why it does not apply.

    `due` is the day on which it needs the person again, or since which it does.
    """

    id: Slug
    title: Short
    revision: Count
    rule_sha256: Hex64
    status: Literal["done", "waived", "open", "needs-action", "not-applicable"]
    due: Day | None = None
    waiver: Waived | None = None
    reason: Plain | None = None
    known: tuple[Asked, ...] = ()
    seen: tuple[Looked, ...] = ()
    stated: Stated | None = None


class JournalPart(Part):
    """The journal behind the record: its id, how many events, its head, and how often it was rewound."""

    id: Hex32
    count: Count
    head: Hex64
    rewinds: Count


class AppPart(Part):
    """What wrote the record, on which family of systems."""

    name: Literal["watchword"]
    version: Short
    system: Literal["linux", "macos", "windows"]


class Record(Part):
    """A completion record, in the order in which its fields are written.

    The first form knew neither renewals nor days on which something is due.
    """

    schema_name: Literal["watchword-record/1", "watchword-record/2"] = Field(alias="schema")
    record_id: Hex32
    kind: Literal["initial", "renewal"]
    previous: Previous | None = None
    issued_at: Moment
    subject: Subject
    signer: SignerPart
    checklist: ChecklistPart
    result: Result
    guidelines: tuple[Entry, ...] = Field(max_length=2000)
    journal: JournalPart
    challenge: Literal["none"]
    app: AppPart

    @model_validator(mode="after")
    def _keep_to_its_form(self) -> Record:
        newer = any(entry.due or entry.waiver or entry.status == "waived" for entry in self.guidelines)
        if self.is_first_form and (newer or self.previous or self.kind != "initial"):
            raise ValueError("holds what its form does not know")
        return self

    @property
    def is_first_form(self) -> bool:
        """Whether it is of the form that knew no renewals."""
        return self.schema_name == READ[0]


def moment(at: datetime) -> str:
    """Write a time as the record does: UTC, whole seconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def name_of(record: Record) -> str:
    """The name all files of a hand-over share: `record-` and the first 12 digits of its id."""
    return f"record-{record.record_id[:12]}"


def to_bytes(record: Record) -> bytes:
    """Return the one spelling of a record: ASCII, one space of indent, a line feed at the end."""
    text = record.model_dump_json(indent=1, by_alias=True, exclude_none=True, ensure_ascii=True)
    return text.encode("ascii") + b"\n"


def digest_of(record: Record) -> str:
    """Return the SHA-256 of the bytes that are signed, as 64 hex digits."""
    return hashlib.sha256(to_bytes(record)).hexdigest()


def from_bytes(data: bytes) -> Record:
    """Read a record strictly; raises `RecordError` for anything that is not its one spelling."""
    if len(data) > SIZE_LIMIT:
        raise _broken(f"It is larger than {SIZE_LIMIT // 1024} KiB.")
    try:
        record = Record.model_validate_json(data)
    except (ValidationError, RecursionError) as error:
        raise _broken(first_error(error)) from error
    if to_bytes(record) != data:
        raise _broken("It is not written the way a record is: spaces, order or a key given twice.")
    return record


def counts(record: Record) -> Mapping[str, int]:
    """How many guidelines stand in each status; recomputed from the entries, never taken from the result."""
    found = dict.fromkeys(("done", "waived", "open", "needs-action", "not-applicable"), 0)
    for one in record.guidelines:
        found[one.status] += 1
    return found


def _broken(detail: str) -> RecordError:
    return RecordError(
        "This is not a completion record.",
        detail,
        "Ask for the file again, as an attachment; a record that was saved by an editor has changed.",
    )


def first_error(error: Exception) -> str:
    """Say in words what is wrong first with something that was read."""
    if not isinstance(error, ValidationError):
        return "It is nested too deeply."
    entries = error.errors(include_input=False, include_url=False)
    where = ".".join(str(part) for part in entries[0]["loc"])
    message = re.sub(r"[\x00-\x1f]", " ", entries[0]["msg"])
    return clean(f"{where}: {message}." if where else f"{message}.", limit=300)
