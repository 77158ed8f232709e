"""What the settings of a tree come to: per app and stage, and for what stands in front. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from watchword.check.finding import Outcome
from watchword.check.source.https_setting import (
    ADDRESS,
    COMMENTED,
    COOKIE,
    DEFAULT,
    DEVELOPMENT,
    FORCED,
    FRAMEWORK,
    OFF,
    PARTIAL,
    PRODUCTION,
    PROXY,
    STAGING,
    TEST,
    UNSURE,
)
from watchword.check.source.rule import Spot

APPS = frozenset({"Rails", "Django", "Flask", "Express", "Spring", "Laravel", "ASP.NET"})
MISSING = "missing"  # the place for a setting is there, the setting is not
# An app without a folder of its own in a spot is all of that family in the tree.


@dataclass(frozen=True, slots=True)
class App:
    """An app of the tree, or (`family` empty) what stands in front of all of them.

    `production` and `staging` are forced, off, partial, unsure, missing, proxy, commented or, where there is
    nothing to say, empty.
    """

    family: str
    root: str
    spots: tuple[Spot, ...]
    production: str
    staging: str


def family_of(spot: Spot) -> str:
    """Return the framework or server a spot is of."""
    return spot.detail[0]


def stage_of(spot: Spot) -> str:
    """Return the stage a spot is for."""
    return spot.detail[1]


def apps(spots: Iterable[Spot]) -> tuple[App, ...]:
    """Return the apps among spots that are not of tests, in the order of their folders."""
    grouped: dict[tuple[str, str], list[Spot]] = {}
    for spot in spots:
        if family_of(spot) in APPS:
            grouped.setdefault((spot.detail[2], family_of(spot)), []).append(spot)
    return tuple(
        App(family, root, tuple(found), _production(found), _staging(found))
        for (root, family), found in sorted(grouped.items())
        if any(one.kind in (FRAMEWORK, FORCED, OFF, PARTIAL, UNSURE) for one in found)
    )


def front(spots: Iterable[Spot]) -> App:
    """Return what stands in front, as one: servers, clusters, platforms."""
    found = tuple(one for one in spots if family_of(one) not in APPS and one.kind not in (ADDRESS, COOKIE))
    return App("", "", found, _in_front(found, (PRODUCTION, DEFAULT)), _in_front(found, (STAGING,)))


def judge_app(app: App, before: App) -> Outcome:
    """Return the outcome of one app behind what stands in front of it."""
    state = app.production
    if before.production == FORCED:
        return Outcome.WARN if state == OFF else Outcome.PASS
    if before.production == OFF:
        return Outcome.WARN if state == FORCED else Outcome.FAIL
    if state in (MISSING, COMMENTED, "") and before.production in (PROXY, UNSURE):
        return Outcome.UNKNOWN
    outcomes = {FORCED: Outcome.PASS, PARTIAL: Outcome.WARN, UNSURE: Outcome.UNKNOWN, PROXY: Outcome.UNKNOWN}
    return outcomes.get(state, Outcome.FAIL)


def judge_front(before: App) -> Outcome:
    """Return the outcome of a tree without an app of its own."""
    return {FORCED: Outcome.PASS, OFF: Outcome.FAIL}.get(before.production, Outcome.UNKNOWN)


def _production(spots: list[Spot]) -> str:
    own, general = _state(spots, PRODUCTION), _state(spots, DEFAULT)
    for state in (own, general):
        if state in (FORCED, OFF, UNSURE):
            return state
    if PARTIAL in (own, general):
        return PARTIAL
    kinds = {one.kind for one in spots if stage_of(one) in (PRODUCTION, DEFAULT)}
    return PROXY if PROXY in kinds else COMMENTED if COMMENTED in kinds else MISSING


def _staging(spots: list[Spot]) -> str:
    """Return the state of staging where it has settings of its own; empty where it has none."""
    own = _state(spots, STAGING)
    if own:
        return own
    if not any(one.kind in (FRAMEWORK, COMMENTED) and stage_of(one) == STAGING for one in spots):
        return ""
    if any(one.kind == PROXY and stage_of(one) == STAGING for one in spots):
        return PROXY
    return _state(spots, DEFAULT) or MISSING


def _state(spots: Iterable[Spot], stage: str) -> str:
    kinds = {one.kind for one in spots if stage_of(one) == stage}
    if {FORCED, OFF} <= kinds:
        return UNSURE
    return next((kind for kind in (OFF, FORCED, UNSURE, PARTIAL) if kind in kinds), "")


def _in_front(spots: tuple[Spot, ...], stages: tuple[str, ...]) -> str:
    kinds = {one.kind for one in spots if stage_of(one) in stages}
    return next((kind for kind in (OFF, FORCED, PROXY, UNSURE) if kind in kinds), "")


# Where an app is made to run one task, and nobody visits it.
_SCRIPT = re.compile(r"(^|/)(bin|scripts?|tools?|migrations?)/")


def decides(spot: Spot) -> bool:
    """Whether a spot bears on the outcome: not of tests, documents or scripts that make an app for once, nor
    what is off where one develops."""
    if spot.is_test or stage_of(spot) == TEST or spot.path.startswith(("docs/", "doc/")):
        return False
    if spot.kind == FRAMEWORK and _SCRIPT.search(spot.path):
        return False
    return stage_of(spot) != DEVELOPMENT or spot.kind == ADDRESS
