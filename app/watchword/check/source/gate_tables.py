"""Local gates that are written as tables: the scripts of package.json, the environments of tox."""

from __future__ import annotations

import json
import re
from typing import Any

from watchword.check.source.ci_model import LOCAL, Moment, Script, Steps
from watchword.check.source.shell_words import Shell

SIZE_LIMIT = 1024 * 1024  # characters of JSON
DEPTH_LIMIT = 200  # brackets within brackets; Python's own parser recurses
_SHELL = Shell(errexit=False)
_ENVIRONMENT = re.compile(r"^\[(?:testenv(?::([^\]\n]{1,200}))?|tox:tox)\]")


def read_json(text: str) -> Any:
    """Return what a JSON text holds; `None` for what is no JSON, too long or too deep. Never raises."""
    if len(text) > SIZE_LIMIT or _depth(text) > DEPTH_LIMIT:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _depth(text: str) -> int:
    deepest = depth = 0
    for found in re.finditer(r"[\[{]|[\]}]", text):
        depth += 1 if found.group() in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def read_package(text: str, path: str) -> Steps:
    """Return the scripts of a package.json, each under its name."""
    steps = Steps()
    data = read_json(text)
    if data is None:
        return Steps(trouble="it is not JSON" if text.strip() else "")
    scripts = data.get("scripts") if isinstance(data, dict) else None
    rows = text.split("\n")
    for name, command in list(scripts.items())[:500] if isinstance(scripts, dict) else ():
        if isinstance(command, str):
            moment = Moment((LOCAL,), gate=f"npm:{name}")
            steps.scripts.append(Script(command, _line_of(rows, name, command), moment, _SHELL))
    return steps


def _line_of(rows: list[str], name: str, command: str) -> int:
    start = json.dumps(command)[:20].rstrip('"')
    wanted = f'"{name}"'
    return next((n for n, row in enumerate(rows[:5000], start=1) if wanted in row and start in row), 1)


def read_tox(text: str, path: str) -> Steps:
    """Return the commands of tox environments; `-` before one means that its failure does not count."""
    steps, gate, is_command, prefix = Steps(), "", False, ""
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if line.startswith("["):
            found = _ENVIRONMENT.match(line)
            gate = f"tox:{found.group(1) or '*'}" if found else ""
            is_command = False
        elif line[:1] not in (" ", "\t") and "=" in line:
            key, _, stripped = line.partition("=")
            is_command = bool(gate) and key.strip() in ("commands", "commands_pre")
            stripped = stripped.strip()
        if not is_command or not stripped or stripped.startswith(("#", ";")):
            continue
        stripped = re.sub(r"^[\w{},!-]{1,80}:\s{1,4}", "", stripped)  # a factor, as in `py312: command`
        soft = "-" if stripped.startswith("-") else ""
        command = prefix + stripped.lstrip("-! ")
        prefix = command[:-1][:2000] if command.endswith("\\") else ""
        if not prefix:
            steps.scripts.append(Script(command, number, Moment((LOCAL,), soft, gate), _SHELL))
    return steps
