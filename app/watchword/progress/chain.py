"""The journal as bytes: how it is written, hashed and verified. Pure.

A journal is TOML: a header with the keys of `Header`, then one `[[event]]` block per event, ending in `prev`,
the SHA-256 of every byte before that block, and an empty line. The head of a journal is the SHA-256 of the
file.

Nothing is handed to the TOML parser before its lines were found to be of the few forms that are written here:
bare keys, plain values, lists one entry per line. So keys with a thousand dots, deep nesting and texts over
several lines never reach it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import tomli_w

from watchword.errors import JournalError
from watchword.progress.event import Event, clean_fields, find_fault, whole_second
from watchword.progress.quick import read_table
from watchword.text import clean

FORMAT = "watchword-journal/1"
LARGEST_FILE = 4 * 1024 * 1024  # bytes
LONGEST_LINE = 8 * 1024  # bytes

_COMMENT = (
    "# What was done with this checklist. Events are only added at the end; changing earlier lines shows.\n"
)
_MARKER = b"[[event]]\n"

# No possessive quantifiers: Python before 3.11.5 gets them wrong (cpython#106052). Each form below has one
# way through, so nothing is tried twice all the same.
_KEY = rb"(?!prev = )[A-Za-z0-9_-]{1,64} = "
_SCALAR = rb'(?:"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|[0-9A-Za-z+-][0-9A-Za-z+:. -]{0,63})'
_ITEMS = rb"(?:    " + _SCALAR + rb",\n)*"
_LINE = rb"(?:" + _KEY + rb"(?:" + _SCALAR + rb"|\[\]|\[\n" + _ITEMS + rb"\])\n)"
_LINES = re.compile(_LINE + rb"*")
_OPENING = re.compile(rb"(?:#[^\n]*\n)*" + _LINE + rb"*")
_HEAD = re.compile(_OPENING.pattern + rb"\n")
_BLOCK = re.compile(rb"\[\[event\]\]\n(" + _LINE + rb'+)prev = "([0-9a-f]{64})"\n\n')
# What can stand where a block was cut: the start of a line, of a list, or of the closing link.
_CUT = re.compile(
    _KEY + rb"\[\n" + _ITEMS + rb'[^\n]*|prev = "[0-9a-f]{0,63}|prev = "[0-9a-f]{64}"?\n?|[^\n]*'
)

_FORMAT = re.compile(r"watchword-journal/[0-9]{1,4}")
_KIND = re.compile(r"[a-z][a-z-]{0,39}")
_HEADER_TEXTS = {
    "journal": r"[0-9a-f]{32}",
    "checklist": r".{1,200}",
    "checklist_version": r".{1,200}",
    "checklist_sha256": r"[0-9a-f]{64}",
    "key": r".{0,200}",
}

_REMEDY = (
    "Put back a copy of the file from a backup. Without one, move the file away and start a new journal; "
    "records that were handed over keep their worth."
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a journal says first: its id (32 hex digits), when and for which checklist it was begun, the key.

    `created` is UTC in whole seconds; `checklist_sha256` has 64 hex digits; `key` is a fingerprint as OpenSSH
    prints it.
    """

    journal: str
    created: datetime
    checklist: str
    checklist_version: str
    checklist_sha256: str
    key: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A verified journal. `heads[i]` is the head after `i` events; `torn` is a half-written end, or empty."""

    header: Header
    events: tuple[Event, ...]
    heads: tuple[str, ...]
    torn: bytes

    @property
    def head(self) -> str:
        """The SHA-256 of the journal without its torn end, as 64 hex digits."""
        return self.heads[-1]

    @property
    def count(self) -> int:
        """The number of whole events."""
        return len(self.events)


def write_header(header: Header) -> bytes:
    """Give the first bytes of a journal. Raises `JournalError` for an id, digest or time of another shape."""
    fields = {name: getattr(header, name) for name in Header.__slots__}
    fields["created"] = whole_second(header.created)
    data = (_COMMENT + tomli_w.dumps({"format": FORMAT, **fields}) + "\n").encode()
    verify(data)
    return data


def write_event(event: Event, prev: str) -> bytes:
    """Give the block of one event. `prev` is the head before it, as 64 hex digits."""
    table = {"n": event.n, "at": event.at, "kind": event.kind, **event.fields, "prev": prev}
    return _MARKER + tomli_w.dumps(table).encode() + b"\n"


def verify(data: bytes, name: str = "the journal") -> Chain:
    """Read a journal and verify its chain in one pass. `name` is how the message calls the file.

    Raises `JournalError` naming the event number and the line of the first thing that does not fit, and the
    way out. Only a half-written block after the last whole one is no error: it comes back as `torn`.
    """
    # A power cut can leave zeros where the last write was to go.
    reader = _Reader(clean(name, limit=300), data.rstrip(b"\0"))
    if len(data) > LARGEST_FILE:
        raise JournalError(
            "The journal is too large to be one.",
            f"{reader.name} has {len(data):,} bytes; {LARGEST_FILE:,} is the most.",
            _REMEDY,
        )
    reader.check_lines()
    place, header = reader.read_header()
    digest = hashlib.sha256(reader.body[:place])
    heads = [digest.hexdigest()]
    events: list[Event] = []
    while block := _BLOCK.match(reader.body, place):
        events.append(reader.read_event(block, heads))
        digest.update(block[0])
        heads.append(digest.hexdigest())
        place = block.end()
    if not _is_torn(reader.body[place:]):
        misfit = place + _count_written(reader.body[place:])
        reader.fail(len(events) + 1, misfit, "this is not how an event is written")
    return Chain(header, tuple(events), tuple(heads), data[place:])


def find_line(data: bytes, number: int) -> int:
    """Give the line where event `number` of a verified journal begins, counted from 1; 0 is the header."""
    rest = data.split(b"\n" + _MARKER, number)[number]
    return data.count(b"\n", 0, len(data) - len(rest)) if number else 1


@dataclass(frozen=True, slots=True)
class _Reader:
    """The bytes being read, and what messages call them. Places are offsets into `body`."""

    name: str
    body: bytes

    def fail(self, number: int, place: int, why: str) -> NoReturn:
        """Raise for event `number`, or for the header when it is 0."""
        what = f"event {number}" if number else "the header"
        line = self.body.count(b"\n", 0, place) + 1
        raise JournalError(
            "The journal is not what was written.", f"{self.name}, {what}, line {line}: {why}.", _REMEDY
        )

    def check_lines(self) -> None:
        """Raise for a line that is too long, before anything looks into it."""
        place = 0
        for line in self.body.split(b"\n"):
            if len(line) > LONGEST_LINE:
                number = self.body.count(_MARKER, 0, place)
                self.fail(number, place, f"the line is longer than {LONGEST_LINE:,} bytes")
            place += len(line) + 1

    def read_header(self) -> tuple[int, Header]:
        """Give the place where the first event begins, and the header."""
        head = _HEAD.match(self.body)
        if head is None:
            crlf = b"\r\n" in self.body[:LONGEST_LINE]
            why = "the line ends were changed" if crlf else "this is not how a journal begins"
            self.fail(0, _count_written(self.body), why)
        table = self.parse(0, 0, head[0])
        found = str(table.get("format"))
        if not _FORMAT.fullmatch(found):
            self.fail(0, self.find_key(0, "format"), "format is missing or malformed")
        if found != FORMAT:
            raise JournalError(
                "The journal was written by another version of the app.",
                f"{self.name} is of the format {found}; this version reads {FORMAT}.",
                "Install the newest version of Watchword.",
            )
        for key, pattern in _HEADER_TEXTS.items():
            if not isinstance(table.get(key), str) or not re.fullmatch(pattern, table[key]):
                self.fail(0, self.find_key(0, key), f"{key} is missing or malformed")
        if not _is_time(table.get("created")):
            self.fail(0, self.find_key(0, "created"), "created is not a time in UTC and whole seconds")
        texts = {key: clean(table[key], limit=200) for key in _HEADER_TEXTS}
        return head.end(), Header(created=table["created"].astimezone(UTC), **texts)

    def read_event(self, block: re.Match[bytes], heads: list[str]) -> Event:
        """Give the event of a block; `heads` are those after the header and after each event before."""
        number, start = len(heads), block.start()
        table = self.parse(number, start, block[1])
        if list(table)[:3] != ["n", "at", "kind"]:
            self.fail(number, start, "an event begins with n, at and kind")
        n, at, kind = table.pop("n"), table.pop("at"), table.pop("kind")
        if type(n) is not int or n != number:
            self.fail(number, start + len(_MARKER), f"event {number} should come here, and this is another")
        if not _is_time(at):
            self.fail(number, self.find_key(start, "at"), "at is not a time in UTC and whole seconds")
        if block[2].decode() != heads[-1]:
            before = f"event {number - 1}" if number > 1 else "the header"
            self.fail(number, block.start(2), f"prev does not fit: {before} was changed, or this line")
        if not isinstance(kind, str) or not _KIND.fullmatch(kind):
            self.fail(number, self.find_key(start, "kind"), "kind is not the name of one")
        if fault := find_fault(kind, table):
            self.fail(number, self.find_key(start, fault.field), fault.why)
        return Event(number, at.astimezone(UTC), kind, clean_fields(kind, table))

    def parse(self, number: int, place: int, data: bytes) -> dict[str, Any]:
        """Read TOML whose lines were found to be of the known forms."""
        if (table := read_table(data)) is not None:
            return table
        try:
            return tomllib.loads(data.decode())
        except ValueError as error:
            # The parser counts lines from the beginning of what it was given: that would mislead.
            why = clean(str(error).partition(" (at ")[0], limit=120)
            self.fail(number, place, f"this cannot be read ({why})")

    def find_key(self, start: int, key: str) -> int:
        """Give the place of the line that sets `key` in the block at `start`, else that of the block."""
        found = self.body.find(b"\n" + key.encode() + b" = ", start) if key else -1
        return start if found < 0 else found + 1


def _is_time(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() == timedelta(0) and not value.microsecond


def _is_torn(tail: bytes) -> bool:
    """Say whether `tail` can be the beginning of a block whose writing was cut off."""
    if not tail.startswith(_MARKER):
        return _MARKER.startswith(tail)
    return _CUT.fullmatch(tail, _count_written(tail)) is not None


def _count_written(data: bytes) -> int:
    """Give how many bytes at the start of a header or a block are as they are written."""
    is_block = data.startswith(_MARKER)
    written = _LINES.match(data, len(_MARKER)) if is_block else _OPENING.match(data)
    return written.end() if written else 0
