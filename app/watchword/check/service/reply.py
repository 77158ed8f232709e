"""Reads one HTTP answer from a connection, within limits of time and size.

`http.client` does the parsing. What it reads from ends by itself: at the deadline, and after so many bytes.
So a server that sends a byte a second, or never stops, costs no more than one that answers.
"""

from __future__ import annotations

import io
import socket
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from watchword.text import clean

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from _typeshed import WriteableBuffer

HEAD_LIMIT = 64 * 1024  # bytes of status line and headers; http.client takes 100 headers at most
BODY_LIMIT = 1024 * 1024
_FRAMES = 128 * 1024  # what chunks may add to a body
_EARLY = 5  # how many answers of status 1xx may stand before the real one


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `reason` says why the body is not whole; `is_cut` that it is not.

    `is_over` says that the connection can take another request: the answer ended where it said it would.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_cut: bool = False
    reason: str = ""
    is_over: bool = False


class NoReply(Exception):
    """What came is no answer; `is_late` where the time was up, `is_closed` where nothing came at all."""

    def __init__(self, reason: str, *, is_late: bool = False, is_closed: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_late = is_late
        self.is_closed = is_closed


class Intake(io.RawIOBase):
    """A connection as a stream that ends at a deadline and after `left` bytes; `ended` says which it was."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        super().__init__()
        self._connection = connection
        self._deadline = deadline
        self.left = HEAD_LIMIT
        self.ended = ""

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with what is there; 0 at the end, whatever ended it."""
        remaining = self._deadline - time.monotonic()
        if self.left <= 0:
            self.ended = self.ended or "much"
        if remaining <= 0:
            self.ended = self.ended or "late"
        if self.ended:
            return 0
        try:
            self._connection.settimeout(remaining)
            count = self._connection.recv_into(memoryview(buffer)[: self.left])
        except TimeoutError:
            self.ended = "late"
            return 0
        self.left -= count
        return count

    def spare(self, reader: io.BufferedReader) -> bytes:
        """Return what a reader of this took in and did not need; nothing more is read from then on."""
        self.left = 0
        return reader.peek()


class _Reader(io.BufferedReader):
    """What `HTTPResponse` wants instead of a socket; it stays open to see whether more came after it."""

    def makefile(self, *_: object) -> _Reader:
        return self

    def close(self) -> None:
        """Stay open."""


def read_reply(connection: socket.socket, deadline: float, limit: int = BODY_LIMIT) -> Reply:
    """Read the answer to a GET; `deadline` is a time of `time.monotonic`.

    Raises `NoReply` where no status and headers can be made out, `OSError` where the connection breaks before
    that. Afterwards neither: the answer then has what came of its body.
    """
    intake = Intake(connection, deadline)
    reader = _Reader(intake, 16 * 1024)
    response = _read_head(intake, reader)
    intake.left += limit + _FRAMES
    headers = tuple((name, str(value)) for name, value in response.getheaders())
    body, reason = _read_body(response, intake, limit)
    is_cut = bool(reason) or len(body) > limit
    is_over = response.isclosed() and not (
        response.will_close or is_cut or intake.ended or intake.spare(reader)
    )
    coding = (response.headers.get("Content-Encoding") or "").strip().lower()
    body = body[:limit]
    if body and coding not in ("", "identity"):
        body, is_whole, problem = _unpack(body, str(coding), limit)
        is_cut, reason = is_cut or not is_whole, reason or problem
    return Reply(response.status, headers, body, is_cut, reason, is_over)


def _read_head(intake: Intake, reader: _Reader) -> HTTPResponse:
    from http.client import HTTPException, HTTPResponse  # brings the e-mail package along

    for _ in range(_EARLY):
        response = HTTPResponse(cast(socket.socket, reader), method="GET")
        problem: Exception | None = None
        try:
            response.begin()
        except (HTTPException, ValueError) as error:
            problem = error
        if intake.ended or problem:
            raise _explain(intake, problem) from problem
        if response.status >= 200 or response.status == 101:
            return response
    raise NoReply("It sends one early answer (1xx) after another")


def _explain(intake: Intake, error: Exception | None) -> NoReply:
    if intake.ended == "late":
        return NoReply("", is_late=True)
    if intake.ended:
        return NoReply(f"Its headers are longer than {HEAD_LIMIT // 1024} KiB")
    if isinstance(error, ConnectionError):
        return NoReply("It closed the connection without an answer", is_closed=True)
    if "100 headers" in str(error):
        return NoReply("It sends more than 100 headers")
    return NoReply("What came back is no HTTP")


def _read_body(response: HTTPResponse, intake: Intake, limit: int) -> tuple[bytes, str]:
    """Return the body, one byte longer than the limit where it is longer, and why it is not whole."""
    from http.client import HTTPException, IncompleteRead

    broken = ""
    try:
        body = response.read(limit + 1)
    except IncompleteRead as error:
        body, broken = error.partial, "Its body breaks off"
    except (HTTPException, OSError, ValueError):
        body, broken = b"", "Its body cannot be read"
    if len(body) > limit:
        return body, ""
    if intake.ended == "late":
        return body, "The rest of its body did not come in time"
    if intake.ended:  # the limit of the content was not reached before that of everything
        return body, "Its body came in far too small pieces"
    if not broken and response.length:  # fewer bytes than were announced
        broken = "Its body breaks off"
    return body, broken


def _unpack(body: bytes, coding: str, limit: int) -> tuple[bytes, bool, str]:
    """Return a compressed body unpacked up to the limit, whether that is all, and why it is not."""
    kinds = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(coding, ())
    for bits in kinds:
        unpacker = zlib.decompressobj(bits)
        try:
            found = unpacker.decompress(body, limit)
        except zlib.error:
            continue
        return found, unpacker.eof, ""
    name = clean(coding, limit=20)
    return b"", False, f"Its body was compressed ({name}) although asked for plain, so it was not read"
