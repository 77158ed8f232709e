"""Azure Pipelines: stages, jobs, steps and templates. A script goes on after a command that failed."""

from __future__ import annotations

from watchword.check.source.ci_model import (
    CALL,
    HAND,
    PULL_REQUEST,
    PUSH,
    SCHEDULE,
    TAG,
    Call,
    Moment,
    Script,
    Steps,
    Use,
)
from watchword.check.source.ci_yaml import Node
from watchword.check.source.shell_words import Shell

DEPTH_LIMIT = 12
_INNER = ("stages", "jobs", "steps", "extends", "strategy", "runOnce", "deploy", "parameters")
_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_SHELL = Shell(errexit=False)


def read_azure(document: Node, path: str) -> Steps:
    """Return what a pipeline runs; a file without triggers of its own beside the main one is a template."""
    steps = Steps()
    name = path.rpartition("/")[2]
    has_triggers = bool(document.get("trigger", "pr", "schedules"))
    is_main = has_triggers or name.startswith("azure-pipelines")
    moment = Moment(_when(document)) if is_main else Moment((CALL,), gate=f"azure:{name}")
    _read(document, moment, steps, 0)
    return steps


def _when(document: Node) -> tuple[str, ...]:
    trigger, requests, schedules = document.get("trigger"), document.get("pr"), document.get("schedules")
    found = []
    if trigger.text != "none":
        is_tags = trigger.get("tags") and not trigger.get("branches", "batch", "paths")
        found.append(TAG if is_tags else PUSH)
    if requests.text != "none":
        found.append(PULL_REQUEST)
    if schedules:
        found.append(SCHEDULE)
    # Without a `pr:` only repositories on GitHub and Bitbucket build pull requests; with no trigger none
    # does.
    if trigger.text == "none" and not requests:
        found = [SCHEDULE] if schedules else [HAND]
    return tuple(found)


def _read(node: Node, moment: Moment, steps: Steps, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        return
    if node.is_list:
        for one in node.list():
            _read(one, moment, steps, depth + 1)
        return
    moment = _conditioned(node, moment)
    template = node.get("template").text
    if template:
        _take_template(template, node, moment, steps)
    if node.get(*_SCRIPTS).is_text or node.get("task"):
        _read_step(node, moment, steps)
    for key, value in node.items():
        if key.text in _INNER or key.text.startswith("${{"):
            _read(value, moment, steps, depth + 1)


def _take_template(template: str, node: Node, moment: Moment, steps: Steps) -> None:
    if "@" in template and not template.endswith("@self"):
        steps.uses.append(Use("include", template, node.line, moment))
        return
    name = template.partition("@")[0].replace("\\", "/").rpartition("/")[2]
    steps.calls.append(Call(f"azure:{name}", node.line, moment))


def _conditioned(node: Node, moment: Moment) -> Moment:
    soft = moment.soft
    if node.get("continueOnError").text.lower() == "true":
        soft = soft or "continueOnError: true"
    condition = node.get("condition").text.replace(" ", "")
    when = moment.when
    if condition in ("false", "failed()") or node.get("enabled").text.lower() == "false":
        when = ()
    elif "Build.Reason'],'Schedule'" in condition and "ne(" not in condition and "not(" not in condition:
        when = tuple(one for one in when if one in (SCHEDULE, CALL))
    return Moment(when, soft, moment.gate)


def _read_step(step: Node, moment: Moment, steps: Steps) -> None:
    script = step.get(*_SCRIPTS)
    if script.is_text:
        steps.scripts.append(Script(script.text, script.line + script.is_block, moment, _SHELL))
        return
    task = step.get("task").text
    inputs = {key.text: value.text for key, value in step.get("inputs").items()}
    written = step.get("inputs").get("script", "inlineScript")
    if written.is_text:
        steps.scripts.append(Script(written.text, written.line + written.is_block, moment, _SHELL))
    elif task.lower().startswith("npm@") and inputs.get("command") == "custom":
        text = f"npm {inputs.get('customCommand', '')}"
        steps.scripts.append(Script(text, step.line, moment, _SHELL))
    else:
        steps.uses.append(Use("task", task, step.line, moment, inputs))
