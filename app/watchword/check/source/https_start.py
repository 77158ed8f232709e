"""Whether a source tree forces HTTPS, on every stage, and since when: HTTPS from the beginning.

What the settings are now decides the outcome; what git tells of the beginning is told beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, worst
from watchword.check.host import Host
from watchword.check.source.facts import Facts
from watchword.check.source.https_advice import advise
from watchword.check.source.https_setting import (
    ADDRESS,
    COOKIE,
    DEFAULT,
    FORCED,
    OFF,
    PARTIAL,
    PRODUCTION,
    RULE_ID,
)
from watchword.check.source.https_state import (
    MISSING,
    App,
    apps,
    decides,
    front,
    judge_app,
    judge_front,
    stage_of,
)
from watchword.check.source.https_words import Start, describe, show, summarise
from watchword.check.source.rule import Spot
from watchword.check.subject import Tree

MOST_SEARCHED = 5
"""Of so many settings that force HTTPS the beginning is looked for."""
_LIMITS = {"https_start_days": 14, "https_start_percent": 10}
_SETTINGS_FOLDERS = ("settings", "environments", "config", "initializers", "conf.d")


@dataclass(frozen=True, slots=True)
class HttpsFacts:
    """What was read of a tree, and when the first of its settings that force HTTPS came in (`start`)."""

    facts: Facts
    start: Start = field(default_factory=Start)


@dataclass(frozen=True, slots=True)
class View:
    """The settings of a tree, sorted."""

    apps: tuple[App, ...]
    front: App
    asides: tuple[Spot, ...]  # addresses and cookies
    spots: tuple[Spot, ...]


async def read(host: Host, tree: Tree) -> HttpsFacts:
    """Read the tree, and look in its history for the beginning of what forces HTTPS now."""
    from watchword.check.source.reading import read_facts

    facts = await read_facts(host, tree)
    return HttpsFacts(facts, await find_start(host, tree, facts))


async def find_start(host: Host, tree: Tree, facts: Facts) -> Start:
    """Return when the first of the settings that force HTTPS came in, by the history of the tree."""
    from watchword.check.source.git import first_change

    if not facts.history.commits or facts.history.is_shallow:
        return Start()
    searched = [one for one in facts.of(RULE_ID, FORCED) if _is_dated(one)][:MOST_SEARCHED]
    dates = await asyncio.gather(
        *(first_change(host, tree, one.detail[3], (_folder(one.path),)) for one in searched)
    )
    found = [(at, one) for at, one in zip(dates, searched, strict=True) if at is not None]
    if not found:
        return Start(is_searched=bool(searched))
    at, spot = min(found, key=lambda pair: pair[0])
    return Start(True, at, spot.place)


def _is_dated(spot: Spot) -> bool:
    return decides(spot) and bool(spot.detail[3]) and stage_of(spot) in (PRODUCTION, DEFAULT)


def _folder(path: str) -> str:
    """Return where in the tree to look: the folder of settings, as they move between files there."""
    parts = path.split("/")[:-1]
    if len(parts) > 1 and parts[-1] in _SETTINGS_FOLDERS:
        parts = parts[:-1]
    return "/".join(parts) or path


def judge(seen: HttpsFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn what was read into a finding.

    `https_start_days` after the first commit, or `https_start_percent` of all commits, are the beginning.
    """
    start_days, start_percent = _number(limits, "https_start_days"), _number(limits, "https_start_percent")
    spots = seen.facts.of(RULE_ID)
    deciding = tuple(one for one in spots if decides(one))
    asides = tuple(one for one in deciding if one.kind in (ADDRESS, COOKIE))
    view = View(apps(deciding), front(deciding), asides, deciding)
    outcome = _outcome(view)
    staging = _open_staging(view)
    began = describe(seen.start, seen.facts.history, start_days, start_percent)
    return Finding(
        check=RULE_ID,
        outcome=outcome,
        summary=summarise(outcome, view.apps, view.front, staging, view.asides, began),
        rule=_rule(start_days, start_percent),
        evidence=_evidence(seen, spots, view, began.evidence),
        remedy=advise(_open(view), view.front, staging, deciding) if outcome is not Outcome.PASS else None,
        unproven=_unproven(view),
    )


def _outcome(view: View) -> Outcome:
    outcomes = [judge_app(app, view.front) for app in view.apps]
    if not outcomes and (view.front.production or not view.asides):
        outcomes = [judge_front(view.front)]
    if view.front.production == OFF and view.apps:
        outcomes.append(Outcome.WARN)
    if view.asides or _open_staging(view) or view.front.staging == OFF:
        outcomes.append(Outcome.WARN)
    return worst(outcomes)


def _open(view: View) -> tuple[App, ...]:
    return tuple(
        app for app in view.apps if judge_app(app, view.front) not in (Outcome.PASS, Outcome.UNKNOWN)
    )


def _open_staging(view: View) -> tuple[App, ...]:
    """Return the apps whose production forces HTTPS by itself and whose staging does not."""
    weak = (OFF, MISSING, PARTIAL)
    return tuple(app for app in view.apps if app.production == FORCED and app.staging in weak)


def _evidence(seen: HttpsFacts, spots: tuple[Spot, ...], view: View, began: str) -> tuple[Evidence, ...]:
    rows = list(show(spots, view.apps))
    if began:
        rows.append(Evidence("git log", began))
    rows += [Evidence("not read", one) for one in seen.facts.left_out]
    return tuple(rows)


def _number(limits: Mapping[str, Limit], name: str) -> int:
    value = limits.get(name)
    return value if isinstance(value, int) else _LIMITS[name]


def _rule(days: int, percent: int) -> str:
    return (
        "Production and staging force HTTPS by their settings, and no address in them begins with http:// "
        f"on a real host. It is from the beginning when it came within {days} days of the first commit "
        f"or in the first {percent}% of all commits."
    )


def _unproven(view: View) -> str:
    said = "It does not show that the first deployment used it, nor what a proxy outside this tree does"
    return f"{said}." if view.spots else f"{said}; other frameworks than those Watchword knows are not read."


CHECK = Check(
    id=RULE_ID,
    question="Does this source tree force HTTPS on every stage, and did it from the beginning?",
    reads=(
        "the settings of frameworks, web servers and platforms in the folder you name, addresses in its .env "
        "and settings files, and from git when the setting came in. Other values are looked at and dropped"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits=_LIMITS,
    about="tree",
)
