"""Whether a private key has a passphrase, read from the first bytes of its file.

Pure: bytes in, words out; no tool is asked. `ssh-keygen -y` cannot tell a wrong passphrase from a broken
file or from loose permissions, and may wait at the terminal; the header says it plainly in every format.

Sources: OpenSSH `PROTOCOL.key` (its own armour) and `PROTOCOL.u2f` (`sk-` types), RFC 1421 and OpenSSL's
`PEM_read` (`Proc-Type`), RFC 7468 (PKCS#8 labels), PuTTY's manual, appendix C (versions 2 and 3).
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

# Enough for the header of every format, whatever the key's size: the type and the cipher stand before the
# key itself. Reading no more keeps the secret part of large keys out of memory.
HEAD = 4096


class Lock(StrEnum):
    """What keeps a key from whoever has its file."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a word for the person, not a password
    BARE = "bare"
    HARDWARE = "hardware"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Header:
    """A private key's form, its lock, and whether the way the passphrase is used is fast to guess."""

    form: str
    lock: Lock
    weak: bool = False


_BEGIN = re.compile(r"-----BEGIN ([A-Z0-9 ]{0,30}PRIVATE KEY)-----")
_DEK = re.compile(r"[A-Za-z0-9-]+,[0-9A-Fa-f]{16,64}")
_HEADER_LINE = re.compile(r"([A-Za-z-]+): ?(.*)")
_PUTTY = re.compile(r"PuTTY-User-Key-File-([0-9]+): ?(\S+)")
# Old forms that hold a private key but do not say plainly whether it is locked.
_OLD = ("SSH PRIVATE KEY FILE FORMAT 1.1", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----")
# The last line of a whole PuTTY file: a SHA-1 sum in version 2, SHA-256 in version 3.
_PUTTY_END = {
    "2": re.compile("Private-MAC: [0-9a-f]{40}"),
    "3": re.compile("Private-MAC: [0-9a-f]{64}"),
}
_MAGIC = b"openssh-key-v1\0"
# The ciphers OpenSSH offers for key files (cipher.c, `ssh -Q cipher`). Another name is not taken for a lock.
_CIPHERS = frozenset(
    b"3des-cbc aes128-cbc aes192-cbc aes256-cbc aes128-ctr aes192-ctr aes256-ctr aes128-gcm@openssh.com "
    b"aes256-gcm@openssh.com chacha20-poly1305@openssh.com".split()
)
_SHORTEST_LOCKED = 32  # bytes; no private key is smaller


def parse(head: bytes) -> Header | None:
    """Read the first `HEAD` bytes of a file; `None` where they are no private key.

    Less than `HEAD` bytes are the whole file, so the format's last line must be there too: what is cut off
    or damaged is `UNCLEAR`, never locked.
    """
    whole = len(head) < HEAD
    text = head[:HEAD].removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", text)]
    if match := _PUTTY.fullmatch(lines[0]):
        return _putty(match[1], lines, whole)
    for number, line in enumerate(lines):
        if (match := _BEGIN.fullmatch(line)) and not match[1].startswith("PGP "):
            return _armoured(match[1], lines[number + 1 :], whole)
    return Header("an old format", Lock.UNCLEAR) if text.startswith(_OLD) else None


def _putty(version: str, lines: list[str], whole: bool) -> Header:
    """Judge a PuTTY file; version 2 turns the passphrase into a key with one plain hash."""
    form = f"PuTTY {version}"
    names = {line.split(":")[0] for line in lines}
    last = next(line for line in reversed(lines) if line)
    if whole and not (
        version in _PUTTY_END and "Private-Lines" in names and _PUTTY_END[version].fullmatch(last)
    ):
        return Header(form, Lock.UNCLEAR)
    match lines[1:2], version:
        case ["Encryption: none"], "2" | "3":
            return Header(form, Lock.BARE)
        case ["Encryption: aes256-cbc"], "2":
            return Header(form, Lock.PASSPHRASE, weak=True)
        case ["Encryption: aes256-cbc"], "3" if "Key-Derivation" in names or not whole:
            return Header(form, Lock.PASSPHRASE)
    return Header(form, Lock.UNCLEAR)


def _armoured(label: str, lines: list[str], whole: bool) -> Header:
    """Judge what stands between a BEGIN line and its END line."""
    end = f"-----END {label}-----"
    is_closed = end in lines
    # The last line of a long file may be cut anywhere, so it is left out.
    body = lines[: lines.index(end)] if is_closed else lines[:-1]
    fields: dict[str, str] = {}
    while body and (match := _HEADER_LINE.fullmatch(body[0])):
        fields[match[1]] = match[2]
        body = body[1:]
    blob = _decode("".join(body), is_closed)
    if blob is None or (whole and not is_closed):
        return Header(_form(label), Lock.UNCLEAR)
    if label == "OPENSSH PRIVATE KEY":
        return Header("OpenSSH", _openssh(blob, is_closed))
    if label in ("RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"):
        return _pem(fields, blob, is_closed)
    lock = _PLAIN_LABELS.get(label)
    inner = 0x30 if lock is Lock.PASSPHRASE else None  # a locked one starts with the name of its cipher
    is_sound = lock is not None and _is_sequence(blob, is_closed, inner)
    return Header(_form(label), lock if lock is not None and is_sound else Lock.UNCLEAR)


# Formats whose label says it all. TSS2 is wrapped by this machine's TPM (draft-bottomley-tpm2-keys).
_PLAIN_LABELS = {
    "PRIVATE KEY": Lock.BARE,
    "ENCRYPTED PRIVATE KEY": Lock.PASSPHRASE,
    "TSS2 PRIVATE KEY": Lock.HARDWARE,
}
_FORMS = {
    "OPENSSH PRIVATE KEY": "OpenSSH",
    "RSA PRIVATE KEY": "PEM",
    "EC PRIVATE KEY": "PEM",
    "DSA PRIVATE KEY": "PEM",
    "PRIVATE KEY": "PKCS#8",
    "ENCRYPTED PRIVATE KEY": "PKCS#8",
    "TSS2 PRIVATE KEY": "TPM",
}


def _form(label: str) -> str:
    return _FORMS.get(label, "an unknown format")


def _pem(fields: dict[str, str], blob: bytes, is_closed: bool) -> Header:
    """Judge an OpenSSL key; its passphrase goes through one round of MD5, which is fast to guess."""
    if not fields:
        return Header("PEM", Lock.BARE if _is_sequence(blob, is_closed) else Lock.UNCLEAR)
    is_locked = fields.get("Proc-Type") == "4,ENCRYPTED" and _DEK.fullmatch(fields.get("DEK-Info", ""))
    if is_locked and len(blob) >= _SHORTEST_LOCKED:
        return Header("PEM", Lock.PASSPHRASE, weak=True)
    return Header("PEM", Lock.UNCLEAR)


def _decode(text: str, is_closed: bool) -> bytes | None:
    if not is_closed:
        text = text[: len(text) // 4 * 4]
    try:
        return base64.b64decode(text, validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _is_sequence(der: bytes, is_closed: bool, inner: int | None = None) -> bool:
    """Whether this is one ASN.1 SEQUENCE, as long as it says, starting with an element tagged `inner`."""
    if len(der) < 3 or der[0] != 0x30:
        return False
    size, start = der[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(der[2:start], "big")
    if is_closed and start + size != len(der):
        return False
    return start < len(der) and inner in (None, der[start])


class _Cut(Exception):
    """The bytes end before the value does."""


class _Wire:
    """SSH wire values, one after another (RFC 4251, section 5)."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def number(self) -> int:
        return int.from_bytes(self._take(4), "big")

    def string(self) -> bytes:
        return self._take(self.number())

    def rest(self) -> bytes:
        return self._data

    def _take(self, size: int) -> bytes:
        if size > len(self._data):
            raise _Cut
        taken, self._data = self._data[:size], self._data[size:]
        return taken


def _openssh(blob: bytes, is_closed: bool) -> Lock:
    """Judge OpenSSH's own format. The type stands in the clear part, so no passphrase is needed for it."""
    if not blob.startswith(_MAGIC):
        return Lock.UNCLEAR
    wire = _Wire(blob[len(_MAGIC) :])
    try:
        cipher, kdf, options = wire.string(), wire.string(), wire.string()
        count, kind = wire.number(), _Wire(wire.string()).string()
        if is_closed:
            wire.string()  # the secret part must be there to its end
        is_locked = kdf == b"bcrypt" and cipher in _CIPHERS and _has_salt(options)
    except _Cut:
        return Lock.UNCLEAR
    if count != 1 or not kind:  # OpenSSH itself refuses any other number
        return Lock.UNCLEAR
    if not is_locked and (cipher, kdf, options) != (b"none", b"none", b""):
        return Lock.UNCLEAR
    if kind.startswith(b"sk-") and kind.endswith(b"@openssh.com"):
        return Lock.HARDWARE
    return Lock.PASSPHRASE if is_locked else Lock.BARE


def _has_salt(options: bytes) -> bool:
    wire = _Wire(options)
    return bool(wire.string()) and wire.number() > 0 and not wire.rest()
