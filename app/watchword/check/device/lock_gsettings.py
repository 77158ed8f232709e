"""Locking in the desktops that keep their settings in GSettings: GNOME and its kin, Cinnamon, MATE.

GNOME counts in seconds, MATE in minutes. Cinnamon and MATE leave the locking to a program of their own, which
has to be running.
"""

from __future__ import annotations

from watchword.check.device import gsettings, lock_programs
from watchword.check.device.desktop import Desktop, Family, find_running
from watchword.check.device.locking import Locking, LockTime, Wake, attempt, spell
from watchword.check.device.settings import Settings
from watchword.check.finding import Evidence
from watchword.check.host import Host

_RUNTIME = (
    "Programs that keep the screen awake (caffeine, a full-screen video) can put it off while they run."
)
_NOT_TRIED = " {} uses the keys of GNOME; that was not tried on {} itself."
_MATE_POWER = "org.mate.power-manager"
_CINNAMON_POWER = "org.cinnamon.settings-daemon.plugins.power"


async def read_gnome(host: Host, desktop: Desktop) -> Locking:
    """Read GNOME, Unity, Budgie or Pantheon."""
    session = await gsettings.read(host, "org.gnome.desktop.session")
    saver = await gsettings.read(host, "org.gnome.desktop.screensaver")
    # absent in schemas without it, and then nobody has forbidden the lock screen
    lockdown = await gsettings.read_optional(
        host, "org.gnome.desktop.lockdown", {"disable-lock-screen": "false"}
    )
    evidence = (
        *session.evidence("idle-delay"),
        *saver.evidence("lock-enabled", "lock-delay", "ubuntu-lock-on-suspend"),
        *lockdown.evidence("disable-lock-screen"),
    )
    return Locking(
        Family.GNOME,
        desktop.name,
        attempt(lambda: gnome_idle(session, saver, lockdown)),
        attempt(lambda: gnome_wake(saver, lockdown)),
        (*desktop.evidence, *evidence),
        _RUNTIME + (_NOT_TRIED.format(desktop.name, desktop.name) if desktop.name != "GNOME" else ""),
    )


def gnome_idle(session: Settings, saver: Settings, lockdown: Settings) -> tuple[LockTime, ...]:
    """GNOME blanks after `idle-delay` and asks for the password `lock-delay` later; both in seconds."""
    if lockdown.flag("disable-lock-screen"):
        return (LockTime(None, "the lock screen is switched off by policy"),)
    if not saver.flag("lock-enabled"):
        return (LockTime(None, "the automatic screen lock is switched off"),)
    return (_blank_and_grace(session.number("idle-delay"), saver.number("lock-delay")),)


def gnome_wake(saver: Settings, lockdown: Settings) -> Wake:
    """GNOME locks before it sleeps where it locks at all; Ubuntu has a switch of its own for that."""
    if lockdown.flag("disable-lock-screen"):
        return Wake(None, "the lock screen is switched off by policy")
    if not saver.flag("lock-enabled"):
        return Wake(None, "the automatic screen lock is switched off")
    if "ubuntu-lock-on-suspend" in saver.values and not saver.flag("ubuntu-lock-on-suspend"):
        return Wake(None, "locking before sleep is switched off")
    return _grace(saver.number("lock-delay"))


async def read_cinnamon(host: Host, desktop: Desktop) -> Locking:
    """Read Cinnamon; without its locker running nobody can tell, as newer versions lock by themselves."""
    session = await gsettings.read(host, "org.cinnamon.desktop.session")
    saver = await gsettings.read(host, "org.cinnamon.desktop.screensaver")
    power = await gsettings.read_optional(host, _CINNAMON_POWER, {})
    evidence = (
        *desktop.evidence,
        *session.evidence("idle-delay"),
        *saver.evidence("lock-enabled", "lock-delay"),
        *power.evidence("lock-on-suspend"),
    )
    if find_running(host, "cinnamon-screensaver") is None:
        reason = "cinnamon-screensaver, which locks the screen of Cinnamon, is not seen running."
        return Locking(Family.CINNAMON, desktop.name, reason, reason, evidence, _RUNTIME)
    return Locking(
        Family.CINNAMON,
        desktop.name,
        attempt(lambda: cinnamon_idle(session, saver)),
        attempt(lambda: cinnamon_wake(saver, power)),
        (*evidence, Evidence("running programs", "cinnamon-screensaver")),
        _RUNTIME,
    )


def cinnamon_idle(session: Settings, saver: Settings) -> tuple[LockTime, ...]:
    """Cinnamon has the keys of GNOME under names of its own."""
    if not saver.flag("lock-enabled"):
        return (LockTime(None, "the automatic screen lock is switched off"),)
    return (_blank_and_grace(session.number("idle-delay"), saver.number("lock-delay")),)


def cinnamon_wake(saver: Settings, power: Settings) -> Wake:
    """Without `lock-on-suspend` (unset upstream) only a screen that was locked before sleep stays locked."""
    if power.flag("lock-on-suspend"):
        return _grace(saver.number("lock-delay")) if saver.flag("lock-enabled") else Wake(0, "sleep locks")
    if not saver.flag("lock-enabled"):
        return Wake(None, "neither sleep nor the blank screen locks")
    return Wake(None, "closing the lid does not lock, only a screen locked before stays so", is_partial=True)


async def read_mate(host: Host, desktop: Desktop) -> Locking:
    """Read MATE; where another program locks the screen, read that one."""
    if find_running(host, "mate-screensaver") is None:
        return await lock_programs.read(host, desktop)
    session = await gsettings.read(host, "org.mate.session")
    saver = await gsettings.read(host, "org.mate.screensaver")
    power = await gsettings.read_optional(host, _MATE_POWER, {})
    evidence = (
        *session.evidence("idle-delay"),
        *saver.evidence("lock-enabled", "idle-activation-enabled", "lock-delay"),
        *power.evidence("lock-suspend"),
        Evidence("running programs", "mate-screensaver"),
    )
    return Locking(
        Family.MATE,
        desktop.name,
        attempt(lambda: mate_idle(session, saver)),
        attempt(lambda: mate_wake(saver, power)),
        (*desktop.evidence, *evidence),
        _RUNTIME,
    )


def mate_idle(session: Settings, saver: Settings) -> tuple[LockTime, ...]:
    """MATE counts in minutes, and has a switch for the saver beside the one for the lock."""
    if not saver.flag("idle-activation-enabled"):
        return (LockTime(None, "the screensaver does not start by itself"),)
    if not saver.flag("lock-enabled"):
        return (LockTime(None, "the screensaver does not lock"),)
    return (_blank_and_grace(session.number("idle-delay") * 60, saver.number("lock-delay") * 60),)


def mate_wake(saver: Settings, power: Settings) -> Wake:
    """The power manager of MATE locks before sleep; the screensaver adds its grace to a blank screen."""
    if not power.flag("lock-suspend"):
        return Wake(None, "locking before sleep is switched off")
    return _grace(saver.number("lock-delay") * 60) if saver.flag("lock-enabled") else Wake(0, "sleep locks")


def _blank_and_grace(blank: float, grace: float) -> LockTime:
    if blank <= 0:
        return LockTime(None, "the screen never blanks")
    later = f"{spell(grace)} later" if grace else "at once"
    return LockTime(blank + grace, f"the screen blanks after {spell(blank)} and is locked {later}")


def _grace(seconds: float) -> Wake:
    if seconds:
        return Wake(seconds, f"sleep locks at once, a blank screen {spell(seconds)} later")
    return Wake(0, "sleep and a blank screen lock at once")
