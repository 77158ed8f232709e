"""Removable volumes on Linux, from `lsblk`.

The bus is told for whole disks only, and a volume inside an encrypted container says nothing of the stick
below it; so what is true of a disk is handed down to everything on it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from watchword.check.device import mounts
from watchword.check.host import Host, HostError
from watchword.check.keys.stick_volume import Volume, Volumes
from watchword.text import clean

_COLUMNS = "NAME,PATH,TYPE,FSTYPE,LABEL,MOUNTPOINTS,RM,HOTPLUG,TRAN,MODEL,SIZE"
_OLD_COLUMNS = _COLUMNS.replace("MOUNTPOINTS", "MOUNTPOINT")  # util-linux before 2.37
_LOCKABLE = ("crypto_LUKS", "BitLocker")
# Where people mount what is not part of the system.
_MEDIA = ("/media", "/run/media", "/mnt")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class _Node:
    """A block device with what it has from those below it."""

    disk: int
    points: tuple[str, ...]
    kind: str
    is_removable: bool
    is_encrypted: bool | None
    is_locked: bool
    is_empty: bool = False


async def read(host: Host) -> Volumes:
    """Ask `lsblk`, which needs no rights."""
    ran = await host.run(["lsblk", "-J", "-o", _COLUMNS])
    if ran.code:
        ran = await host.run(["lsblk", "-J", "-o", _OLD_COLUMNS])
    if ran.code:
        raise HostError("lsblk does not tell which disks there are.")
    return understand(ran.out, str(host.resolve(host.home)), _kinds(host))


def understand(text: str, home: str, kinds: dict[str, str] | None = None) -> Volumes:
    """Return the volumes in what `lsblk` printed; `home` is the person's home folder.

    `kinds` maps mount points to file systems, for machines where `lsblk` knows none (without udev).
    """
    nodes = list(_nodes(text))
    own = _disk_of(home, nodes)
    found: dict[str, Volume] = {}
    for node in nodes:
        is_removable = node.is_removable and node.disk != own
        for point in node.points:
            if is_removable or _is_media(point):
                kind = clean(node.kind or (kinds or {}).get(point, ""), limit=20)
                found.setdefault(point, Volume(Path(point), kind, node.is_encrypted, is_removable))
    foreign = [node for node in nodes if node.is_removable and node.disk != own]
    accounted = {node.disk for node in foreign if node.points or node.is_locked or node.is_empty}
    waiting = {node.disk for node in foreign} - accounted
    return Volumes(tuple(found.values()), sum(node.is_locked for node in foreign), len(waiting), "lsblk")


def _nodes(text: str) -> Iterator[_Node]:
    try:
        disks = json.loads(text)["blockdevices"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HostError("The answer of lsblk could not be understood.") from error
    for number, disk in enumerate(_entries(disks)):
        yield from _walk(disk, number, _is_removable(disk), False, 0)


def _walk(
    entry: dict[str, Any], disk: int, is_removable: bool, is_encrypted: bool | None, depth: int
) -> Iterator[_Node]:
    kind, type_ = _word(entry.get("fstype")), _word(entry.get("type"))
    children = _entries(entry.get("children"))
    if type_ == "crypt":
        is_encrypted = True
    elif type_ == "dm" and not is_encrypted:  # VeraCrypt and others that do not say what they are
        is_encrypted = None
    is_locked = kind in _LOCKABLE and not children
    # A reader without a card has a size of 0, a drive without a disc any size.
    is_empty = type_ == "rom" or entry.get("size") in ("0B", "0", 0)
    yield _Node(disk, _points(entry), kind, is_removable, is_encrypted, is_locked, is_empty)
    for child in children if depth < _DEEPEST else []:
        yield from _walk(child, disk, is_removable, is_encrypted, depth + 1)


def _is_removable(disk: dict[str, Any]) -> bool:
    """Whether a whole disk can be taken away: it is on USB, or it (a card, a disc) can leave its drive."""
    type_ = _word(disk.get("type"))
    if type_ in ("loop", "zram") or _word(disk.get("name")).startswith(("zram", "ram")):
        return False
    return _word(disk.get("tran")) == "usb" or disk.get("rm") in (True, "1")


def _disk_of(home: str, nodes: list[_Node]) -> int | None:
    """Return the disk that the home folder lies on."""
    wanted = PurePosixPath(home)
    above = [
        (len(point), node.disk) for node in nodes for point in node.points if wanted.is_relative_to(point)
    ]
    return max(above)[1] if above else None


def _points(entry: dict[str, Any]) -> tuple[str, ...]:
    listed = entry.get("mountpoints", [entry.get("mountpoint")])
    values = listed if isinstance(listed, list) else [listed]
    return tuple(value for value in values if isinstance(value, str) and value.startswith("/"))


def _is_media(point: str) -> bool:
    return any(PurePosixPath(point).is_relative_to(folder) for folder in _MEDIA)


def _entries(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _kinds(host: Host) -> dict[str, str]:
    with contextlib.suppress(HostError):
        table = mounts.parse(host.read_text("/proc/self/mountinfo", limit=1024 * 1024))
        return {mount.point: mount.kind for mount in table}
    return {}
