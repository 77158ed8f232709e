"""Remote wipe on macOS: device management (MDM), or Find My.

Sources contradict each other in practice, and since macOS 15.6 one of them is hidden from everybody; so one
that says "on" counts, and one that says nothing means nothing.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from watchword.check import property_list
from watchword.check.device.wipe_evidence import ASK, ID, UNPROVEN
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host, HostError, NotThere

ENROLLMENT = "profiles status -type enrollment"
FIND_MY = "/Library/Preferences/com.apple.FindMyMac.plist"
ACCOUNTS = "Library/Preferences/MobileMeAccounts.plist"
VARIABLES = "nvram -p"
HARDWARE = "system_profiler SPHardwareDataType"
_SLOW = 6.0  # seconds; system_profiler takes its time

_ENROLLED = re.compile(r"^MDM enrollment: (Yes|No)\b(?: \((User Approved)\))?", re.MULTILINE)
_ASSIGNED = re.compile(r"^Enrolled via DEP: (Yes|No)\b", re.MULTILINE)
_TOKEN = re.compile(r"^fmm-mobileme-token-FMM(?:-BridgeHasAccount)?\t", re.MULTILINE)
_LOCK = re.compile(r"^\s*Activation Lock Status: (Enabled|Disabled)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Enrollment:
    """What `profiles` says; `is_assigned`: the company enrolled it with Apple (DEP)."""

    is_enrolled: bool
    is_assigned: bool = False
    is_approved: bool = False


@dataclass(frozen=True, slots=True)
class MacWipe:
    """What was read: the enrolment or why it is not known, and what each source says of Find My.

    In `find_my` a source maps to `True` (on), `False` (off), or a string that says why it tells nothing.
    """

    enrollment: Enrollment | str
    find_my: tuple[tuple[str, bool | str], ...] = ()

    @property
    def find_my_sources(self) -> tuple[str, ...]:
        """The sources that say that Find My is on."""
        return tuple(source for source, said in self.find_my if said is True)


async def read(host: Host) -> MacWipe:
    """Ask the sources; none needs an administrator. The slow one is asked where no other says "on"."""
    enrollment, token = await asyncio.gather(_enrollment(host), _token(host))
    quick = ((FIND_MY, _preference(host)), (f"~/{ACCOUNTS}", _account(host)), (VARIABLES, token))
    is_enrolled = isinstance(enrollment, Enrollment) and enrollment.is_enrolled
    if is_enrolled or any(said is True for _, said in quick):
        return MacWipe(enrollment, quick)
    return MacWipe(enrollment, (*quick, (HARDWARE, await _activation_lock(host))))


async def _enrollment(host: Host) -> Enrollment | str:
    try:
        ran = await host.run(ENROLLMENT.split(" "))
    except HostError as error:
        return error.reason
    return understand_enrollment(ran.out)


def understand_enrollment(text: str) -> Enrollment | str:
    """Return what `profiles status` says; the address of the server in it is left alone."""
    enrolled, assigned = _ENROLLED.search(text), _ASSIGNED.search(text)
    if enrolled is None:
        return "profiles gave no answer that Watchword understands."
    is_assigned = assigned is not None and assigned[1] == "Yes"
    return Enrollment(enrolled[1] == "Yes", is_assigned, bool(enrolled[2]))


def _preference(host: Host) -> bool | str:
    try:
        value = property_list.parse(host.read_bytes(FIND_MY), FIND_MY).get("FMMEnabled")
    except NotThere:
        return "the file is not there"
    except HostError as error:
        return error.reason
    return value in (True, 1) if isinstance(value, bool | int) else "FMMEnabled is not set"


def _account(host: Host) -> bool | str:
    try:
        accounts = property_list.parse(host.read_bytes(host.home / ACCOUNTS), f"~/{ACCOUNTS}")
    except NotThere:
        return "the file is not there"
    except HostError as error:
        return error.reason
    services = [
        service
        for account in property_list.dictionaries(accounts.get("Accounts"))
        for service in property_list.dictionaries(account.get("Services"))
        if service.get("Name") == "FIND_MY_MAC"
    ]
    if not services:
        return "no Apple account with Find My"
    return any(service.get("Enabled") in (True, 1) for service in services)


async def _token(host: Host) -> bool | str:
    try:
        ran = await host.run(VARIABLES.split(" "))
    except HostError as error:
        return error.reason
    return bool(_TOKEN.search(ran.out)) or "no token of Find My; since macOS 15.6 it is hidden in any case"


async def _activation_lock(host: Host) -> bool | str:
    try:
        ran = await host.run(HARDWARE.split(" "), seconds=_SLOW)
    except HostError as error:
        return error.reason
    match = _LOCK.search(ran.out)
    return match[1] == "Enabled" if match else "no line on Activation Lock (Macs without a T2 have none)"


def judge(facts: MacWipe, *, find_my_counts: bool) -> Finding:
    """Enrolled passes; so does Find My, where it counts. Assigned by the company but not enrolled fails."""
    outcome, summary, remedy = _conclude(facts, find_my_counts)
    rule = (
        "The Mac is enrolled in device management, or Find My is on "
        f"(Find My {'counts' if find_my_counts else 'does not count'} in your team)."
    )
    return Finding(ID, outcome, summary, rule, _evidence(facts), remedy, UNPROVEN)


def _conclude(facts: MacWipe, find_my_counts: bool) -> tuple[Outcome, str, Remedy | None]:
    enrollment = facts.enrollment
    by_find_my = bool(facts.find_my_sources)
    if isinstance(enrollment, Enrollment) and enrollment.is_enrolled:
        return Outcome.PASS, "This Mac is enrolled in device management, which can send a wipe.", None
    if isinstance(enrollment, Enrollment) and enrollment.is_assigned:
        summary = "This Mac is assigned to your company's device management, but not enrolled."
        if by_find_my and find_my_counts:
            return Outcome.WARN, f"{summary} Find My is on as far as this Mac shows.", _ENROLL
        return Outcome.FAIL, summary, _ENROLL
    if by_find_my and find_my_counts:
        return Outcome.PASS, "Find My is on as far as this Mac shows, so its owner can wipe it.", None
    if by_find_my:
        summary = "Find My is on as far as this Mac shows, but in your team only device management counts."
        return Outcome.WARN, summary, _ASK
    unread = f" {enrollment}" if isinstance(enrollment, str) else " It is not enrolled in device management."
    return Outcome.UNKNOWN, f"No sign of Find My was seen, which need not mean that it is off.{unread}", _LOOK


_ENROLL = Remedy(
    (
        "Open System Settings > General > Device Management (macOS 14 and older: Privacy & Security > "
        "Profiles) and follow the request to enrol.",
        "If there is none, ask whoever runs device management, or have it sent again with the command.",
    ),
    "sudo profiles renew -type enrollment",
)
_ASK = Remedy((ASK,))
_LOOK = Remedy(
    (
        "Look at System Settings > your name > iCloud > Find My Mac: is it on?",
        "On another device, open iCloud.com/find: is this Mac there, with an erase action? Do not press it.",
        ASK,
    )
)


def _evidence(facts: MacWipe) -> tuple[Evidence, ...]:
    enrollment = facts.enrollment
    told = enrollment if isinstance(enrollment, str) else _enrollment_fact(enrollment)
    rows = [Evidence(ENROLLMENT, told)]
    words = {True: "says that Find My is on", False: "says that Find My is off"}
    for source, said in facts.find_my:
        rows.append(Evidence(source, said if isinstance(said, str) else words[said]))
    return tuple(rows)


def _enrollment_fact(enrollment: Enrollment) -> str:
    approved = ", approved by the user" if enrollment.is_approved else ""
    enrolled = f"enrolled{approved}" if enrollment.is_enrolled else "not enrolled"
    return f"{enrolled}; {'assigned' if enrollment.is_assigned else 'not assigned'} by a company"
