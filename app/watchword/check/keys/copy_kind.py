"""What a file that is named like a key holds, by its name, its size and its first bytes; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from watchword.check.keys import openpgp_lock
from watchword.check.keys.header import Lock, parse

SIZE_LIMIT = 1024 * 1024  # bytes; a ring of secret keys with pictures in it comes near

_KEYLIKE = re.compile(
    r"(?:.*[._-])?id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-].*)?"  # the prefixes are those of dot-file programs
    r"|.+\.(?:pem|ppk|key|asc|gpg|pgp|p12|pfx|rev)(?:\.(?:bak|old|orig|txt|tmpl))?"
    r"|.*secring.*",
    re.IGNORECASE,
)
# What stands for a file that is not on this disk: iCloud Drive before macOS 14, Nextcloud's virtual files.
_STAND_IN = re.compile(r"\.(.+)\.icloud|(.+)\.(?:nextcloud|owncloud)", re.IGNORECASE)

_LOCKS = {
    Lock.PASSPHRASE: "with a passphrase",
    Lock.BARE: "without a passphrase",
    Lock.UNCLEAR: "cut off, or in a form not known here",
}
_SECRET_BLOCK = re.compile(rb"^-----BEGIN PGP PRIVATE KEY BLOCK-----\s*$", re.MULTILINE)
_PUBLIC_BLOCK = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"
_VERSIONS = (2, 3, 4, 5, 6)  # of OpenPGP key packets


class Weight(Enum):
    """How much it matters that a copy lies there."""

    KEY = auto()  # a private key
    CONTAINER = auto()  # may hold a private key, which its password hides
    REVOCATION = auto()  # lets whoever has it revoke the key


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, in words, and how much that matters."""

    words: str
    weight: Weight


def is_keylike(name: str) -> bool:
    """Whether a file of this name is worth opening."""
    return not name.lower().endswith(".pub") and _KEYLIKE.fullmatch(name) is not None


def stands_for(name: str) -> str:
    """Return the name of the file that a stand-in stands for; empty for an ordinary file."""
    found = _STAND_IN.fullmatch(name)
    return (found[1] or found[2]) if found else ""


def kind_of(name: str, head: bytes) -> Kind | None:
    """Judge a file by its first 4 KiB; `None` where it is nothing of the sort.

    A key whose secret stays in hardware is none either: the file is of no use to anybody else.
    """
    if header := parse(head):
        if header.lock is Lock.HARDWARE:
            return None
        return Kind(f"a private key ({header.form}), {_LOCKS[header.lock]}", Weight.KEY)
    if _SECRET_BLOCK.search(head) or _is_secret_packet(head):
        return Kind("a private OpenPGP key", Weight.KEY)
    if openpgp_lock.is_private_key(head):
        return Kind("a private key (GnuPG)", Weight.KEY)
    if name.lower().endswith((".p12", ".pfx")) and head.startswith(b"\x30"):
        return Kind("a PKCS#12 file, which usually holds a private key", Weight.CONTAINER)
    if _PUBLIC_BLOCK in head and b"revocation certificate" in head.lower():
        return Kind("a revocation certificate", Weight.REVOCATION)
    return None


def _is_secret_packet(head: bytes) -> bool:
    """Whether this starts with an OpenPGP secret-key packet (RFC 4880, 4.2 and 5.5.3; tag 5)."""
    if len(head) < 16:
        return False
    first = head[0]
    if first in (0x94, 0x95, 0x96):  # old form: one, two or four bytes of length
        start = 1 + (1, 2, 4)[first & 3]
        size = int.from_bytes(head[1:start], "big")
    elif first == 0xC5:  # new form
        start = 2 if head[1] < 192 else 3 if head[1] < 224 else 6
        size = head[1] if start == 2 else 64
    else:
        return False
    return size >= 32 and head[start] in _VERSIONS and head[start + 5] in (1, 2, 3, *range(16, 38))
