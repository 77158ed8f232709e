"""Travis CI: phases and jobs; each line of a phase counts by itself, what comes after never does."""

from __future__ import annotations

import re

from watchword.check.source.ci_model import ALWAYS, PULL_REQUEST, PUSH, SCHEDULE, TAG, Moment, Script, Steps
from watchword.check.source.ci_yaml import Node
from watchword.check.source.shell_words import Shell

_PHASES = ("before_install", "install", "before_script", "script")
_LATER = ("after_script", "after_success", "after_failure", "after_deploy")
_TYPE = re.compile(r"\btype\s{0,4}(?:==?|IN)\s{0,4}\(?\s{0,4}(\w{1,20})")
_TYPES = {"cron": SCHEDULE, "push": PUSH, "pull_request": PULL_REQUEST}


def read_travis(document: Node) -> Steps:
    """Return what a Travis file runs."""
    steps = Steps()
    moment = Moment(_when(document.get("if").text))
    _read_phases(document, moment, steps)
    for name in ("jobs", "matrix"):
        jobs = document.get(name)
        allowed = list(jobs.get("allow_failures").list())
        for job in jobs.get("include").list():
            soft = "allow_failures" if any(_matches(job, entry) for entry in allowed) else ""
            _read_phases(
                job, Moment(_when(job.get("if").text) if job.get("if") else moment.when, soft), steps
            )
    return steps


def _read_phases(owner: Node, moment: Moment, steps: Steps) -> None:
    for phase in (*_PHASES, *_LATER):
        soft = moment.soft or (phase if phase in _LATER else "")
        for node in owner.get(phase).walk():
            if node.is_text:
                line = node.line + node.is_block
                steps.scripts.append(Script(node.text, line, Moment(moment.when, soft), Shell(errexit=False)))


def _when(condition: str) -> tuple[str, ...]:
    found = tuple(_TYPES[name] for name in _TYPE.findall(condition) if name in _TYPES)
    if found:
        return found
    is_tag = re.match(
        r"\s{0,20}(tag\s{1,4}IS\s{1,4}present|type\s{0,4}=\s{0,4}tag)", condition, re.IGNORECASE
    )
    return (TAG,) if is_tag else ALWAYS


def _matches(job: Node, entry: Node) -> bool:
    pairs = [(key.text, value.text) for key, value in entry.items() if value.is_text]
    return bool(pairs) and all(job.get(key).text == value for key, value in pairs)
