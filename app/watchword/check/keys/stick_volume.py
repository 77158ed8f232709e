"""Which removable volumes are mounted now, per platform.

A volume's label and mount point may hold a person's name: they are used, never shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from watchword.check.host import Host


@dataclass(frozen=True, slots=True)
class Volume:
    """A mounted volume. With `is_removable` false it is on a disk that stays in the laptop.

    `is_encrypted` is `None` where that cannot be seen. `kind` is the file system.
    """

    point: Path
    kind: str = ""
    is_encrypted: bool | None = None
    is_removable: bool = True


@dataclass(frozen=True, slots=True)
class Volumes:
    """What is plugged in: mounted volumes, and how many encrypted ones wait for their passphrase.

    `unmounted` counts removable disks on which nothing is mounted, for whatever reason.
    """

    mounted: tuple[Volume, ...] = ()
    locked: int = 0
    unmounted: int = 0
    source: str = ""

    @property
    def removable(self) -> tuple[Volume, ...]:
        """The ones that count as a place for a backup."""
        return tuple(volume for volume in self.mounted if volume.is_removable)


async def read_volumes(host: Host) -> Volumes:
    """Return what is plugged in now; raises `HostError` where that cannot be seen."""
    if host.platform == "macos":
        from watchword.check.keys import stick_macos

        return await stick_macos.read(host)
    if host.platform == "windows":
        from watchword.check.keys import stick_windows

        return stick_windows.read(host)
    from watchword.check.keys import stick_linux

    return await stick_linux.read(host)


def shown(volumes: tuple[Volume, ...]) -> Iterator[str]:
    """Name the volumes by number, file system and encryption."""
    words = {True: "encrypted", False: "not encrypted", None: "encryption not seen"}
    for number, volume in enumerate(volumes, 1):
        place = f"stick {number}" if volume.is_removable else f"built-in disk {number}"
        kind = f"{volume.kind}, " if volume.kind else ""
        yield f"{place} ({kind}{words[volume.is_encrypted]})"
