"""Exceptions from rules, written where they hold: `# allow RULE: reason` on a line of its own above.

An exception without a reason, from a rule that there is not, or from nothing is a problem itself: it would
outlive what it was written for and then hide something else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from watchword.checklist.draft import Problem
from watchword.text import clean
from watchword.toml import hide

NO_REASON, UNKNOWN, UNUSED = "exception-reason", "exception-unknown", "exception-unused"

_ALLOW = re.compile(r"\s*#\s*allow\s+([^\s:]+)\s*(?::\s*(.*))?")


@dataclass(frozen=True, slots=True)
class Allowance:
    """An exception: the line on which it is written, the line it is about, the rule and the reason."""

    written: int
    line: int
    rule: str
    reason: str


def find_allowances(text: str) -> list[Allowance]:
    """Give every exception in a text that is known to be TOML.

    Only comments on lines of their own count; several above one line are all about that line.
    """
    found: list[Allowance] = []
    waiting: list[tuple[int, str, str]] = []
    for number, (line, plain) in enumerate(zip(text.split("\n"), hide(text).split("\n"), strict=True), 1):
        if line.strip() and not plain.strip():  # a comment; what is inside a string is underscores there
            if match := _ALLOW.match(line):
                waiting.append((number, match[1], (match[2] or "").strip()))
            continue
        found += [Allowance(written, number, rule, reason) for written, rule, reason in waiting]
        waiting = []
    return found


def sort_out(
    problems: Iterable[Problem], allowed: Mapping[str, Iterable[Allowance]]
) -> tuple[list[Problem], set[tuple[str, Allowance]]]:
    """Return the problems that no exception is about, and the exceptions that are about one, by file."""
    about = {
        (file, one.line, one.rule): (file, one)
        for file, allowances in allowed.items()
        for one in allowances
        if one.reason
    }
    left, used = [], set()
    for problem in problems:
        if problem.rule and (found := about.get((problem.file, problem.line, problem.rule))):
            used.add(found)
        else:
            left.append(problem)
    return left, used


def misuses(
    file: str,
    allowances: Iterable[Allowance],
    used: Collection[tuple[str, Allowance]],
    rules: Collection[str],
) -> Iterator[Problem]:
    """Give every exception of a file that gives no reason, names no rule, or is about nothing."""
    for one in allowances:
        shown = clean(one.rule, limit=60)
        if one.rule not in rules:
            remedy = f"Use one of {', '.join(sorted(rules))}."
            yield Problem(file, one.written, f"There is no rule `{shown}`.", remedy, UNKNOWN)
        elif not one.reason:
            remedy = f"Write it behind: `# allow {shown}: reason`."
            yield Problem(
                file, one.written, f"The exception from {shown} gives no reason.", remedy, NO_REASON
            )
        elif (file, one) not in used:
            what = f"The exception from {shown} excuses nothing on the line below."
            remedy = "Take it out, or put it directly above the line that a problem names."
            yield Problem(file, one.written, what, remedy, UNUSED)
