"""Read how this session locks: the way in for both checks that ask about it."""

from __future__ import annotations

from watchword.check import surroundings
from watchword.check.device import (
    desktop,
    lock_gsettings,
    lock_kde,
    lock_macos,
    lock_programs,
    lock_windows,
    lock_xfce,
)
from watchword.check.device.desktop import Family
from watchword.check.device.locking import Locking, unknown
from watchword.check.finding import Evidence
from watchword.check.host import Host, HostError

_LINUX = {
    Family.GNOME: lock_gsettings.read_gnome,
    Family.CINNAMON: lock_gsettings.read_cinnamon,
    Family.MATE: lock_gsettings.read_mate,
    Family.KDE: lock_kde.read,
    Family.XFCE: lock_xfce.read,
    Family.WLROOTS: lock_programs.read,
    Family.HYPRLAND: lock_programs.read,
    Family.X11: lock_programs.read,
}


async def read(host: Host) -> Locking:
    """Return how this session locks; where it is none of the person's own on this laptop, why not."""
    return await host.share(("session-lock",), lambda: _read(host))


async def _read(host: Host) -> Locking:
    if host.is_root:
        reason = (
            "Run as root, this cannot be told: root has no settings of its own; run Watchword as yourself."
        )
        return unknown(reason, (Evidence("user id", "0"),))
    around = await surroundings.look(host)
    if around.reason:
        return unknown(around.reason, around.evidence)
    if host.platform == "macos":
        return await lock_macos.read(host)
    if host.platform == "windows":
        return await lock_windows.read(host)
    found = desktop.decide(host)
    if found.family is None:
        return unknown(found.reason, found.evidence, name=found.name)
    try:
        return await _LINUX[found.family](host, found)
    except HostError as error:
        return unknown(error.reason, found.evidence, name=found.name)
