"""SSH public keys and the wire values they are made of, read strictly.

Facts come from RFC 4251 (wire values), RFC 4253 (RSA), RFC 5656 (ECDSA), RFC 8709 (Ed25519) and OpenSSH's
PROTOCOL.u2f (FIDO keys). Pure; what cannot be read or is too weak is a `SignatureError`.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from watchword.errors import SignatureError
from watchword.text import clean

ED25519, SK_ED25519 = "ssh-ed25519", "sk-ssh-ed25519@openssh.com"
ECDSA, SK_ECDSA = "ecdsa-sha2-nistp256", "sk-ecdsa-sha2-nistp256@openssh.com"
RSA = "ssh-rsa"

MAX_TEXT = 16 * 1024  # characters of a public key line
RSA_BITS = range(2048, 16385)  # the upper end is the one of OpenSSH and OpenSSL
MAX_EXPONENT_BITS = 64  # OpenSSL's cap for large keys; without one the file would set the cost

_P = 2**255 - 19  # the field of Ed25519
_Y8 = int.from_bytes(
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
)
# y of the points of order 1, 4, 2 and 8. With such a key one signature fits many messages, or every one.
_SMALL_ORDER = frozenset({1, 0, _P - 1, _Y8, _P - _Y8})

Key = Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey


class Reader:
    """Reads SSH wire values (RFC 4251) one after another; `what` and `remedy` are for its refusals."""

    def __init__(self, data: bytes, what: str, remedy: str = "") -> None:
        self._data = data
        self._at = 0
        self._what = what
        self._remedy = remedy

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        if count > len(self._data) - self._at:
            raise SignatureError(f"The {self._what} is truncated.", "Its end is missing.", self._remedy)
        self._at += count
        return self._data[self._at - count : self._at]

    def uint32(self) -> int:
        """Return a big-endian number of four bytes."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """Return bytes that are preceded by their length."""
        return self.take(self.uint32())

    def name(self) -> str:
        """Return a string that must be printable ASCII without spaces, of 1 to 200 characters."""
        value = self.string()
        if not 0 < len(value) <= 200 or not all(0x21 <= byte <= 0x7E for byte in value):
            raise self.malformed("A name in it is empty, too long or not plain ASCII.")
        return value.decode("ascii")

    def mpint(self) -> int:
        """Return a positive number in its one shortest spelling (RFC 4251 section 5)."""
        value = self.string()
        if not value or value[0] >= 0x80 or (value[0] == 0 and value[1:2] < b"\x80"):
            raise self.malformed("A number in it is not positive, or not in its shortest form.")
        return int.from_bytes(value, "big")

    def end(self) -> None:
        """Refuse anything that is left."""
        if self._at != len(self._data):
            raise SignatureError(
                f"The {self._what} has trailing data.", "Bytes follow its end.", self._remedy
            )

    def malformed(self, detail: str) -> SignatureError:
        """Return the refusal of something that can be read but makes no sense."""
        return SignatureError(f"The {self._what} is malformed.", detail, self._remedy)


def string(value: bytes) -> bytes:
    """Return `value` as an SSH string: its length in four bytes, then itself."""
    return len(value).to_bytes(4, "big") + value


def unbase64(text: bytes) -> bytes | None:
    """Decode base64 that has one spelling only: no blanks, no missing padding, no stray bits; else None."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data) == text else None


