"""Locking in XFCE: xfce4-screensaver, whose settings are in xfconf."""

from __future__ import annotations

from watchword.check.device import lock_programs, xfconf
from watchword.check.device.desktop import Desktop, Family, find_running
from watchword.check.device.locking import Locking, LockTime, Wake, attempt, spell
from watchword.check.device.settings import Settings
from watchword.check.finding import Evidence
from watchword.check.host import Host

# XFCE: defaults of xfce4-screensaver; the delays are in minutes.
DEFAULTS = {
    "/saver/enabled": "true",
    "/saver/idle-activation/enabled": "true",
    "/saver/idle-activation/delay": "5",
    "/lock/enabled": "true",
    "/lock/saver-activation/enabled": "true",
    "/lock/saver-activation/delay": "0",
}
# The switches that all have to be on, with what it means that one is off.
_SWITCHES = {
    "/saver/enabled": "the screensaver is switched off",
    "/saver/idle-activation/enabled": "the screensaver does not start by itself",
    "/lock/enabled": "the lock screen is switched off",
    "/lock/saver-activation/enabled": "the screensaver does not lock",
}
_SUSPEND = "/xfce4-power-manager/lock-screen-suspend-hibernate"
_UNPROVEN = "Presentation mode and a full-screen video can put it off; a locker on X11 can crash and open."


async def read(host: Host, desktop: Desktop) -> Locking:
    """Read xfce4-screensaver where it is running, and else whatever else locks."""
    if find_running(host, "xfce4-screensaver") is None:
        return await lock_programs.read(host, desktop)
    saver = await xfconf.read(host, "xfce4-screensaver", DEFAULTS)
    power = await xfconf.read(host, "xfce4-power-manager", {_SUSPEND: "true"})
    evidence = (
        *saver.evidence(*DEFAULTS),
        *power.evidence(_SUSPEND),
        Evidence("running programs", "xfce4-screensaver"),
    )
    return Locking(
        Family.XFCE,
        desktop.name,
        attempt(lambda: idle(saver)),
        attempt(lambda: wake(saver, power)),
        (*desktop.evidence, *evidence),
        _UNPROVEN,
    )


def idle(saver: Settings) -> tuple[LockTime, ...]:
    """Saver after a delay, lock after another; four switches have to be on."""
    for key, meaning in _SWITCHES.items():
        if not saver.flag(key):
            return (LockTime(None, meaning),)
    blank = saver.number("/saver/idle-activation/delay") * 60
    grace = saver.number("/lock/saver-activation/delay") * 60
    if blank <= 0:
        return (LockTime(None, "the screensaver never starts"),)
    later = f"{spell(grace)} later" if grace else "at once"
    because = f"the screensaver starts after {spell(blank)} and locks {later}"
    return (LockTime(blank + grace, because),)


def wake(saver: Settings, power: Settings) -> Wake:
    """The power manager asks the screensaver to lock before sleep."""
    if not saver.flag("/lock/enabled"):
        return Wake(None, _SWITCHES["/lock/enabled"])
    if not power.flag(_SUSPEND):
        return Wake(None, "locking before sleep is switched off")
    grace = saver.number("/lock/saver-activation/delay") * 60
    if grace and saver.flag("/lock/saver-activation/enabled"):
        return Wake(grace, f"sleep locks at once, the screensaver {spell(grace)} later")
    return Wake(0, "sleep locks at once")
