"""Does the screen lock by itself when nobody is there?"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.device import lock_remedies, session_lock
from watchword.check.device.locking import Locking, LockTime, number, spell
from watchword.check.finding import Finding, Outcome, worst
from watchword.check.host import Host

ID = "screen-lock"
_UNPROVEN = "This is what is set, not what was seen: lock the screen by hand when you leave."


async def read(host: Host) -> Locking:
    """Read how this session locks."""
    return await session_lock.read(host)


def judge(facts: Locking, limits: Mapping[str, Limit]) -> Finding:
    """Judge the time until the password is asked; of battery and mains the worse counts."""
    good, fair = number(limits, "lock_after_minutes"), number(limits, "lock_warn_minutes")
    rule = (
        f"The password is asked at most {good} min after the last input (up to {max(good, fair)} min is a "
        "warning): the time until the screen blanks plus the grace. The worse of battery and mains counts."
    )
    unproven = f"{_UNPROVEN} {facts.unproven}".strip()
    if isinstance(facts.idle, str):
        return Finding(ID, Outcome.UNKNOWN, facts.idle, rule, facts.evidence, None, unproven)
    outcomes = {time: _outcome(time, good * 60, fair * 60) for time in facts.idle}
    outcome = worst(outcomes.values())
    telling = max((time for time in outcomes if outcomes[time] is outcome), key=_length)
    summary = _summary(facts.name, telling, outcome, good)
    needs_remedy = outcome in (Outcome.WARN, Outcome.FAIL)
    remedy = lock_remedies.for_idle(facts.session, good) if needs_remedy else None
    return Finding(ID, outcome, summary, rule, facts.evidence, remedy, unproven)


def _outcome(time: LockTime, good: float, fair: float) -> Outcome:
    if not time.is_known:
        return Outcome.UNKNOWN
    if time.seconds is None:
        return Outcome.FAIL
    if time.seconds <= good:
        return Outcome.PASS
    return Outcome.WARN if time.seconds <= fair else Outcome.FAIL


def _length(time: LockTime) -> float:
    return float("inf") if time.seconds is None else time.seconds


def _summary(name: str, time: LockTime, outcome: Outcome, good: int) -> str:
    where = f" {time.power}" if time.power else ""
    if outcome is Outcome.UNKNOWN:
        return time.because
    if time.seconds is None:
        return f"{name} never locks by itself{where}: {time.because}."
    late = f", later than {good} min" if outcome is not Outcome.PASS else ""
    return f"{name} locks by itself after {spell(time.seconds)}{where}{late}: {time.because}."


CHECK = Check(
    id=ID,
    question="Does the screen lock by itself when nobody is there?",
    reads=(
        "the lock settings of the desktop that is running (gsettings, kscreenlockerrc, xfconf, the arguments "
        "of swayidle, hypridle, xss-lock and their like); on macOS sysadminctl, defaults and pmset; on "
        "Windows the registry and powercfg"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"lock_after_minutes": 15, "lock_warn_minutes": 30},
)
