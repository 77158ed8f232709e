"""Whether a source tree tracks security alerts in CI: on every push, by a step that can fail.

Every ecosystem with a lock file is judged by itself; the worst of them is the outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, worst
from watchword.check.host import Host, HostError
from watchword.check.source.alert_advice import TOOLS, advise
from watchword.check.source.alert_audits import Audit, Ecosystem, find_audits
from watchword.check.source.ci_model import SCHEDULE
from watchword.check.source.facts import Facts
from watchword.check.source.lock_file import ECOSYSTEMS
from watchword.check.source.rule import Spot
from watchword.check.source.security_alerts_rule import BOT, CI, CODE, ID, LOCK, MANIFEST, REMOTE, UNREAD
from watchword.check.subject import Tree
from watchword.text import clean, count

ACTIVE_DAYS = 90
EVIDENCE_LIMIT = 20

_UNPROVEN = (
    "It does not show that the step is required before a merge, that somebody reads what it says, that the "
    "workflow is switched on, nor alerts that the hosting service raises without a file in the tree."
)


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What was read of a tree, and which auditing tools are on PATH (`tools`, by name; none was run)."""

    facts: Facts
    tools: tuple[str, ...] = ()


async def read(host: Host, tree: Tree) -> AlertFacts:
    """Read the tree, and look on PATH for tools that could be run by hand; runs none of them."""
    from watchword.check.source.reading import read_facts

    facts = await read_facts(host, tree)
    named = {one.detail[0] for one in facts.of(ID, LOCK, MANIFEST)}
    wanted = [tool for tool, (ecosystems, _) in TOOLS.items() if named & set(ecosystems)]
    return AlertFacts(facts, tuple(tool for tool in wanted if _is_there(host, tool)))


def _is_there(host: Host, tool: str) -> bool:
    try:
        host.find_tool(tool)
    except HostError:
        return False
    return True


