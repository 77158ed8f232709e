"""Where a tree's git repository lies and which commit the tree is at, read from its files by ourselves.

Settings are not among them: nothing that a repository configures is ever looked at.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from watchword.check.host import Host, HostError, NotThere

_NO_REPOSITORY = "It is in no git repository."
_NOT_READ = "Its git repository is kept in a form that Watchword does not read."
_EMPTY = "Its git repository has no commit yet."
_ELSEWHERE = "Its git repository borrows from another one (objects/info/alternates), which is not looked at."

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")  # SHA-1, SHA-256
_NAME = re.compile(r"refs/[^\x00-\x20\x7f~^:?*\\\[]+")
_OWN = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")  # each work tree has its own of these
_SMALL, _LARGE = 4 * 1024, 16 * 1024 * 1024
_LINKS_AT_MOST = 5  # names that stand for names, as in git


@dataclass(frozen=True, slots=True)
class Repository:
    """A tree's history: the folder of its `objects`, the `commit` it is at, the commits at which a `shallow`
    clone ends, and the tree's place in the repository (`prefix`, with slashes; empty for all of it)."""

    objects: Path
    commit: str
    shallow: tuple[str, ...] = ()
    prefix: str = ""


def find(host: Host, tree: Path) -> Repository:
    """Return the repository that a folder is in; raises `HostError` with the reason where there is none.

    Folders above are looked at up to the home folder: a tree may be one project of a larger repository.
    Work trees and submodules, whose `.git` is a file, are followed to where their repository is.
    """
    for top in _upwards(host, tree):
        if host.exists(top / ".git"):
            own = _own_folder(host, top / ".git")
            shared = _shared_folder(host, own)
            objects = shared / "objects"
            _refuse_borrowing(host, objects)
            commit = _commit(host, own, shared)
            prefix = tree.relative_to(top).as_posix()
            return Repository(objects, commit, _boundary(host, shared), "" if prefix == "." else prefix)
    raise HostError(_NO_REPOSITORY)


def _upwards(host: Host, tree: Path) -> Iterator[Path]:
    for folder in (tree, *tree.parents):
        if folder == host.home and folder != tree:
            return
        yield folder


def _own_folder(host: Host, place: Path) -> Path:
    """Return what `.git` stands for: itself, or the folder that the file names."""
    place = host.resolve(place)
    if stat.S_ISDIR(host.status(place).st_mode):
        return place
    kind, _, named = host.read_text(place, limit=_SMALL).partition(":")
    if kind != "gitdir":
        _refuse()
    return _below(place.parent, named)


def _shared_folder(host: Host, own: Path) -> Path:
    """Return the folder that all work trees of a repository share."""
    try:
        return _below(own, host.read_text(own / "commondir", limit=_SMALL))
    except NotThere:
        return own


def _below(folder: Path, named: str) -> Path:
    """Return a named path; one that leads to another machine or is none at all is refused."""
    named = named.strip()
    if not named or named.startswith(("//", "\\\\")) or "\0" in named or "\n" in named:
        _refuse()
    return Path(os.path.normpath(folder / named))


def _refuse_borrowing(host: Host, objects: Path) -> None:
    if not stat.S_ISDIR(host.status(host.resolve(objects)).st_mode) or "\n" in str(objects):
        _refuse()
    try:
        borrowed = host.read_text(objects / "info" / "alternates", limit=_SMALL)
    except NotThere:
        return
    if borrowed.strip():
        raise HostError(_ELSEWHERE)


def _commit(host: Host, own: Path, shared: Path) -> str:
    """Return the commit that HEAD names, through as many names as git allows."""
    said = host.read_text(own / "HEAD", limit=_SMALL).strip()
    for _ in range(_LINKS_AT_MOST):
        if _COMMIT.fullmatch(said):
            return said
        name = said.removeprefix("ref:").strip()
        # The branch that newer forms of repositories claim to be at has the name `.invalid`.
        if not said.startswith("ref:") or not _NAME.fullmatch(name) or "/." in name or ".." in name:
            _refuse()
        folder = own if name.startswith(_OWN) else shared
        try:
            said = host.read_text(folder / name, limit=_SMALL).strip()
        except HostError:  # not there, or a folder, as `refs/heads/a` is where `refs/heads/a/b` once was
            said = _packed(host, shared, name)
    _refuse()


def _packed(host: Host, shared: Path, name: str) -> str:
    try:
        lines = host.read_bytes(shared / "packed-refs", limit=_LARGE)
    except NotThere:
        lines = b""
    found = re.search(rb"^([0-9a-f]{40,64}) " + re.escape(name.encode()) + rb"\r?$", lines, re.MULTILINE)
    if found is None:
        raise HostError(_EMPTY)
    return found[1].decode("ascii")


def _boundary(host: Host, shared: Path) -> tuple[str, ...]:
    try:
        lines = host.read_text(shared / "shallow", limit=_LARGE).split()
    except NotThere:
        return ()
    return tuple(line for line in lines if _COMMIT.fullmatch(line))


def _refuse() -> NoReturn:
    raise HostError(_NOT_READ)
