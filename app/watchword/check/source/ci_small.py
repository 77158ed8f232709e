"""Buildkite, Drone and Woodpecker: short lists of steps with commands."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.check.source.ci_model import (
    ALWAYS,
    HAND,
    PULL_REQUEST,
    PUSH,
    SCHEDULE,
    TAG,
    Moment,
    Steps,
    Use,
    join,
)
from watchword.check.source.ci_yaml import Node

GROUP_LIMIT = 5
_EVENTS = {
    "cron": SCHEDULE,
    "push": PUSH,
    "pull_request": PULL_REQUEST,
    "pull-request": PULL_REQUEST,
    "tag": TAG,
    "manual": HAND,
    "custom": HAND,
    "promote": HAND,
    "rollback": HAND,
    "deployment": HAND,
    "release": TAG,
}


def read_buildkite(document: Node) -> Steps:
    """Return what a Buildkite pipeline runs; its schedules stand in the web settings and cannot be seen."""
    steps = Steps()
    _read_buildkite(document if document.is_list else document.get("steps"), steps, 0)
    return steps


def _read_buildkite(nodes: Node, steps: Steps, depth: int) -> None:
    for step in nodes.list() if depth < GROUP_LIMIT else ():
        if step.get("steps"):
            _read_buildkite(step.get("steps"), steps, depth + 1)
        moment = _buildkite_moment(step)
        for name in ("command", "commands"):
            steps.scripts += join(step.get(name).walk(), moment)
        for plugin in step.get("plugins").list():
            pairs = plugin.items() if plugin.is_map else iter([(plugin, plugin)])
            for key, value in pairs:
                inputs = {one.text: two.text for one, two in value.items()}
                steps.uses.append(Use("plugin", key.text, key.line, moment, inputs))


def _buildkite_moment(step: Node) -> Moment:
    allowed = step.get("soft_fail")
    soft = "soft_fail" if allowed.is_list or allowed.text == "true" else ""
    condition = step.get("if").text.replace(" ", "")
    if step.get("skip").text not in ("", "false") or condition == "false":
        return Moment((), soft)
    is_scheduled = "build.source=='schedule'" in condition.replace('"', "'") and "||" not in condition
    return Moment((SCHEDULE,) if is_scheduled else ALWAYS, soft)


def read_drone(document: Node) -> Steps:
    """Return what one pipeline of a Drone or Woodpecker file runs."""
    steps = Steps()
    whole = _events(document.get("trigger", "when"), ALWAYS)
    for step in _steps(document):
        when = tuple(one for one in _events(step.get("when"), whole) if one in whole or step.get("when"))
        soft = "failure: ignore" if step.get("failure").text == "ignore" else ""
        steps.scripts += join(step.get("commands").walk(), Moment(when, soft))
        if step.get("settings"):
            inputs = {key.text: value.text for key, value in step.get("settings").items()}
            steps.uses.append(Use("plugin", step.get("image").text, step.line, Moment(when, soft), inputs))
    return steps


def _steps(document: Node) -> Iterator[Node]:
    steps = document.get("steps", "pipeline")
    yield from (value for _, value in steps.items()) if steps.is_map else steps.list()


def _events(when: Node, usual: tuple[str, ...]) -> tuple[str, ...]:
    """Return the events of a `when` or `trigger`; either may be a list, and events may be under `include`."""
    found: list[str] = []
    for one in when.list():
        events = one.get("event")
        named = [node.text for node in (events.get("include") if events.is_map else events).list()]
        found += [_EVENTS.get(name, HAND) for name in named] if named else usual
    return tuple(dict.fromkeys(found)) if found else usual
