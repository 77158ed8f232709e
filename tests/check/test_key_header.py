"""What the first bytes of a file say about a private key: formats, locks, and what is neither."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.key_samples import (
    BCRYPT,
    PEM_HEADERS,
    armoured,
    der,
    locked_openssh_key,
    openssh_key,
    putty_key,
)
from watchword.check.keys.header import HEAD, Lock, parse

LOCKED_PEM = armoured("RSA PRIVATE KEY", bytes(range(96)), headers=PEM_HEADERS)
LOCKED_PKCS8 = armoured("ENCRYPTED PRIVATE KEY", der(der(b"\x06\x01\x2a") + bytes(90)))
LOCKED = {
    "OpenSSH": locked_openssh_key(),
    "PEM": LOCKED_PEM,
    "PKCS#8": LOCKED_PKCS8,
    "PuTTY 2": putty_key(2),
    "PuTTY 3": putty_key(3),
}
FORMATS = [
    ("OpenSSH, bare", openssh_key(), "OpenSSH", Lock.BARE),
    ("OpenSSH, locked", locked_openssh_key(), "OpenSSH", Lock.PASSPHRASE),
    ("OpenSSH, RSA", locked_openssh_key(b"ssh-rsa"), "OpenSSH", Lock.PASSPHRASE),
    ("hardware ed25519", openssh_key(b"sk-ssh-ed25519@openssh.com"), "OpenSSH", Lock.HARDWARE),
    ("hardware ecdsa", openssh_key(b"sk-ecdsa-sha2-nistp256@openssh.com"), "OpenSSH", Lock.HARDWARE),
    ("hardware, locked", locked_openssh_key(b"sk-ssh-ed25519@openssh.com"), "OpenSSH", Lock.HARDWARE),
    ("RSA, bare", armoured("RSA PRIVATE KEY", der()), "PEM", Lock.BARE),
    ("EC, bare", armoured("EC PRIVATE KEY", der()), "PEM", Lock.BARE),
    ("DSA, bare", armoured("DSA PRIVATE KEY", der()), "PEM", Lock.BARE),
    ("RSA, locked", LOCKED_PEM, "PEM", Lock.PASSPHRASE),
    ("PKCS#8, bare", armoured("PRIVATE KEY", der()), "PKCS#8", Lock.BARE),
    ("PKCS#8, locked", LOCKED_PKCS8, "PKCS#8", Lock.PASSPHRASE),
    ("TPM", armoured("TSS2 PRIVATE KEY", der()), "TPM", Lock.HARDWARE),
    ("PuTTY 3, bare", putty_key(3, "none"), "PuTTY 3", Lock.BARE),
    ("PuTTY 3, locked", putty_key(3), "PuTTY 3", Lock.PASSPHRASE),
    ("PuTTY 2, bare", putty_key(2, "none"), "PuTTY 2", Lock.BARE),
    ("PuTTY 2, locked", putty_key(2), "PuTTY 2", Lock.PASSPHRASE),
]
UNCLEAR = [
    ("cipher without a derivation", openssh_key(cipher=b"aes256-ctr")),
    ("derivation without a cipher", openssh_key(kdf=b"bcrypt", options=BCRYPT)),
    ("derivation without a salt", openssh_key(cipher=b"aes256-ctr", kdf=b"bcrypt")),
    ("unknown cipher", openssh_key(cipher=b"rot13", kdf=b"bcrypt", options=BCRYPT)),
    ("unknown derivation", openssh_key(cipher=b"aes256-ctr", kdf=b"md5", options=BCRYPT)),
    ("two keys in one file", openssh_key(count=2)),
    ("no key type", openssh_key(kind=b"")),
    ("wrong magic", armoured("OPENSSH PRIVATE KEY", b"openssh-key-v9\0" + bytes(200))),
    ("PEM that names no cipher", armoured("RSA PRIVATE KEY", bytes(96), headers=PEM_HEADERS[:1])),
    ("PEM that is not DER", armoured("RSA PRIVATE KEY", bytes(96))),
    ("PKCS#8 that is cut inside", armoured("PRIVATE KEY", der()[:-5])),
    ("locked PKCS#8 without a cipher", armoured("ENCRYPTED PRIVATE KEY", der())),
    ("base64 that is none", b"-----BEGIN PRIVATE KEY-----\n****\n-----END PRIVATE KEY-----\n"),
    ("nothing between the lines", b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"),
    ("no END line", b"-----BEGIN PRIVATE KEY-----\nMAAA\n"),
    ("unknown label", armoured("QUANTUM PRIVATE KEY", der())),
    ("PuTTY 1", putty_key(2).replace(b"File-2", b"File-1")),
    ("PuTTY 3 without a derivation", putty_key(3, derivation=False)),
    ("PuTTY with an unknown cipher", putty_key(3, "rot13")),
    ("SSH 1", b"SSH PRIVATE KEY FILE FORMAT 1.1\n\x00\x03"),
    ("ssh.com", b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n"),
]
NO_KEYS = [
    ("empty", b""),
    ("public key", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 somebody\n"),
    ("certificate", armoured("CERTIFICATE", der())),
    ("known hosts", b"|1|abc=|def= ssh-ed25519 AAAA\n"),
    ("OpenPGP key, another check's matter", armoured("PGP PRIVATE KEY BLOCK", bytes(50))),
    ("public key in PEM", armoured("PUBLIC KEY", der())),
    ("talk about keys", b"Put -----BEGIN PRIVATE KEY----- here\n"),
    ("binary", bytes(range(256))),
]


@pytest.mark.parametrize(("data", "form", "lock"), [row[1:] for row in FORMATS], ids=[r[0] for r in FORMATS])
def test_every_format_shows_its_lock(data: bytes, form: str, lock: Lock) -> None:
    header = parse(data)
    assert header is not None
    assert (header.form, header.lock) == (form, lock)


@pytest.mark.parametrize("data", [row[1] for row in UNCLEAR], ids=[row[0] for row in UNCLEAR])
def test_a_key_that_cannot_be_read_to_the_end_is_unclear(data: bytes) -> None:
    header = parse(data)
    assert header is not None
    assert header.lock is Lock.UNCLEAR


@pytest.mark.parametrize("data", [row[1] for row in NO_KEYS], ids=[row[0] for row in NO_KEYS])
def test_what_is_no_private_key_is_none(data: bytes) -> None:
    assert parse(data) is None


@pytest.mark.parametrize(("form", "weak"), [("OpenSSH", False), ("PEM", True), ("PKCS#8", False)])
def test_the_old_pem_way_is_called_weak(form: str, weak: bool) -> None:
    header = parse(LOCKED[form])
    assert header is not None
    assert header.weak is weak


@pytest.mark.parametrize(("version", "weak"), [(2, True), (3, False)])
def test_putty_version_2_is_called_weak(version: int, weak: bool) -> None:
    header = parse(putty_key(version))
    assert header is not None
    assert header.weak is weak


@pytest.mark.parametrize("change", [lambda d: d.replace(b"\n", b"\r\n"), lambda d: b"\xef\xbb\xbf" + d])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(change: Callable[[bytes], bytes]) -> None:
    for data in LOCKED.values():
        header = parse(change(data))
        assert header is not None
        assert header.lock is Lock.PASSPHRASE


def test_a_key_below_other_blocks_is_found() -> None:
    header = parse(armoured("EC PARAMETERS", b"\x06\x08") + armoured("EC PRIVATE KEY", der()))
    assert header is not None
    assert header.lock is Lock.BARE


def test_a_long_key_is_known_from_its_first_bytes() -> None:
    long = openssh_key(cipher=b"aes256-ctr", kdf=b"bcrypt", options=BCRYPT, secret=bytes(9000))
    assert len(long) > HEAD
    header = parse(long[:HEAD])
    assert header is not None
    assert header.lock is Lock.PASSPHRASE


@pytest.mark.parametrize("form", LOCKED)
def test_a_cut_off_key_is_never_called_locked(form: str) -> None:
    data = LOCKED[form].rstrip()
    for size in range(len(data)):
        header = parse(data[:size])
        assert header is None or header.lock is Lock.UNCLEAR, size


@given(st.binary(max_size=5000))
def test_arbitrary_bytes_are_never_an_error_and_never_a_lock(data: bytes) -> None:
    header = parse(data)
    assert header is None or header.lock is Lock.UNCLEAR


LABELS = [
    *("OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "X PRIVATE KEY"),
    "EC PRIVATE KEY",
]


@given(st.sampled_from(LABELS), st.binary(max_size=300), st.booleans(), st.booleans())
def test_noise_in_key_armour_is_never_called_locked(
    label: str, noise: bytes, magic: bool, closed: bool
) -> None:
    data = armoured(label, (b"openssh-key-v1\0" if magic else b"") + noise)
    header = parse(data if closed else data.partition(b"-----END")[0])
    assert header is None or header.lock is not Lock.PASSPHRASE or _is_plausible_pkcs8(label, noise)


def _is_plausible_pkcs8(label: str, noise: bytes) -> bool:
    """Bytes that happen to be a whole SEQUENCE of a SEQUENCE say all that a locked PKCS#8 header says."""
    return label.startswith("ENCRYPTED") and noise[:1] == b"\x30"


