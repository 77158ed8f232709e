"""How the check of HTTPS in a source tree tells what it saw. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from watchword.check.finding import Evidence, Outcome
from watchword.check.source.facts import History
from watchword.check.source.https_setting import (
    ADDRESS,
    COMMENTED,
    COOKIE,
    DEFAULT,
    FORCED,
    FRAMEWORK,
    OFF,
    PARTIAL,
    PROXY,
    UNSURE,
)
from watchword.check.source.https_state import MISSING, App, decides, family_of, stage_of
from watchword.check.source.rule import Spot
from watchword.text import count

EVIDENCE_LIMIT = 20
_ORDER = (OFF, ADDRESS, COOKIE, PARTIAL, COMMENTED, UNSURE, PROXY, FRAMEWORK, FORCED)
_SAID = {
    FORCED: "forces HTTPS",
    OFF: "does not force HTTPS",
    PARTIAL: "does not redirect plain HTTP",
    COMMENTED: "sets nothing",
    ADDRESS: "plain HTTP on a real host",
    COOKIE: "lets the session cookie cross plain HTTP",
    PROXY: "says nothing of a redirect",
}


@dataclass(frozen=True, slots=True)
class Start:
    """When what forces HTTPS came in: `at` is aware, `place` where it stands now.

    `before` counts the commits made until then; `None` where nobody counted.
    """

    is_searched: bool = False
    at: datetime | None = None
    place: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Began:
    """The beginning in words: a row of evidence, and a clause for the summary where it came late or early."""

    evidence: str = ""
    clause: str = ""


def describe(start: Start, history: History, start_days: int, start_percent: int) -> Began:
    """Return in words when HTTPS came: so many days, or so much of all commits, is the beginning."""
    if not history.commits:
        return Began(f"When HTTPS came cannot be told: {history.reason}" if history.reason else "")
    if history.is_shallow:
        return Began("When HTTPS came cannot be told: this clone is shallow, its beginning is not here.")
    if start.at is None or history.first is None:
        return Began("When HTTPS came cannot be told from the history." if start.is_searched else "")
    days = max(0, (start.at - history.first).days)
    dates = f"first commit {history.first:%Y-%m-%d}, {start.place} since {start.at:%Y-%m-%d}"
    is_early = start.before is not None and start.before * 100 <= history.commits * start_percent
    if days <= start_days or is_early:
        return Began(f"HTTPS from the beginning: {dates}.", "from the beginning")
    commits = f" and {count(start.before, 'commit')}" if start.before is not None else ""
    late = f"{count(days, 'day')}{commits} after the start"
    return Began(f"HTTPS came {late}: {dates}.", late)


def summarise(
    outcome: Outcome,
    apps: tuple[App, ...],
    front: App,
    staging: tuple[App, ...],
    asides: tuple[Spot, ...],
    began: Began,
) -> str:
    """Return the finding in one sentence."""
    if outcome is Outcome.PASS:
        when = f", {began.clause}" if began.clause else ""
        return f"HTTPS is forced in production{when}, and no other stage that is set here goes without."
    if outcome is Outcome.FAIL:
        return _failed(apps, front)
    if outcome is Outcome.UNKNOWN:
        return _unknown(apps, front)
    parts = []
    if front.production == OFF or any(app.production in (OFF, PARTIAL) for app in apps):
        parts.append("HTTPS is forced in part only")
    if staging or front.staging == OFF:
        parts.append("staging does not force HTTPS")
    hosts = sum(one.kind == ADDRESS for one in asides)
    if hosts:
        parts.append(
            "1 address in the settings still begins with http://"
            if hosts == 1
            else f"{hosts} addresses in the settings still begin with http://"
        )
    if any(one.kind == COOKIE for one in asides):
        parts.append("a session cookie may cross plain HTTP")
    return f"Worth fixing: {'; '.join(parts) or 'HTTPS is forced in part only'}."


def _failed(apps: tuple[App, ...], front: App) -> str:
    off = next((app.family for app in apps if app.production == OFF), "")
    if off:
        return f"The settings of {off} do not force HTTPS in production: it is turned off."
    if front.production == OFF:
        one = next(spot for spot in front.spots if spot.kind == OFF)
        return f"The settings of {family_of(one)} answer plain HTTP without a redirect ({one.place})."
    missing = next((app.family for app in apps if app.production in (MISSING, COMMENTED)), "the app")
    return f"Nothing in this tree forces HTTPS: {missing} leaves it off unless it is set."


def _unknown(apps: tuple[App, ...], front: App) -> str:
    if any(app.production == UNSURE for app in apps):
        return "Whether HTTPS is forced, the environment or a condition decides; look there."
    if front.production == PROXY or any(app.production == PROXY for app in apps):
        return "A proxy ends TLS for this tree; whether it redirects plain HTTP cannot be told from here."
    if apps or front.spots:
        return (
            "Plain HTTP is answered here; whether something in front forces HTTPS cannot be told from here."
        )
    return "No framework, server or platform that Watchword knows was recognised in this tree."


def show(spots: tuple[Spot, ...], apps: tuple[App, ...]) -> Iterator[Evidence]:
    """Yield a row for each spot, worst first, at most 20; those of tests are one row."""
    plain = [one for one in spots if decides(one)]
    missing = {(app.family, app.root) for app in apps if app.production == MISSING or app.staging == MISSING}
    # Where an app is made says something only where nothing is set for it.
    plain = [one for one in plain if one.kind != FRAMEWORK or (family_of(one), one.detail[2]) in missing]
    plain.sort(key=lambda one: (_ORDER.index(one.kind), one.path, one.line))
    for one in plain[:EVIDENCE_LIMIT]:
        yield Evidence(one.place, _fact(one))
    if len(plain) > EVIDENCE_LIMIT:
        yield Evidence("other places", f"{len(plain) - EVIDENCE_LIMIT} more, not listed here")
    tests = sum(one.is_test for one in spots)
    if tests:
        yield Evidence("in tests and fixtures", f"{tests} more")


def _fact(spot: Spot) -> str:
    stage = "" if stage_of(spot) == DEFAULT else f" ({stage_of(spot)})"
    if spot.kind == FRAMEWORK:
        return f"{spot.text}{stage}: no setting that forces HTTPS"
    notes = [one for one in (spot.note, _SAID.get(spot.kind, "")) if one]
    return f"{spot.text}{stage}: {'; '.join(notes)}" if notes else f"{spot.text}{stage}"
