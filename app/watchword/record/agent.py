"""A small client of ssh-agent, for people who sign with a key they already have.

Facts come from RFC 9987 (the agent protocol) and OpenSSH's PROTOCOL.agent. The agent is the other side of a
socket and may be slow, forwarded from elsewhere, or no agent at all: every answer has a limit of time for the
whole of it and one of size, and what it signs is verified here before use. Only the chosen key is asked.
"""

from __future__ import annotations

import queue
import socket
import sys
import threading
from dataclasses import dataclass
from typing import BinaryIO, cast

from watchword.errors import SignatureError, SigningError
from watchword.record.public_key import RSA, Reader, string
from watchword.record.sshsig import PublicKey, armour, parse, to_be_signed, verify
from watchword.text import clean

WINDOWS_PIPE = r"\\.\pipe\openssh-ssh-agent"  # where OpenSSH for Windows listens; it sets no SSH_AUTH_SOCK
MAX_REPLY = 256 * 1024  # bytes, the limit that OpenSSH has
LIST_SECONDS = 5.0
SIGN_SECONDS = 60.0  # a person may have to confirm, or to find and touch a security key

_REQUEST_IDENTITIES, _IDENTITIES_ANSWER = 11, 12
_SIGN_REQUEST, _SIGN_RESPONSE = 13, 14
_RSA_SHA2_512 = 4  # without this flag an agent signs RSA with SHA-1


@dataclass(frozen=True)
class AgentKey:
    """A key that an agent offers; `comment` is what the agent says of it, made safe to show."""

    public_key: PublicKey
    comment: str


class AgentSigner:
    """Signs with one key of an agent. The private half stays there.

    `seconds` is how long the agent may take for a signature, people's confirming and touching included.
    """

    storage = "agent"

    def __init__(self, public_key: PublicKey, socket_path: str, seconds: float = SIGN_SECONDS) -> None:
        self.public_key = public_key
        self._socket_path = socket_path
        self._seconds = seconds

    def __repr__(self) -> str:
        return f"AgentSigner({self.public_key.fingerprint})"

    def sign(self, message: bytes, namespace: str) -> bytes:
        """Return the content of the `.sig` file over `message`; raises SigningError."""
        flags = _RSA_SHA2_512 if self.public_key.algorithm == RSA else 0
        data = to_be_signed(message, namespace)
        request = (
            bytes([_SIGN_REQUEST]) + string(self.public_key.blob) + string(data) + flags.to_bytes(4, "big")
        )
        kind, reply = _ask(self._socket_path, request, self._seconds)
        if kind != _SIGN_RESPONSE:
            raise SigningError(
                "Your ssh-agent did not sign.",
                f"It refused, or no longer has the key {self.public_key.fingerprint}.",
                "See what it has: ssh-add -l. Add the key again: ssh-add. Unlock a locked agent: ssh-add -X",
            )
        try:
            reader = Reader(reply, "agent's answer")
            signature = armour(self.public_key, namespace, reader.string())
            reader.end()
            verify(message, parse(signature), namespace)
        except SignatureError as problem:
            raise SigningError(
                "Your ssh-agent answered with a signature that does not hold.",
                f"{problem.title} {problem.detail}".strip(),
                "Try again; if it stays so, sign with another key.",
            ) from None
        return signature


def list_keys(socket_path: str, seconds: float = LIST_SECONDS) -> list[AgentKey]:
    """Return the agent's keys that may sign here, in its order; a locked agent shows none.

    `socket_path` is the value of SSH_AUTH_SOCK, or WINDOWS_PIPE. Keys of other types, weak keys and
    certificates are left out. Raises SigningError if no agent answers in time or its answer makes no sense.
    """
    kind, reply = _ask(socket_path, bytes([_REQUEST_IDENTITIES]), seconds)
    if kind != _IDENTITIES_ANSWER:
        raise SigningError("Your ssh-agent does not list its keys.", f"It answered with message {kind}.")
    keys = []
    try:
        reader = Reader(reply, "agent's answer")
        for _ in range(reader.uint32()):
            blob, comment = reader.string(), reader.string()
            if key := _usable(blob):
                keys.append(AgentKey(key, clean(comment.decode("utf-8", "replace"), limit=200)))
        reader.end()
    except SignatureError as problem:
        raise _no_sense(problem.title) from None
    return keys


