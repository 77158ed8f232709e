"""What the strict profile refuses in a signature, and in which words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from record.sign_parts import (
    ADA,
    DATA,
    GOOD,
    MESSAGE,
    NAMESPACE,
    blob,
    blob_of,
    key_of,
    mpint,
    proper,
    refused,
    unwrap,
    wrap,
)
from watchword.errors import SignatureError
from watchword.record import sshsig
from watchword.record.public_key import PublicKey, Reader, string
from watchword.record.sshsig import Signature, parse, verify

# The armour


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda good: b"\xef\xbb\xbf" + good, "missing header"),
        (lambda good: b"\n" + good, "missing header"),
        (lambda good: good.replace(b"BEGIN SSH", b"BEGIN PGP"), "missing header"),
        (lambda good: good + b"\n", "trailing data"),
        (lambda good: good + good, "trailing data"),
        (lambda good: good[:-1] + b" \n", "trailing data"),
        (lambda good: good[: len(good) // 2], "truncated"),
        (lambda good: good.replace(b"\n-----END", b"-----END"), "truncated"),
        (lambda good: good.replace(b"\n", b"\r"), "missing header"),
        (lambda good: good[:60] + b" " + good[60:], "malformed"),
        (lambda good: good[:60] + b"\r" + good[60:], "malformed"),
        (lambda good: good[:100] + b"\n\n" + good[100:], "malformed"),
        (lambda good: good[:60] + b"-" + good[61:], "malformed"),
        (lambda good: good[:30] + b"\n-----END SSH SIGNATURE-----\n", "malformed"),
        (lambda good: good[:30] + b"A" * 20000 + good[30:], "malformed"),
    ],
)
def test_an_armour_that_was_touched_is_refused(change: Callable[[bytes], bytes], words: str) -> None:
    refused(change(GOOD), words)


def test_a_huge_file_is_refused_by_its_size() -> None:
    assert "16 KiB" in refused(GOOD[:30] + b"A" * 20000 + GOOD[30:], "malformed").detail


# The blob


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"version": 0}, "unsupported version"),
        ({"version": 2}, "unsupported version"),
        ({"reserved": b"x"}, "malformed"),
        ({"namespace": b""}, "malformed"),
        ({"namespace": b"a b"}, "malformed"),
        ({"namespace": NAMESPACE.encode() + b"\0"}, "malformed"),
        (
            {"namespace": "completion-record.v1@cl\N{CYRILLIC SMALL LETTER IE}versteam.com".encode()},
            "malformed",
        ),
        ({"namespace": b"git"}, "namespace mismatch"),
        ({"namespace": NAMESPACE.upper().encode()}, "namespace mismatch"),
        ({"namespace": b"receipt.v1@cleversteam.com"}, "namespace mismatch"),
        ({"hash_name": b"sha1"}, "hash not allowed"),
        ({"hash_name": b"SHA512"}, "hash not allowed"),
        ({"hash_name": b"sha256"}, "signature does not match"),
    ],
)
def test_a_field_out_of_the_profile_is_refused(fields: dict[str, bytes], words: str) -> None:
    refused(wrap(blob(blob_of(ADA), proper(ADA, DATA), **fields)), words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("public", "value", "words"),
    [
        (blob_of(ADA) + b"\0", proper(ADA, DATA), "trailing data"),
        (blob_of(ADA), proper(ADA, DATA) + b"\0", "trailing data"),
        (blob_of(ADA), proper(ADA, DATA) + b"\x01\0\0\0\x07", "trailing data"),
        (blob_of(ADA, fido=True), proper(ADA, DATA, algorithm="sk-ssh-ed25519@openssh.com"), "truncated"),
        (blob_of(ADA), string(b"ssh-ed25519") + string(bytes(63)), "signature does not match"),
        (blob_of(ADA), string(b"ssh-ed25519") + string(b""), "signature does not match"),
        (b"", proper(ADA, DATA), "truncated"),
        (blob_of(ADA), b"", "truncated"),
    ],
)
def test_bytes_missing_or_left_over_inside_are_refused(public: bytes, value: bytes, words: str) -> None:
    refused(wrap(blob(public, value)), words)


def test_a_blob_without_the_magic_is_malformed() -> None:
    refused(wrap(b"SSHSIX" + unwrap(GOOD)[6:]), "malformed")


@pytest.mark.parametrize(
    "numbers",
    [mpint(1) + mpint(1), mpint(2**4000) + mpint(3), mpint(1), mpint(1) * 3, string(b"\0\1") * 2, b""],
)
def test_an_ecdsa_signature_of_odd_numbers_is_refused(numbers: bytes) -> None:
    private = key_of("ecdsa")
    value = string(b"ecdsa-sha2-nistp256") + string(numbers)
    refused(wrap(blob(blob_of(private), value)), "signature")


def test_bytes_after_the_numbers_of_an_ecdsa_signature_are_trailing_data() -> None:
    private = key_of("ecdsa")
    numbers = Reader(proper(private, DATA), "signature")
    value = string(numbers.string()) + string(numbers.string() + b"\0")
    refused(wrap(blob(blob_of(private), value)), "trailing data")


def test_a_hash_out_of_the_profile_is_refused_on_reading() -> None:
    with pytest.raises(SignatureError, match="hash not allowed"):
        parse(wrap(blob(blob_of(ADA), proper(ADA, DATA), hash_name=b"md5")))


def test_a_good_signature_for_another_purpose_is_a_namespace_mismatch() -> None:
    with pytest.raises(SignatureError, match="namespace mismatch") as refusal:
        verify(MESSAGE, parse(GOOD), sshsig.RECEIPT)
    assert NAMESPACE in refusal.value.detail


def test_a_signature_moved_to_another_namespace_does_not_match() -> None:
    moved = dataclasses.replace(parse(GOOD), namespace=sshsig.RECEIPT)
    with pytest.raises(SignatureError, match="signature does not match"):
        verify(MESSAGE, moved, sshsig.RECEIPT)


def test_escapes_in_foreign_names_do_not_reach_the_message() -> None:
    said = refused(wrap(blob(blob_of(ADA), proper(ADA, DATA), hash_name=b"md5\x1b[2J")), "malformed")
    assert "\x1b" not in str(said)


# Whatever the bytes


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_one_changed_byte_of_the_armour_never_verifies(at: int, change: int) -> None:
    bent = bytearray(GOOD)
    bent[at] ^= change
    refused(bytes(bent), ".")


@settings(deadline=None)
@given(st.integers(0, len(unwrap(GOOD)) - 1), st.integers(1, 255))
def test_one_changed_byte_of_the_blob_never_verifies(at: int, change: int) -> None:
    bent = bytearray(unwrap(GOOD))
    bent[at] ^= change
    refused(wrap(bytes(bent)), ".")


@settings(deadline=None)
@given(st.integers(0, len(MESSAGE) - 1), st.integers(1, 255))
def test_one_changed_byte_of_the_message_never_verifies(at: int, change: int) -> None:
    bent = bytearray(MESSAGE)
    bent[at] ^= change
    with pytest.raises(SignatureError, match="signature does not match"):
        verify(bytes(bent), parse(GOOD), NAMESPACE)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused_and_nothing_else(data: bytes) -> None:
    head = b"SSHSIG\0\0\0\1"
    for whole in (
        data,
        wrap(data),
        wrap(head + data),
        wrap(blob(blob_of(ADA), data)),
        wrap(blob(data, data)),
    ):
        refused(whole, ".")


@settings(deadline=None)
@given(st.binary(max_size=80), st.sampled_from(["ed25519", "ecdsa", "sk"]))
def test_a_random_value_is_refused_and_nothing_else(data: bytes, kind: str) -> None:
    private = ADA if kind != "ecdsa" else ec.derive_private_key(7, ec.SECP256R1())
    key = PublicKey(blob_of(private, fido=kind == "sk"))
    with pytest.raises(SignatureError):
        verify(MESSAGE, Signature(key, NAMESPACE, "sha512", key.algorithm, data, 1, 1), NAMESPACE)
