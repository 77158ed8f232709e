"""Is the disk under the running system encrypted?"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.device import disk_linux, disk_linux_rule, disk_macos, disk_windows
from watchword.check.device.disk_linux import LinuxDisk
from watchword.check.device.disk_macos import MacDisk
from watchword.check.device.disk_windows import WindowsDisk
from watchword.check.finding import Finding
from watchword.check.host import Host

ID = "disk-encryption"
Facts = LinuxDisk | MacDisk | WindowsDisk


async def read(host: Host) -> Facts:
    """Look at the disk with the means of this platform; root sees the same as everybody."""
    if host.platform == "macos":
        return await disk_macos.read(host)
    if host.platform == "windows":
        return await disk_windows.read(host)
    return await disk_linux.read(host)


def judge(facts: Facts, limits: Mapping[str, Limit]) -> Finding:
    """Judge what was seen; there is no limit to set."""
    if isinstance(facts, MacDisk):
        return disk_macos.judge(facts, ID)
    if isinstance(facts, WindowsDisk):
        return disk_windows.judge(facts, ID)
    return disk_linux_rule.judge(facts, ID)


CHECK = Check(
    id=ID,
    question="Is the disk under the running system encrypted?",
    reads=(
        "Linux: the mount table, the chain of block devices and swap; for ZFS and encrypted home folders "
        "`zfs`, `zpool` and `lsattr`. macOS: `fdesetup status`. Windows: the padlock Explorer shows."
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
)