@given(st.sampled_from(sorted(LOCKED)), st.data())
def test_one_damaged_byte_is_never_an_error(form: str, data: st.DataObject) -> None:
    key = bytearray(LOCKED[form])
    key[data.draw(st.integers(0, len(key) - 1))] = data.draw(st.integers(0, 255))
    parse(bytes(key))


# -- real tools -----------------------------------------------------------------------------------------

KINDS = [("ed25519", ""), ("rsa", ""), ("ecdsa", ""), ("rsa", "PEM"), ("ecdsa", "PEM"), ("rsa", "PKCS8")]


@pytest.mark.real
@pytest.mark.parametrize(("kind", "form"), KINDS)
@pytest.mark.parametrize(("phrase", "lock"), [("", Lock.BARE), ("a real passphrase", Lock.PASSPHRASE)])
def test_keys_of_ssh_keygen_show_their_lock(
    tool: Callable[[str], str], tmp_path: Path, kind: str, form: str, phrase: str, lock: Lock
) -> None:
    path = tmp_path / "key"
    command = [tool("ssh-keygen"), "-q", "-t", kind, "-N", phrase, "-f", str(path)]
    subprocess.run([*command, *(["-m", form] if form else [])], check=True)
    header = parse(path.read_bytes()[:HEAD])
    assert header is not None
    assert (header.lock, header.form) == (lock, {"": "OpenSSH", "PKCS8": "PKCS#8"}.get(form, form))
    assert parse(path.with_suffix(".pub").read_bytes()) is None


