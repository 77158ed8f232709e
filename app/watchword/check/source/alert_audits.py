"""Audits of a tree put together: which of them CI really runs, when, and whether their failure counts. Pure.

A gate (`make audit`, a script, a hook) counts where a CI step calls it, by itself or through other gates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchword.check.finding import Outcome
from watchword.check.source.ci_model import CALL as CALLED
from watchword.check.source.ci_model import LOCAL, PULL_REQUEST, PUSH
from watchword.check.source.rule import Spot
from watchword.check.source.security_alerts_rule import AUDIT, CALL, OLD_RAKE, SETTING

HOPS = 6  # gates that call gates
_RAKE_TASK = "rake task"  # how the tool's table marks that an old task of it never fails
_INNER = (CALLED, LOCAL)


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit as it runs: without `when` it is a gate that no CI step calls; `soft` says why it cannot
    fail."""

    tool: str
    ecosystems: tuple[str, ...]
    when: tuple[str, ...]
    soft: str
    spot: Spot

    @property
    def is_always(self) -> bool:
        """Whether it runs for every push or pull request."""
        return PUSH in self.when or PULL_REQUEST in self.when

    @property
    def counts(self) -> bool:
        """Whether it runs for every push or pull request and can fail there."""
        return self.is_always and not self.soft


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """How one ecosystem stands: `why` in a clause, the best `audit` there is, if any, and its lock files."""

    name: str
    outcome: Outcome
    why: str
    locks: tuple[Spot, ...]
    audit: Audit | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A way into a gate from CI: when, and what swallows a failure on the way."""

    when: tuple[str, ...]
    soft: str


def find_audits(spots: Sequence[Spot]) -> tuple[Audit, ...]:
    """Return every audit, those that count first."""
    settings = {one.detail[0] for one in spots if one.kind == SETTING}
    entries = _entries([one for one in spots if one.kind == CALL])
    found = [audit for one in spots if one.kind == AUDIT for audit in _audits(one, settings, entries)]
    return tuple(sorted(found, key=lambda one: (not one.counts, not one.is_always, not one.when)))


def _audits(spot: Spot, settings: set[str], entries: Mapping[str, list[_Entry]]) -> Iterator[Audit]:
    tool, ecosystems, when, here, gate, soft, setting = spot.detail
    if setting == _RAKE_TASK:
        soft = "before bundler-audit 0.9.1 the task never fails" if OLD_RAKE in settings else ""
    elif setting in settings:
        soft = ""
    why = here or soft
    named = tuple(ecosystems.split("|"))
    own = tuple(one for one in when.split("|") if one and one not in _INNER)
    ways = [_Entry(own, "")] if own else []
    ways += _into(gate, entries)
    for way in ways:
        yield Audit(tool, named, way.when, why or way.soft, spot)
    is_gate = any(one in _INNER for one in when.split("|"))
    if not ways and (is_gate or not when):
        yield Audit(tool, named, (), why, spot)


def _entries(calls: Sequence[Spot]) -> dict[str, list[_Entry]]:
    """Return the ways from CI into each gate, followed through gates that call others."""
    by_gate: dict[str, list[Spot]] = {}
    entries: dict[str, list[_Entry]] = {}
    waiting: list[tuple[str, _Entry, int]] = []
    for one in calls:
        target, when, soft, gate = one.detail
        if gate:
            by_gate.setdefault(gate, []).append(one)
        own = tuple(word for word in when.split("|") if word and word not in _INNER)
        if own:
            waiting.append((target, _Entry(own, soft), 0))
    while waiting:
        target, entry, hops = waiting.pop()
        known = entries.setdefault(target, [])
        if entry in known or hops > HOPS:
            continue
        known.append(entry)
        for inner in _matching(target, by_gate):
            _, _, soft, _ = inner.detail
            waiting.append((inner.detail[0], _Entry(entry.when, entry.soft or soft), hops + 1))
    return entries


def _matching(target: str, by_gate: Mapping[str, list[Spot]]) -> Iterable[Spot]:
    return [one for gate, calls in by_gate.items() if _is_called(gate, target) for one in calls]


def _into(gate: str, entries: Mapping[str, list[_Entry]]) -> list[_Entry]:
    if not gate:
        return []
    return [entry for target, ways in entries.items() if _is_called(gate, target) for entry in ways]


def _is_called(gate: str, target: str) -> bool:
    """Whether a call reaches a gate; `nox:` alone runs every session, `tox:*` stands for the usual ones."""
    if gate == target or (target == "nox:" and gate.startswith("nox:")):
        return True
    kind, _, name = gate.partition(":")
    return name == "*" and target.startswith(f"{kind}:") and kind in ("tox", "nox", "pre-commit")
