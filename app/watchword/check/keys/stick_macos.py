"""Removable volumes on macOS, from `diskutil`.

The list also has disk images and the volumes inside APFS containers; what each is says `diskutil info`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from watchword.check import property_list
from watchword.check.host import Host, HostError
from watchword.check.keys.stick_volume import Volume, Volumes
from watchword.text import clean

_LIST = ("diskutil", "list", "-plist", "external")
_MOST = 16  # volumes that are asked about
_PLAIN = ("msdos", "exfat", "hfs", "ntfs", "ufsd_ntfs")  # say nothing of encryption because they have none


async def read(host: Host) -> Volumes:
    """Ask `diskutil`, which needs no rights and does not look into the volumes."""
    ran = await host.run(_LIST, seconds=8.0)
    if ran.code:
        raise HostError("diskutil does not tell which disks there are.")
    found, disks = [], set()
    listed = list(_volumes(property_list.parse(ran.out, "diskutil")))
    for volume in listed[:_MOST]:
        told = await host.run(["diskutil", "info", "-plist", volume["DeviceIdentifier"]], seconds=8.0)
        info = {} if told.code else property_list.parse(told.out, "diskutil")
        if _is_stick(info):
            disks.add(info.get("ParentWholeDisk"))
            found += [_volume(info)] if info.get("MountPoint") else []
    unmounted = len(disks) if disks and not found else 0
    return Volumes(tuple(found), 0, unmounted, "diskutil")


def _volumes(listing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give every entry of the list that may be a volume: a disk without parts, a part, an APFS volume."""
    for disk in property_list.dictionaries(listing.get("AllDisksAndPartitions")):
        parts = [
            part
            for key in ("Partitions", "APFSVolumes")
            for part in property_list.dictionaries(disk.get(key))
        ]
        for entry in parts or [disk]:
            name = entry.get("DeviceIdentifier")
            if isinstance(name, str) and name.startswith("disk") and name.isalnum():
                yield entry


def _is_stick(info: dict[str, Any]) -> bool:
    return info.get("RemovableMediaOrExternalDevice") is True and info.get("BusProtocol") != "Disk Image"


def _volume(info: dict[str, Any]) -> Volume:
    kind = clean(str(info.get("FilesystemType") or ""), limit=20)
    is_encrypted: bool | None = False if kind in _PLAIN else None
    for key in ("Encryption", "FileVault"):
        if isinstance(info.get(key), bool):
            is_encrypted = bool(is_encrypted) or info[key]
    return Volume(Path(str(info["MountPoint"])), kind, is_encrypted)
