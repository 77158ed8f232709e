"""Which copies of private keys lie in folders that are copied elsewhere: the reading half of `key-copies`.

The places are found in `sync_places` and `copy_repository`, walked in `copy_walk`; files are judged by their
first bytes in `copy_kind`. Nothing of a file is kept but its path and what it is.
"""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path

from watchword.check.device.mounts import Mount
from watchword.check.host import Host, HostError
from watchword.check.keys.access import read_mounts
from watchword.check.keys.aside import Stop, look_aside
from watchword.check.keys.copy_kind import SIZE_LIMIT, Kind, kind_of
from watchword.check.keys.copy_repository import dotfile_trees, read_repositories
from watchword.check.keys.copy_walk import Bounds, Seen, is_absent, walk
from watchword.check.keys.header import HEAD
from watchword.check.keys.openpgp_files import VAULT, find_home
from watchword.check.keys.sync_places import (
    Place,
    Places,
    guarded_folders,
    is_guarded,
    read_places,
    real_path,
)
from watchword.check.surroundings import look

OWN_LIMIT = 200  # files in ~/.ssh and in GnuPG's folder whose place is looked up
SPARE_SECONDS = 3.0  # for finding the places, on top of what the walk may take
DOTFILES = "dot-files"


class Way(Enum):
    """How a copy gets out."""

    SYNCED = auto()
    TRACKED = auto()
    UNTRACKED = auto()  # in a work tree, and not tracked: one command from being so
    UNTOLD = auto()  # in a work tree whose index could not be read


@dataclass(frozen=True, slots=True)
class Copy:
    """One file: its path as it is shown, what it is, how it gets out, and by what."""

    shown: str
    kind: Kind
    way: Way
    service: str


@dataclass(frozen=True, slots=True)
class Look:
    """One place, how it is shown, and what was seen of it; `absent` are files that are not on this disk."""

    place: str
    service: str
    seen: Seen
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """Everything the judging half needs; `elsewhere` says why this is not the laptop itself."""

    platform: str
    is_root: bool = False
    looks: tuple[Look, ...] = ()
    copies: tuple[Copy, ...] = ()
    places: Places = field(default_factory=Places)
    repositories: int = 0
    bounds: Bounds = field(default_factory=Bounds)
    elsewhere: str = ""


async def read_copies(host: Host, bounds: Bounds = Bounds()) -> CopyFacts:  # noqa: B008 - frozen
    """Look for copies, within bounds."""
    if host.is_root:
        return CopyFacts(host.platform, is_root=True, bounds=bounds)
    table = await read_mounts(host)
    elsewhere = (await look(host)).reason
    return await look_aside(
        lambda stop: _Search(host, table, bounds, stop).facts(elsewhere),
        what="The look for copies of keys",
        seconds=bounds.seconds + SPARE_SECONDS,
    )


class _Search:
    """The whole search; it blocks, so it runs aside."""

    def __init__(self, host: Host, table: tuple[Mount, ...], bounds: Bounds, stop: Stop) -> None:
        self._host = host
        self._bounds = bounds
        self._stop = stop
        self._places = read_places(host, table)
        self._home = real_path(host, host.home)
        self._guarded: list[str] = []
        self._own = self._own_keys()
        self._repositories = read_repositories(host, self._own)

    def facts(self, elsewhere: str) -> CopyFacts:
        host = self._host
        trees = dotfile_trees(host)
        walked = [
            *self._places.found,
            *(Place(DOTFILES, real_path(host, tree), host.show(tree)) for tree in trees),
        ]
        avoid = guarded_folders(host)
        seen = walk([place.path for place in walked], self._read, self._bounds, self._stop, avoid)
        found = {path: kind for one in seen for path, kind in one.copies}
        for path in (*self._own, *(path for one in self._repositories for path in one.keylike())):
            if path not in found and self._way(path) and (kind := self._open(path)):
                found[path] = kind
        copies = [self._copy(path, kind) for path, kind in sorted(found.items())]
        return CopyFacts(
            platform=host.platform,
            looks=tuple(self._look(place, one) for place, one in zip(walked, seen, strict=True)),
            copies=tuple(copy for copy in copies if copy),
            places=replace(self._places, guarded=(*self._places.guarded, *self._guarded)),
            repositories=len(self._repositories),
            bounds=self._bounds,
            elsewhere=elsewhere,
        )

    def _own_keys(self) -> tuple[Path, ...]:
        """Return where the files in the key folders really are: they, or the folders, may be links."""
        folders: list[tuple[Path, Callable[[str], bool]]] = [(self._host.home / ".ssh", _is_ssh_file)]
        with contextlib.suppress(HostError):
            folders.append((find_home(self._host)[0] / VAULT, lambda name: name.endswith(".key")))
        found: dict[Path, None] = {}
        for folder, is_wanted in folders:
            if is_guarded(self._host, real_path(self._host, folder)):
                self._guarded.append(f"the folder that {self._host.show(folder)} leads to")
                continue
            try:
                names = self._host.names(folder)
            except HostError:
                continue
            for name in [name for name in names if is_wanted(name)][:OWN_LIMIT]:
                found[real_path(self._host, folder / name)] = None
        return tuple(found)

    def _read(self, path: Path) -> Kind | None:
        try:
            return kind_of(path.name, self._host.read_bytes(path, limit=HEAD))
        except HostError as error:
            raise OSError(error.reason) from error

    def _open(self, path: Path) -> Kind | None:
        """As `_read`, for a file that no walk has looked at yet; it may be anything."""
        if is_guarded(self._host, path):
            return None
        try:
            status = self._host.status(path)
            if not stat.S_ISREG(status.st_mode) or is_absent(status) or status.st_size > SIZE_LIMIT:
                return None
            return self._read(path)
        except (HostError, OSError):
            return None

    def _way(self, path: Path) -> tuple[Way, str] | None:
        """Return how a file gets out, and by what; the surest way where there are several."""
        for place in self._places.found:
            if path.is_relative_to(place.path):
                return Way.SYNCED, place.service
        inside = [one for one in self._repositories if path.is_relative_to(one.top)]
        answers = [(one.tracks(path), one) for one in inside]
        if any(answer for answer, _ in answers):
            return Way.TRACKED, "git"
        rest = [answer for answer, one in answers if not one.is_apart]
        return (Way.UNTOLD if None in rest else Way.UNTRACKED, "git") if rest else None

    def _copy(self, path: Path, kind: Kind) -> Copy | None:
        way = self._way(path)
        return Copy(self._show(path, way[1]), kind, *way) if way else None

    def _look(self, place: Place, seen: Seen) -> Look:
        absent = tuple(self._show(path, place.service) for path in seen.absent)
        return Look(place.shown, place.service, seen, absent)

    def _show(self, path: Path, service: str) -> str:
        """Show a file below `~`, or below the place it is in where that is outside the home folder."""
        for home in (self._host.home, self._home):
            if path.is_relative_to(home):
                return self._host.show(self._host.home / path.relative_to(home)).replace("\\", "/")
        for place in self._places.found:
            if path.is_relative_to(place.path):
                return self._host.show(f"{place.shown}/{path.relative_to(place.path).as_posix()}")
        return self._host.show(f"{service}/{path.name}")


def _is_ssh_file(name: str) -> bool:
    return not name.endswith((".pub", "config")) and "known_hosts" not in name
