"""Whether a password manager is in use on this device, by what can be seen of one.

The tiers, the most telling first: an agent answers, an extension is switched on, an application is installed,
only a store that comes with the browser or the system, nothing. None of them shows that the vault is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.check import Check, Limit
from watchword.check.device.browser_extensions import read_browsers
from watchword.check.device.password_apps import read_apps, read_secret_service
from watchword.check.device.password_products import PRODUCTS
from watchword.check.device.password_traces import Tier, Trace, Traces
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host
from watchword.check.surroundings import look

ID = "password-manager"
EVIDENCE_LIMIT = 20

_HOW = {
    Tier.AGENT: "its agent is set up",
    Tier.ENABLED: "its extension is switched on in a browser",
    Tier.INSTALLED: "it is installed",
}
_OWN_WORDS = "If you use another one, or one on another device, say so in your own words"


@dataclass(frozen=True, slots=True)
class PasswordFacts:
    """What was seen. `application_store` names a keyring for applications, which never counts;
    `elsewhere` says why this is not the laptop itself, where it is not."""

    platform: str
    is_root: bool = False
    traces: Traces = field(default_factory=Traces)
    application_store: str = ""
    elsewhere: str = ""


async def read(host: Host) -> PasswordFacts:
    """Look at browsers, applications and agents of this person."""
    if host.is_root:
        return PasswordFacts(host.platform, is_root=True)
    agent, application_store = await read_secret_service(host)
    agents = Traces((agent,) if agent else ())
    return PasswordFacts(
        platform=host.platform,
        traces=agents + await read_apps(host) + await read_browsers(host),
        application_store=application_store,
        elsewhere=(await look(host)).reason,
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    """The limits in force: the products the team approves (none named: any), and whether built-in counts."""

    managers: tuple[str, ...]
    built_in_counts: bool

    def approves(self, product: str) -> bool:
        names = {name.casefold() for name in self.managers}
        return not names or product.casefold() in names

    def counts(self, trace: Trace) -> bool:
        if trace.tier is Tier.BUILT_IN:
            return self.built_in_counts
        return trace.tier.shows_manager and self.approves(trace.product)

    @property
    def text(self) -> str:
        approved = ", ".join(self.managers) or "any"
        built_in = "counts" if self.built_in_counts else "does not count"
        return (
            "A password manager has an agent set up, is switched on in a browser or is installed "
            f"(approved: {approved}; a built-in store {built_in})."
        )


def judge(facts: PasswordFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding. A list of products always lags, so finding nothing is no failure."""
    named = limits.get("managers", ())
    managers = named if isinstance(named, tuple) else (str(named),)
    rules = _Rules(managers, limits.get("built_in_counts") is True)
    if facts.is_root:
        reason = "Watchword runs as the administrator, whose settings are not yours; start it as yourself."
        return Finding(ID, Outcome.UNKNOWN, reason, rules.text, unproven="Nothing was looked at.")
    traces = sorted(facts.traces.found, key=lambda trace: (not rules.counts(trace), trace.tier))
    outcome, summary = _conclude(facts, traces, rules)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=summary,
        rule=rules.text,
        evidence=_evidence(facts, traces),
        remedy=None if outcome is Outcome.PASS else _advise(facts, traces, rules),
        unproven=_unproven(facts, outcome),
    )


def _conclude(facts: PasswordFacts, traces: list[Trace], rules: _Rules) -> tuple[Outcome, str]:
    if traces and rules.counts(traces[0]):
        return Outcome.PASS, _praise(traces[0])
    # What could not be seen may well hold the one that counts, so half a look ends in no verdict.
    if facts.elsewhere:
        return Outcome.UNKNOWN, f"No password manager that counts was found. {facts.elsewhere}"
    if facts.traces.unseen:
        missed = ", ".join(facts.traces.unseen[:3])
        return Outcome.UNKNOWN, f"No password manager that counts was found, and {missed} could not be read."
    if weak := _weakness(traces, rules):
        return Outcome.WARN, weak
    sought = _sought(rules)
    return Outcome.UNKNOWN, f"{sought} was found. {_OWN_WORDS}."


