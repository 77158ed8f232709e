"""What to do where a check could not tell: its own remedy, or what reason and machine suggest. Pure."""

from __future__ import annotations

import re

from watchword.check import tool
from watchword.check.finding import Finding, Outcome, Remedy
from watchword.doctor.report import Looked, System, ToolState
from watchword.doctor.veil import Veil

_MISSING = re.compile(r"The command (\S+) (?:is not installed|was not found)")
_ROOT = re.compile(r"\b(?:as root|administrator)\b")
_LATE = re.compile(r"within \d\S* seconds")
_AROUND = re.compile(r"Windows Subsystem for Linux|a container|a virtual machine|an SSH session")

_AS_YOURSELF = "Start `watchword doctor` as yourself: without sudo, not as the administrator."
_ON_LAPTOP = "Run `watchword doctor` in a terminal on the laptop itself, not in {}."
_AGAIN = "Try again; if it stays so, run `watchword check {}` alone."
_DEFECT = re.compile(r"\bitself went wrong\b")
_REPORT = "Give this report to whoever looks after {}."
_NO_FINDING = "The check gave something that is no finding."
_TELL_AUTHOR = "Tell the author of the package that brings it."
_OWN_WORD = "Nothing is known that would make it possible; the walk asks for your own word instead."


def looked(name: str, finding: object, system: System, veil: Veil, *, is_foreign: bool) -> Looked:
    """Return what is said of a finding: the word alone, and for `unknown` the reason and the way out."""
    # A package that checks no types can come back with anything.
    if not isinstance(finding, Finding) or not isinstance(finding.outcome, Outcome):
        return Looked(name, Outcome.UNKNOWN, _NO_FINDING, Remedy((_TELL_AUTHOR,)))
    if finding.outcome is not Outcome.UNKNOWN:
        return Looked(name, finding.outcome)
    show = veil.hide if is_foreign else veil.home
    remedy = finding.remedy or suggest(name, finding.summary, system, is_foreign=is_foreign)
    return Looked(
        name,
        finding.outcome,
        show(finding.summary),
        Remedy(tuple(show(step) for step in remedy.steps), show(remedy.command)),
    )


def suggest(name: str, reason: str, system: System, *, is_foreign: bool = False) -> Remedy:
    """Return the way out of an `unknown` that names none itself."""
    steps: list[str] = []
    if system.is_root and _ROOT.search(reason):
        steps.append(_AS_YOURSELF)
    if system.surroundings and _AROUND.search(reason):
        steps.append(_ON_LAPTOP.format(" or ".join(system.surroundings)))
    if missing := _MISSING.search(reason):
        for known in tool.of(system.platform):
            if known.name == missing[1]:
                how, command = known.remedy(system.platform, system.distribution)
                return Remedy((*steps, how), command)
        steps.append(f"Install {missing[1]}.")
    if _LATE.search(reason):
        steps.append(_AGAIN.format(name))
    if _DEFECT.search(reason):
        steps.append(_REPORT.format("the package that brings it" if is_foreign else "Watchword"))
    return Remedy(tuple(steps) or (_OWN_WORD,))


def tools(system: System, there: dict[str, bool], names: tuple[str, ...]) -> tuple[ToolState, ...]:
    """Return the state of each tool that a check of these names asks; `there` says which were found."""
    found = []
    for known in tool.of(system.platform):
        checks = tuple(check for check in known.checks if check in names)
        is_needed = system.family in known.families if known.families else not known.only
        how, command = known.remedy(system.platform, system.distribution)
        if there[known.name]:
            how = command = ""
        if checks:
            found.append(
                ToolState(known.name, there[known.name], is_needed, checks, known.only, how, command)
            )
    return tuple(found)
