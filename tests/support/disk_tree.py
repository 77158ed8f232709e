"""A Linux machine's disks as files: `/proc` and `/sys` below a folder, laid out as the kernel does it."""

from __future__ import annotations

import os
from pathlib import Path

from watchword.check.host import Host

SWAPS_HEAD = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


class Laptop(Host):
    """A `Host` over a folder, run by an ordinary person whoever runs the tests."""

    @property
    def is_root(self) -> bool:
        return False


class DiskTree:
    """Builds block devices, mounts and swap below `root`; `host` looks at them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home" / "sample"
        self.home.mkdir(parents=True)
        self._mounts: list[str] = []
        self._swaps: list[str] = []
        self._write("proc/swaps", SWAPS_HEAD)

    def disk(self, name: str, *partitions: str) -> DiskTree:
        """A whole disk, with its partitions as folders inside its own."""
        self._device(name, f"sys/devices/pci0/block/{name}")
        for number, part in enumerate(partitions, 1):
            folder = f"sys/devices/pci0/block/{name}/{part}"
            self._device(part, folder)
            self._write(f"{folder}/partition", f"{number}\n")
        return self

    def virtual(self, name: str) -> DiskTree:
        """A device without a disk: loop, zram."""
        self._device(name, f"sys/devices/virtual/block/{name}")
        return self

    def mapped(self, name: str, mapper: str, uuid: str, *below: str) -> DiskTree:
        """A device-mapper device on top of others."""
        folder = f"sys/devices/virtual/block/{name}"
        self._device(name, folder)
        self._write(f"{folder}/dm/uuid", f"{uuid}\n")
        self._write(f"{folder}/dm/name", f"{mapper}\n")
        for each in below:
            (self.root / folder / "slaves" / each).symlink_to(self.root / "sys/class/block" / each)
        link = self.root / "dev/mapper" / mapper
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"../{name}")
        return self

    def mount(self, source: str, point: str, kind: str = "ext4", device: str = "0:99") -> DiskTree:
        """A line of the mount table, after those before it."""
        number = len(self._mounts) + 20
        line = f"{number} 1 {device} / {point} rw,relatime shared:1 - {kind} {source} rw\n"
        self._mounts.append(line)
        self._write("proc/self/mountinfo", "".join(self._mounts))
        return self

    def swap(self, path: str, kind: str = "partition") -> DiskTree:
        """A line of the swap table."""
        self._swaps.append(f"{path}\t{kind}\t32764\t0\t-2\n")
        self._write("proc/swaps", SWAPS_HEAD + "".join(self._swaps))
        return self

    def file(self, path: str, text: str) -> DiskTree:
        """Any other file of the machine."""
        self._write(path.lstrip("/"), text)
        return self

    @property
    def host(self) -> Host:
        return Laptop(root=self.root, home=self.home, environment={}, platform="linux")

    def _device(self, name: str, folder: str) -> None:
        place = self.root / folder
        (place / "slaves").mkdir(parents=True)
        link = self.root / "sys/class/block" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(place, link.parent))

    def _write(self, path: str, text: str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
