"""Whether this device can be wiped from afar, as far as the device itself shows.

That it is enrolled, or that Find My is on, is weak evidence: only the console of whoever manages the device
shows that a wipe can be sent. Not to see anything is no failure.
"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check import surroundings
from watchword.check.check import Check, Limit
from watchword.check.device import remote_wipe_linux, remote_wipe_macos, remote_wipe_windows
from watchword.check.device.remote_wipe_linux import LinuxWipe
from watchword.check.device.remote_wipe_macos import MacWipe
from watchword.check.device.remote_wipe_windows import WindowsWipe
from watchword.check.device.wipe_evidence import ID, NowhereToLook
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host

Facts = LinuxWipe | MacWipe | WindowsWipe | NowhereToLook


async def read(host: Host) -> Facts:
    """Look at what manages this device, with the means of its platform."""
    if host.is_root:
        reason = "Watchword runs as the administrator, whose settings are not yours; start it as yourself."
        return NowhereToLook(reason)
    around = await surroundings.look(host)
    if around.reason:
        return NowhereToLook(around.reason, around.evidence)
    if host.platform == "macos":
        return await remote_wipe_macos.read(host)
    if host.platform == "windows":
        return await remote_wipe_windows.read(host)
    return remote_wipe_linux.read(host)


def judge(facts: Facts, limits: Mapping[str, Limit]) -> Finding:
    """Judge what was seen; `find_my_counts` says whether Apple's Find My is a means to wipe in this team."""
    if isinstance(facts, MacWipe):
        return remote_wipe_macos.judge(facts, find_my_counts=limits.get("find_my_counts") is not False)
    if isinstance(facts, WindowsWipe):
        return remote_wipe_windows.judge(facts)
    if isinstance(facts, LinuxWipe):
        return remote_wipe_linux.judge(facts)
    return Finding(ID, Outcome.UNKNOWN, facts.reason, "", facts.evidence, unproven="Nothing was looked at.")


CHECK = Check(
    id=ID,
    question="Does this device show that it can be wiped remotely?",
    reads=(
        "macOS: `profiles status`, whether Find My is on (two preference files, the name of one `nvram` "
        "variable), and Activation Lock in `system_profiler`. Windows: MDM enrolments and Find my device in "
        "the registry, `dsregcmd /status`. Linux: which management agents are installed. No addresses, "
        "accounts or serial numbers are kept."
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"find_my_counts": True},
)
