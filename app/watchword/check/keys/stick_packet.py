"""The first packet of an OpenPGP file: whose private key or revocation certificate it is, and its lock.

Pure; the secret part of a key is never looked at. Sources: RFC 4880 and RFC 9580 (packets, versions 4 and 6),
the LibrePGP draft (version 5), GnuPG's DETAILS (stubs without a secret).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from watchword.check.keys.header import Lock

_SIGNATURE, _SECRET_KEY = 2, 5
_KEY_REVOCATION = 0x20
_ISSUER_KEY, _ISSUER_FINGERPRINT = 16, 33
_STUB = 101  # GnuPG's own way of saying "not here": no secret, or a pointer to a smart card
# Public-key algorithm -> how its public part is made up: so many numbers; an OID, a number and perhaps a KDF
# field; or so many bytes as they are.
_NUMBERS = {1: 2, 2: 2, 3: 2, 16: 3, 17: 4}
_CURVES = {18: True, 19: False, 22: False}  # ECDH has a KDF field, ECDSA and EdDSA have none
_FIXED = {25: 32, 26: 56, 27: 32, 28: 57}
# GnuPG puts a colon before the first line of its own certificates, against import by accident.
_BEGIN = re.compile(rb"^:?-----BEGIN PGP (PRIVATE|PUBLIC) KEY BLOCK-----[ \t\r]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A private key's fingerprint, in capitals, and its lock; `HARDWARE` is a stub without the secret."""

    fingerprint: str
    lock: Lock


class _Cut(Exception):
    """The bytes end before the value does, or are none that we know."""


class _Bytes:
    """Bytes, taken one after another."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0

    def take(self, size: int) -> bytes:
        if size < 0 or self.place + size > len(self._data):
            raise _Cut
        taken = self._data[self.place : self.place + size]
        self.place += size
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def rest(self) -> int:
        return len(self._data) - self.place

    def until_here(self) -> bytes:
        return self._data[: self.place]


def read_secret_key(head: bytes, *, whole: bool) -> SecretKey | None:
    """Return the private key that a file begins with, `None` where it is none.

    With `whole`, `head` is all there is of the file; what is cut off then is no copy of a key.
    """
    found = _packet(head, whole)
    if found is None or found[0] != _SECRET_KEY:
        return None
    try:
        return _secret_key(_Bytes(found[1]))
    except _Cut:
        return None


def read_revocation(head: bytes) -> str:
    """Return the fingerprint or, from old certificates, the long key id that a certificate revokes, else "".

    Only a certificate that revokes a whole key counts; whether its signature is right is not looked at.
    """
    found = _packet(head, whole=True)
    if found is None or found[0] != _SIGNATURE:
        return ""
    try:
        return _revoked(_Bytes(found[1]))
    except _Cut:
        return ""


def _packet(head: bytes, whole: bool) -> tuple[int, bytes] | None:
    """Return the number and the bytes of the first packet, armoured or not."""
    data = _Bytes(_plain(head))
    try:
        tag = data.number(1)
        if not tag & 0x80:
            return None
        if tag & 0x40:
            number, size = tag & 0x3F, _new_size(data)
        else:
            number, size = (tag >> 2) & 0x0F, data.number({0: 1, 1: 2, 2: 4}.get(tag & 3, -1))
        return number, data.take(size if whole else min(size, data.rest()))
    except _Cut:
        return None


def _new_size(data: _Bytes) -> int:
    first = data.number(1)
    if first < 192:
        return first
    if first < 224:
        return ((first - 192) << 8) + data.number(1) + 192
    if first == 255:
        return data.number(4)
    raise _Cut  # partial lengths are for data, not for keys


def _plain(head: bytes) -> bytes:
    """Return the bytes inside the armour, or the bytes themselves where there is none."""
    match = _BEGIN.search(head)
    if match is None:
        return head
    lines = [line.strip() for line in head[match.end() :].split(b"\n")[1:]]
    if b"" in lines:  # after the headers, which end with an empty line
        lines = lines[lines.index(b"") + 1 :]
    text = b""
    for line in lines:
        if line.startswith((b"=", b"-")):  # the checksum, the END line
            break
        text += line
    try:
        return base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        return b""


def _secret_key(data: _Bytes) -> SecretKey:
    version = data.number(1)
    data.take(4)  # when it was made
    algorithm = data.number(1)
    if version == 4:
        _skip_public(data, algorithm)
    elif version in (5, 6):
        data.take(data.number(4))
    else:
        raise _Cut
    return SecretKey(_fingerprint(version, data.until_here()), _lock(data, version))


def _skip_public(data: _Bytes, algorithm: int) -> None:
    if algorithm in _FIXED:
        data.take(_FIXED[algorithm])
        return
    if algorithm in _CURVES:
        data.take(data.number(1))
    elif algorithm not in _NUMBERS:
        raise _Cut
    for _ in range(_NUMBERS.get(algorithm, 1)):
        data.take((data.number(2) + 7) // 8)
    if _CURVES.get(algorithm):
        data.take(data.number(1))


def _fingerprint(version: int, public: bytes) -> str:
    if version == 4:
        mark = b"\x99" + len(public).to_bytes(2, "big")
        return hashlib.sha1(mark + public, usedforsecurity=False).hexdigest().upper()
    mark = (b"\x9a" if version == 5 else b"\x9b") + len(public).to_bytes(4, "big")
    return hashlib.sha256(mark + public).hexdigest().upper()


def _lock(data: _Bytes, version: int) -> Lock:
    """Judge by the octet after the public part: 0 is bare, anything else names how a passphrase is used."""
    usage = data.number(1)
    if usage == 0:
        if data.rest() == 0:
            raise _Cut
        return Lock.BARE
    if usage in (253, 254, 255):
        if version != 4:
            data.take(1)  # how long the fields that follow are
        data.take(1)  # the cipher
        if usage == 253:
            data.take(1)  # its mode
        if version == 6:
            data.take(1)
        if data.number(1) == _STUB:
            return Lock.HARDWARE
    return Lock.PASSPHRASE


def _revoked(data: _Bytes) -> str:
    version, kind = data.number(1), data.number(1)
    if version not in (4, 5, 6) or kind != _KEY_REVOCATION:
        return ""
    data.take(2)  # the algorithms
    width = 4 if version == 6 else 2
    hashed = _subpackets(data.take(data.number(width)))
    others = _subpackets(data.take(data.number(width)))
    if data.rest() < 4:  # a certificate is nothing without its signature
        raise _Cut
    known = hashed.get(_ISSUER_FINGERPRINT) or others.get(_ISSUER_FINGERPRINT) or b""
    issuer = hashed.get(_ISSUER_KEY) or others.get(_ISSUER_KEY) or b""
    return (known[1:] or issuer).hex().upper()


def _subpackets(area: bytes) -> dict[int, bytes]:
    data, found = _Bytes(area), {}
    while data.rest():
        first = data.number(1)
        size = first
        if first == 255:
            size = data.number(4)
        elif first >= 192:
            size = ((first - 192) << 8) + data.number(1) + 192
        body = data.take(size)
        if body:
            found[body[0] & 0x7F] = body[1:]
    return found
