"""Is a password asked on wake, and at start-up?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from watchword.check import surroundings
from watchword.check.check import Check, Limit
from watchword.check.device import automatic_login, lock_remedies, session_lock
from watchword.check.device.automatic_login import AutomaticLogin
from watchword.check.device.locking import Locking, number, spell, unknown
from watchword.check.finding import Finding, Outcome, Remedy, worst
from watchword.check.host import Host

ID = "password-on-wake"
_UNPROVEN = (
    "This is what is set, not what was seen. An account with an empty password, and other accounts on this "
    "device, are not visible."
)


@dataclass(frozen=True, slots=True)
class WakeFacts:
    """How this session wakes, and whether somebody is logged in by itself."""

    locking: Locking
    login: AutomaticLogin


async def read(host: Host) -> WakeFacts:
    """Read how this session wakes and how the machine starts.

    Where this is not the laptop itself, its start-up says as little as its session.
    """
    around = await surroundings.look(host)
    if around.reason:
        return WakeFacts(unknown(around.reason, around.evidence), AutomaticLogin(None, around.reason))
    return WakeFacts(await session_lock.read(host), await automatic_login.read(host))


def judge(facts: WakeFacts, limits: Mapping[str, Limit]) -> Finding:
    """Judge both; the worse counts, and the summary tells of that one."""
    good, fair = number(limits, "lock_grace_seconds"), number(limits, "lock_grace_warn_seconds")
    rule = (
        f"A password is asked at most {good} s after waking or after the screen went blank (up to "
        f"{max(good, fair)} s is a warning), and nobody is logged in at start-up without one (a warning "
        "where the disk asks for a passphrase before)."
    )
    wake, wake_words = _wake(facts.locking, good, fair)
    login, login_words = _login(facts.login)
    outcome = worst((wake, login))
    told = dict.fromkeys(
        words for each, words in ((wake, wake_words), (login, login_words)) if each is outcome
    )
    bad = (Outcome.FAIL, Outcome.WARN)
    remedies = (
        lock_remedies.for_wake(facts.locking.session, good) if wake in bad else None,
        facts.login.remedy if login in bad else None,
    )
    return Finding(
        ID,
        outcome,
        "; ".join(told) + ".",
        rule,
        (*facts.locking.evidence, *facts.login.evidence),
        _joined(remedies),
        f"{_UNPROVEN} {facts.locking.unproven}".strip(),
    )


def _wake(locking: Locking, good: int, fair: int) -> tuple[Outcome, str]:
    wake, name = locking.wake, locking.name
    if isinstance(wake, str):
        return Outcome.UNKNOWN, wake.rstrip(".")
    if wake.is_partial:
        return Outcome.WARN, f"{name} asks for a password only at times: {wake.because}"
    if wake.seconds is None:
        return Outcome.FAIL, f"{name} does not ask for a password on wake: {wake.because}"
    if wake.seconds <= good:
        return Outcome.PASS, f"{name} asks for a password on wake: {wake.because}"
    late = f"{name} asks for a password only after {spell(wake.seconds)}: {wake.because}"
    return (Outcome.WARN if wake.seconds <= fair else Outcome.FAIL), late


def _login(login: AutomaticLogin) -> tuple[Outcome, str]:
    if login.is_on is None:
        return Outcome.UNKNOWN, login.because.rstrip(".")
    if not login.is_on:
        return Outcome.PASS, login.because
    if login.is_guarded:
        return Outcome.WARN, f"{login.because}, guarded only by the passphrase of the disk"
    return Outcome.FAIL, login.because


def _joined(remedies: tuple[Remedy | None, Remedy | None]) -> Remedy | None:
    there = [remedy for remedy in remedies if remedy]
    if not there:
        return None
    return Remedy(tuple(step for remedy in there for step in remedy.steps), there[0].command)


CHECK = Check(
    id=ID,
    question="Is a password asked on wake, and is nobody logged in by itself?",
    reads=(
        "the lock settings of the desktop that is running, and the settings of the log-in screen (GDM, SDDM, "
        "LightDM, greetd, agetty); on macOS sysadminctl, defaults and fdesetup; on Windows the registry and "
        "powercfg"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"lock_grace_seconds": 5, "lock_grace_warn_seconds": 60},
)
