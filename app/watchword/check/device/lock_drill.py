"""The drill in which the person locks the screen by hand, and Watchword sees the lock and the unlock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check import surroundings
from watchword.check.check import Limit
from watchword.check.device import desktop, lock_watch_linux, lock_watch_macos, lock_watch_windows
from watchword.check.device.desktop import Desktop, Family
from watchword.check.device.lock_watch import WATCH_SECONDS, Door, Seen, in_words, observe
from watchword.check.drill import Drill, Say
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host, HostError

ID = "lock-drill"
_RULE = f"The screen is locked by hand and unlocked again within {WATCH_SECONDS:g} seconds, while we look."
_OWN_KEY = "the key you set for your locker, or its name in a terminal"
_SHORTCUTS: dict[str, str] = {
    "macos": "Control+Command+Q",
    "windows": "Windows+L",
    Family.GNOME: "Super+L (the Windows key and L)",
    Family.KDE: "Meta+L (the Windows key and L)",
    Family.CINNAMON: "Ctrl+Alt+L",
    Family.MATE: "Ctrl+Alt+L",
    Family.XFCE: "Ctrl+Alt+L",
    Family.WLROOTS: _OWN_KEY,
    Family.HYPRLAND: _OWN_KEY,
    Family.X11: _OWN_KEY,
}
_BY_NAME = {
    "LXDE": "Ctrl+Alt+L",
    "LXQt": "Ctrl+Alt+L",
    "COSMIC": "Super+Escape (the Windows key and Escape)",
    "Deepin": "Super+L (the Windows key and L)",
}


@dataclass(frozen=True, slots=True)
class LockFacts:
    """What the drill saw; `reason` says why nothing could be watched, where that is so."""

    platform: str
    name: str
    shortcut: str = ""
    seen: Seen = field(default_factory=Seen)
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


async def watch(host: Host, say: Say) -> LockFacts:
    """Find out how a lock can be seen here, then ask for it and watch."""
    found = desktop.decide(host) if host.platform == "linux" else Desktop(None, host.platform_name)
    if host.is_root:
        reason = "Watchword runs as the administrator, whose session is not yours; start it as yourself."
        return LockFacts(host.platform, found.name, reason=reason)
    around = await surroundings.look(host)
    if around.reason:
        return LockFacts(host.platform, found.name, evidence=around.evidence, reason=around.reason)
    try:
        doors = await _doors(host, found)
    except HostError as error:
        return LockFacts(host.platform, found.name, evidence=found.evidence, reason=error.reason)
    shortcut = _shortcut(host.platform, found)
    seen = await observe(doors, say, f"Lock the screen now: {shortcut}")
    return LockFacts(host.platform, found.name, shortcut, seen, found.evidence)


async def _doors(host: Host, found: Desktop) -> tuple[Door, ...]:
    if host.platform == "linux":
        return await lock_watch_linux.find_doors(host, found)
    only = lock_watch_macos.door(host) if host.platform == "macos" else lock_watch_windows.door()
    await only.ask()
    return (only,)


def _shortcut(platform: str, found: Desktop) -> str:
    own = _BY_NAME.get(found.name) or _SHORTCUTS.get(found.family or platform)
    return own or "the shortcut of your desktop"


def judge(facts: LockFacts, limits: Mapping[str, Limit]) -> Finding:
    """A lock and its unlock pass; anything less shows nothing about the person."""
    seen = facts.seen
    if facts.reason or seen.problem:
        reason = facts.reason or f"Watching stopped: {seen.problem}"
        return Finding(ID, Outcome.UNKNOWN, reason, _RULE, facts.evidence, None, _NOTHING)
    if seen.until_lock is None:
        return Finding(ID, Outcome.UNKNOWN, _missed(facts), _RULE, _evidence(facts), _again(facts), _NOTHING)
    told = f"You locked the screen {in_words(seen.until_lock)} after being asked"
    if seen.locked_for is None:
        summary = f"{told}; the unlock was not seen within {WATCH_SECONDS:g} seconds."
        return Finding(ID, Outcome.UNKNOWN, summary, _RULE, _evidence(facts), _again(facts), _unproven(facts))
    summary = f"{told}, and it stayed locked for {in_words(seen.locked_for)}."
    return Finding(ID, Outcome.PASS, summary, _RULE, _evidence(facts), None, _unproven(facts))


_NOTHING = "No lock was seen, so nothing is shown; it does not say that you never lock the screen."


def _missed(facts: LockFacts) -> str:
    if facts.seen.was_locked:
        return f"The screen was locked from the start, and no new lock was seen in {WATCH_SECONDS:g} seconds."
    return f"No lock was seen within {WATCH_SECONDS:g} seconds."


def _again(facts: LockFacts) -> Remedy:
    steps = [f"Start the drill again and lock the screen: {facts.shortcut}. Then unlock it."]
    if facts.platform == "linux":
        steps.append(
            "If you did lock it, your locker does not say so where Watchword looks: slock and physlock run "
            "as root and are not seen. Then say in your own words how you lock the screen."
        )
    return Remedy(tuple(steps))


def _evidence(facts: LockFacts) -> tuple[Evidence, ...]:
    seen = facts.seen
    rows = [*facts.evidence]
    if seen.was_locked:
        rows.append(Evidence(seen.source or "at the start", "the screen was locked before the drill began"))
    if seen.until_lock is not None:
        rows.append(Evidence(seen.source, f"locked {in_words(seen.until_lock)} after being asked"))
    if seen.locked_for is not None:
        rows.append(Evidence(seen.source, f"unlocked after {in_words(seen.locked_for)}"))
    return tuple(rows)


def _unproven(facts: LockFacts) -> str:
    said = "Once is not a habit, and whether a password was asked for is not seen."
    if facts.platform == "windows":
        said += " A request for an administrator's rights looks the same while it is on the screen."
    if "GetActive" in facts.seen.source:
        said += " The desktop calls its screen saver active, which may be so without a lock."
    return said


DRILL = Drill(
    id=ID,
    question="Can you lock the screen by hand, with the shortcut?",
    steps=(
        "Start the drill; it tells you the shortcut for this desktop.",
        "Lock the screen with the shortcut.",
        "Unlock it again and come back here.",
    ),
    reads=(
        "about three times a second, whether the screen is locked: the desktop's screen saver service, "
        "logind or a running locker on Linux, ioreg on macOS, the input desktop on Windows"
    ),
    platforms=("linux", "macos", "windows"),
    watch=watch,
    judge=judge,
)
