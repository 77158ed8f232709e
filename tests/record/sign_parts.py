"""Keys and signatures made by hand, so that tests can bend what the app itself would never write."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from watchword.errors import SignatureError
from watchword.record.public_key import ECDSA, ED25519, RSA, SK_ECDSA, SK_ED25519, PublicKey, string
from watchword.record.sshsig import armour, parse, to_be_signed, verify

NAMESPACE = "completion-record.v1@cleversteam.com"
MESSAGE = b'{"record": "what somebody did"}\n'
APPLICATION = b"ssh:"

Private = ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def ed25519_key(number: int = 1) -> ed25519.Ed25519PrivateKey:
    """A key from a public seed: never to be trusted."""
    seed = hashlib.sha256(f"TEST ONLY key {number}".encode()).digest()
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed)


def mpint(number: int) -> bytes:
    """A number as an SSH mpint."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


def rsa_blob(exponent: int, modulus: int) -> bytes:
    """The wire form of an RSA key."""
    return string(RSA.encode()) + mpint(exponent) + mpint(modulus)


def ed25519_blob(raw: bytes) -> bytes:
    """The wire form of an Ed25519 key."""
    return string(ED25519.encode()) + string(raw)


def blob_of(private: Private, *, fido: bool = False, application: bytes = APPLICATION) -> bytes:
    """The wire form of the public half; with `fido`, as a security key presents it."""
    tail = string(application) if fido else b""
    if isinstance(private, ed25519.Ed25519PrivateKey):
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return string((SK_ED25519 if fido else ED25519).encode()) + string(raw) + tail
    if isinstance(private, rsa.RSAPrivateKey):
        numbers = private.public_key().public_numbers()
        return rsa_blob(numbers.e, numbers.n)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return string((SK_ECDSA if fido else ECDSA).encode()) + string(b"nistp256") + string(point) + tail


def proper(private: Private, data: bytes, *, algorithm: str = "") -> bytes:
    """The signature blob over `data`: algorithm and value."""
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return string((algorithm or ED25519).encode()) + string(private.sign(data))
    if isinstance(private, rsa.RSAPrivateKey):
        name = algorithm or "rsa-sha2-512"
        value = private.sign(data, padding.PKCS1v15(), SHA512() if name.endswith("512") else SHA256())
        return string(name.encode()) + string(value)
    r, s = decode_dss_signature(private.sign(data, ec.ECDSA(SHA256())))
    return string((algorithm or ECDSA).encode()) + string(mpint(r) + mpint(s))


def fido_proper(private: Private, data: bytes, *, flags: int = 1, counter: int = 7) -> bytes:
    """The signature blob as a security key makes it (PROTOCOL.u2f), by software."""
    token = bytes([flags]) + counter.to_bytes(4, "big")
    signed = hashlib.sha256(APPLICATION).digest() + token + hashlib.sha256(data).digest()
    kind = SK_ED25519 if isinstance(private, ed25519.Ed25519PrivateKey) else SK_ECDSA
    return proper(private, signed, algorithm=kind) + token


def wrap(blob: bytes, width: int = 70) -> bytes:
    """Armour around any bytes."""
    text = base64.b64encode(blob)
    rows = [text[at : at + width] for at in range(0, len(text), width)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *rows, b"-----END SSH SIGNATURE-----", b""])


def unwrap(armour: bytes) -> bytes:
    """What is inside an armour."""
    return base64.b64decode(b"".join(armour.split(b"\n")[1:-2]))


def blob(
    public: bytes,
    signature: bytes,
    *,
    version: int = 1,
    namespace: bytes = NAMESPACE.encode(),
    reserved: bytes = b"",
    hash_name: bytes = b"sha512",
) -> bytes:
    """What goes inside the armour, each field at the caller's choice."""
    fields = (public, namespace, reserved, hash_name, signature)
    return b"SSHSIG" + version.to_bytes(4, "big") + b"".join(map(string, fields))


def keygen_accepts(keygen: str, folder: Path, public: PublicKey, armour: bytes, message: bytes) -> bool:
    """Ask the real `ssh-keygen -Y verify`."""
    (folder / "signers").write_text(f'ada@example.com namespaces="{NAMESPACE}" {public.text}\n')
    (folder / "check.sig").write_bytes(armour)
    argv = [
        keygen,
        "-Y",
        "verify",
        "-f",
        "signers",
        "-I",
        "ada@example.com",
        "-n",
        NAMESPACE,
        "-s",
        "check.sig",
    ]
    return subprocess.run(argv, cwd=folder, input=message, capture_output=True, timeout=30).returncode == 0


def key_of(kind: str) -> Private:
    """A new key of that kind; for Ed25519 the one of Ada."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1()) if kind == "ecdsa" else ADA


def refused(data: bytes, words: str) -> SignatureError:
    """Expect a refusal of this `.sig` content for MESSAGE, with these words in its title."""
    with pytest.raises(SignatureError, match=words) as refusal:
        verify(MESSAGE, parse(data), NAMESPACE)
    return refusal.value


ADA = ed25519_key(1)
DATA = to_be_signed(MESSAGE, NAMESPACE)
GOOD = armour(PublicKey(blob_of(ADA)), NAMESPACE, proper(ADA, DATA))
