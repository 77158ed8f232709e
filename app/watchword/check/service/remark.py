"""One thing noticed about a service, and how many of them become evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from watchword.check.finding import WORST_FIRST, Evidence, Outcome, worst
from watchword.check.service.advice_topic import Topic

EVIDENCE_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Remark:
    """What one answer shows. `topic` says which advice belongs to it; `not-applicable` is for a mere note."""

    outcome: Outcome
    source: str
    fact: str
    topic: Topic | None = None


def note(source: str, fact: str) -> Remark:
    """Return something worth knowing that decides nothing."""
    return Remark(Outcome.NOT_APPLICABLE, source, fact)


def order(remarks: Iterable[Remark]) -> list[Remark]:
    """Return remarks worst first, otherwise as they came."""
    return sorted(remarks, key=lambda remark: WORST_FIRST.index(remark.outcome))


def sum_up(remarks: Iterable[Remark]) -> Outcome:
    """Return the outcome of all remarks; `not-applicable` where only notes are among them."""
    return worst(remark.outcome for remark in remarks)


def topics(remarks: Iterable[Remark]) -> tuple[Topic, ...]:
    """Return what advice is needed, that for the worst first, each once."""
    return tuple(dict.fromkeys(remark.topic for remark in order(remarks) if remark.topic))


def lead(remarks: Iterable[Remark]) -> str:
    """Return what the worst remark says, and how many others are as bad: the end of a summary."""
    ordered = order(remarks)
    worse = list(dict.fromkeys(remark.fact for remark in ordered if remark.outcome is ordered[0].outcome))
    return worse[0] if len(worse) == 1 else f"{worse[0]}; {len(worse) - 1} more listed"


def list_evidence(remarks: Iterable[Remark]) -> tuple[Evidence, ...]:
    """Return evidence, worst first; a fact of several answers is one row. At most 20, then how many more."""
    grouped: dict[tuple[Outcome, str], list[str]] = {}
    for remark in order(remarks):
        grouped.setdefault((remark.outcome, remark.fact), []).append(remark.source)
    rows = [Evidence(_join(list(dict.fromkeys(sources))), fact) for (_, fact), sources in grouped.items()]
    if len(rows) <= EVIDENCE_LIMIT:
        return tuple(rows)
    more = len(rows) - EVIDENCE_LIMIT
    return (*rows[:EVIDENCE_LIMIT], Evidence("more", f"{more} more, not listed here"))


def _join(sources: list[str]) -> str:
    return sources[0] if len(sources) == 1 else f"{sources[0]} (and {len(sources) - 1} more)"
