"""Locking on macOS: when the display sleeps or the saver starts, and how long after that the lock holds.

`askForPassword` in the saver's own settings has not been the source since macOS 10.13; what counts is what
`sysadminctl` says. Values managed by a profile win over the person's.
"""

from __future__ import annotations

import plistlib
import re
from dataclasses import dataclass, field
from typing import Any

from watchword.check.device import pmset
from watchword.check.device.locking import Locking, LockTime, Wake, attempt, spell
from watchword.check.finding import Evidence
from watchword.check.host import Host, HostError, NotThere

SCREEN_LOCK = "sysadminctl -screenLock status"
IDLE_TIME = "defaults -currentHost read com.apple.screensaver idleTime"
CUSTOM = "pmset -g custom"
BATTERY = "pmset -g batt"
_MANAGED = "/Library/Managed Preferences"
_SAVER = "com.apple.screensaver.plist"
_UNSET_SAVER = 1200.0  # macOS starts the saver after 20 minutes where nothing is set
_DELAY = re.compile(r"screenLock delay is (-?\d+(?:\.\d+)?) (second|minute|hour)s?\b")
_UNITS = {"second": 1, "minute": 60, "hour": 3600}
_UNPROVEN = "These are settings: programs that keep the Mac awake (caffeinate, Amphetamine) put them off."


@dataclass(frozen=True, slots=True)
class Delay:
    """Seconds from the blank screen to the password; `None` is never."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class MacLock:
    """What was read; a string in place of an answer is why there is none."""

    delay: Delay | str
    saver: float | str
    display: dict[str, float] | str
    evidence: tuple[Evidence, ...] = field(default=())


async def read(host: Host) -> Locking:
    """Read the settings of the person who is logged in."""
    managed = _managed(host)
    delay, saver = await _delay(host, managed), await _saver(host, managed)
    display, in_use = await _display(host), await _in_use(host)
    evidence = [*_told(SCREEN_LOCK, delay), *_told(IDLE_TIME, saver), *_told(CUSTOM, display)]
    if managed:
        evidence.append(Evidence(_MANAGED, f"set by a profile: {', '.join(sorted(managed))}"))
    if in_use:
        evidence.append(Evidence(BATTERY, f"now {in_use}"))
    facts = MacLock(delay, saver, display, tuple(evidence))
    return Locking("macos", "macOS", attempt(lambda: idle(facts)), wake(facts), facts.evidence, _UNPROVEN)


def idle(facts: MacLock) -> tuple[LockTime, ...]:
    """Whatever blanks the screen first, then the delay; on battery and on mains apart."""
    delay, saver, display = facts.delay, facts.saver, facts.display
    if isinstance(delay, str):
        raise HostError(delay)
    if delay.seconds is None:
        return (LockTime(None, "no password is asked when the screen comes back"),)
    if isinstance(saver, str):
        raise HostError(saver)
    if isinstance(display, str):
        raise HostError(display)
    times = ((power, minutes * 60) for power, minutes in display.items())
    return tuple(_lock_time(power, seconds, saver, delay.seconds) for power, seconds in times)


def _lock_time(power: str, display: float, saver: float, delay: float) -> LockTime:
    ways = [
        (seconds, what) for seconds, what in ((display, "display sleeps"), (saver, "saver starts")) if seconds
    ]
    if not ways:
        return LockTime(None, "neither the display sleeps nor the saver starts", power)
    blank, what = min(ways)
    later = f"{spell(delay)} later" if delay else "at once"
    return LockTime(
        blank + delay, f"the {what} after {spell(blank)} and the password is asked {later}", power
    )


def wake(facts: MacLock) -> Wake | str:
    """The same delay counts for sleep and for the saver."""
    if isinstance(facts.delay, str):
        return facts.delay
    if facts.delay.seconds is None:
        return Wake(None, "no password is asked after sleep")
    how = f"{spell(facts.delay.seconds)} after" if facts.delay.seconds else "at once when"
    return Wake(facts.delay.seconds, f"the password is asked {how} the display sleeps")


def understand_delay(text: str) -> Delay | str:
    """Return the delay `sysadminctl` prints (on standard error); negative and `off` are never."""
    if "screenLock delay is immediate" in text:
        return Delay(0)
    if re.search(r"screenLock is off\b", text):
        return Delay(None)
    match = _DELAY.search(text)
    if match is None:
        return "sysadminctl gave no answer that Watchword understands."
    value = float(match[1])
    return Delay(None if value < 0 else value * _UNITS[match[2]])


async def _delay(host: Host, managed: dict[str, Any]) -> Delay | str:
    if managed.get("askForPassword") in (False, 0):
        return Delay(None)
    if managed.get("askForPassword") and isinstance(managed.get("askForPasswordDelay"), int | float):
        return Delay(float(managed["askForPasswordDelay"]))
    try:
        ran = await host.run(SCREEN_LOCK.split(" "))
    except HostError as error:
        return error.reason
    return understand_delay(ran.out + ran.err)


async def _saver(host: Host, managed: dict[str, Any]) -> float | str:
    if isinstance(managed.get("idleTime"), int | float):
        return float(managed["idleTime"])
    try:
        ran = await host.run(IDLE_TIME.split(" "))
    except HostError as error:
        return error.reason
    if ran.code and "does not exist" in ran.err + ran.out:
        return _UNSET_SAVER
    text = ran.out.strip()
    return (
        float(text) if text.isdigit() and not ran.code else "The time of the screen saver could not be read."
    )


async def _display(host: Host) -> dict[str, float] | str:
    try:
        ran = await host.run(CUSTOM.split(" "))
    except HostError as error:
        return error.reason
    return pmset.display_minutes(ran.out) or "pmset does not say when the display sleeps."


async def _in_use(host: Host) -> str:
    try:
        return pmset.source_in_use((await host.run(BATTERY.split(" "))).out)
    except HostError:
        return ""


def _managed(host: Host) -> dict[str, Any]:
    """Return what profiles set for the saver: for the machine, then for the person."""
    found: dict[str, Any] = {}
    for path in (f"{_MANAGED}/{_SAVER}", f"{_MANAGED}/{host.home.name}/{_SAVER}"):
        try:
            values = plistlib.loads(host.read_bytes(path))
        except NotThere:
            continue
        except (ValueError, plistlib.InvalidFileException) as error:
            raise HostError("The settings managed by a profile could not be understood.") from error
        wanted = ("idleTime", "askForPassword", "askForPasswordDelay")
        found.update({key: values[key] for key in wanted if isinstance(values, dict) and key in values})
    return found


def _told(source: str, answer: Delay | float | dict[str, float] | str) -> list[Evidence]:
    """Return an answer as a fact in our words; what the tool printed may hold names."""
    if isinstance(answer, str):
        return [Evidence(source, answer)]
    if isinstance(answer, dict):
        return [
            Evidence(source, f"{power}: displaysleep {minutes:g} min") for power, minutes in answer.items()
        ]
    if isinstance(answer, Delay):
        fact = "no password" if answer.seconds is None else f"password after {spell(answer.seconds)}"
        return [Evidence(source, fact)]
    return [Evidence(source, f"saver after {spell(answer)}" if answer else "saver never")]
