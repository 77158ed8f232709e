"""The file of a signing key on disk: written once and whole, read with suspicion.

Anyone who can write the file or its folder can sign in the owner's name, so both are looked at on every read,
as ssh does. On Windows the rights of the profile folder guard it instead; type and size alone are looked at.
"""

from __future__ import annotations

import errno
import os
import secrets
import shlex
import stat
import sys
from pathlib import Path

from watchword.errors import SigningError
from watchword.text import clean

MAX_KEY_FILE = 16 * 1024  # bytes

# Flags that a system lacks change nothing there. O_NONBLOCK, because opening a pipe would otherwise wait.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_pair(path: Path, private: bytes, public: bytes) -> None:
    """Write a new key to `path` and its public half to `path`.pub; nothing there is ever overwritten.

    Missing folders are made with mode 0700. Raises SigningError, and then neither file is left behind.
    """
    beside = path.with_name(path.name + ".pub")
    for taken in (path, beside):
        if os.path.lexists(taken):
            raise SigningError(
                "There is something where the new key would go.",
                f"{shown(taken)} exists, and a key is never overwritten.",
                f"Keep it: mv {quoted(taken)} {quoted(taken.with_name(taken.name + '.old'))}",
            )
    try:
        _make_folder(path.parent)
        _check_folder(path.parent)
        _place(path, private, 0o600)
        try:
            _place(beside, public, 0o644)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise SigningError(
            "The new key could not be written.",
            _reason(problem, path),
            f"Make room on the disk, or make the folder writable: chmod u+rwx {quoted(path.parent)}",
        ) from None


def read(path: Path) -> bytes:
    """Return the content of the key file at `path`; SigningError where others could have changed it."""
    try:
        _check_folder(path.parent)
        descriptor = os.open(path, _READ)
        try:
            _check_file(os.fstat(descriptor), path)  # of what was opened, not of what the name means by now
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(MAX_KEY_FILE)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        detail, remedy = f"{shown(path)} does not exist.", "Make a new key, or use one from your ssh-agent."
        raise SigningError("There is no signing key yet.", detail, remedy) from None
    except OSError as problem:
        if problem.errno in (errno.ELOOP, errno.EMLINK):  # what O_NOFOLLOW answers; FreeBSD the latter
            raise _not_a_file(path, "a symbolic link") from None
        remedy = f"Make it readable for you alone: chmod 600 {quoted(path)}"
        raise SigningError("The signing key cannot be read.", _reason(problem, path), remedy) from None


def _make_folder(folder: Path) -> None:
    """Make what is missing of `folder`, each level for its owner only whatever the umask says."""
    for level in reversed([folder, *folder.parents]):
        if not level.exists():
            level.mkdir(mode=0o700, exist_ok=True)


def _place(path: Path, content: bytes, mode: int) -> None:
    """Write `content` to the new file `path`, whole or not at all; OSError if that fails or `path` exists.

    The name is claimed with an empty file once everything else is on disk, so that the final rename cannot
    replace anybody's file. (A hard link would do as well, but not on every file system.)
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, content, mode)
        os.close(os.open(path, _MAKE, mode))
        try:
            draft.replace(path)
            _sync_folder(path.parent)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, _MAKE, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Put the folder's entries on disk, so that a record's key outlives a power cut; Windows cannot."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as problem:
            if problem.errno not in (
                errno.EINVAL,
                errno.ENOTSUP,
            ):  # some network file systems have no such call
                raise
        finally:
            os.close(descriptor)


def _check_file(status: os.stat_result, path: Path) -> None:
    """Refuse a key file that is no plain file, too large, or within anybody else's reach."""
    if not stat.S_ISREG(status.st_mode):
        raise _not_a_file(path, "a folder, a pipe or a device")
    if status.st_size > MAX_KEY_FILE:
        detail = f"{shown(path)} is larger than {MAX_KEY_FILE // 1024} KiB."
        raise SigningError("The signing key is no key file.", detail, "Choose the private key file itself.")
    if sys.platform != "win32":
        if status.st_uid != os.geteuid():
            raise _not_yours("signing key", path)
        if status.st_mode & 0o077:
            raise SigningError(
                "The signing key can be used by others.",
                f"{shown(path)} has mode {stat.S_IMODE(status.st_mode):04o}; ssh refuses such a key, too.",
                f"Make it yours alone: chmod 600 {quoted(path)}",
            )
        if status.st_nlink != 1:
            raise SigningError(
                "The signing key has a second name.",
                f"{shown(path)} has {status.st_nlink} hard links; whoever holds another one holds the key.",
                f"Find the others and delete them: find ~ -samefile {quoted(path)}",
            )


def _check_folder(folder: Path) -> None:
    """Refuse a folder in which somebody else could replace the key."""
    if sys.platform != "win32":
        status = folder.stat()
        if status.st_uid not in (os.geteuid(), 0):  # root needs no permission anyway
            raise _not_yours("folder of the signing key", folder)
        if status.st_mode & 0o022:
            mode = f"{stat.S_IMODE(status.st_mode):04o}"
            raise SigningError(
                "The folder of the signing key can be changed by others.",
                f"{shown(folder)} has mode {mode}: others could put their key there.",
                f"Make it yours alone: chmod 700 {quoted(folder)}",
            )


def _not_a_file(path: Path, what: str) -> SigningError:
    detail = f"{shown(path)} is {what}; only a plain file is used."
    return SigningError("The signing key is no plain file.", detail, f"Look at it: ls -l {quoted(path)}")


def _not_yours(what: str, path: Path) -> SigningError:
    return SigningError(
        f"The {what} belongs to somebody else.",
        f"{shown(path)} has another owner.",
        f'Do not use it, unless sudo made it for you: sudo chown "$(id -un)" {quoted(path)}',
    )


def _reason(problem: OSError, path: Path) -> str:
    return f"{shown(path)}: {clean(problem.strerror or 'the system says no more')}"


def shown(path: Path) -> str:
    """Return `path` for reading, the home folder as ~."""
    try:
        return "~" + os.sep + clean(str(path.relative_to(Path.home())))
    except (ValueError, RuntimeError):  # elsewhere; or nobody knows where home is
        return clean(str(path))


def quoted(path: Path) -> str:
    """Return `path` for a shell: ~ outside the quotes, which it would not survive."""
    text, home = shown(path), "~" + os.sep
    return home + shlex.quote(text.removeprefix(home)) if text.startswith(home) else shlex.quote(text)
