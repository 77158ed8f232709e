"""Locking on Windows: the machine's own limit, a secure screen saver, and the display going off.

The normal setup of Windows 11 has no saver: the display goes off and sign-in is asked on wake. So each of the
three ways is a candidate, and what counts is the shortest, on mains and on battery apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from watchword.check.device import powercfg
from watchword.check.device.locking import Locking, LockTime, Wake, spell
from watchword.check.device.powercfg import Pair
from watchword.check.finding import Evidence
from watchword.check.host import Host

_SYSTEM = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
_WINLOGON = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"
_DESKTOP = r"Control Panel\Desktop"
_DESKTOP_POLICY = r"Software\Policies\Microsoft\Windows\Control Panel\Desktop"
_NEVER = (0xFFFFFFFF, -1)  # DelayLockInterval: do not ask after sleep
_SAVER_GRACE = 5  # ScreenSaverGracePeriod unless set
_UNPROVEN = "Policies that an MDM applies later, presence sensors and other makers' lock tools are not seen."


@dataclass(frozen=True, slots=True)
class WindowsLock:
    """What was read. Times in seconds; `None` is "not set" or "could not be had".

    `saver` is the time of a saver that is on, secure and chosen, with its grace; `delay` the time after sleep
    until sign-in is asked.
    """

    limit: int | None = None
    saver: int | None = None
    delay: int = 0
    display: Pair | None = None
    asks: Pair | None = None
    modern_standby: bool | None = None
    has_dynamic_lock: bool = False

    @property
    def never_asks(self) -> bool:
        """Whether sign-in after sleep is switched off."""
        return self.delay in _NEVER


async def read(host: Host) -> Locking:
    """Read the settings of the person who is logged in; none needs an administrator."""
    facts = WindowsLock(
        limit=_whole(host.registry("HKLM", _SYSTEM, "InactivityTimeoutSecs")) or None,
        saver=_saver(host),
        delay=_whole(host.registry("HKCU", _DESKTOP, "DelayLockInterval")) or 0,
        display=await powercfg.read(host, powercfg.DISPLAY_OFF),
        asks=await powercfg.read(host, powercfg.ASK_ON_WAKE),
        modern_standby=await powercfg.read_modern_standby(host),
        has_dynamic_lock=_whole(host.registry("HKCU", _WINLOGON, "EnableGoodbye")) == 1,
    )
    return Locking("windows", "Windows", idle(facts), wake(facts), evidence(facts), _UNPROVEN)


def idle(facts: WindowsLock) -> tuple[LockTime, ...]:
    """The shortest way to a lock on battery and on mains."""
    return (_on(facts, "on battery"), _on(facts, "on mains"))


def _on(facts: WindowsLock, power: str) -> LockTime:
    sure: list[tuple[float, str]] = []
    if facts.limit:
        sure.append((facts.limit, f"Windows locks after {spell(facts.limit)} by the machine's limit"))
    if facts.saver:
        sure.append((facts.saver, f"the screen saver asks for the password after {spell(facts.saver)}"))
    way = _display_way(facts, power)
    if isinstance(way, tuple):
        sure.append(way)
    if sure:
        seconds, because = min(sure)
        return LockTime(seconds, because, power)
    if isinstance(way, str):
        return LockTime(None, way, power, is_known=False)
    return LockTime(
        None, "no limit is set, no secure screen saver, and the display going off asks nothing", power
    )


def _display_way(facts: WindowsLock, power: str) -> tuple[float, str] | str | None:
    """How the display going off locks; a string is why that cannot be told, `None` that it does not."""
    if facts.never_asks:
        return None
    if facts.display is None:
        return "When the display goes off could not be read (powercfg)."
    seconds = facts.display.battery if power == "on battery" else facts.display.mains
    if seconds == 0:
        return None
    if facts.asks is None:
        return "Whether sign-in is asked on wake could not be read (powercfg)."
    if not (facts.asks.battery if power == "on battery" else facts.asks.mains):
        return None
    if not facts.modern_standby:
        # Without Modern Standby the display going off is no sleep, and only sleep asks.
        return "Only the display going off is set; on this machine that alone may not lock."
    total = seconds + facts.delay
    return total, f"the display goes off after {spell(seconds)} and sign-in is asked"


def wake(facts: WindowsLock) -> Wake | str:
    """Sign-in on wake: the power setting on both sources, and the delay after sleep."""
    if facts.limit:
        # Microsoft: the machine's limit also locks when the saver starts or the display goes off
        return Wake(0, "the machine's limit locks whenever the display goes off")
    if facts.never_asks:
        return Wake(None, "sign-in after sleep is set to Never")
    if facts.asks is None:
        return "Whether sign-in is asked on wake could not be read (powercfg)."
    off = [name for name, on in (("battery", facts.asks.battery), ("mains", facts.asks.mains)) if not on]
    if off:
        return Wake(None, f"sign-in on wake is switched off on {' and on '.join(off)}")
    how = f"{spell(facts.delay)} after sleep began" if facts.delay else "on every wake"
    return Wake(facts.delay, f"sign-in is asked {how}")


def evidence(facts: WindowsLock) -> tuple[Evidence, ...]:
    """Return what was read."""
    delay = "never ask" if facts.never_asks else spell(facts.delay)
    rows = [
        Evidence(
            rf"HKLM\{_SYSTEM}", f"InactivityTimeoutSecs: {spell(facts.limit) if facts.limit else 'not set'}"
        ),
        Evidence(
            rf"HKCU\{_DESKTOP}",
            f"secure screen saver: {f'after {spell(facts.saver)}' if facts.saver else 'none'}",
        ),
        Evidence(rf"HKCU\{_DESKTOP}", f"DelayLockInterval: {delay}"),
        Evidence(powercfg.COMMANDS[powercfg.DISPLAY_OFF], _pair("display off", facts.display, spell)),
        Evidence(powercfg.COMMANDS[powercfg.ASK_ON_WAKE], _pair("ask on wake", facts.asks, _yes)),
        Evidence(powercfg.STATES, f"Modern Standby: {_told(facts.modern_standby)}"),
    ]
    if facts.has_dynamic_lock:
        rows.append(Evidence(rf"HKCU\{_WINLOGON}", "Dynamic Lock is on (a help, not a substitute)"))
    return tuple(rows)


def _saver(host: Host) -> int | None:
    """Return after how many seconds a saver that is on, secure and chosen asks for the password."""
    names = ("ScreenSaveActive", "ScreenSaverIsSecure", "ScreenSaveTimeOut", "SCRNSAVE.EXE")
    values = {name: _saver_value(host, name) for name in names}
    seconds = _whole(values["ScreenSaveTimeOut"])
    is_on = _whole(values["ScreenSaveActive"]) == 1 and _whole(values["ScreenSaverIsSecure"]) == 1
    if not (is_on and values["SCRNSAVE.EXE"] and seconds):
        return None
    grace = _whole(host.registry("HKLM", _WINLOGON, "ScreenSaverGracePeriod"))
    return seconds + (_SAVER_GRACE if grace is None else grace)


def _saver_value(host: Host, name: str) -> int | str | None:
    """Return a value of the saver; policy wins over the person."""
    managed = host.registry("HKCU", _DESKTOP_POLICY, name)
    return host.registry("HKCU", _DESKTOP, name) if managed is None else managed


def _whole(value: int | str | None) -> int | None:
    """Return a registry value as a number; the screen saver's are kept as text."""
    if isinstance(value, int):
        return value
    return int(value) if value is not None and value.strip().isdigit() else None


def _pair(what: str, pair: Pair | None, show: Callable[[int], str]) -> str:
    if pair is None:
        return f"{what}: could not be read"
    return f"{what}: on mains {show(pair.mains)}, on battery {show(pair.battery)}"


def _yes(value: int) -> str:
    return "yes" if value else "no"


def _told(value: bool | None) -> str:
    return "not told" if value is None else _yes(value)