@dataclass(frozen=True)
class PublicKey:
    """A public key that the profile allows, made from its SSH wire form `blob`; equal if the blobs are equal.

    Raises SignatureError for key types outside the profile, for weak keys (small-order Ed25519, RSA under
    2048 bits) and for what is no key. A key that calls itself a FIDO key need not live in hardware.
    """

    blob: bytes = field(repr=False)
    algorithm: str = field(init=False)

    def __post_init__(self) -> None:
        algorithm, _, _ = self.open()
        object.__setattr__(self, "algorithm", algorithm)

    def __repr__(self) -> str:
        return f"PublicKey({self.algorithm} {self.fingerprint})"

    @classmethod
    def from_text(cls, text: str) -> PublicKey:
        """Read one line as in a `.pub` file: key type, base64, and a comment that is ignored."""
        lines = text[: MAX_TEXT + 1].splitlines()
        parts = lines[0].split(maxsplit=2) if len(lines) == 1 and len(text) <= MAX_TEXT else []
        blob = unbase64(parts[1].encode("utf-8", "replace")) if len(parts) > 1 else None
        if blob is None:
            raise _unreadable("It must be one line: the key type, then the key.")
        key = cls(blob)
        if key.algorithm != parts[0]:
            raise _unreadable(f"The line says {clean(parts[0], limit=60)}, the key itself {key.algorithm}.")
        return key

    @property
    def text(self) -> str:
        """The key as in a `.pub` file, without comment: `ssh-ed25519 AAAA...`."""
        return f"{self.algorithm} {base64.b64encode(self.blob).decode('ascii')}"

    @property
    def fingerprint(self) -> str:
        """What `ssh-keygen -l` shows: `SHA256:` and 43 characters."""
        digest = hashlib.sha256(self.blob).digest()
        return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")

    def open(self) -> tuple[str, Key, bytes]:
        """Return the key type, the key as `cryptography` has it, and a FIDO key's application, else b""."""
        reader = Reader(self.blob, "public key")
        algorithm = reader.name()
        if algorithm not in _READERS:
            raise SignatureError(
                "The key type is not allowed.",
                f"{clean(algorithm, limit=60)} is not among {', '.join(_READERS)}.",
                "Use an Ed25519 key: `ssh-keygen -t ed25519` makes one.",
            )
        key = _READERS[algorithm](reader)
        application = b""
        if algorithm in (SK_ED25519, SK_ECDSA):
            application = reader.name().encode("ascii")
            if not application.startswith(b"ssh:"):  # any other belongs to a web site's login, not to SSH
                raise reader.malformed("Its application does not begin with ssh:.")
        reader.end()
        return algorithm, key, application


def _unreadable(detail: str) -> SignatureError:
    remedy = "Use the .pub file as it is, for example the one line of ~/.ssh/id_ed25519.pub."
    return SignatureError("The public key is malformed.", detail, remedy)


def _weak(detail: str) -> SignatureError:
    remedy = "Use another key: `ssh-keygen -t ed25519` makes a good one."
    return SignatureError("The public key is a weak key.", detail, remedy)


def _read_ed25519(reader: Reader) -> Key:
    raw = reader.string()
    if len(raw) != 32:
        raise reader.malformed("An Ed25519 key has 32 bytes.")
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)  # the top bit is the sign of x
    if y >= _P or y in _SMALL_ORDER:
        raise _weak("With this key one signature fits many files.")
    return Ed25519PublicKey.from_public_bytes(raw)


def _read_ecdsa(reader: Reader) -> Key:
    curve, point = reader.name(), reader.string()
    if curve != "nistp256" or len(point) != 65:
        raise reader.malformed("It is no uncompressed point on the curve nistp256.")
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        raise reader.malformed("Its point is not on the curve nistp256.") from None


def _read_rsa(reader: Reader) -> Key:
    exponent, modulus = reader.mpint(), reader.mpint()
    if modulus.bit_length() < RSA_BITS.start:
        raise _weak(f"The RSA key has {modulus.bit_length()} bits; {RSA_BITS.start} are the least allowed.")
    if modulus.bit_length() not in RSA_BITS or exponent.bit_length() > MAX_EXPONENT_BITS:
        raise reader.malformed("The RSA key is larger than anybody makes them.")
    try:
        return RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise reader.malformed("Its numbers make no RSA key.") from None


_READERS = {
    ED25519: _read_ed25519,
    SK_ED25519: _read_ed25519,
    ECDSA: _read_ecdsa,
    SK_ECDSA: _read_ecdsa,
    RSA: _read_rsa,
}
