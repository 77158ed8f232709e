"""GitHub Actions (and Gitea's and Forgejo's, which read the same files): workflows, composite actions, local
reuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.ci_model import (
    CALL,
    HAND,
    PULL_REQUEST,
    PUSH,
    SCHEDULE,
    TAG,
    Moment,
    Script,
    Steps,
    Use,
)
from watchword.check.source.ci_yaml import Node
from watchword.check.source.shell_words import Shell

VARIANTS = 20  # values of a matrix that are tried in one text
_EVENTS = {
    "push": PUSH,
    "pull_request": PULL_REQUEST,
    "pull_request_target": PULL_REQUEST,
    "merge_group": PULL_REQUEST,
    "schedule": SCHEDULE,
    "workflow_call": CALL,
}
_EVENT_IS = re.compile(r"github\.event_name\s{0,4}==\s{0,4}['\"](\w{1,40})['\"]")
_EVENT_IS_NOT = re.compile(r"github\.event_name\s{0,4}!=\s{0,4}['\"](\w{1,40})['\"]")
_MATRIX = re.compile(r"\$\{\{\s{0,4}matrix\.([\w-]{1,60})\s{0,4}\}\}")


def read_workflow(document: Node, path: str) -> Steps:
    """Return what a workflow runs."""
    steps = Steps()
    when = _triggers(document.get("on"))
    gate = f"workflow:{path}" if CALL in when else ""
    for _, job in document.get("jobs").items():  # noqa: PERF102 - a node, not a dict
        _read_job(job, document, Moment(when, gate=gate), steps)
    return steps


def read_composite(document: Node, path: str) -> Steps:
    """Return what a composite action runs; it runs only where a workflow uses it."""
    steps = Steps()
    folder = path.rpartition("/")[0]
    moment = Moment((CALL,), gate=f"composite:{folder}")
    for step in document.get("runs").get("steps").list():
        _read_step(step, moment, {}, "", steps)
    return steps


def _triggers(on: Node) -> tuple[str, ...]:
    found = []
    if on.is_map:
        for key, value in on.items():
            name = _EVENTS.get(key.text, HAND)
            is_tags = key.text == "push" and value.get("tags", "tags-ignore") and not value.get("branches")
            found.append(TAG if is_tags and not value.get("branches-ignore") else name)
    else:
        found = [_EVENTS.get(name.text, HAND) for name in on.list()]
    return tuple(dict.fromkeys(found))


def _read_job(job: Node, document: Node, moment: Moment, steps: Steps) -> None:
    matrix = _matrix(job.get("strategy").get("matrix"))
    moment = _conditioned(job, moment, matrix)
    uses = job.get("uses")
    if uses:
        steps.uses.append(Use("workflow", uses.text, uses.line, moment, _inputs(job.get("with"))))
        return
    shell = job.get("defaults").get("run").get("shell") or document.get("defaults").get("run").get("shell")
    for step in job.get("steps").list():
        _read_step(step, moment, matrix, shell.text, steps)


def _matrix(matrix: Node) -> dict[str, list[str]]:
    """Return the values that each name of a matrix takes."""
    found: dict[str, list[str]] = {}
    for key, values in matrix.items():
        if key.text in ("include", "exclude"):
            continue
        found.setdefault(key.text, []).extend(value.text for value in values.list() if value.is_text)
    for entry in matrix.get("include").list():
        for key, value in entry.items():
            if value.is_text:
                found.setdefault(key.text, []).append(value.text)
    return found


def _conditioned(node: Node, moment: Moment, matrix: dict[str, list[str]]) -> Moment:
    """Follow `if:` and `continue-on-error:` of a job or step."""
    when = _when(node.get("if").text, moment.when)
    allowed = node.get("continue-on-error").text.strip()
    soft = moment.soft
    if allowed == "true" or ("${{" in allowed and not _is_false_in(allowed, matrix)):
        soft = soft or f"continue-on-error: {allowed[:60]}"
    return Moment(when, soft, moment.gate)


def _is_false_in(expression: str, matrix: dict[str, list[str]]) -> bool:
    """Whether `${{ matrix.x }}` leaves a leg in which failure counts."""
    name = _MATRIX.fullmatch(expression.strip())
    if not name:
        return expression.replace(" ", "") == "${{false}}"
    values = matrix.get(name.group(1))
    return values is None or "false" in values


def _when(condition: str, when: tuple[str, ...]) -> tuple[str, ...]:
    """Return the triggers that a condition leaves; a condition that cannot be read leaves all."""
    text = condition.strip()
    bare = text.removeprefix("${{").removesuffix("}}").strip()
    if bare in ("false", "failure()", "cancelled()"):
        return ()
    if "startsWith(github.ref, 'refs/tags" in bare and "!startsWith" not in bare and "||" not in bare:
        return tuple(one for one in when if one == HAND) or (TAG,)
    named = {_EVENTS.get(name, HAND) for name in _EVENT_IS.findall(bare)}
    if named and bare.count("||") < max(1, len(_EVENT_IS.findall(bare))):
        return tuple(one for one in when if one in named or one == CALL)
    without = {_EVENTS.get(name, HAND) for name in _EVENT_IS_NOT.findall(bare)}
    if without and "||" not in bare:
        return tuple(one for one in when if one not in without)
    return when


def _read_step(step: Node, moment: Moment, matrix: dict[str, list[str]], shell: str, steps: Steps) -> None:
    moment = _conditioned(step, moment, matrix)
    run, uses = step.get("run"), step.get("uses")
    if run:
        name = step.get("shell").text or shell
        for text in _variants(run.text, matrix):
            steps.scripts.append(Script(text, run.line + run.is_block, moment, _shell(name)))
    elif uses:
        kind = "workflow" if ".github/workflows/" in uses.text else "action"
        inputs = _inputs(step.get("with"))
        inputs.update({key: value for key, value in _trivy_environment(step) if key not in inputs})
        for value in _variants("\0".join(f"{key}\1{text}" for key, text in inputs.items()), matrix):
            pairs = (pair.split("\1", 1) for pair in value.split("\0") if "\1" in pair)
            given = {pair[0]: pair[1] for pair in pairs}
            steps.uses.append(Use(kind, uses.text.strip(), uses.line, moment, given))


def _trivy_environment(step: Node) -> Iterator[tuple[str, str]]:
    for key, value in step.get("env").items():
        if key.text.startswith("TRIVY_"):
            yield key.text[6:].lower().replace("_", "-"), value.text


def _inputs(node: Node) -> dict[str, str]:
    return {key.text: value.text or " ".join(one.text for one in value.list()) for key, value in node.items()}


def _variants(text: str, matrix: dict[str, list[str]]) -> list[str]:
    """Return a text once per value of the first matrix name in it that has values."""
    for name in dict.fromkeys(_MATRIX.findall(text)):
        values = list(dict.fromkeys(matrix.get(name, ())))[:VARIANTS]
        if values:
            at = re.compile(r"\$\{\{\s{0,4}matrix\." + re.escape(name) + r"\s{0,4}\}\}")
            return [at.sub(lambda _, value=value: value, text) for value in values]  # type: ignore[misc]
    return [text]


def _shell(name: str) -> Shell:
    """Unnamed is `bash -e`, `bash` adds pipefail; PowerShell and cmd go on after a program that failed."""
    words = name.split()
    if not words or words[0] in ("sh", "python"):
        return Shell(errexit=True)
    if words[0] in ("pwsh", "powershell", "cmd"):
        return Shell(errexit=False)
    flags = " ".join(words[1:])
    is_plain = len(words) == 1
    stops = is_plain or bool(re.search(r"(^|\s)-[a-z]{0,6}e|errexit", flags))
    return Shell(errexit=stops, pipefail=is_plain or "pipefail" in flags)
