"""GitLab CI: jobs with `extends` and `!reference`, rules, and what `include` brings in from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
from watchword.check.source.shell_words import Shell

EXTENDS_LIMIT = 8  # parents of one job
_SHELL = Shell(errexit=True, pipefail=True)  # as GitLab's runner starts bash
_OWN_KEYS = frozenset(
    (
        *("default", "include", "stages", "variables", "workflow", "image", "services", "cache", "spec"),
        *("before_script", "after_script"),
    )
)
_SOURCES = {
    "schedule": SCHEDULE,
    "push": PUSH,
    "merge_request_event": PULL_REQUEST,
    "external_pull_request_event": PULL_REQUEST,
}
_REFS = {
    "schedules": SCHEDULE,
    "tags": TAG,
    "merge_requests": PULL_REQUEST,
    "web": HAND,
    "api": HAND,
    "triggers": HAND,
    "pipelines": HAND,
}
_SOURCE_IS = re.compile(r"\$CI_PIPELINE_SOURCE\s{0,4}==\s{0,4}[\"'](\w{1,40})[\"']")
_ON_TAG = re.compile(r"\$CI_COMMIT_TAG\b(?!\s{0,4}==\s{0,4}null)")
_PATH = re.compile(r"(^|/)[^/]*gitlab-ci[^/]*\.ya?ml$|(^|/)(\.gitlab|gitlab-ci|\.?ci)/.*\.ya?ml$")


def is_gitlab_path(path: str) -> bool:
    """Whether a file of this name is read as part of a GitLab pipeline."""
    return bool(_PATH.search(path))


@dataclass(slots=True)
class _Rules:
    """When a job runs in earnest, and when it runs without weight."""

    hard: list[str]
    soft: list[str]
    word: str = ""


def read_gitlab(document: Node) -> Steps:
    """Return what a GitLab pipeline file runs."""
    steps = Steps()
    jobs = {key.text: value for key, value in document.items() if value.is_map and key.text not in _OWN_KEYS}
    for use in _includes(document.get("include")):
        steps.uses.append(use)
    pipeline = _rules(document.get("workflow").get("rules"), ALWAYS)
    allowed = tuple(pipeline.hard + pipeline.soft) if document.get("workflow").get("rules") else ()
    _read_defaults(document, steps)
    for name, job in jobs.items():
        if not name.startswith("."):
            _read_job(_Job(job, jobs), allowed, steps)
    return steps


def _read_defaults(document: Node, steps: Steps) -> None:
    for owner in (document, document.get("default")):
        for name, soft in (("before_script", ""), ("after_script", "after_script")):
            steps.scripts += join(owner.get(name).walk(), Moment(ALWAYS, soft), _SHELL)


class _Job:
    """A job together with those it extends, in this file."""

    def __init__(self, job: Node, jobs: dict[str, Node]) -> None:
        self.jobs = jobs
        self.chain = [job]
        for parent in self.chain:  # grows while it is walked
            for name in parent.get("extends").list():
                known = jobs.get(name.text)
                if known is not None and known not in self.chain and len(self.chain) < EXTENDS_LIMIT:
                    self.chain.append(known)

    def get(self, name: str) -> Node:
        """Return a key of the job or of the nearest it extends."""
        return next((found for job in self.chain if (found := job.get(name))), Node(0, self.chain[0]._purse))

    def texts(self, name: str) -> Iterator[Node]:
        """Give the lines of a script, `!reference [job, key]` resolved."""
        for node in self.get(name).list():
            if node.tag == "!reference":
                parts = [one.text for one in node.list()]
                known = self.jobs.get(parts[0]) if len(parts) == 2 else None
                yield from (one for one in (known.get(parts[1]).walk() if known else ()) if one.is_text)
            else:
                yield from (one for one in node.walk() if one.is_text)


def _read_job(job: _Job, allowed: tuple[str, ...], steps: Steps) -> None:
    moment = _moment(job)
    if allowed:
        moment = Moment(tuple(one for one in moment.when if one in allowed), moment.soft)
    for include in _includes(job.get("trigger").get("include")):
        steps.uses.append(include)
    steps.scripts += join([*job.texts("before_script"), *job.texts("script")], moment, _SHELL)
    last = Moment(moment.when, moment.soft or "after_script")
    steps.scripts += join(job.texts("after_script"), last, _SHELL)
    for step in job.get("run").list():
        steps.scripts += join([step.get("script")], moment, _SHELL)


def _moment(job: _Job) -> Moment:
    allow = job.get("allow_failure")
    soft = ""
    if allow.text == "true":
        soft = "allow_failure: true"
    elif allow.get("exit_codes"):
        soft = "allow_failure: exit_codes"
    start = job.get("when").text
    if start in ("never", "on_failure"):
        return Moment(())
    if start == "manual":
        return Moment((HAND,), soft or "when: manual")
    if job.get("rules"):
        rules = _rules(job.get("rules"), ALWAYS)
        if rules.hard:
            return Moment(tuple(dict.fromkeys(rules.hard)), soft)
        return Moment(tuple(dict.fromkeys(rules.soft)), soft or rules.word)
    return Moment(_only(job.get("only"), job.get("except")), soft)


def _rules(rules: Node, usual: tuple[str, ...]) -> _Rules:
    found = _Rules([], [])
    for rule in rules.list():
        start = rule.get("when").text
        if start in ("never", "on_failure"):
            continue
        when = _rule_when(rule.get("if").text, usual)
        if start == "manual":
            found.soft.append(HAND)
            found.word = found.word or "when: manual"
        elif rule.get("allow_failure").text == "true":
            found.soft += when
            found.word = found.word or "allow_failure: true"
        else:
            found.hard += when
    return found


def _rule_when(condition: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    sources = [_SOURCES.get(name, HAND) for name in _SOURCE_IS.findall(condition)]
    if sources and condition.count("||") < len(sources):
        return tuple(dict.fromkeys(sources))
    if _ON_TAG.search(condition) and "||" not in condition and "!" not in condition:
        return (TAG,)
    return usual


def _only(only: Node, without: Node) -> tuple[str, ...]:
    """Follow the older `only` and `except`."""
    named = [one.text for one in (only.get("refs") if only.is_map else only).list() if one.is_text]
    when = tuple(dict.fromkeys(_REFS.get(name, PUSH) for name in named)) if named else ALWAYS
    dropped = [one.text for one in (without.get("refs") if without.is_map else without).list()]
    return tuple(one for one in when if not any(_REFS.get(name) == one for name in dropped))


def _includes(include: Node) -> Iterator[Use]:
    for one in include.list():
        moment = Moment()
        if one.is_text:
            if not is_gitlab_path(one.text) or "://" in one.text:
                yield Use("include", one.text, one.line, moment)
            continue
        for key, value in one.items():
            if key.text in ("template", "component"):
                yield Use(key.text, value.text, value.line, moment)
            elif key.text in ("project", "remote") or (
                key.text == "local" and not is_gitlab_path(value.text)
            ):
                yield Use("include", value.text, value.line, moment)
