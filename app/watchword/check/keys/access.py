"""Who may read a file: its mode, its owner, its access list, and whether the mode means anything at all.

Linux access lists need no look of their own: their mask shows in the group bits of the mode.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from watchword.check.device import mounts
from watchword.check.device.mounts import Mount
from watchword.check.host import Host, HostError

MOUNTS_LIMIT = 1024 * 1024

# File systems that keep no Unix modes, or another system's: what `stat` shows there is made up by the mount.
_INVENTING = (
    *("vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "9p", "drvfs"),
    *("cifs", "smb3", "smbfs", "vboxsf", "fuse.vmhgfs-fuse"),
)
# `mount` on macOS: /dev/disk4s1 on /Volumes/STICK (exfat, local, nodev, nosuid, noowners)
_MACOS_MOUNT = re.compile(r".+? on (/.*) \(([a-z0-9_.-]+)[,)].*")
# `ls -lde` on macOS, below the file's own line:  0: user:anna inherited allow read
_ALLOWED = re.compile(r"\s*\d+: ((?:user|group):.+?) (?:inherited )?allow ")


@dataclass(frozen=True, slots=True)
class Access:
    """What protects one file or folder. `invented_by` names a file system that keeps no modes.

    `is_listed` says whether an access list lets somebody else in; `None` where that could not be seen.
    """

    mode: int
    is_mine: bool
    invented_by: str = ""
    is_listed: bool | None = False

    @property
    def is_open(self) -> bool:
        """Whether anybody but the owner has any right to it."""
        return bool(self.mode & 0o077) or bool(self.is_listed)

    @property
    def is_open_to_change(self) -> bool:
        """Whether anybody but the owner may change it."""
        return bool(self.mode & 0o022)


async def read_mounts(host: Host) -> tuple[Mount, ...]:
    """Return the mount table; empty where it cannot be seen, and modes are then taken as they are."""
    try:
        if host.platform == "macos":
            lines = (await host.run(["mount"])).out.splitlines()
            found = [match for line in lines if (match := _MACOS_MOUNT.fullmatch(line))]
            return tuple(Mount(match[1], match[2], "", "") for match in found)
        if host.platform == "linux":
            return mounts.parse(host.read_text("/proc/self/mountinfo", limit=MOUNTS_LIMIT))
    except HostError:
        pass
    return ()


def invented_by(real: Path, table: tuple[Mount, ...]) -> str:
    """Return the file system of `real` when it keeps no modes, else nothing."""
    mount = mounts.holding(table, real)
    return mount.kind if mount and mount.kind in _INVENTING else ""


async def read_access(host: Host, real: Path, table: tuple[Mount, ...]) -> Access:
    """Look at one file or folder, links already followed; raises `HostError` where that is not possible."""
    status = host.status(real)
    return Access(
        mode=stat.S_IMODE(status.st_mode),
        is_mine=status.st_uid == host.user_number,
        invented_by=invented_by(real, table),
        is_listed=await _is_listed(host, real) if host.platform == "macos" else False,
    )


async def _is_listed(host: Host, real: Path) -> bool | None:
    try:
        ran = await host.run(["ls", "-lde", str(real)])
    except HostError:
        return None
    if ran.code != 0:
        return None
    allowed = {match[1] for line in ran.out.splitlines()[1:] if (match := _ALLOWED.match(line))}
    return bool(allowed - {f"user:{host.environment.get('USER', '')}"})
