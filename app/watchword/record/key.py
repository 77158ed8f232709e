"""Signing keys: what can sign, and the key that belongs to this app alone.

A file key is Ed25519 in OpenSSH's own format (PROTOCOL.key), without passphrase, mode 0600 in a folder of its
owner. It opens no server, so losing it costs one new enrolment; a passphrase would not stop its owner, whom a
record has to withstand. People who want more choose a key from their ssh-agent.

Private bytes appear in no message, no repr and no pickle.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from watchword.errors import SignatureError, SigningError
from watchword.record import key_file
from watchword.record.key_file import quoted, shown
from watchword.record.public_key import ED25519, Reader, string, unbase64
from watchword.record.sshsig import PublicKey, armour, to_be_signed

MAX_ROUNDS = 1024  # of bcrypt, about eight seconds; the file names the number and so sets the cost

_MAGIC = b"openssh-key-v1\0"
_HEADER, _FOOTER = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"


class Signer(Protocol):
    """Something that signs in the person's name."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what is signed."""

    @property
    def storage(self) -> str:
        """Where the private half lives: `file` or `agent`."""

    def sign(self, message: bytes, namespace: str) -> bytes:
        """Return the content of the `.sig` file over `message`; raises SigningError."""


class FileKey:
    """A signing key kept in a file; made by `create` or `load`, which raise SigningError."""

    storage = "file"

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public_key = PublicKey(string(ED25519.encode()) + string(raw))

    def __repr__(self) -> str:
        return f"FileKey({self.public_key.fingerprint})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is not pickled")

    @classmethod
    def create(cls, path: Path) -> FileKey:
        """Make a new key at `path` (mode 0600) with its public half at `path`.pub; never overwrites."""
        key = cls(Ed25519PrivateKey.generate())
        private = key._private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        key_file.write_pair(path, private, f"{key.public_key.text} watchword\n".encode())
        return key

    @classmethod
    def load(cls, path: Path) -> FileKey:
        """Read the key at `path`, refusing it where somebody else could have read or replaced it."""
        content = key_file.read(path)
        public = _read_container(content, path)
        try:
            private = load_ssh_private_key(content, None)
        except (ValueError, TypeError, UnsupportedAlgorithm):  # their words could quote the file
            raise _damaged(path) from None
        if not isinstance(private, Ed25519PrivateKey):
            raise SigningError(
                "The signing key is of another type.",
                f"{shown(path)} is not Ed25519, the only type used from a file.",
                f"Use it through your ssh-agent: ssh-add {quoted(path)}",
            )
        key = cls(private)
        if key.public_key.blob != public:  # nobody else looks: a flipped bit would sign as somebody unknown
            raise _damaged(path)
        return key

    def sign(self, message: bytes, namespace: str) -> bytes:
        """Return the content of the `.sig` file over `message`."""
        value = self._private.sign(to_be_signed(message, namespace))
        return armour(self.public_key, namespace, string(ED25519.encode()) + string(value))


def _read_container(content: bytes, path: Path) -> bytes:
    """Return the public key blob that the file names (PROTOCOL.key); refuse passphrases before they cost."""
    lines = content.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    blob = unbase64(b"".join(lines[1:-1]))
    if lines[0] != _HEADER or lines[-1] != _FOOTER or blob is None:
        raise _damaged(path)
    reader = Reader(blob, "signing key")
    try:
        if reader.take(len(_MAGIC)) != _MAGIC:
            raise _damaged(path)
        locked = (reader.name(), reader.name()) != ("none", "none")
        options = reader.string()
        if locked:
            salted = Reader(options, "signing key")
            salted.string()
            raise _locked(path, salted.uint32())
        reader.uint32()
        return reader.string()
    except SignatureError:
        raise _damaged(path) from None


def _locked(path: Path, rounds: int) -> SigningError:
    if rounds > MAX_ROUNDS:
        return SigningError(
            "The signing key asks for too much work.",
            f"{shown(path)} wants {rounds} bcrypt rounds; {MAX_ROUNDS} are the most allowed.",
            f"If it is yours, write it anew: ssh-keygen -p -a 64 -f {quoted(path)}",
        )
    return SigningError(
        "The signing key is protected by a passphrase.",
        f"{shown(path)} can be unlocked by your ssh-agent, not here.",
        f"Hand it to your agent and choose it there: ssh-add {quoted(path)}",
    )


def _damaged(path: Path) -> SigningError:
    return SigningError(
        "The signing key is damaged.",
        f"{shown(path)} is cut short, changed, or no OpenSSH private key.",
        f"Set it aside and make a new one: mv {quoted(path)} {quoted(path.with_name(path.name + '.old'))}",
    )
