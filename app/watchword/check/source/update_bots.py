"""Bots that propose updates, and for which ecosystems: Dependabot, Renovate, Scala Steward.

Where they stand is the list of the bots' own manuals. A bot alone never fails a build.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from watchword.check.source.ci_yaml import Node, read_yaml
from watchword.check.source.gate_tables import read_json
from watchword.check.source.lock_file import (
    ANY,
    DOTNET,
    ELIXIR,
    GO,
    JAVA,
    JAVASCRIPT,
    PHP,
    PYTHON,
    RUBY,
    RUST,
)

_DEPENDABOT = re.compile(r"^\.github/dependabot\.ya?ml$")
_RENOVATE = re.compile(
    r"^(?:\.github/|\.gitlab/)?renovate\.json[5c]?$|^\.renovaterc(?:\.json[5c]?)?$|^\.(?:github|gitlab)/\.renovaterc$"
)
_STEWARD = re.compile(r"^(?:\.github/|\.config/)?\.?scala-steward\.conf$")
_ECOSYSTEMS = {
    "bundler": RUBY,
    "npm": JAVASCRIPT,
    "bun": JAVASCRIPT,
    "pip": PYTHON,
    "uv": PYTHON,
    "gomod": GO,
    "cargo": RUST,
    "composer": PHP,
    "mix": ELIXIR,
    "nuget": DOTNET,
    "maven": JAVA,
    "gradle": JAVA,
    "pip_requirements": PYTHON,
    "pip-compile": PYTHON,
    "pep621": PYTHON,
    "poetry": PYTHON,
    "pipenv": PYTHON,
    "setup-cfg": PYTHON,
}


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot, the ecosystems it watches, and in words why it proposes nothing (empty where it does)."""

    name: str
    ecosystems: tuple[str, ...]
    line: int
    off: str = ""


def is_bot_path(path: str) -> bool:
    """Whether a path is that of a bot's configuration."""
    return bool(_DEPENDABOT.match(path) or _RENOVATE.match(path) or _STEWARD.match(path))


def read_bots(text: str, path: str) -> tuple[list[Bot], str]:
    """Return the bots a file sets up, and in words why it could not be read; never raises."""
    if _DEPENDABOT.match(path):
        reading = read_yaml(text)
        return [bot for document in reading.documents for bot in _dependabot(document)], reading.trouble
    if _STEWARD.match(path):
        return [Bot("Scala Steward", (JAVA,), 1)], ""
    data = read_json(text)
    if data is None:
        data = read_json(_plain_json(text))
    return ([_renovate(data)], "") if isinstance(data, dict) else ([Bot("Renovate", ANY, 1)], "")


def _dependabot(document: Node) -> list[Bot]:
    found = []
    for update in document.get("updates").list():
        name = update.get("package-ecosystem")
        ecosystem = _ECOSYSTEMS.get(name.text.strip())
        if ecosystem:
            is_off = update.get("open-pull-requests-limit").text.strip() == "0"
            off = "open-pull-requests-limit: 0" if is_off else ""
            found.append(Bot("Dependabot", (ecosystem,), name.line, off))
    return found


def _renovate(data: dict[str, Any]) -> Bot:
    if data.get("enabled") is False:
        return Bot("Renovate", ANY, 1, "enabled: false")
    managers = data.get("enabledManagers")
    if not isinstance(managers, list):
        return Bot("Renovate", ANY, 1)
    named = [_ECOSYSTEMS.get(name) for name in managers if isinstance(name, str)]
    return Bot("Renovate", tuple(dict.fromkeys(one for one in named if one)), 1)


_JSON5 = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$-]*|,(?=\s*[}\]])",
    re.DOTALL,
)


def _plain_json(text: str) -> str:
    """Return JSON5 as JSON as far as such files need it: comments, bare names, single quotes, last commas."""
    return _JSON5.sub(_as_json, text[: 256 * 1024])


def _as_json(found: re.Match[str]) -> str:
    token = found.group()
    if token[0] == "/" or token == ",":  # noqa: S105 - a piece of JSON
        return ""
    if token[0] == "'":
        return '"' + token[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    if token[0] == '"' or token in ("true", "false", "null"):
        return token
    return f'"{token}"'
