"""What the idle programs of a session were told to do, and what follows for locking.

swayidle, hypridle, xss-lock, xautolock and light-locker differ in how they are told; all of them come down to
events: something is run after so many seconds, before sleep, or when the session is asked to lock.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from watchword.check.device.lock_commands import Command, Purpose, understand
from watchword.check.device.locking import LockTime, Wake, spell


class When(StrEnum):
    """What sets an event off."""

    IDLE = "after"
    SLEEP = "before sleep"
    LOCK = "when asked to lock"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing an idle program was told; `seconds` count for `When.IDLE` only."""

    when: When
    command: Command
    seconds: float = 0

    def __str__(self) -> str:
        when = f"after {spell(self.seconds)}" if self.when is When.IDLE else self.when
        return f"{when}: {self.command.name} ({self.command.purpose})"


def from_swayidle(words: Sequence[str]) -> tuple[Event, ...]:
    """Return the events in swayidle's arguments or in the words of its file: `timeout 300 swaylock ...`."""
    found = []
    place = 0
    while place < len(words):
        word, rest = words[place], words[place + 1 :]
        if word == "timeout" and len(rest) >= 2 and rest[0].isdigit():
            found.append(Event(When.IDLE, understand(rest[1]), float(rest[0])))
            place += 2
        elif word in ("before-sleep", "lock") and rest:
            when = When.SLEEP if word == "before-sleep" else When.LOCK
            found.append(Event(when, understand(rest[0])))
            place += 1
        elif word in ("resume", "after-resume", "unlock", "idlehint", "-C", "-S"):
            place += 1
        place += 1
    return tuple(found)


def swayidle_words(text: str) -> list[str]:
    """Return the words of a swayidle file, one event to a line, `#` begins a comment."""
    words: list[str] = []
    for line in text.splitlines():
        try:
            words.extend(shlex.split(line, comments=True))
        except ValueError:
            continue
    return words


def from_hypridle(text: str) -> tuple[Event, ...]:
    """Return the events in a hypridle file: `general { before_sleep_cmd = }`, `listener { timeout = }`."""
    variables: dict[str, str] = {}
    found: list[Event] = []
    block: dict[str, str] = {}
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        name, equals, value = (part.strip() for part in line.partition("="))
        if line.endswith("{"):
            block = {}
        elif line == "}":
            found.extend(_hypridle_block(block))
            block = {}
        elif equals and name.startswith("$"):
            variables[name] = _expand(value, variables)
        elif equals:
            block[name] = _expand(value, variables)
    return tuple(found)


def _expand(value: str, variables: dict[str, str]) -> str:
    for name in sorted(variables, key=len, reverse=True):
        value = value.replace(name, variables[name])
    return value


def _hypridle_block(block: dict[str, str]) -> list[Event]:
    found = []
    if block.get("timeout", "").isdigit() and "on-timeout" in block:
        found.append(Event(When.IDLE, understand(block["on-timeout"]), float(block["timeout"])))
    if "before_sleep_cmd" in block:
        found.append(Event(When.SLEEP, understand(block["before_sleep_cmd"])))
    if "lock_cmd" in block:
        found.append(Event(When.LOCK, understand(block["lock_cmd"])))
    return found


def settle_idle(events: Sequence[Event]) -> tuple[LockTime, ...] | str:
    """Return when the session locks, or why that cannot be told.

    A timeout that only switches the display off is no lock. `loginctl lock-session` is one only where some
    program answers it with a locker, and a suspend only where sleep locks.
    """
    sleep_locks = _sleep(events) is Purpose.LOCK
    times, strange = [], []
    for event in (event for event in events if event.when is When.IDLE):
        purpose = _effective(event.command.purpose, events)
        if purpose is Purpose.LOCK or (purpose is Purpose.SUSPEND and sleep_locks):
            times.append((event.seconds + event.command.grace, event))
        elif purpose is Purpose.CUSTOM:
            strange.append(event)
    if times:
        seconds, event = min(times, key=lambda pair: pair[0])
        grace = f" with a grace of {spell(event.command.grace)}" if event.command.grace else ""
        return (LockTime(seconds, f"{event.command.name} runs after {spell(event.seconds)}{grace}"),)
    if strange:
        return f"Whether {strange[0].command.name}, run after a time without input, locks is not known."
    return (LockTime(None, "no idle program starts a locker"),)


def settle_wake(events: Sequence[Event]) -> Wake | str:
    """Return whether waking asks for a password, or why that cannot be told."""
    purpose = _sleep(events)
    if purpose is Purpose.LOCK:
        grace = max((event.command.grace for event in events if event.when is When.SLEEP), default=0.0)
        return Wake(grace, "a locker is started before sleep")
    if purpose is Purpose.CUSTOM:
        return "What is run before sleep is a program of your own; whether it locks is not known."
    return Wake(None, "nothing locks before sleep")


def _sleep(events: Sequence[Event]) -> Purpose:
    purposes = {_effective(event.command.purpose, events) for event in events if event.when is When.SLEEP}
    return next((each for each in (Purpose.LOCK, Purpose.CUSTOM) if each in purposes), Purpose.OTHER)


def _effective(purpose: Purpose, events: Sequence[Event]) -> Purpose:
    """A request to lock the session is worth what answers it."""
    if purpose is not Purpose.LOCK_SESSION:
        return purpose
    answers = {event.command.purpose for event in events if event.when is When.LOCK}
    return next((each for each in (Purpose.LOCK, Purpose.CUSTOM) if each in answers), Purpose.OTHER)
