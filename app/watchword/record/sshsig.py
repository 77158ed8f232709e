"""Strict reader and writer of SSH signatures: the format of `ssh-keygen -Y sign` and `-Y verify`.

Facts come from OpenSSH's PROTOCOL.sshsig (armour, blob, bytes to be signed), PROTOCOL.u2f (FIDO signatures),
RFC 8332 (RSA with SHA-2), RFC 5656 (ECDSA) and the section ALLOWED SIGNERS of the manual of ssh-keygen. A
signature covers the hash of a message under a namespace, so one made for a purpose never passes for another.

Tighter than OpenSSH on purpose: no text around the armour, no bytes left over at any level, an empty reserved
field, one spelling per value, no weak keys, and a touch for every FIDO signature. Looser in one point: CRLF
line ends in the armour are read, because mail programs make them. A key can make several valid signatures
over one message, so a signature's bytes never identify anything: the SHA-256 of the signed message does.

Everything here is pure. What cannot be read or does not hold is a `SignatureError`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from watchword.errors import ProfileError, SignatureError
from watchword.record.public_key import RSA, SK_ECDSA, SK_ED25519, Key, PublicKey, Reader, string, unbase64
from watchword.text import clean

__all__ = [
    "CHALLENGE",
    "COMPLETION_RECORD",
    "KEY_CHANGE",
    "MAX_ARMOUR",
    "PROGRESS_SEAL",
    "RECEIPT",
    "REQUEST",
    "WAIVER",
    "PublicKey",
    "Signature",
    "allowed_signers_line",
    "armour",
    "check_identity",
    "parse",
    "to_be_signed",
    "verify",
]

# One namespace per kind of statement; vN goes up when the meaning changes.
COMPLETION_RECORD = "completion-record.v1@cleversteam.com"
PROGRESS_SEAL = "progress-seal.v1@cleversteam.com"
CHALLENGE = "challenge.v1@cleversteam.com"
RECEIPT = "receipt.v1@cleversteam.com"
KEY_CHANGE = "key-change.v1@cleversteam.com"
WAIVER = "waiver.v1@cleversteam.com"
REQUEST = "request.v1@cleversteam.com"

MAX_ARMOUR = 16 * 1024  # bytes of a .sig file

_MAGIC, _VERSION = b"SSHSIG", 1
_HEADER, _FOOTER = b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----"
_ROW = 70  # what ssh-keygen writes, although PROTOCOL.sshsig would rather see 76
_HASHES = {"sha512": hashlib.sha512, "sha256": hashlib.sha256}
_RSA_HASHES = {"rsa-sha2-512": SHA512, "rsa-sha2-256": SHA256}
_TOUCHED = 0x01  # PROTOCOL.u2f: the token saw somebody
_NAMESPACE = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\.v[1-9][0-9]?@[a-z0-9.-]{3,80}")
_IDENTITY = re.compile(r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9.-]{1,190}")
_AGAIN = "Ask for the file and its .sig again, as attachments: pasting into a mail or a chat changes them."


@dataclass(frozen=True)
class Signature:
    """A signature as it was read; nothing is known about its truth before `verify`.

    `raw` is the signature proper: 64 bytes for Ed25519, the number for RSA, two mpints for ECDSA. `flags` and
    `counter` are what a FIDO token vouches for, and None with every other key type. Raises SignatureError if
    `algorithm` is none that the key may sign with; for RSA that leaves SHA-2.
    """

    public_key: PublicKey
    namespace: str
    hash_name: str
    algorithm: str
    raw: bytes = field(repr=False)
    flags: int | None = None
    counter: int | None = None

    def __post_init__(self) -> None:
        kind = self.public_key.algorithm
        if self.algorithm not in (_RSA_HASHES if kind == RSA else (kind,)):
            raise SignatureError(
                "The signature's algorithm does not fit its key.",
                f"The key is {kind}, the signature says {clean(self.algorithm, limit=60)}.",
                "Sign again; with an RSA key by rsa-sha2-512, as ssh-keygen does.",
            )


def parse(armour: bytes) -> Signature:
    """Read the content of a `.sig` file; raises SignatureError for anything but the strict profile."""
    reader = Reader(_unwrap(armour), "signature", _AGAIN)
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise reader.malformed("Its content does not begin as that of an SSH signature.")
    version = reader.uint32()
    if version != _VERSION:
        detail = f"It has version {version}; version {_VERSION} is the one there is."
        raise SignatureError("The signature has an unsupported version.", detail, _AGAIN)
    public_key = PublicKey(reader.string())
    namespace = reader.name()
    if reader.string():
        raise reader.malformed("Its reserved field is not empty.")
    hash_name = reader.name()
    _check_hash(hash_name)
    proper = reader.string()
    reader.end()
    return Signature(public_key, namespace, hash_name, *_read_proper(proper, public_key.algorithm))


def verify(message: bytes, signature: Signature, namespace: str) -> None:
    """Raise SignatureError unless `signature` is one over exactly `message`, made for `namespace`.

    That the holder of `signature.public_key` signed is all this says; who that is, a list of known keys says.
    """
    if signature.namespace != namespace:
        raise SignatureError(
            "The signature is for something else: namespace mismatch.",
            f"It was made for {clean(signature.namespace, limit=120)}, expected was {namespace}.",
            "Use the .sig file that belongs to this file.",
        )
    signed = to_be_signed(message, namespace, signature.hash_name)
    _, key, application = signature.public_key.open()
    if application:
        signed = _token_signed(signed, signature, application)
    if not _holds(key, signature, signed):
        raise SignatureError(
            "The signature does not match the file.",
            "One of them was changed after signing, or they do not belong together.",
            _AGAIN,
        )


def to_be_signed(message: bytes, namespace: str, hash_name: str = "sha512") -> bytes:
    """Return the bytes that a key signs for `message`: with sha512, 92 and the namespace's length."""
    _check_namespace(namespace)
    _check_hash(hash_name)
    digest = _HASHES[hash_name](message).digest()
    return _MAGIC + b"".join(map(string, (namespace.encode(), b"", hash_name.encode(), digest)))


