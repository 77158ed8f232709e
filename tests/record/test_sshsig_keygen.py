"""The second verifier: what we sign, the real ssh-keygen accepts, and the other way round."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

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
    keygen_accepts,
    proper,
    wrap,
)
from watchword.errors import SignatureError
from watchword.record.sshsig import PublicKey, allowed_signers_line, armour, parse, to_be_signed, verify

pytestmark = pytest.mark.real

KINDS = {"ed25519": [], "rsa": ["-b", "3072"], "ecdsa": ["-b", "256"]}
HASHES = ["sha512", "sha256"]


@pytest.fixture
def keygen(tool: Callable[[str], str]) -> str:
    return tool("ssh-keygen")


def make_key(keygen: str, folder: Path, kind: str) -> Path:
    argv = [keygen, "-q", "-t", kind, *KINDS[kind], "-N", "", "-C", "", "-f", str(folder / kind)]
    subprocess.run(argv, check=True, timeout=60)
    return folder / kind


def sign(keygen: str, key: Path, hash_name: str = "sha512", namespace: str = NAMESPACE) -> bytes:
    argv = [keygen, "-Y", "sign", "-f", str(key), "-n", namespace, "-O", f"hashalg={hash_name}"]
    return subprocess.run(argv, input=MESSAGE, capture_output=True, check=True, timeout=30).stdout


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hash_name", HASHES)
def test_we_accept_what_ssh_keygen_signs(keygen: str, tmp_path: Path, kind: str, hash_name: str) -> None:
    key = make_key(keygen, tmp_path, kind)
    signature = parse(sign(keygen, key, hash_name))
    verify(MESSAGE, signature, NAMESPACE)
    assert signature.hash_name == hash_name
    assert signature.public_key == PublicKey.from_text(key.with_suffix(".pub").read_text())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hash_name", HASHES)
def test_ssh_keygen_accepts_what_we_sign(keygen: str, tmp_path: Path, kind: str, hash_name: str) -> None:
    private = load_ssh_private_key(make_key(keygen, tmp_path, kind).read_bytes(), None)
    value = proper(private, to_be_signed(MESSAGE, NAMESPACE, hash_name))  # type: ignore[arg-type]
    public = PublicKey(blob_of(private))  # type: ignore[arg-type]
    ours = wrap(blob(public.blob, value, hash_name=hash_name.encode()))
    if hash_name == "sha512":
        assert ours == armour(public, NAMESPACE, value)
    assert keygen_accepts(keygen, tmp_path, public, ours, MESSAGE)


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_our_output_is_ssh_keygen_s_byte_for_byte(keygen: str, tmp_path: Path, kind: str) -> None:
    key = make_key(keygen, tmp_path, kind)
    private = load_ssh_private_key(key.read_bytes(), None)
    value = proper(private, DATA)  # type: ignore[arg-type]
    assert armour(PublicKey(blob_of(private)), NAMESPACE, value) == sign(keygen, key)  # type: ignore[arg-type]


def test_ssh_keygen_accepts_our_signer_line(keygen: str, tmp_path: Path) -> None:
    (tmp_path / "signers").write_text(
        allowed_signers_line("ada@example.com", PublicKey(blob_of(ADA)), [NAMESPACE])
    )
    (tmp_path / "good.sig").write_bytes(GOOD)
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
        "good.sig",
    ]
    done = subprocess.run(argv, cwd=tmp_path, input=MESSAGE, capture_output=True, timeout=30)
    assert b"Good" in done.stdout


def test_ssh_keygen_refuses_a_changed_byte(keygen: str, tmp_path: Path) -> None:
    public = PublicKey(blob_of(ADA))
    assert keygen_accepts(keygen, tmp_path, public, GOOD, MESSAGE)
    assert not keygen_accepts(keygen, tmp_path, public, GOOD, MESSAGE.replace(b"did", b"die"))


def test_both_refuse_a_signature_for_another_purpose(keygen: str, tmp_path: Path) -> None:
    key = make_key(keygen, tmp_path, "ed25519")
    for namespace in ("git", "receipt.v1@cleversteam.com"):
        theirs = sign(keygen, key, namespace=namespace)
        assert not keygen_accepts(keygen, tmp_path, parse(theirs).public_key, theirs, MESSAGE)
        with pytest.raises(SignatureError, match="namespace mismatch"):
            verify(MESSAGE, parse(theirs), NAMESPACE)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_both_accept_a_touched_fido_signature(keygen: str, tmp_path: Path, kind: str) -> None:
    private = key_of(kind)
    public = PublicKey(blob_of(private, fido=True))
    ours = armour(public, NAMESPACE, fido_proper(private, DATA))
    verify(MESSAGE, parse(ours), NAMESPACE)
    assert keygen_accepts(keygen, tmp_path, public, ours, MESSAGE)


def test_ssh_keygen_accepts_an_untouched_fido_signature_and_we_do_not(keygen: str, tmp_path: Path) -> None:
    public = PublicKey(blob_of(ADA, fido=True))
    ours = armour(public, NAMESPACE, fido_proper(ADA, DATA, flags=0))
    assert keygen_accepts(keygen, tmp_path, public, ours, MESSAGE)
    with pytest.raises(SignatureError, match="without touching"):
        verify(MESSAGE, parse(ours), NAMESPACE)


@pytest.mark.parametrize(
    ("bend", "words"),
    [
        (lambda good: good + b"see you\n", "trailing data"),
        (lambda good: wrap(blob(blob_of(ADA), proper(ADA, DATA), reserved=b"x")), "malformed"),
    ],
    ids=["text after the footer", "reserved field used"],
)
def test_ssh_keygen_is_laxer_by_intention_of_ours(
    keygen: str, tmp_path: Path, bend: Callable[[bytes], bytes], words: str
) -> None:
    bent = bend(GOOD)
    with pytest.raises(SignatureError, match=words):
        parse(bent)
    assert keygen_accepts(keygen, tmp_path, PublicKey(blob_of(ADA)), bent, MESSAGE)
