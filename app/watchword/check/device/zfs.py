"""ZFS: whether a dataset is encrypted, and which disks its pool lies on."""

from __future__ import annotations

from watchword.check.host import Host, HostError


async def is_encrypted(host: Host, dataset: str) -> bool:
    """Whether ZFS encrypts this dataset; raises `HostError` where ZFS does not say.

    The dataset counts, not the pool: a pool may hold encrypted and plain ones side by side.
    """
    ran = await host.run(["zfs", "get", "-H", "-o", "value", "encryption,keystatus", dataset])
    value = ran.out.strip().splitlines()[0].strip() if ran.out.strip() else ""
    if ran.code or value in ("", "-"):
        raise HostError("ZFS does not say whether the file system is encrypted.")
    return value != "off"


async def devices(host: Host, dataset: str) -> tuple[str, ...]:
    """Return the block devices that the pool of this dataset lies on, as `/dev` paths."""
    ran = await host.run(["zpool", "status", "-LP", dataset.split("/")[0]])
    words = [line.split()[0] for line in ran.out.splitlines() if line.split()]
    found = tuple(word for word in words if word.startswith("/dev/"))
    if ran.code or not found or any(word.startswith("/") and word not in found for word in words):
        raise HostError("The disks under the ZFS pool could not be listed.")
    return found
