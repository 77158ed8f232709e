"""Whether the security policy of a source tree sends reports to the address that the team answers."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.source.facts import Facts
from watchword.check.source.mail_address import is_placeholder, is_role
from watchword.check.source.reports_rule import ADDRESS, ELSEWHERE, POLICY, PRIVATE, PUBLIC, RULE_ID
from watchword.check.source.rule import Spot
from watchword.check.source.tree import read
from watchword.text import clean

EVIDENCE_LIMIT = 20
_ORDER = (PUBLIC, ADDRESS, PRIVATE, ELSEWHERE, POLICY)


def judge(facts: Facts, limits: Mapping[str, Limit]) -> Finding:
    """Turn what was read into a finding; `reporting_address` is where the team wants reports.

    Where the team has set none, any address whose name is support counts.
    """
    wanted = str(limits.get("reporting_address", "")).strip().lower().removeprefix("mailto:")
    spots = tuple(sorted(facts.of(RULE_ID), key=lambda one: (_ORDER.index(one.kind), one.path, one.line)))
    outcome, summary = _judge(spots, wanted)
    return Finding(
        check=RULE_ID,
        outcome=outcome,
        summary=summary,
        rule=_rule(wanted),
        evidence=_evidence(spots, wanted),
        remedy=_advise(spots, wanted) if outcome is not Outcome.PASS else None,
        unproven=_unproven(spots),
    )


def _judge(spots: tuple[Spot, ...], wanted: str) -> tuple[Outcome, str]:
    """Return the outcome and what is said of it."""
    addresses = _addresses(spots, wanted)
    kinds = {one.kind for one in spots}
    if not spots:
        return Outcome.FAIL, "This tree has no security policy: nothing says where reports are to go."
    if PUBLIC in kinds:
        return (
            Outcome.FAIL,
            "The security policy sends reports to the public issue tracker, where all can read them.",
        )
    if any(_is_wanted(one, wanted) for one in addresses):
        return Outcome.PASS, "The security policy sends reports to the address that your team answers."
    if addresses:
        if not any(is_role(one) for one in addresses):
            return (
                Outcome.WARN,
                "The security policy names personal mailboxes only; reports wait while people are away.",
            )
        return Outcome.WARN, "The security policy names an address, but not the one that your team answers."
    if PRIVATE in kinds:
        return Outcome.WARN, "The security policy names a private form or advisory, but no address."
    if ELSEWHERE in kinds:
        return (
            Outcome.UNKNOWN,
            "The security policy leads to one kept elsewhere, which cannot be read from here.",
        )
    return Outcome.FAIL, "The security policy names no way to report to your team."


def _addresses(spots: tuple[Spot, ...], wanted: str) -> tuple[str, ...]:
    """Return the addresses that somebody may read: no placeholders, but what the team has set."""
    found = (one.detail[0] for one in spots if one.kind == ADDRESS and one.detail)
    return tuple(one for one in found if not is_placeholder(one) or _is_wanted(one, wanted))


def _is_wanted(address: str, wanted: str) -> bool:
    return address == wanted if wanted else address.startswith("support@") and not is_placeholder(address)


def _evidence(spots: tuple[Spot, ...], wanted: str) -> tuple[Evidence, ...]:
    shown = [one for one in spots if one.kind != POLICY] or list(spots)
    rows = [Evidence(one.place, _fact(one, wanted)) for one in shown[:EVIDENCE_LIMIT]]
    if len(shown) > EVIDENCE_LIMIT:
        rows.append(Evidence("other places", f"{len(shown) - EVIDENCE_LIMIT} more, not listed here"))
    if not rows:
        rows.append(Evidence("SECURITY.md, .github/SECURITY.md, docs/SECURITY.md", "none of them is there"))
    return tuple(rows)


def _fact(spot: Spot, wanted: str) -> str:
    if spot.kind == POLICY:
        return "a security policy without a way to report"
    if spot.kind == ADDRESS and _is_wanted(spot.detail[0], wanted):
        return f"{spot.text}: the address of your team"
    return f"{spot.text}: {spot.note}" if spot.note else spot.text


def _rule(wanted: str) -> str:
    named = clean(wanted, limit=80) if wanted else "an address whose name is support"
    where = "SECURITY.md in the root, .github or docs"
    return f"{where} sends reports to {named}, and nobody to the public issue tracker."


def _advise(spots: tuple[Spot, ...], wanted: str) -> Remedy:
    named = clean(wanted, limit=80) or "the support@ address of your team"
    line = f"Report security weaknesses to {named}. Do not open a public issue."
    public = [one.place for one in spots if one.kind == PUBLIC]
    policy = next((one.path for one in spots if one.kind == POLICY), "")
    if not policy:
        return Remedy((f"Write SECURITY.md in the root of the tree, with the line: {line}",))
    steps = [f"In {clean(policy, limit=160)} write: {line}"]
    if public:
        steps.append(f"Take out what sends reports to the public issue tracker: {', '.join(public[:3])}.")
    return Remedy(tuple(steps))


def _unproven(spots: tuple[Spot, ...]) -> str:
    said = "It does not show that the mailbox exists or that anybody reads it"
    if spots:
        return f"{said}."
    return f"{said}, nor whether a policy for the whole organisation is kept in another repository."


CHECK = Check(
    id=RULE_ID,
    question="Does the security policy of this source tree send reports to the address your team answers?",
    reads="SECURITY.md in the root, in .github and in docs of the folder you name",
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"reporting_address": ""},
    about="tree",
)