def _usable(blob: bytes) -> PublicKey | None:
    try:
        return PublicKey(blob)
    except SignatureError:
        return None


def _ask(socket_path: str, request: bytes, seconds: float) -> tuple[int, bytes]:
    """Send one request and return the type and content of the answer; raises SigningError.

    The talking is done by a thread, because reading a Windows pipe knows no time limit and a socket knows one
    for each read only. A thread whose time is up stops at the next byte that comes; it never delays quitting.
    """
    if not socket_path:
        raise _no_agent("SSH_AUTH_SOCK is not set.")
    answer: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
    late = threading.Event()

    def talk() -> None:
        try:
            answer.put(_converse(socket_path, request, seconds, late))
        except (OSError, ValueError, SigningError) as problem:  # ValueError: a NUL in a pipe's name
            answer.put(problem)

    threading.Thread(target=talk, name="ssh-agent", daemon=True).start()
    try:
        outcome = answer.get(timeout=seconds)
    except queue.Empty:
        late.set()
        outcome = TimeoutError()
    if isinstance(outcome, TimeoutError):
        raise SigningError(
            "Your ssh-agent did not answer in time.",
            f"It had {seconds:g} seconds.",
            "Look for a window that asks you to confirm, or a security key that blinks; then try again.",
        )
    if isinstance(outcome, SigningError):
        raise outcome
    if isinstance(outcome, Exception):
        raise _no_agent(clean(getattr(outcome, "strerror", None) or str(outcome), limit=200))
    return outcome[0], outcome[1:]


def _converse(socket_path: str, request: bytes, seconds: float, late: threading.Event) -> bytes:
    """Return one answer without its length; OSError if it does not come, SigningError if it is no answer."""
    with _connect(socket_path, seconds) as channel:
        _send(channel, string(request))
        size = int.from_bytes(_receive(channel, 4, late), "big")
        if not 0 < size <= MAX_REPLY:
            raise _no_sense(f"It announced an answer of {size} bytes; {MAX_REPLY} are the most allowed.")
        return _receive(channel, size, late)


def _connect(socket_path: str, seconds: float) -> BinaryIO:
    """Open the agent's socket, or its pipe on Windows, as an unbuffered file."""
    if sys.platform == "win32":
        return cast(BinaryIO, open(socket_path, "r+b", buffering=0))
    else:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:  # the file keeps it open
            connection.settimeout(seconds)
            connection.connect(socket_path)
            return cast(BinaryIO, connection.makefile("rwb", buffering=0))


def _send(channel: BinaryIO, data: bytes) -> None:
    while data:
        data = data[channel.write(data) :]


def _receive(channel: BinaryIO, count: int, late: threading.Event) -> bytes:
    parts = bytearray()
    while len(parts) < count and not late.is_set():
        part = channel.read(count - len(parts))
        if not part:
            raise _no_sense("It hung up in the middle of an answer.")
        parts += part
    return bytes(parts)


def _no_agent(detail: str) -> SigningError:
    if sys.platform == "win32":
        remedy = "Start it in PowerShell: Start-Service ssh-agent; then add a key: ssh-add"
    else:
        remedy = 'Start one and add a key: eval "$(ssh-agent)" && ssh-add'
    return SigningError("No ssh-agent answers.", detail, remedy)


def _no_sense(detail: str) -> SigningError:
    remedy = "See whether ssh-add -l works; if it does not, start the agent again."
    return SigningError("Your ssh-agent's answer makes no sense.", detail, remedy)
