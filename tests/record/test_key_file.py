"""The file of a key on disk: how it is made, and when it is refused."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from watchword.errors import SigningError
from watchword.record import key_file
from watchword.record.key import FileKey
from watchword.record.sshsig import PublicKey

posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes and links are POSIX")


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


# Making


@posix
@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_a_new_key_is_for_its_owner_alone_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        FileKey.create(path)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(place.stat().st_mode) for place in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]


def test_a_new_key_comes_with_its_public_half(path: Path, made: FileKey) -> None:
    assert PublicKey.from_text((path.parent / "signing.pub").read_text()) == made.public_key


def test_nothing_else_is_left_in_the_folder(path: Path, made: FileKey) -> None:
    assert sorted(place.name for place in path.parent.iterdir()) == ["signing", "signing.pub"]


def test_the_key_loads_again_as_the_same_key(path: Path, made: FileKey) -> None:
    assert FileKey.load(path).public_key == made.public_key


def test_two_keys_differ(path: Path, made: FileKey) -> None:
    assert FileKey.create(path.with_name("other")).public_key != made.public_key


@pytest.mark.parametrize("name", ["signing", "signing.pub"])
@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_nothing_is_ever_overwritten(path: Path, name: str, kind: str) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    there = path.with_name(name)
    if kind == "file":
        there.write_text("mine")
    else:
        there.symlink_to("nowhere")
    with pytest.raises(SigningError, match="something where the new key would go") as refused:
        FileKey.create(path)
    assert os.path.lexists(there)
    assert [place.name for place in path.parent.iterdir()] == [name]
    assert refused.value.remedy.startswith("Keep it: mv ~/'Library/My Keys/signing")


def test_a_key_made_meanwhile_by_another_session_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = key_file._write

    def slow(draft: Path, content: bytes, mode: int) -> None:
        real(draft, content, mode)
        path.write_bytes(b"the other's")

    monkeypatch.setattr(key_file, "_write", slow)
    with pytest.raises(SigningError, match="could not be written"):
        FileKey.create(path)
    assert [place.name for place in path.parent.iterdir()] == ["signing"]
    assert path.read_bytes() == b"the other's"


@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch, where: str, failing: int
) -> None:
    calls = []
    module = os if where == "fsync" else Path
    real = getattr(module, where)

    def full(*args: object) -> object:
        calls.append(args)
        if len(calls) >= failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args)

    monkeypatch.setattr(module, where, full)
    with pytest.raises(SigningError, match="could not be written") as refused:
        FileKey.create(path)
    assert list(path.parent.iterdir()) == []
    assert refused.value.detail == f"~{os.sep}{path.relative_to(Path.home())}: No space left on device"


def test_a_folder_that_cannot_be_made_is_said_in_words(home: Path) -> None:
    (home / "file").write_text("in the way")
    with pytest.raises(SigningError, match="could not be written") as refused:
        FileKey.create(home / "file" / "keys" / "signing")
    assert "chmod u+rwx ~/file/keys" in refused.value.remedy


@posix
def test_no_key_is_made_in_a_folder_that_others_can_write(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o777)
    with pytest.raises(SigningError, match="can be changed by others"):
        FileKey.create(path)
    assert list(path.parent.iterdir()) == []


# Loading


def test_a_missing_key_is_said_in_words(path: Path) -> None:
    assert refusal(path).title == "There is no signing key yet."
    path.parent.mkdir(parents=True, mode=0o700)
    assert refusal(path).detail.endswith("My Keys/signing does not exist.")


@posix
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o610, 0o602])
def test_a_key_file_open_to_others_is_refused_with_the_command(path: Path, made: FileKey, mode: int) -> None:
    path.chmod(mode)
    refused = refusal(path)
    assert refused.detail.startswith(f"~/Library/My Keys/signing has mode {mode:04o}")
    assert refused.remedy == "Make it yours alone: chmod 600 ~/'Library/My Keys/signing'"


@posix
@pytest.mark.real
def test_the_command_of_a_remedy_works_as_it_is(
    path: Path, made: FileKey, tool: Callable[[str], str]
) -> None:
    path.chmod(0o644)
    command = refusal(path).remedy.partition(": ")[2]
    subprocess.run([tool("sh"), "-c", command], check=True, timeout=10)
    assert FileKey.load(path).public_key == made.public_key


@posix
def test_a_symbolic_link_is_refused(path: Path, made: FileKey) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    assert "symbolic link" in refusal(link).detail


@posix
def test_a_hard_link_is_refused(path: Path, made: FileKey) -> None:
    path.with_name("twin").hardlink_to(path)
    assert "second name" in refusal(path).title


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777, 0o720])
def test_a_folder_that_others_can_write_is_refused_with_the_command(
    path: Path, made: FileKey, mode: int
) -> None:
    path.parent.chmod(mode)
    assert refusal(path).remedy == "Make it yours alone: chmod 700 ~/'Library/My Keys'"


@posix
def test_a_folder_that_others_can_only_read_is_fine(path: Path, made: FileKey) -> None:
    path.parent.chmod(0o755)
    FileKey.load(path)


@posix
def test_a_key_of_another_owner_is_refused(
    path: Path, made: FileKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    monkeypatch.setattr(key_file, "_check_folder", lambda folder: None)
    assert refusal(path).title == "The signing key belongs to somebody else."


@posix
def test_a_folder_of_another_owner_is_refused(
    path: Path, made: FileKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() == 0:  # a folder of root is fine for everybody
        os.chown(path.parent, 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert refusal(path).title == "The folder of the signing key belongs to somebody else."


@posix
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_plain_file_is_refused_at_once(path: Path, make: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    make(path)
    assert refusal(path).title == "The signing key is no plain file."


def test_a_huge_file_is_refused(path: Path, made: FileKey) -> None:
    with path.open("ab") as file:
        file.truncate(10 * 2**30)
    assert "larger than 16 KiB" in refusal(path).detail