def armour(public_key: PublicKey, namespace: str, signature: bytes) -> bytes:
    """Return the content of a `.sig` file, byte for byte as ssh-keygen writes it.

    `signature` is the signature blob over `to_be_signed` with sha512: algorithm and value as SSH strings, as
    an ssh-agent answers it. Its form is checked here, its truth only by `verify`.
    """
    _check_namespace(namespace)
    Signature(public_key, namespace, "sha512", *_read_proper(signature, public_key.algorithm))
    parts = map(string, (public_key.blob, namespace.encode(), b"", b"sha512", signature))
    text = base64.b64encode(_MAGIC + _VERSION.to_bytes(4, "big") + b"".join(parts))
    rows = b"\n".join(text[at : at + _ROW] for at in range(0, len(text), _ROW))
    return _HEADER + rows + _FOOTER + b"\n"


def check_identity(identity: str) -> None:
    """Raise ProfileError unless `identity` is an address that means one person wherever it is written.

    In `allowed_signers` the characters `* ? ! ,` make one line speak for several people, so none may pass.
    """
    if not _IDENTITY.fullmatch(identity):
        raise ProfileError(
            "The address cannot be used.",
            f"It reads: {clean(identity, limit=120)}",
            "Use a plain mail address in small letters, such as name@example.org.",
        )


def allowed_signers_line(identity: str, public_key: PublicKey, namespaces: Sequence[str]) -> str:
    """Return the line of an `allowed_signers` file, with its line feed, that lets a key speak for a person.

    It limits the key to `namespaces` and uses nothing that the OpenSSH 8.1 of older machines does not know.
    Raises ProfileError for the identity, SignatureError for a namespace or for none at all.
    """
    check_identity(identity)
    for namespace in namespaces or [""]:  # a line without namespaces would allow every one
        _check_namespace(namespace)
    return f'{identity} namespaces="{",".join(namespaces)}" {public_key.text}\n'


def _unwrap(armour: bytes) -> bytes:
    """Return what the armour holds, refusing anything around it."""
    if len(armour) > MAX_ARMOUR:
        detail = f"It is larger than {MAX_ARMOUR // 1024} KiB; a signature has less than one."
        raise SignatureError("The signature is malformed.", detail, _AGAIN)
    text = armour.replace(b"\r\n", b"\n")
    if not text.startswith(_HEADER):
        detail = "It does not begin with the line -----BEGIN SSH SIGNATURE-----."
        raise SignatureError("This is no SSH signature: missing header.", detail, _AGAIN)
    body, footer, rest = text[len(_HEADER) - 1 :].partition(_FOOTER)
    if not footer:
        detail = "The line -----END SSH SIGNATURE----- is missing."
        raise SignatureError("The signature is truncated.", detail, _AGAIN)
    if rest not in (b"", b"\n"):
        raise SignatureError("The signature has trailing data.", "Text follows its last line.", _AGAIN)
    rows = body[1:].split(b"\n")
    blob = unbase64(b"".join(rows)) if all(rows) else None
    if blob is None:
        raise SignatureError("The signature is malformed.", "Its lines are not clean base64.", _AGAIN)
    return blob


def _read_proper(blob: bytes, kind: str) -> tuple[str, bytes, int | None, int | None]:
    """Return algorithm, raw signature, flags and counter of a signature blob made by a key of type `kind`."""
    reader = Reader(blob, "signature", _AGAIN)
    algorithm, raw = reader.name(), reader.string()
    flags = counter = None
    if kind in (SK_ED25519, SK_ECDSA):
        flags, counter = reader.take(1)[0], reader.uint32()
    reader.end()
    return algorithm, raw, flags, counter


def _token_signed(signed: bytes, signature: Signature, application: bytes) -> bytes:
    """Return what a FIDO token signs for `signed` (PROTOCOL.u2f); refuse a signature made without touch."""
    flags, counter = signature.flags, signature.counter
    if flags is None or counter is None or not flags & _TOUCHED:
        raise SignatureError(
            "The signature was made without touching the security key.",
            "The token did not see anybody; ssh-keygen would not mind.",
            "Sign again and touch the key when it blinks. A key made with no-touch-required cannot be used.",
        )
    token = flags.to_bytes(1, "big") + counter.to_bytes(4, "big")
    return hashlib.sha256(application).digest() + token + hashlib.sha256(signed).digest()


def _holds(key: Key, signature: Signature, signed: bytes) -> bool:
    """Tell whether the raw signature is the key's over `signed`."""
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature.raw, signed)
        elif isinstance(key, RSAPublicKey):
            key.verify(signature.raw, signed, PKCS1v15(), _RSA_HASHES[signature.algorithm]())
        else:
            reader = Reader(signature.raw, "signature", _AGAIN)
            r, s = reader.mpint(), reader.mpint()
            reader.end()
            key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _check_namespace(namespace: str) -> None:
    if not _NAMESPACE.fullmatch(namespace):
        detail = f"It reads: {clean(namespace, limit=120)}"
        raise SignatureError("The namespace is not one of purpose.vN@domain.", detail)


def _check_hash(name: str) -> None:
    if name not in _HASHES:
        raise SignatureError(
            "The signature uses a hash not allowed here.",
            f"It names {clean(name, limit=60)}; allowed are {', '.join(_HASHES)}.",
            "Sign again with `ssh-keygen -Y sign`, which uses sha512 by itself.",
        )
