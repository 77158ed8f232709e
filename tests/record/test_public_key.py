"""What counts as a public key, and what is refused as weak, unknown or malformed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from record.sign_parts import blob_of, ed25519_blob, ed25519_key, mpint, rsa_blob
from watchword.errors import SignatureError
from watchword.record.public_key import PublicKey, Reader, string, unbase64

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def torsion() -> set[int]:
    """The y of all points of order 1, 2, 4 and 8 on -x^2 + y^2 = 1 + D x^2 y^2."""
    found = {1, P - 1, 0}
    # A point of order 8 doubles to one with y = 0, so x^2 = -y^2, so D y^4 + 2 y^2 - 1 = 0.
    root = sqrt((1 + D) % P)
    for sign in (1, -1):
        square = (-1 + sign * root) * pow(D, -1, P) % P
        try:
            y = sqrt(square)
        except ValueError:
            continue
        found |= {y, P - y}
    return found


def sqrt(square: int) -> int:
    """A square root modulo P; ValueError if there is none."""
    root = pow(square, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == square % P:
            return candidate
    raise ValueError("no square")


def encodings(y: int) -> list[bytes]:
    """Every way to write y in 32 bytes: either sign, and with P added where that fits."""
    spellings = [y] + ([y + P] if y + P < 2**255 else [])
    return [(value | sign << 255).to_bytes(32, "little") for value in spellings for sign in (0, 1)]


@pytest.mark.parametrize("raw", [raw for y in sorted(torsion()) for raw in encodings(y)], ids=bytes.hex)
def test_every_spelling_of_a_small_order_key_is_weak(raw: bytes) -> None:
    with pytest.raises(SignatureError, match="weak key"):
        PublicKey(ed25519_blob(raw))


def test_the_points_of_small_order_are_five_by_y() -> None:
    assert len(torsion()) == 5


def test_a_small_order_fido_key_is_weak() -> None:
    raw = (1).to_bytes(32, "little")
    with pytest.raises(SignatureError, match="weak key"):
        PublicKey(string(b"sk-ssh-ed25519@openssh.com") + string(raw) + string(b"ssh:"))


def test_an_rsa_key_of_2047_bits_is_weak() -> None:
    with pytest.raises(SignatureError, match="weak key") as refusal:
        PublicKey(rsa_blob(65537, 2**2046 + 1))
    assert "2047 bits" in refusal.value.detail


def test_an_rsa_key_of_2048_bits_is_accepted() -> None:
    assert PublicKey(rsa_blob(65537, 2**2047 + 1)).algorithm == "ssh-rsa"


@pytest.mark.parametrize(
    ("exponent", "modulus"),
    [(65537, 2**16384 + 1), (2**64 + 1, 2**2047 + 1), (1, 2**2047 + 1), (4, 2**2047 + 1)],
    ids=["huge modulus", "huge exponent", "exponent 1", "even exponent"],
)
def test_an_rsa_key_with_odd_numbers_is_malformed(exponent: int, modulus: int) -> None:
    with pytest.raises(SignatureError, match="malformed"):
        PublicKey(rsa_blob(exponent, modulus))


@pytest.mark.parametrize(
    "number",
    [string(b""), string(b"\x80"), string(b"\0\x01"), string(b"\0")],
    ids=["zero", "negative", "leading zero", "zero in a byte"],
)
def test_a_number_has_one_spelling_and_is_positive(number: bytes) -> None:
    with pytest.raises(SignatureError, match="malformed"):
        Reader(number, "number").mpint()


@pytest.mark.parametrize(
    "name",
    [
        b"ssh-dss",
        b"ssh-ed448",
        b"ecdsa-sha2-nistp384",
        b"ssh-ed25519-cert-v01@openssh.com",
        b"rsa-sha2-512",
        b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
    ],
)
def test_a_key_type_outside_the_profile_is_not_allowed(name: bytes) -> None:
    with pytest.raises(SignatureError, match="type is not allowed"):
        PublicKey(string(name) + string(bytes(32)))


def test_an_ecdsa_point_off_the_curve_is_malformed() -> None:
    point = b"\x04" + bytes(63) + b"\x01"
    with pytest.raises(SignatureError, match="malformed"):
        PublicKey(string(b"ecdsa-sha2-nistp256") + string(b"nistp256") + string(point))


def test_a_compressed_ecdsa_point_is_malformed() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    point = bytes([2 + key.y % 2]) + key.x.to_bytes(32, "big")
    with pytest.raises(SignatureError, match="malformed"):
        PublicKey(string(b"ecdsa-sha2-nistp256") + string(b"nistp256") + string(point))


def test_a_fido_key_for_a_web_site_is_malformed() -> None:
    with pytest.raises(SignatureError, match="malformed") as refusal:
        PublicKey(blob_of(ed25519_key(), fido=True, application=b"https://example.com"))
    assert "application" in refusal.value.detail


def test_bytes_after_the_key_are_trailing_data() -> None:
    with pytest.raises(SignatureError, match="trailing data"):
        PublicKey(blob_of(ed25519_key()) + b"\0")


def test_a_key_cut_short_is_truncated() -> None:
    with pytest.raises(SignatureError, match="truncated"):
        PublicKey(blob_of(ed25519_key())[:-1])


def test_text_and_back_gives_the_same_key() -> None:
    key = PublicKey(blob_of(ed25519_key()))
    assert PublicKey.from_text(key.text) == key
    assert PublicKey.from_text(key.text + " ada@laptop of mine\r\n") == key


@pytest.mark.parametrize("change", ["", "ssh-ed25519", "{}\n{}", "ssh-rsa {}", " {} =", "{} " + "x" * 20000])
def test_a_line_that_is_no_public_key_is_refused(change: str) -> None:
    text = PublicKey(blob_of(ed25519_key())).text
    line = change.replace("{}", text.split()[1] if change.startswith(("ssh-rsa", " ")) else text)
    with pytest.raises(SignatureError, match="malformed"):
        PublicKey.from_text(line)


@pytest.mark.parametrize("text", [b"QR==", b"QQ=", b"QQ", b"QQ==\n", b" QQ==", b"QQ==QQ==", b"Q-=="])
def test_base64_in_a_second_spelling_is_not_read(text: bytes) -> None:
    assert unbase64(b"QQ==") == b"A"
    assert unbase64(text) is None


def test_the_repr_shows_the_fingerprint() -> None:
    key = PublicKey(blob_of(ed25519_key()))
    assert repr(key) == f"PublicKey(ssh-ed25519 {key.fingerprint})"


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_a_key_or_a_refusal(data: bytes) -> None:
    for blob in (data, ed25519_blob(data), string(b"ssh-rsa") + data, mpint(3) + data):
        try:
            PublicKey(blob)
        except SignatureError:
            continue


@settings(deadline=None)
@given(st.text(max_size=200))
def test_random_text_is_a_key_or_a_refusal(text: str) -> None:
    for line in (text, "ssh-ed25519 " + text):
        with pytest.raises(SignatureError):
            PublicKey.from_text(line)


@pytest.mark.real
@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_ssh_keygen_shows_the_same_fingerprint(tool: Callable[[str], str], tmp_path: Path, kind: str) -> None:
    bits = ["-b", "3072"] if kind == "rsa" else []
    subprocess.run([tool("ssh-keygen"), "-q", "-t", kind, *bits, "-N", "", "-f", tmp_path / "k"], check=True)
    shown = subprocess.run([tool("ssh-keygen"), "-lf", tmp_path / "k.pub"], capture_output=True, text=True)
    key = PublicKey.from_text((tmp_path / "k.pub").read_text())
    assert key.fingerprint == shown.stdout.split()[1]
    assert (tmp_path / "k.pub").read_text().startswith(key.text + " ")


def test_a_generated_rsa_key_reads_back() -> None:
    private = rsa.generate_private_key(65537, 2048)
    _, key, application = PublicKey(blob_of(private)).open()
    assert (key, application) == (private.public_key(), b"")
