"""The journal on a disk that is unsafe, or that refuses."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.journals import HEADER, NOON, OTHER, fill
from watchword.errors import JournalError
from watchword.progress.chain import verify
from watchword.progress.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "security" / "2026.toml"


# Unsafe places --------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(path: Path, tmp_path: Path) -> Iterator[Path]:
    """Give a good journal elsewhere, and look afterwards that nobody touched it."""
    place = tmp_path / "elsewhere" / "2026.toml"
    data = fill(place, 1)
    path.parent.mkdir(mode=0o700)
    yield place
    assert place.read_bytes() == data


def test_a_link_instead_of_the_journal_is_refused(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere)
    with pytest.raises(JournalError, match="this is a link"):
        Journal.open(path, at=NOON)
    with pytest.raises(JournalError, match="something"):
        Journal.create(path, OTHER)


def test_a_link_instead_of_the_folder_is_refused(path: Path, elsewhere: Path) -> None:
    path.parent.rmdir()
    path.parent.symlink_to(elsewhere.parent)
    with pytest.raises(JournalError, match="this is a link"):
        Journal.open(path, at=NOON)


def test_a_link_instead_of_the_lock_is_refused(path: Path, elsewhere: Path) -> None:
    path.write_bytes(elsewhere.read_bytes())
    path.chmod(0o600)
    path.with_name("2026.toml.lock").symlink_to(elsewhere)
    with pytest.raises(JournalError, match="this is a link"):
        Journal.open(path, at=NOON)


def test_a_link_instead_of_an_open_journal_is_refused(path: Path, elsewhere: Path) -> None:
    with Journal.create(path, HEADER) as journal:
        path.unlink()
        path.symlink_to(elsewhere)
        with pytest.raises(JournalError, match="this is a link"):
            journal.append("opened", NOON, guideline="a")


def test_a_link_planted_where_the_torn_end_goes_is_not_followed(path: Path, elsewhere: Path) -> None:
    data = elsewhere.read_bytes()
    path.write_bytes(data + b"[[event]]\n")
    path.chmod(0o600)
    path.with_name("2026.toml.torn-1").symlink_to(elsewhere)
    with Journal.open(path, at=NOON) as journal:
        assert "torn-2" in journal.notices[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_instead_of_the_journal_is_refused_at_once(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    os.mkfifo(path)
    with pytest.raises(JournalError, match="no plain file"):
        Journal.open(path, at=NOON)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_what_others_can_write_to_is_refused(path: Path) -> None:
    fill(path, 1)
    for place, mode, usual in ((path, 0o620, 0o600), (path.parent, 0o777, 0o700)):
        place.chmod(mode)
        with pytest.raises(JournalError, match="others can write") as caught:
            Journal.open(path, at=NOON)
        assert "chmod go-w" in caught.value.remedy
        place.chmod(usual)
    Journal.open(path, at=NOON).close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a file away")
def test_a_journal_of_somebody_else_is_refused(path: Path) -> None:
    fill(path, 1)
    os.chown(path, 12345, 12345)
    with pytest.raises(JournalError, match="somebody else"):
        Journal.open(path, at=NOON)


# A disk that refuses --------------------------------------------------------------------------------------


def refuse(code: int) -> Callable[..., int]:
    def call(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "Free some space"), (errno.EIO, "Check the disk"), (errno.EROFS, "read")],
)
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_step_that_was_not_written_is_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        data, head = path.read_bytes(), journal.head
        with monkeypatch.context() as patch:
            patch.setattr(os, call, refuse(code))
            with pytest.raises(JournalError) as caught:
                journal.append("opened", NOON, guideline="b")
        sure = call == "write"
        assert caught.value.title == (
            "Nothing was recorded." if sure else "It is not certain that this was recorded."
        )
        assert words in caught.value.remedy
        assert (path.read_bytes(), journal.head) == (data, head)
        assert journal.append("opened", NOON, guideline="c").n == 2
    assert verify(path.read_bytes()).count == 2


def test_a_short_write_that_cannot_be_taken_back_is_recovered_by_the_next_step(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda file, data: write(file, data[:20]))
            patch.setattr(os, "ftruncate", refuse(errno.EIO))
            with pytest.raises(JournalError, match="not certain"):
                journal.append("opened", NOON, guideline="b")
        journal.append("opened", NOON, guideline="c")
        assert [event.kind for event in journal.events] == ["opened", "recovered", "opened"]
        assert journal.events[1].number("bytes") == 20
    assert path.with_name("2026.toml.torn-1").read_bytes() == b"[[event]]\nn = 2\nat ="


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_disk_that_can_only_be_read_is_read(path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    fill(path, 2)
    really = os.open

    def only_read(name: str | Path, flags: int, *rest: int, **more: int) -> int:
        if flags & (os.O_RDWR | os.O_CREAT):
            raise OSError(code, os.strerror(code))
        return really(name, flags, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", only_read)
        with Journal.open(path, at=NOON) as journal:
            assert (journal.read_only, journal.count) == (True, 2)
            assert "can only be read" in journal.notices[0]
            with pytest.raises(JournalError, match="Nothing was recorded") as caught:
                journal.append("opened", NOON, guideline="b")
            assert "ritable" in caught.value.remedy


def test_a_torn_end_on_a_disk_that_refuses_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = fill(path, 2)[:-10]
    path.write_bytes(data)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse(errno.ENOSPC))
        with Journal.open(path, at=NOON) as journal:
            assert (journal.read_only, journal.count) == (True, 1)
            assert "No space left" in journal.notices[-1]
    assert path.read_bytes() == data
    assert [file.name for file in path.parent.iterdir() if "torn" in file.name] == []
