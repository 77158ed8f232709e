"""Remote wipe on Windows: an enrolment in device management (MDM).

Enrolments leave stubs behind, and the address that `dsregcmd` shows belongs to the organisation, not to this
device: neither counts. "Find my device" locates and locks a laptop but does not wipe it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchword.check.device.wipe_evidence import ASK, ID, UNPROVEN
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host, HostError

ENROLLMENTS = r"SOFTWARE\Microsoft\Enrollments"
LOCATION = r"SOFTWARE\Microsoft\MdmCommon\SettingValues"
POLICY = r"SOFTWARE\Policies\Microsoft\FindMyDevice"
JOIN = "dsregcmd /status"
_MOST = 100  # enrolments that are looked at
_ENROLLED = 1  # EnrollmentState
_SLOW = 6.0
# The lines of `dsregcmd /status` that say something of this device; of the address only that there is one.
_JOINED = re.compile(r"^\s*(AzureAdJoined|DomainJoined|MdmUrl) : *(\S*)", re.MULTILINE)
_RULE = "One complete enrolment in device management: state 1, an account and the address of its service."
_LOOK = Remedy(
    (
        "Open Settings > Accounts > Access work or school: is your work account there, with Info and Sync?",
        "If not, connect it there, the way your team says.",
        ASK,
    ),
    "start ms-settings:workplace",
)


@dataclass(frozen=True, slots=True)
class WindowsWipe:
    """Counts of enrolments, whole and leftover; `locates` is Find my device, `None` where it is not set.

    `joined` is what `dsregcmd` says, or why it says nothing. `problem` says which enrolments were refused.
    """

    enrolled: int = 0
    leftovers: int = 0
    locates: bool | None = None
    joined: tuple[tuple[str, str], ...] | str = ()
    problem: str = ""


async def read(host: Host) -> WindowsWipe:
    """Read the registry and ask `dsregcmd`; neither needs an administrator."""
    found: list[bool | None] = []
    problem = ""
    try:
        names = host.registry_subkeys("HKLM", ENROLLMENTS)[:_MOST]
    except HostError as error:
        names, problem = [], error.reason
    for name in names:
        try:
            found.append(_is_whole(host, rf"{ENROLLMENTS}\{name}"))
        except HostError:
            problem = "An enrolment in the registry may not be read by this account."
    return WindowsWipe(found.count(True), found.count(False), _locates(host), await _joined(host), problem)


def _is_whole(host: Host, key: str) -> bool | None:
    """Whether an enrolment is complete; `None` for the other keys that stand beside enrolments."""
    state = host.registry("HKLM", key, "EnrollmentState")
    if state is None and host.registry("HKLM", key, "EnrollmentType") is None:
        return None
    names = ("UPN", "DiscoveryServiceFullURL")
    return state == _ENROLLED and all(host.registry("HKLM", key, name) for name in names)


def _locates(host: Host) -> bool | None:
    try:
        allowed = host.registry("HKLM", POLICY, "AllowFindMyDevice")
        value = host.registry("HKLM", LOCATION, "LocationSyncEnabled")
    except HostError:
        return None
    return False if allowed == 0 else None if value is None else value == 1


async def _joined(host: Host) -> tuple[tuple[str, str], ...] | str:
    try:
        ran = await host.run(["dsregcmd", "/status"], seconds=_SLOW)
    except HostError as error:
        return error.reason
    return understand_join(ran.out)


def understand_join(text: str) -> tuple[tuple[str, str], ...]:
    """Return what `dsregcmd /status` says of this device, without names or addresses."""
    found = []
    for name, value in _JOINED.findall(text):
        if name == "MdmUrl":
            said = "the organisation has device management; this device need not be in it"
            found += [(name, said)] if value else []
        elif value in ("YES", "NO"):
            found.append((name, value))
    return tuple(dict.fromkeys(found))


def judge(facts: WindowsWipe) -> Finding:
    """A whole enrolment passes; Find my device alone holds in part; nothing is no failure."""
    outcome, summary = _conclude(facts)
    remedy = None if outcome is Outcome.PASS else _LOOK
    return Finding(ID, outcome, summary, _RULE, _evidence(facts), remedy, UNPROVEN)


def _conclude(facts: WindowsWipe) -> tuple[Outcome, str]:
    if facts.enrolled:
        return Outcome.PASS, "This laptop is enrolled in device management, which can send a wipe."
    if facts.problem:
        return Outcome.UNKNOWN, f"Whether it is enrolled in device management was not seen: {facts.problem}"
    if facts.locates:
        return Outcome.WARN, "Find my device is on, which locates and locks this laptop but does not wipe it."
    return Outcome.UNKNOWN, "No enrolment in device management was seen; other agents are not looked for."


def _evidence(facts: WindowsWipe) -> tuple[Evidence, ...]:
    counted = f"{facts.enrolled} complete, {facts.leftovers} leftovers or unfinished"
    words = {True: "on", False: "off", None: "not set"}
    joined = ((JOIN, facts.joined),) if isinstance(facts.joined, str) else facts.joined
    seen = f"{counted}. {facts.problem}" if facts.problem else counted
    rows = [
        Evidence(rf"HKLM\{ENROLLMENTS}", seen),
        Evidence(rf"HKLM\{LOCATION}", f"Find my device: {words[facts.locates]}"),
        *(Evidence(JOIN, f"{name}: {said}" if name != JOIN else said) for name, said in joined),
    ]
    return tuple(rows)
