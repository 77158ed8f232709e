"""Bitbucket Pipelines: which pipelines run by themselves and which by hand, scripts and pipes."""

from __future__ import annotations

from watchword.check.source.ci_model import HAND, PULL_REQUEST, PUSH, TAG, Moment, Steps, Use, join
from watchword.check.source.ci_yaml import Node

DEPTH_LIMIT = 6
_STARTS = {"default": PUSH, "branches": PUSH, "pull-requests": PULL_REQUEST, "tags": TAG, "custom": HAND}


def read_bitbucket(document: Node) -> Steps:
    """Return what the pipelines run; `custom` ones are started by hand or by a schedule of the web
    settings."""
    steps = Steps()
    for key, value in document.get("pipelines").items():
        moment = Moment((_STARTS.get(key.text, HAND),))
        pipelines = [value] if value.is_list else [inner for _, inner in value.items()]
        for pipeline in pipelines:
            _read(pipeline, moment, steps, 0)
    return steps


def _read(node: Node, moment: Moment, steps: Steps, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        return
    if node.is_list:
        for one in node.list():
            _read(one, moment, steps, depth + 1)
        return
    if node.get("step"):
        _read_step(node.get("step"), moment, steps)
    for key in ("parallel", "stage", "steps"):
        _read(node.get(key), moment, steps, depth + 1)


def _read_step(step: Node, moment: Moment, steps: Steps) -> None:
    when = (HAND,) if step.get("trigger").text == "manual" else moment.when
    soft = "on-fail: ignore" if step.get("on-fail").get("strategy").text == "ignore" else ""
    for name in ("script", "after-script"):
        word = soft or ("after-script" if name == "after-script" else "")
        here = Moment(when, word)
        nodes = list(step.get(name).walk())
        steps.scripts += join(nodes, here)
        for node in nodes:
            if node.get("pipe"):
                inputs = {key.text: value.text for key, value in node.get("variables").items()}
                steps.uses.append(Use("pipe", node.get("pipe").text, node.line, here, inputs))