@pytest.mark.real
@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize(("phrase", "lock"), [("", Lock.BARE), ("a real passphrase", Lock.PASSPHRASE)])
def test_keys_of_puttygen_show_their_lock(
    tool: Callable[[str], str], tmp_path: Path, version: int, phrase: str, lock: Lock
) -> None:
    path, secret = tmp_path / "key.ppk", tmp_path / "secret"
    secret.write_text(phrase)
    subprocess.run(
        [
            *(tool("puttygen"), "-q", "-t", "ed25519", "-o", str(path)),
            *("--new-passphrase", str(secret), "--ppk-param", f"version={version}"),
        ],
        check=True,
    )
    header = parse(path.read_bytes()[:HEAD])
    assert header is not None
    assert (header.lock, header.form) == (lock, f"PuTTY {version}")


@pytest.mark.real
def test_a_real_certificate_is_no_private_key(tool: Callable[[str], str], tmp_path: Path) -> None:
    keygen, authority, key = tool("ssh-keygen"), tmp_path / "ca", tmp_path / "key"
    for path in (authority, key):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    subprocess.run([keygen, "-q", "-s", str(authority), "-I", "me", str(key) + ".pub"], check=True)
    certificate = tmp_path / "key-cert.pub"
    assert parse(shutil.copy(certificate, tmp_path / "renamed").read_bytes()) is None
