"""What a key file may contain, what it signs, and that its secret stays in it."""

from __future__ import annotations

import base64
import copy
import os
import pickle
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from record.sign_parts import MESSAGE, NAMESPACE, keygen_accepts, unwrap
from watchword.errors import SigningError
from watchword.record.key import FileKey, Signer
from watchword.record.public_key import string
from watchword.record.sshsig import PublicKey, parse, verify


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of one's own; the folder for keys is not in it yet."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.fixture
def path(home: Path) -> Path:
    return home / "Library" / "My Keys" / "signing"


@pytest.fixture
def made(path: Path) -> FileKey:
    return FileKey.create(path)


def refusal(path: Path) -> SigningError:
    with pytest.raises(SigningError) as refused:
        FileKey.load(path)
    assert str(path.parent) not in str(refused.value), "the home folder is shown as ~"
    return refused.value


def key_text(blob: bytes) -> bytes:
    """A private key file with any content."""
    return (
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n"
        + base64.encodebytes(blob)
        + b"-----END OPENSSH PRIVATE KEY-----\n"
    )


# Content


@pytest.mark.parametrize("size", [0, 1, 36, 100, 300, 380])
def test_a_truncated_key_is_damaged(path: Path, made: FileKey, size: int) -> None:
    os.truncate(path, size)
    assert refusal(path).title == "The signing key is damaged."


@pytest.mark.parametrize(
    "content",
    [
        b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        b"ssh-ed25519 AAAA ada\n",
        key_text(b""),
        key_text(b"openssh-key-v1\0"),
        key_text(b"openssh-key-v1\0" + string(b"none") * 2 + string(b"") + bytes(3)),
        key_text(b"openssh-key-v2\0" + bytes(100)),
    ],
)
def test_what_is_no_openssh_key_is_damaged(path: Path, made: FileKey, content: bytes) -> None:
    path.write_bytes(content)
    assert refusal(path).title == "The signing key is damaged."


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5000), change=st.integers(1, 255))
def test_one_changed_byte_never_makes_another_key(path: Path, at: int, change: int) -> None:
    made = FileKey.load(path) if path.exists() else FileKey.create(path)
    whole = path.read_bytes()
    bent = bytearray(whole)
    bent[at % len(whole)] ^= change
    path.write_bytes(bent)
    try:
        assert FileKey.load(path).public_key == made.public_key
    except SigningError:
        pass
    finally:
        path.write_bytes(whole)


def test_a_key_whose_secret_does_not_fit_its_public_half_is_damaged(path: Path, made: FileKey) -> None:
    rows = path.read_bytes().split(b"\n")
    blob = base64.b64decode(b"".join(rows[1:-2]))
    public = made.public_key.blob[-32:]
    seed_at = blob.rindex(public) - 32
    path.write_bytes(key_text(blob[:seed_at] + bytes(32) + blob[seed_at + 32 :]))
    assert refusal(path).title == "The signing key is damaged."


def test_a_key_of_another_type_is_sent_to_the_agent(path: Path, made: FileKey) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    assert refusal(path).remedy == "Use it through your ssh-agent: ssh-add ~/'Library/My Keys/signing'"


def test_a_key_that_claims_a_million_rounds_is_refused_unopened(path: Path, made: FileKey) -> None:
    options = string(string(bytes(16)) + (10**6).to_bytes(4, "big"))
    path.write_bytes(key_text(b"openssh-key-v1\0" + string(b"aes256-ctr") + string(b"bcrypt") + options))
    assert "1000000 bcrypt rounds" in refusal(path).detail


@pytest.mark.real
def test_a_passphrase_protected_key_is_refused_with_the_way_out(
    path: Path, made: FileKey, tool: Callable[[str], str]
) -> None:
    subprocess.run(
        [tool("ssh-keygen"), "-q", "-p", "-N", "correct horse", "-P", "", "-f", path], check=True, timeout=30
    )
    refused = refusal(path)
    assert refused.title == "The signing key is protected by a passphrase."
    assert "ssh-add ~/'Library/My Keys/signing'" in refused.remedy


@pytest.mark.real
def test_a_key_that_ssh_keygen_made_is_loaded(path: Path, made: FileKey, tool: Callable[[str], str]) -> None:
    other = path.with_name("other")
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", other], check=True, timeout=30)
    assert FileKey.load(other).public_key == PublicKey.from_text(other.with_suffix(".pub").read_text())


# Signing


def test_a_file_key_is_a_signer_and_what_it_signs_verifies(made: FileKey) -> None:
    signer: Signer = made
    signature = parse(signer.sign(MESSAGE, NAMESPACE))
    verify(MESSAGE, signature, NAMESPACE)
    assert (signature.public_key, signer.storage) == (signer.public_key, "file")


@pytest.mark.real
def test_ssh_keygen_signs_the_same_bytes_with_the_file(
    path: Path, made: FileKey, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    argv = [tool("ssh-keygen"), "-Y", "sign", "-f", str(path), "-n", NAMESPACE]
    theirs = subprocess.run(argv, input=MESSAGE, capture_output=True, check=True, timeout=30).stdout
    assert made.sign(MESSAGE, NAMESPACE) == theirs
    assert keygen_accepts(tool("ssh-keygen"), tmp_path, made.public_key, theirs, MESSAGE)


# Keeping the secret


def test_the_repr_and_the_messages_show_nothing_private(path: Path, made: FileKey) -> None:
    blob = base64.b64decode(b"".join(path.read_bytes().split(b"\n")[1:-2]))
    seed = blob[blob.rindex(made.public_key.blob[-32:]) - 32 :][:32]
    assert repr(made) == f"FileKey({made.public_key.fingerprint})"
    os.truncate(path, 300)
    shown = repr(made) + str(made) + str(refusal(path)) + unwrap(made.sign(MESSAGE, NAMESPACE)).hex()
    for secret in (seed.hex(), base64.b64encode(seed).decode(), repr(seed)):
        assert secret not in shown


@pytest.mark.parametrize("copier", [pickle.dumps, copy.copy, copy.deepcopy])
def test_the_key_is_not_copied_or_pickled(made: FileKey, copier: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        copier(made)


def test_escapes_in_a_file_name_do_not_reach_the_message(path: Path) -> None:
    assert "\x1b" not in str(refusal(path.with_name("key\x1b]52;c;AAAA\x07")))
