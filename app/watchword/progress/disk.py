"""What a journal needs of the disk: no link is followed, nobody else can write, and written means written.

All of it raises `OSError`, or `JournalError` with the way out where the refusal is ours.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from watchword.errors import JournalError
from watchword.text import clean

if TYPE_CHECKING:
    from filelock import BaseFileLock

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

Stamp = tuple[int, int, int, int]


def name_path(path: Path) -> str:
    """Give a path as messages show it."""
    return clean(str(path), limit=300)


def explain(title: str, error: OSError, path: Path) -> JournalError:
    """Give an `OSError` in words, with the way out."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            remedy = "Free some space on this disk, then do the step again."
        case errno.EROFS:
            remedy = "The disk can only be read. Make it writable, then start again."
        case errno.EACCES | errno.EPERM:
            remedy = f"Make the file and its folder writable for yourself: {name_path(path)}"
        case errno.ELOOP:
            remedy = "A link stands where a file should be. Remove it if you did not put it there."
        case _:
            remedy = "Check the disk, then do the step again. What was recorded before is still there."
    return JournalError(title, f"{name_path(path)}: {clean(error.strerror or str(error))}", remedy)


def make_folder(folder: Path) -> None:
    """Make a folder that only the person can use, with those above it, unless it is there."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    check_folder(folder)


def check_folder(folder: Path) -> None:
    """Raise `JournalError` for a folder that is a link, somebody else's, or open to the writing of others."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise _unsafe(
            folder, "this is a link or a file, not a folder", "Remove it if you did not put it there."
        )
    _check_owner(folder, found)


def open_file(path: Path, *, write: bool) -> int:
    """Open an existing file and give its descriptor. Raises `JournalError` for a link, a pipe, a device."""
    before = path.lstat()
    if not stat.S_ISREG(before.st_mode):
        raise _unsafe(path, "this is a link or no plain file", "Remove it if you did not put it there.")
    _check_owner(path, before)
    flags = (os.O_RDWR | os.O_APPEND) if write else os.O_RDONLY
    # Without O_NONBLOCK a pipe put there in the meantime would hold us up for ever.
    descriptor = os.open(path, flags | _NO_LINK | _BINARY | _AT_ONCE)
    after = os.fstat(descriptor)
    if (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino):
        os.close(descriptor)
        raise _unsafe(path, "the file was replaced while it was being opened", "Try again.")
    return descriptor


def read_all(descriptor: int, limit: int) -> bytes:
    """Read a file from its beginning: all of it, or `limit` bytes and one more."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    parts: list[bytes] = []
    left = limit + 1
    while left and (part := os.read(descriptor, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def stamp(path: Path) -> Stamp:
    """Give what changes when somebody else writes or replaces the file."""
    found = path.lstat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def write_new(path: Path, data: bytes) -> None:
    """Put a whole new file in place at once, on the disk for good. The caller saw that there is none yet."""
    _put(path, data, lasting=True)
    sync_folder(path.parent)


def write_whole(descriptor: int, data: bytes) -> None:
    """Write in a single call. Raises `OSError` when only a part went in."""
    written = os.write(descriptor, data)
    if written != len(data):
        raise OSError(errno.ENOSPC, f"only {written} of {len(data)} bytes could be written")


def replace(path: Path, data: bytes) -> None:
    """Put a file in place of another at once. A power cut may leave the old one, or an empty one."""
    _put(path, data, lasting=False)


def sync(descriptor: int) -> None:
    """Return once what was written is on the disk."""
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:
            pass  # not every file system knows it
        else:
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Return once the names in a folder are on the disk. Windows has no such thing, and needs none."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def take_lock(path: Path) -> BaseFileLock | None:
    """Take the lock of this file without waiting, or give None when another session holds it.

    The lock file stays for ever: deleting it would let two sessions lock two files of one name.
    """
    from filelock import FileLock, Timeout  # a slow import, and `--version` has no use for it

    if path.is_symlink():
        raise _unsafe(path, "this is a link", "Remove it if you did not put it there.")
    # Not per thread: a journal may be opened in one thread and closed in another.
    lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock


def _put(path: Path, data: bytes, *, lasting: bool) -> None:
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        try:
            write_whole(descriptor, data)
            if lasting:
                sync(descriptor)
        finally:
            os.close(descriptor)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _check_owner(path: Path, found: os.stat_result) -> None:
    # On Windows the access list of the profile folder does all of this.
    if sys.platform != "win32" and found.st_uid != os.geteuid():
        raise _unsafe(path, "it belongs to somebody else", "Run the app as its owner, or move it away.")
    if sys.platform != "win32" and found.st_mode & _OTHERS_WRITE:
        raise _unsafe(path, "others can write to it", f"chmod go-w '{name_path(path)}'")


def _unsafe(path: Path, why: str, remedy: str) -> JournalError:
    return JournalError("The journal is not in a safe place.", f"{name_path(path)}: {why}.", remedy)
