"""Git work trees that hold the key folders of this person, and repositories of dot-files.

Such a repository is made to be pushed somewhere. Which of its files git tracks is read from its index.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from watchword.check.host import Host, HostError, NotThere
from watchword.check.keys import copy_index
from watchword.check.keys.copy_kind import is_keylike
from watchword.check.keys.copy_walk import IGNORED
from watchword.check.keys.sync_places import is_guarded, real_path

INDEX_LIMIT = 32 * 1024 * 1024  # bytes; an index of 200,000 files
TRACKED_LIMIT = 500  # tracked files with the name of a key that are opened
_HIGHEST = 40  # folders above a key that may be the top of a work tree

# Repositories whose work tree is the home folder, kept apart from it (a bare one, yadm, vcsh).
_APART = (".dotfiles", ".cfg", ".dotfiles.git", ".local/share/yadm/repo.git", ".config/yadm/repo.git")
_VCSH = ".config/vcsh/repo.d"
# Folders that dot-files are kept in, with a repository inside.
_TREES = (".dotfiles", "dotfiles", ".local/share/chezmoi", ".config/home-manager")


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree, and what git tracks there; `None` where that could not be told.

    `is_apart` says that the repository only borrows the home folder: what it does not track is none of its
    business.
    """

    top: Path
    tracked: frozenset[str] | None
    is_apart: bool = False

    def tracks(self, path: Path) -> bool | None:
        """Whether git tracks a file; `None` where that cannot be told."""
        if self.tracked is None:
            return None
        return path.relative_to(self.top).as_posix() in self.tracked

    def keylike(self) -> list[Path]:
        """Return tracked files with the name of a key, without those of tests and samples."""
        found = []
        for text in sorted(self.tracked or ()):
            *folders, name = text.split("/")
            if is_keylike(name) and IGNORED.isdisjoint(part.lower() for part in folders):
                found.append(self.top / text)
        return found[:TRACKED_LIMIT]


def read_repositories(host: Host, keys: Iterable[Path]) -> tuple[Repository, ...]:
    """Find the repositories that the folders of `keys` lie in, and those of dot-files."""
    found: dict[tuple[Path, Path], bool] = {}
    for folder in dict.fromkeys(key.parent for key in keys):
        if pair := _above(host, folder):
            found[pair] = False
    for tree in dotfile_trees(host):
        real = real_path(host, tree)
        if git := _git_folder(host, real):
            found[(real, git)] = False
    home = real_path(host, host.home)
    for git in _apart(host):
        found.setdefault((home, git), True)
    return tuple(Repository(top, _tracked(host, git), is_apart) for (top, git), is_apart in found.items())


def dotfile_trees(host: Host) -> tuple[Path, ...]:
    """The folders of dot-files that are git work trees, as they are named."""
    trees = [host.home / name for name in _TREES]
    return tuple(tree for tree in trees if _git_folder(host, real_path(host, tree)))


def _above(host: Host, folder: Path) -> tuple[Path, Path] | None:
    """Return the work tree that a folder lies in, and its repository."""
    for top in [folder, *folder.parents][:_HIGHEST]:
        if git := _git_folder(host, top):
            return top, git
    return None


def _git_folder(host: Host, top: Path) -> Path | None:
    """Return the repository of a work tree: `.git`, or the folder that a file of this name points to."""
    git = top / ".git"
    if is_guarded(host, top) or not host.exists(git):
        return None
    try:
        text = host.read_text(git, limit=4096)
    except HostError:  # a folder, as a rule
        return git if host.exists(git / "HEAD") else None
    if not text.startswith("gitdir:"):
        return None
    return Path(os.path.normpath(top / text.removeprefix("gitdir:").strip()))


def _apart(host: Host) -> Iterator[Path]:
    for name in _APART:
        if host.exists(host.home / name / "HEAD") and host.exists(host.home / name / "index"):
            yield host.home / name
    try:
        names = host.names(host.home / _VCSH, limit=100)
    except HostError:
        return
    yield from (host.home / _VCSH / name for name in names if name.endswith(".git"))


def _tracked(host: Host, git: Path) -> frozenset[str] | None:
    try:
        data = host.read_bytes(git / "index", limit=INDEX_LIMIT)
    except NotThere:
        return frozenset()
    except HostError:
        return None
    return copy_index.parse(data, is_sha256=_is_sha256(host, git))


def _is_sha256(host: Host, git: Path) -> bool:
    """Whether objects have the longer names. A work tree beside the main one has its settings elsewhere."""
    with contextlib.suppress(HostError):
        git = git / host.read_text(git / "commondir", limit=4096).strip()
    try:
        text = host.read_text(os.path.normpath(git / "config"), limit=64 * 1024).lower()
    except HostError:
        return False
    return "objectformat=sha256" in "".join(text.split())
