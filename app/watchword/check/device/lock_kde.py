"""Locking in KDE Plasma 5 and 6: `kscreenlockerrc`, group `Daemon`."""

from __future__ import annotations

from watchword.check.device import kde_config
from watchword.check.device.desktop import Desktop, Family
from watchword.check.device.locking import Locking, LockTime, Wake, attempt, spell
from watchword.check.device.settings import Settings
from watchword.check.host import Host

# KDE: kscreenlocker's settings file. `Timeout` is in minutes (Plasma 6 may store a decimal), `LockGrace` in
# seconds; `RequirePassword` is newer than the rest.
DEFAULTS = {
    "Autolock": "true",
    "Timeout": "5",
    "LockGrace": "5",
    "LockOnResume": "true",
    "RequirePassword": "true",
}
_UNPROVEN = "Programs that keep the screen awake (presentation mode, a full-screen video) can put it off."


async def read(host: Host, desktop: Desktop) -> Locking:
    """Read Plasma; an absent file means the defaults, which lock."""
    settings = kde_config.read(host, "kscreenlockerrc", "Daemon", DEFAULTS)
    return Locking(
        Family.KDE,
        desktop.name,
        attempt(lambda: idle(settings)),
        attempt(lambda: wake(settings)),
        (*desktop.evidence, *settings.evidence(*DEFAULTS)),
        _UNPROVEN,
    )


def idle(settings: Settings) -> tuple[LockTime, ...]:
    """Plasma locks after `Timeout` minutes, and for `LockGrace` seconds more any key opens it."""
    if not settings.flag("Autolock"):
        return (LockTime(None, "locking by itself is switched off"),)
    if not settings.flag("RequirePassword"):
        return (LockTime(None, "the lock screen asks for no password"),)
    after = settings.number("Timeout") * 60
    if after <= 0:
        return (LockTime(None, "the time to lock is 0"),)
    grace = max(0.0, settings.number("LockGrace"))
    return (LockTime(after + grace, f"it locks after {spell(after)}, with a grace of {spell(grace)}"),)


def wake(settings: Settings) -> Wake:
    """Waking from sleep asks at once; the grace is that of a screen locked by itself."""
    if not settings.flag("RequirePassword"):
        return Wake(None, "the lock screen asks for no password")
    if not settings.flag("LockOnResume"):
        return Wake(None, "locking after sleep is switched off")
    grace = max(0.0, settings.number("LockGrace"))
    if settings.flag("Autolock") and grace:
        return Wake(grace, f"sleep locks at once, a screen locked by itself has a grace of {spell(grace)}")
    return Wake(0, "sleep locks at once")
