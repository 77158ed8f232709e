"""A hand-over on disk: written whole or not at all, read with limits."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from watchword.errors import RecordError
from watchword.progress.chain import LARGEST_FILE
from watchword.record.record import SIZE_LIMIT
from watchword.record.sshsig import MAX_ARMOUR
from watchword.record.trail import Sealed
from watchword.text import clean

MOST_JOURNALS = 200
MOST_WAIVERS = 200
LARGEST_LIST = 32 * 1024 * 1024  # bytes of known keys: some 200,000 people
_BESIDE = "Save the .json and its .json.sig beside each other, and name the .json."


@dataclass(frozen=True, slots=True)
class HandOver:
    """The files of a hand-over as read: the record and its signature, the journal and seal if there, and the
    journals that it continues, oldest first."""

    data: bytes
    armour: bytes
    journal: bytes | None
    seal: bytes | None
    earlier: tuple[Sealed, ...] = ()
    waivers: tuple[Sealed, ...] = ()
    """The approvals of waivers, with their signatures."""


def write(folder: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write `files` into a new folder `name` below `folder` and return it; raises `RecordError`.

    They are written beside and moved in one step, so a full disk leaves nothing that looks like a hand-over.
    """
    target = folder / name
    temporary = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = tempfile.mkdtemp(dir=folder, prefix=f".{name}-")
        for file, data in files.items():
            (Path(temporary) / file).write_bytes(data)
        os.rename(temporary, target)
    except OSError as error:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        raise RecordError(
            "The record could not be written.",
            f"{clean(str(folder))}: {error.strerror}.",
            "Name another folder with --to, or make room. Your progress is kept; export again.",
        ) from error
    with contextlib.suppress(OSError):  # the person's own folder; others need not list it
        target.chmod(0o700)
    return target


def read(path: Path) -> HandOver:
    """Read the hand-over that `path`, its .json file or its folder, belongs to; raises `RecordError`."""
    record = _find_record(path)
    base = record.name.removesuffix(".json")
    armour = record.with_name(f"{base}.json.sig")
    journal = record.with_name(f"{base}.journal.toml")
    seal = record.with_name(f"{base}.journal.toml.sig")
    return HandOver(
        _read(record, SIZE_LIMIT),
        _read(armour, MAX_ARMOUR),
        _read(journal, LARGEST_FILE) if journal.exists() else None,
        _read(seal, MAX_ARMOUR) if seal.exists() else None,
        tuple(_earlier(record.parent, base)),
        tuple(_waivers(record.parent)),
    )


def _earlier(folder: Path, base: str) -> Iterator[Sealed]:
    """Read the journals that the last one continues, numbered from 1 as they were written."""
    for number in range(1, MOST_JOURNALS + 1):
        journal = folder / f"{base}.journal-{number}.toml"
        seal = folder / f"{journal.name}.sig"
        if not journal.exists():
            return
        yield Sealed(_read(journal, LARGEST_FILE), _read(seal, MAX_ARMOUR) if seal.exists() else None)


def _waivers(folder: Path) -> Iterator[Sealed]:
    """Read the approvals that lie beside a record."""
    for path in sorted(folder.glob("waiver-*.approved.json"))[:MOST_WAIVERS]:
        seal = path.with_name(f"{path.name}.sig")
        yield Sealed(_read(path, MAX_ARMOUR), _read(seal, MAX_ARMOUR) if seal.exists() else None)


def read_signers(path: Path) -> str:
    """Read a list of known keys; raises `RecordError`."""
    remedy = "Name a file with one person a line: address, namespaces, key."
    return _read(path, LARGEST_LIST, remedy).decode("utf-8", errors="replace")


def read_small(path: Path, limit: int) -> bytes:
    """Read one file of at most `limit` bytes; raises `RecordError`."""
    return _read(path, limit, "Save the file and its .sig beside each other, and name the file.")


def write_beside(path: Path, data: bytes) -> Path:
    """Write a new file, never over another, and return it; raises `RecordError`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise RecordError(
            f"{clean(path.name, limit=200)} could not be written.",
            f"{error.strerror}.",
            "Name another folder, or move away what is there.",
        ) from error
    return path


def _find_record(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = sorted(path.glob("record-*.json"))
    if len(found) != 1:
        raise RecordError(
            "The folder does not hold one record.",
            f"{clean(str(path))} holds {len(found)} files named record-*.json.",
            "Name the .json file itself.",
        )
    return found[0]


def _read(path: Path, limit: int, remedy: str = _BESIDE) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
        with open(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise _unreadable(path, "It is not a regular file.", remedy)
            if status.st_size > limit:
                raise _unreadable(path, f"It is larger than {limit // 1024} KiB.", remedy)
            return file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, f"{error.strerror}.", remedy) from error


def _unreadable(path: Path, detail: str, remedy: str) -> RecordError:
    return RecordError(
        f"{clean(path.name, limit=200)} cannot be read.",
        detail,
        remedy,
    )
