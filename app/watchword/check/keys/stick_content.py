"""What one file is, told from its beginning: a private key, a revocation certificate, or neither.

Two files are copies of one key when they share a mark: the fingerprint of the public part, which stands in
the clear, or the hash of the file as it is. Nothing else is kept of a file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from watchword.check.keys import header, stick_packet
from watchword.check.keys.header import HEAD, Lock

READ = 16 * 1024  # bytes of a file that are read: a certificate of GnuPG has a page of explanations first

# The first thing in a key file of GnuPG, as text (2.2 and later) or as a binary S-expression.
_AGENT_KEY = re.compile(rb"\((?:\d+:)?(protected-private-key|shadowed-private-key|private-key)\b")
_AGENT_NAME = re.compile(r"([0-9A-F]{40})\.key")
_AGENT_LOCKS = {
    b"protected-private-key": Lock.PASSPHRASE,
    b"shadowed-private-key": Lock.HARDWARE,
    b"private-key": Lock.BARE,
}
_MAGIC = b"openssh-key-v1\0"
_ARMOUR = re.compile(rb"-----BEGIN OPENSSH PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)")
_PUTTY_LINES = re.compile(rb"^Public-Lines: (\d{1,3})\r?\n((?:[A-Za-z0-9+/=]+\r?\n)+)", re.MULTILINE)


class Kind(StrEnum):
    """What a file holds."""

    SSH = "SSH private key"
    OPENPGP = "OpenPGP private key"
    AGENT = "key file of GnuPG"
    CERTIFICATE = "revocation certificate"


@dataclass(frozen=True, slots=True)
class Content:
    """A file understood. `marks` are what its copies have in common."""

    kind: Kind
    marks: frozenset[str]
    lock: Lock = Lock.UNCLEAR


def understand(name: str, head: bytes, size: int, beside: bytes = b"") -> Content | None:
    """Return what a file is, `None` where it is nothing of interest.

    `head` are the first `READ` bytes at most of the `size` there are, `beside` a `.pub` file next to it.
    """
    if (match := _AGENT_NAME.fullmatch(name)) and (agent := _AGENT_KEY.search(head[:HEAD])):
        return Content(Kind.AGENT, frozenset({match[1]}), _AGENT_LOCKS[agent[1]])
    if key := stick_packet.read_secret_key(head, whole=size <= len(head)):
        return Content(Kind.OPENPGP, frozenset({key.fingerprint}), key.lock)
    if revoked := stick_packet.read_revocation(head):
        return Content(Kind.CERTIFICATE, frozenset({revoked}))
    if found := header.parse(head[:HEAD]):
        return Content(Kind.SSH, frozenset(_ssh_marks(head, size, beside)), found.lock)
    return None


def _ssh_marks(head: bytes, size: int, beside: bytes) -> set[str]:
    public = _public_part(head[:HEAD]) or _public_line(beside)
    marks = {fingerprint(public)} if public else set()
    if size <= len(head):
        marks.add("file:" + hashlib.sha256(head).hexdigest())
    return marks


def fingerprint(public: bytes) -> str:
    """Return the fingerprint of a public key as OpenSSH writes it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(public).digest()).decode().rstrip("=")


def _public_part(head: bytes) -> bytes:
    """Return the public key inside a private one, as OpenSSH and PuTTY store it in the clear."""
    if match := _ARMOUR.search(head):
        blob = _decoded(b"".join(match[1].split()))
        return _nth_string(blob[len(_MAGIC) :], 3, skip=4) if blob.startswith(_MAGIC) else b""
    if match := _PUTTY_LINES.search(head):
        return _decoded(b"".join(match[2].split()[: int(match[1])]))
    return b""


def _nth_string(data: bytes, count: int, *, skip: int) -> bytes:
    """Return the string after `count` others and `skip` bytes (RFC 4251); empty where the data end before."""
    for _ in range(count):
        data = data[4 + int.from_bytes(data[:4], "big") :]
    data = data[skip:]
    size = int.from_bytes(data[:4], "big")
    return data[4 : 4 + size] if len(data) >= 4 + size > 4 else b""


def _public_line(text: bytes) -> bytes:
    """Return the key in a `.pub` file: a type, the key in base64, a comment."""
    words = text.split()
    blob = _decoded(words[1]) if len(words) >= 2 else b""
    return blob if blob and _nth_string(blob, 0, skip=0) == words[0] else b""


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        return b""
