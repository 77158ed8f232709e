"""CircleCI: jobs and commands as the workflows run them, and what orbs do."""

from __future__ import annotations

from dataclasses import dataclass, field

from watchword.check.source.ci_model import ALWAYS, SCHEDULE, TAG, Moment, Script, Steps, Use
from watchword.check.source.ci_yaml import Node
from watchword.check.source.shell_words import Shell

COMMAND_LIMIT = 5  # commands within commands
_SHELL = Shell(errexit=True, pipefail=True)


@dataclass(slots=True)
class _Config:
    """What steps of a configuration refer to."""

    orbs: dict[str, str]
    commands: Node
    steps: Steps = field(default_factory=Steps)


def read_circle(document: Node) -> Steps:
    """Return what the workflows run; a job that is in none never runs, but for `build` without workflows."""
    orbs = {key.text: value.text for key, value in document.get("orbs").items()}
    config = _Config(orbs, document.get("commands"))
    jobs = document.get("jobs")
    workflows = [value for _, value in document.get("workflows").items() if value.is_map]
    if not workflows:
        _read_steps(jobs.get("build").get("steps"), Moment(), config, 0)
    for workflow in workflows:
        when = _workflow_when(workflow)
        for entry in workflow.get("jobs").list():
            for name, line, settings in _named(entry):
                moment = Moment(_job_when(settings, when))
                _use_orb(name, line, settings, moment, config)
                for place in ("pre-steps", "post-steps"):
                    _read_steps(settings.get(place), moment, config, 0)
                _read_steps(jobs.get(name).get("steps"), moment, config, 0)
    return config.steps


def _named(entry: Node) -> list[tuple[str, int, Node]]:
    if entry.is_text:
        return [(entry.text, entry.line, Node(entry.line, entry._purse))]
    return [(key.text, key.line, value) for key, value in entry.items()]


def _workflow_when(workflow: Node) -> tuple[str, ...]:
    for trigger in workflow.get("triggers").list():
        if trigger.get("schedule"):
            return (SCHEDULE,)
    return (SCHEDULE,) if _mentions(workflow.get("when"), "scheduled_pipeline") else ALWAYS


def _mentions(node: Node, word: str, depth: int = 5) -> bool:
    """Whether a condition says a word, other than under `not`."""
    if node.is_text:
        return word in node.text
    if depth <= 0:
        return False
    inner = [value for key, value in node.items() if key.text != "not"]
    inner += list(node.list()) if node.is_list else []
    return any(_mentions(one, word, depth - 1) for one in inner)


def _job_when(settings: Node, when: tuple[str, ...]) -> tuple[str, ...]:
    ignored = [one.text for one in settings.get("filters").get("branches").get("ignore").list()]
    return (TAG,) if any(one in ("/.*/", "/^.*$/", ".*") for one in ignored) else when


def _read_steps(steps: Node, moment: Moment, config: _Config, depth: int) -> None:
    if depth > COMMAND_LIMIT:
        return
    for step in steps.list():
        for name, line, settings in _named(step):
            if name == "run":
                _read_run(settings, moment, config.steps)
            elif name in ("when", "unless"):
                _read_steps(settings.get("steps"), moment, config, depth + 1)
            elif config.commands.get(name):
                _read_steps(config.commands.get(name).get("steps"), moment, config, depth + 1)
            else:
                _use_orb(name, line, settings, moment, config)


def _read_run(settings: Node, moment: Moment, steps: Steps) -> None:
    command = settings if settings.is_text else settings.get("command")
    if settings.get("when").text == "on_fail" or not command.is_text:
        return
    shell = settings.get("shell").text
    stops = not shell or "-e" in shell
    kind = Shell(stops, pipefail=not shell or "pipefail" in shell)
    steps.scripts.append(Script(command.text, command.line + command.is_block, moment, kind))


def _use_orb(name: str, line: int, settings: Node, moment: Moment, config: _Config) -> None:
    orb, _, command = name.partition("/")
    source = config.orbs.get(orb, "") if command else ""
    # CircleCI's own orbs install languages and cache files; none of them audits.
    if source and not source.startswith("circleci/"):
        inputs = {key.text: value.text for key, value in settings.items()}
        config.steps.uses.append(Use("orb", f"{source.partition('@')[0]}#{command}", line, moment, inputs))
