"""The Linux mount table: which file system is where, and what it was mounted from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of `/proc/self/mountinfo`; `device` is the major:minor number."""

    point: str
    kind: str
    source: str
    device: str


def parse(text: str) -> tuple[Mount, ...]:
    """Return the mounts in the order of the table; lines that are not understood are left out.

    proc(5): id, parent, major:minor, root, mount point, options, optional fields, "-", type, source, options.
    """
    found = []
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        left, right = before.split(" "), after.split(" ")
        if dash and len(left) >= 6 and len(right) >= 2:
            found.append(Mount(_plain(left[4]), right[0], _plain(right[1]), left[2]))
    return tuple(found)


def holding(mounts: tuple[Mount, ...], path: PurePath | str) -> Mount | None:
    """Return the mount that `path` lies in: the deepest, and of several on one point the last, on top."""
    best: Mount | None = None
    wanted = str(PurePosixPath(str(path))).rstrip("/") + "/"
    for mount in mounts:
        is_above = wanted.startswith(mount.point.rstrip("/") + "/")
        if is_above and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), text)
