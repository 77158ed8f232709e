"""Reading, writing and verifying SSH signatures, without any tool of the machine."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from record.sign_parts import (
    ADA,
    DATA,
    GOOD,
    MESSAGE,
    NAMESPACE,
    blob,
    blob_of,
    fido_proper,
    key_of,
    proper,
    refused,
    unwrap,
    wrap,
)
from watchword.errors import ProfileError, SignatureError
from watchword.record import sshsig
from watchword.record.public_key import string
from watchword.record.sshsig import (
    PublicKey,
    allowed_signers_line,
    armour,
    parse,
    to_be_signed,
    verify,
)

VECTORS = Path(__file__).parent.parent / "fixtures" / "sshsig"
EXPECTED: dict[str, str] = json.loads((VECTORS / "expected.json").read_text())
VECTOR_NAMESPACE = "completion-record.v1@guide.example"

# The vectors


@pytest.mark.parametrize("name", [name for name, verdict in EXPECTED.items() if verdict == "accept"])
def test_a_good_vector_is_accepted(name: str) -> None:
    signature = parse((VECTORS / f"{name}.sig").read_bytes())
    verify((VECTORS / "message.json").read_bytes(), signature, VECTOR_NAMESPACE)
    assert signature.public_key.text in (VECTORS / "allowed_signers").read_text().splitlines()[0]


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - {"good", "crlf", "other-key"}))
def test_a_bad_vector_is_refused_in_the_words_agreed(name: str) -> None:
    words = EXPECTED[name].removeprefix("refuse: ")
    with pytest.raises(SignatureError, match=words):
        verify(
            (VECTORS / "message.json").read_bytes(),
            parse((VECTORS / f"{name}.sig").read_bytes()),
            VECTOR_NAMESPACE,
        )


def test_the_vector_of_another_key_verifies_and_names_that_key() -> None:
    signature = parse((VECTORS / "other-key.sig").read_bytes())
    verify((VECTORS / "message.json").read_bytes(), signature, VECTOR_NAMESPACE)
    assert signature.public_key.text not in (VECTORS / "allowed_signers").read_text()


def test_the_good_vector_is_what_we_would_write() -> None:
    raw = (VECTORS / "good.sig").read_bytes()
    again = parse(raw)
    value = string(again.algorithm.encode()) + string(again.raw)
    assert armour(again.public_key, VECTOR_NAMESPACE, value) == raw


# The layout


def test_the_signed_bytes_have_the_length_that_the_layout_gives() -> None:
    assert len(DATA) == 92 + len(NAMESPACE)


def test_the_blob_of_an_ed25519_signature_has_the_length_that_the_layout_gives() -> None:
    assert len(unwrap(GOOD)) == 170 + len(NAMESPACE)


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
@pytest.mark.parametrize("hash_name", ["sha512", "sha256"])
def test_each_key_type_verifies_with_each_hash(kind: str, hash_name: str) -> None:
    private = key_of(kind)
    value = proper(private, to_be_signed(MESSAGE, NAMESPACE, hash_name))
    signature = parse(wrap(blob(blob_of(private), value, hash_name=hash_name.encode())))
    verify(MESSAGE, signature, NAMESPACE)
    assert (signature.hash_name, signature.flags, signature.counter) == (hash_name, None, None)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_a_touched_fido_signature_verifies_and_shows_its_counter(kind: str) -> None:
    private = key_of(kind)
    data = armour(
        PublicKey(blob_of(private, fido=True)), NAMESPACE, fido_proper(private, DATA, flags=5, counter=9)
    )
    signature = parse(data)
    verify(MESSAGE, signature, NAMESPACE)
    assert (signature.flags, signature.counter) == (5, 9)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
@pytest.mark.parametrize("flags", [0, 4])
def test_a_fido_signature_without_touch_is_refused(kind: str, flags: int) -> None:
    private = key_of(kind)
    key = PublicKey(blob_of(private, fido=True))
    refused(armour(key, NAMESPACE, fido_proper(private, DATA, flags=flags)), "without touching")


def test_the_touch_bit_set_afterwards_does_not_help() -> None:
    key = PublicKey(blob_of(ADA, fido=True))
    value = bytearray(fido_proper(ADA, DATA, flags=0))
    value[-5] = 1
    refused(armour(key, NAMESPACE, bytes(value)), "signature does not match")


def test_a_rsa_signature_by_sha256_is_accepted() -> None:
    private = key_of("rsa")
    verify(
        MESSAGE,
        parse(wrap(blob(blob_of(private), proper(private, DATA, algorithm="rsa-sha2-256")))),
        NAMESPACE,
    )


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        ("rsa", "ssh-rsa"),
        ("rsa", "ssh-ed25519"),
        ("ed25519", "rsa-sha2-512"),
        ("ed25519", "sk-ssh-ed25519@openssh.com"),
        ("ecdsa", "ssh-ed25519"),
        ("ecdsa", "ecdsa-sha2-nistp384"),
    ],
)
def test_an_algorithm_that_is_not_the_key_s_is_refused(kind: str, algorithm: str) -> None:
    private = key_of(kind)
    value = proper(private, DATA)
    name_length = int.from_bytes(value[:4], "big")
    renamed = string(algorithm.encode()) + value[4 + name_length :]
    refused(wrap(blob(blob_of(private), renamed)), "does not fit its key")


def test_a_signature_made_by_hand_cannot_name_a_foreign_algorithm() -> None:
    with pytest.raises(SignatureError, match="does not fit its key"):
        dataclasses.replace(parse(GOOD), algorithm="ssh-rsa")


@pytest.mark.parametrize("width", [4, 64, 76, 1000])
def test_rows_of_another_width_are_read(width: int) -> None:
    assert parse(wrap(unwrap(GOOD), width)) == parse(GOOD)


def test_crlf_line_ends_are_read() -> None:
    assert parse(GOOD.replace(b"\n", b"\r\n")) == parse(GOOD)


def test_a_missing_last_line_feed_is_read() -> None:
    assert parse(GOOD.removesuffix(b"\n")) == parse(GOOD)


# Namespaces and signer lists


def test_the_five_namespaces_differ_and_can_be_signed_for() -> None:
    names = {
        sshsig.COMPLETION_RECORD,
        sshsig.PROGRESS_SEAL,
        sshsig.CHALLENGE,
        sshsig.RECEIPT,
        sshsig.KEY_CHANGE,
    }
    assert len({to_be_signed(MESSAGE, name) for name in names}) == 5


@pytest.mark.parametrize(
    "name", ["", "file", "git", "email", "a.v0@b.example", "a.v1@b.example\n", "a.v1@*", "A.v1@b.c"]
)
def test_nothing_is_signed_for_a_namespace_out_of_the_pattern(name: str) -> None:
    with pytest.raises(SignatureError, match="namespace"):
        to_be_signed(MESSAGE, name)


def test_a_signer_line_ties_a_key_to_a_person_and_to_purposes() -> None:
    key = PublicKey(blob_of(ADA))
    line = allowed_signers_line("ada+test@corp.example", key, [sshsig.RECEIPT, sshsig.CHALLENGE])
    assert line == f'ada+test@corp.example namespaces="{sshsig.RECEIPT},{sshsig.CHALLENGE}" {key.text}\n'


@pytest.mark.parametrize(
    "identity",
    [
        "*",
        "?da@corp.example",
        "ada@corp.example,*",
        "!ada@corp.example",
        "ada@corp.example\nboss@corp.example",
        "ada@corp.example\n",
        "ada @corp.example",
        '"ada"@corp.example',
        "Ada@corp.example",
        "-x@corp.example",
        "#ada@corp.example",
        "\N{CYRILLIC SMALL LETTER A}da@corp.example",
        "ada@c\N{FULLWIDTH LATIN SMALL LETTER O}rp.example",
        "\N{ZERO WIDTH SPACE}ada@corp.example",
        "\N{LATIN SMALL LETTER DOTLESS I}da@corp.example",
        "ada",
        "@corp.example",
        "ada@",
        "",
        "a" * 65 + "@corp.example",
    ],
)
def test_an_identity_that_could_mean_more_than_one_person_is_refused(identity: str) -> None:
    with pytest.raises(ProfileError, match="address"):
        allowed_signers_line(identity, PublicKey(blob_of(ADA)), [NAMESPACE])


@pytest.mark.parametrize("namespaces", [[], ["*"], ["file"], [NAMESPACE, 'x" *']])
def test_a_signer_line_without_sound_purposes_is_refused(namespaces: list[str]) -> None:
    with pytest.raises(SignatureError, match="namespace"):
        allowed_signers_line("ada@corp.example", PublicKey(blob_of(ADA)), namespaces)
