"""A walk through a source tree: every regular file of its own, folder by folder, without opening one.

Links are counted, never followed; pipes, sockets and devices are left alone; other file systems are not
entered. Folders of other people's code and of tools are skipped by name, and what belongs to a version
control system in any form: `.git` as folder or file, and repositories without a work tree. What a submodule
or a nested repository has checked out is a part of the tree like any other.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from watchword.check.keys.copy_walk import is_absent
from watchword.check.source.facts import Unread
from watchword.check.source.limits import Limits
from watchword.check.source.place import SKIPPED_FOLDERS
from watchword.text import clean, count

REFUSED = "It may not be read by this account."
AWAY = "It is kept in a cloud and is not on this disk."
_GONE = "It was gone when it was its turn."
_REPOSITORY = {"HEAD", "objects", "refs"}  # what a folder must hold for git to take it for a repository
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, a link of Windows


def reason(error: OSError) -> str:
    """Return in words why something could not be read."""
    if isinstance(error, PermissionError):
        return REFUSED
    if isinstance(error, FileNotFoundError):
        return _GONE
    return f"It could not be read ({error.strerror or type(error).__name__})."


@contextlib.contextmanager
def _opened(place: str) -> Iterator[int | str]:
    """Give a folder as `os.scandir` takes it: a handle where there are such, which no link can replace."""
    if os.scandir not in os.supports_fd:
        yield place
        return
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield handle
    finally:
        os.close(handle)


@dataclass(slots=True)
class Walk:
    """One walk below `root`, a folder with links in its own path followed.

    After `folders` came to its end: `files` counts regular files seen, `links` symbolic links, `specials`
    pipes and the like. `unread` names folders that could not be listed, `left_out` what a limit cut off.
    """

    root: str
    limits: Limits = field(default_factory=Limits)
    files: int = 0
    links: int = 0
    specials: int = 0
    unread: list[Unread] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    _too_deep: list[str] = field(default_factory=list)
    _others: list[str] = field(default_factory=list)

    def folders(self) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
        """Give each folder, relative to the root with slashes (the root is empty), and its files by name.

        All folders of one depth come before any deeper one, so that a limit cuts off the deepest. The entries
        can be asked for their status until the next folder is asked for. Raises `OSError` when the root
        cannot be listed.
        """
        device = os.stat(self.root).st_dev
        waiting = deque([("", 0)])
        while waiting and not self.left_out:
            folder, depth = waiting.popleft()
            below: list[str] = []
            try:
                with _opened(os.path.join(self.root, folder)) as place:
                    if not folder or self._may_enter(folder, place, device):
                        files, below = self._list(folder, place)
                        if files := self._within_limit(files, is_more=bool(below or waiting)):
                            yield folder, files
            except OSError as error:
                if not folder:
                    raise
                self._note(folder, reason(error))
            if depth < self.limits.depth:
                waiting.extend((path, depth + 1) for path in below)
            else:
                self._too_deep += below
        self._say_what_was_left_out()

    def _within_limit(self, files: list[os.DirEntry[str]], *, is_more: bool) -> list[os.DirEntry[str]]:
        """Count files, and cut them off where the limit is reached and anything would come after it."""
        room = self.limits.files - self.files
        if len(files) > room or (len(files) == room and is_more):
            self.left_out.append(f"After {self.limits.files:,} files the rest was not looked at.")
        files = files[:room]
        self.files += len(files)
        return files

    def _list(self, folder: str, place: int | str) -> tuple[list[os.DirEntry[str]], list[str]]:
        """Return the files of a folder and the paths of the folders in it, each sorted."""
        with os.scandir(place) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        if {entry.name for entry in listed} >= _REPOSITORY:
            return [], []
        files, below = [], []
        for entry in listed:
            if entry.is_file(follow_symlinks=False):
                if entry.name != ".git":
                    files.append(entry)
            elif entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED_FOLDERS:
                    below.append(f"{folder}/{entry.name}" if folder else entry.name)
            elif entry.is_symlink():
                self.links += 1
            else:
                self.specials += 1
        return files, below

    def _may_enter(self, folder: str, place: int | str, device: int) -> bool:
        status = os.fstat(place) if isinstance(place, int) else os.lstat(place)
        if not stat.S_ISDIR(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
            self.links += 1
        elif is_absent(status):
            self._note(folder, AWAY)
        elif status.st_dev != device:
            self._others.append(folder)
        else:
            return True
        return False

    def _note(self, folder: str, why: str) -> None:
        self.unread.append(Unread(clean(f"{folder}/", limit=160), why))

    def _say_what_was_left_out(self) -> None:
        if deep := self._too_deep:
            said = f"{count(len(deep), 'folder')} more than {self.limits.depth} folders deep"
            self.left_out.append(f"{said} not looked into: {clean(deep[0], limit=160)}.")
        if others := self._others:
            named = ", ".join(clean(path, limit=80) for path in others[:3])
            self.left_out.append(f"On another file system and not looked into: {named}.")
