"""Private key files made by hand: every part of the header can be chosen, no part is a real secret."""

from __future__ import annotations

import base64
import struct

SALT = b"0123456789abcdef"


def string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


BCRYPT = string(SALT) + struct.pack(">I", 24)


def openssh_key(
    kind: bytes = b"ssh-ed25519",
    cipher: bytes = b"none",
    kdf: bytes = b"none",
    options: bytes = b"",
    count: int = 1,
    secret: bytes = bytes(160),
) -> bytes:
    """A file in OpenSSH's own format, as `PROTOCOL.key` describes it."""
    public = string(kind) + string(bytes(32))
    blob = b"openssh-key-v1\0" + string(cipher) + string(kdf) + string(options)
    blob += struct.pack(">I", count) + string(public) + string(secret)
    return armoured("OPENSSH PRIVATE KEY", blob)


def locked_openssh_key(kind: bytes = b"ssh-ed25519") -> bytes:
    return openssh_key(kind, b"aes256-ctr", b"bcrypt", BCRYPT)


def armoured(label: str, blob: bytes, *, headers: tuple[str, ...] = ()) -> bytes:
    """BEGIN and END lines around base64, with RFC 1421 headers where there are any."""
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    top = [*headers, ""] if headers else []
    return "\n".join([f"-----BEGIN {label}-----", *top, *lines, f"-----END {label}-----", ""]).encode()


def der(content: bytes = b"\x02\x01\x00" + bytes(100)) -> bytes:
    """One ASN.1 SEQUENCE around some content."""
    size = len(content)
    return b"\x30" + (bytes([size]) if size < 128 else b"\x82" + struct.pack(">H", size)) + content


PEM_HEADERS = ("Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,D8F1A2B3C4D5E6F708192A3B4C5D6E7F")


def putty_key(version: int = 3, cipher: str = "aes256-cbc", *, derivation: bool | None = None) -> bytes:
    """A PuTTY file; version 3 names how the passphrase is turned into a key."""
    derivation = version == 3 and cipher != "none" if derivation is None else derivation
    lines = [f"PuTTY-User-Key-File-{version}: ssh-ed25519", f"Encryption: {cipher}", "Comment: sample"]
    lines += ["Public-Lines: 1", "AAAAC3NzaC1lZDI1NTE5AAAAIPDsYf1L9zeq"]
    if derivation:
        lines += ["Key-Derivation: Argon2id", "Argon2-Memory: 8192", "Argon2-Salt: 00"]
    lines += ["Private-Lines: 1", "AAAAINVpdG9OLtSmyt2qUyHG1PvW0HYAUc5jG9WTDx2CEr1Z"]
    return "\n".join([*lines, "Private-MAC: " + "0f" * (20 if version == 2 else 32), ""]).encode()