def judge(seen: AlertFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn what was read into a finding.

    `active_days` is how old the last commit may be; `hosted_alerts` is the team's word that the hosting
    service raises alerts for all its repositories.
    """
    days = limits.get("active_days", ACTIVE_DAYS)
    days = days if isinstance(days, int) and not isinstance(days, bool) else ACTIVE_DAYS
    is_hosted = limits.get("hosted_alerts", False) is True
    spots = [one for one in seen.facts.of(ID) if not one.is_test]
    ecosystems = _judge_all(spots, is_hosted)
    outcome, summary = _outcome(seen.facts, ecosystems, days)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=summary,
        rule=_rule(days),
        evidence=_evidence(seen.facts, spots, ecosystems),
        remedy=advise(ecosystems, spots, seen.tools)
        if outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)
        else None,
        unproven=_UNPROVEN,
    )


def _judge_all(spots: Sequence[Spot], is_hosted: bool) -> tuple[Ecosystem, ...]:
    audits = find_audits(spots)
    locks = [one for one in spots if one.kind == LOCK]
    pinned = locks or [one for one in spots if one.kind == MANIFEST]
    named = {one.detail[0] for one in pinned}
    found = []
    for name in (one for one in ECOSYSTEMS if one in named):
        files = tuple(one for one in pinned if one.detail[0] == name)
        found.append(_judge(name, files, audits, spots, is_hosted))
    return tuple(found)


def _judge(
    name: str, files: tuple[Spot, ...], audits: Sequence[Audit], spots: Sequence[Spot], is_hosted: bool
) -> Ecosystem:
    audit = next((one for one in audits if name in one.ecosystems), None)
    if audit is not None:
        outcome = Outcome.PASS if audit.counts else Outcome.WARN
        return Ecosystem(name, outcome, _how(audit), files, audit)
    bots = [
        one for one in spots if one.kind == BOT and name in one.detail[1].split("|") and not one.detail[2]
    ]
    if bots:
        why = f"only {bots[0].detail[0]} watches it, which proposes updates and fails nothing"
        return Ecosystem(name, Outcome.WARN, why, files)
    if is_hosted:
        why = "nothing in the tree; your team says that the hosting service raises alerts"
        return Ecosystem(name, Outcome.WARN, why, files)
    remote = [one for one in spots if one.kind == REMOTE]
    if remote:
        why = f"{remote[0].text} ({remote[0].place}) is kept elsewhere, and may or may not audit it"
        return Ecosystem(name, Outcome.UNKNOWN, why, files)
    unread = [one for one in spots if one.kind == UNREAD]
    if unread:
        why = f"{unread[0].place} could not be read: {unread[0].note}"
        return Ecosystem(name, Outcome.UNKNOWN, why, files)
    is_pinned = any(one.kind == LOCK for one in files)
    why = "nothing audits it" if is_pinned else "nothing audits it, and no lock file pins it"
    return Ecosystem(name, Outcome.FAIL if is_pinned else Outcome.WARN, why, files)


def _how(audit: Audit) -> str:
    if audit.counts:
        return f"{audit.tool} on every push or pull request"
    if not audit.when:
        return f"{audit.tool} stands in a gate that no CI step calls"
    if audit.soft:
        return f"{audit.tool} runs, and cannot fail: {clean(audit.soft, limit=60)}"
    times = "on a schedule" if SCHEDULE in audit.when else f"only by {' and '.join(audit.when)}"
    return f"{audit.tool} runs {times}, not on every push"


def _outcome(facts: Facts, ecosystems: Sequence[Ecosystem], days: int) -> tuple[Outcome, str]:
    """Return the outcome of the tree and the sentence for it."""
    if not facts.files:
        return Outcome.UNKNOWN, "No file of this tree was read, so there is nothing to tell."
    if not ecosystems:
        return Outcome.NOT_APPLICABLE, "This tree names no libraries that security alerts could be about."
    last = facts.history.last
    if last is not None and facts.at - last > timedelta(days=days):
        old = (facts.at - last).days
        said = f"The last commit is {count(old, 'day')} old, so this tree is not in active development."
        return Outcome.NOT_APPLICABLE, said
    outcome = worst(one.outcome for one in ecosystems)
    bad = [one for one in ecosystems if one.outcome is not Outcome.PASS]
    if not bad:
        names = ", ".join(f"{one.name} by {one.audit.tool}" for one in ecosystems if one.audit)
        return outcome, f"Every push is audited against security alerts: {names}."
    said = "; ".join(f"{one.name}: {one.why}" for one in bad[:3])
    more = f"; and {count(len(bad) - 3, 'more ecosystem')}" if len(bad) > 3 else ""
    return outcome, f"{said}{more}."


def _rule(days: int) -> str:
    return (
        "For each ecosystem with a lock file a step of CI compares the libraries with known security "
        "alerts, on every push or pull request, and fails when there is one. It applies while the last "
        "commit is no older "
        f"than {count(days, 'day')}."
    )


def _evidence(facts: Facts, spots: Sequence[Spot], ecosystems: Sequence[Ecosystem]) -> tuple[Evidence, ...]:
    rows: list[Evidence] = []
    for one in sorted(ecosystems, key=lambda one: one.outcome is Outcome.PASS):
        place = one.audit.spot.place if one.audit else ", ".join(lock.place for lock in one.locks[:2])
        shown = f" ({one.audit.spot.text})" if one.audit else ""
        rows.append(Evidence(place, f"{one.name}: {one.why}{shown}"))
    systems = Counter(one.text for one in spots if one.kind == CI)
    rows += [Evidence(name, f"{count(number, 'file')} read") for name, number in systems.items()]
    if not systems:
        rows.append(Evidence("CI", "no file of a CI system that Watchword knows"))
    rows += [Evidence(one.place, f"not read: {one.note}") for one in spots if one.kind == UNREAD][:3]
    rows += [Evidence(one.place, f"{one.text}, kept elsewhere") for one in spots if one.kind == REMOTE][:3]
    if code := [one for one in spots if one.kind == CODE]:
        rows.append(Evidence(code[0].place, f"{code[0].text} looks at your own code; not counted here"))
    if facts.history.last is None:
        rows.append(Evidence("git log", facts.history.reason or "no commit was found"))
    rows += [Evidence("not read", said) for said in facts.left_out]
    return tuple(rows[:EVIDENCE_LIMIT])


CHECK = Check(
    id=ID,
    question="Are the libraries of this source tree audited against security alerts in CI?",
    reads=(
        "lock files, the files of CI systems, local gates, update bots, and from git the time of the last "
        "commit, in the folder you name; whether auditing tools are installed. None is run"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"active_days": ACTIVE_DAYS, "hosted_alerts": False},
    about="tree",
)