def _praise(best: Trace) -> str:
    if best.tier is Tier.BUILT_IN:
        return f"{best.product} is available, and in your team a built-in store counts."
    return f"{best.product} is on this device: {_HOW[best.tier]}."


def _weakness(traces: list[Trace], rules: _Rules) -> str:
    """Say what there is when nothing counts; empty when there is nothing at all."""
    rest = "and no other password manager that counts was found"
    for trace in traces:
        if trace.tier is Tier.OFF and rules.approves(trace.product):
            return f"The extension of {trace.product} is switched off, {rest}."
        if trace.tier is Tier.UNSURE and rules.approves(trace.product):
            return f"The extension of {trace.product} is there, but its state could not be read, {rest}."
    others = dict.fromkeys(trace.product for trace in traces if trace.tier is not Tier.BUILT_IN)
    if others:
        return (
            f"Only {', '.join(others)} was found, which your team does not name among its password managers."
        )
    stores = dict.fromkeys(trace.product for trace in traces)
    if stores:
        return f"Only a store that came with the browser or the system was found: {', '.join(stores)}."
    return ""


def _sought(rules: _Rules) -> str:
    """Say what was looked for, with the approved ones that this check has no way to see."""
    known = {product.name.casefold() for product in PRODUCTS}
    strange = [name for name in rules.managers if name.casefold() not in known]
    sought = f"None of the {len(PRODUCTS)} password managers looked for"
    return f"{sought} (this check cannot see {', '.join(strange)})" if strange else sought


def _evidence(facts: PasswordFacts, traces: list[Trace]) -> tuple[Evidence, ...]:
    rows = [Evidence(trace.source, trace.fact) for trace in traces[:EVIDENCE_LIMIT]]
    if len(traces) > EVIDENCE_LIMIT:
        rows.append(Evidence("other places", f"{len(traces) - EVIDENCE_LIMIT} more traces, not listed here"))
    if facts.application_store:
        fact = f"{facts.application_store}, a store for applications; does not count"
        rows.append(Evidence("busctl --user status org.freedesktop.secrets", fact))
    rows += [Evidence(place, "could not be read") for place in facts.traces.unseen]
    if not rows:
        places = "browsers, applications, agents"
        rows.append(Evidence(places, f"no trace of the {len(PRODUCTS)} password managers on the list"))
    return tuple(rows)


_SOURCES = {
    "macos": "from the App Store or its maker's own site, into Applications",
    "linux": "from your distribution's software centre, Flathub or its maker's own site",
    "windows": "from the Microsoft Store or its maker's own site",
}


def _advise(facts: PasswordFacts, traces: list[Trace], rules: _Rules) -> Remedy:
    if facts.elsewhere:
        return Remedy(("Run Watchword on the laptop itself.", f"{_OWN_WORDS}."))
    steps = [f"Let this account read {place}." for place in facts.traces.unseen[:3]]
    off = [t.product for t in traces if t.tier in (Tier.UNSURE, Tier.OFF) and rules.approves(t.product)]
    if off:
        steps.append(
            f"Switch the extension of {', '.join(dict.fromkeys(off))} on: open chrome://extensions, "
            "edge://extensions or, in Firefox, about:addons."
        )
    else:
        name = " or ".join(rules.managers) or "a password manager"
        steps.append(f"Install {name} {_SOURCES.get(facts.platform, '')}, and sign in.")
        steps.append("Add its extension to the browser you work with, from the browser's own store.")
    steps.append("Start the browser once, then look again.")
    steps.append(f"{_OWN_WORDS} instead.")
    return Remedy(tuple(steps))


def _unproven(facts: PasswordFacts, outcome: Outcome) -> str:
    if outcome is not Outcome.PASS:
        return (
            "It does not show that you have none: a manager not on the list or on another device is not seen."
        )
    said = "It does not show that the vault holds your passwords, or that they are random"
    return f"{said}. {facts.elsewhere}" if facts.elsewhere else f"{said}."


CHECK = Check(
    id=ID,
    question="Is a password manager in use on this device?",
    reads=(
        "the names of installed applications, the extensions of every browser profile and whether they are "
        "on, and who keeps the desktop's secret service; never a saved password, a cookie or the history"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"managers": (), "built_in_counts": False},
)
