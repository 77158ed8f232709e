"""Remote wipe on Linux: nothing is built in, and an agent being there does not show that it can wipe."""

from __future__ import annotations

from dataclasses import dataclass

from watchword.check.device.wipe_evidence import ASK, ID, UNPROVEN
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host

# Places where management agents put themselves -> their name.
_AGENTS = {
    "/opt/orbit": "Fleet",
    "/opt/jc": "JumpCloud",
    "/usr/bin/landscape-client": "Landscape",
    "/opt/microsoft/intune": "Microsoft Intune",
    "/usr/local/kolide-k2": "Kolide",
}
_RULE = "Linux has no remote wipe of its own, so nothing on this laptop can show one."


@dataclass(frozen=True, slots=True)
class LinuxWipe:
    """Which agents are installed: their names, and where they are."""

    agents: tuple[tuple[str, str], ...] = ()


def read(host: Host) -> LinuxWipe:
    """Look whether the folders of known agents are there."""
    return LinuxWipe(tuple((name, place) for place, name in _AGENTS.items() if host.exists(place)))


def judge(facts: LinuxWipe) -> Finding:
    """Always unknown; agents are told, and disk encryption is named as what takes the place of a wipe."""
    names = ", ".join(name for name, _ in facts.agents)
    summary = "Nothing built into Linux shows whether this laptop can be wiped remotely."
    if names:
        summary += f" {names} is installed, which shows that it is managed, not that it can be wiped."
    rows = [Evidence(place, f"{name} is installed") for name, place in facts.agents]
    rows = rows or [Evidence("known places of management agents", f"none of {', '.join(_AGENTS.values())}")]
    steps = (
        ASK,
        "Where there is no wipe, disk encryption takes its place: see what the check disk-encryption says.",
        "Write down what to revoke if the laptop is lost, and agree the exception with your team lead.",
    )
    return Finding(ID, Outcome.UNKNOWN, summary, _RULE, tuple(rows), Remedy(steps), UNPROVEN)
