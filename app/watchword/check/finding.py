"""What a check came back with: an outcome, what it rests on, and what to do about it.

A finding is a value. It is redacted where it is made: names and counts, never contents; the home folder as
`~`; no host name, serial number or user name. What is in a finding may be shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a look ended. Five, never two: what nobody could see is `unknown`, with the reason."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


# Worst first. `unknown` stands before `warn`: half an answer never hides that the other half is missing.
WORST_FIRST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WARN, Outcome.PASS, Outcome.NOT_APPLICABLE)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the one that matters most; `not-applicable` where there is none."""
    return min(outcomes, key=WORST_FIRST.index, default=Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact: where it was read (a command, a file) and what was there, redacted."""

    source: str
    fact: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about it: steps in order and, where there is one, a command to copy."""

    steps: tuple[str, ...]
    command: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer.

    `summary` is one sentence for the person; for `unknown` it is the reason. `rule` says by which rule the
    facts were judged, with the limit in force. `unproven` is the one line on what this does not prove.
    `subject` names the service or source tree it is about, for the person alone; empty for this machine.
    """

    check: str
    outcome: Outcome
    summary: str
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    remedy: Remedy | None = None
    unproven: str = ""
    subject: str = ""
