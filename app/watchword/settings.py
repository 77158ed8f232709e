"""The person's settings: a small TOML file they may edit, rewritten whole when a face changes one."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from watchword import toml
from watchword.errors import UsageError
from watchword.text import clean

THEMES = ("watchword-dark", "watchword-light")
SIZE_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set."""

    theme: str = THEMES[0]
    """The look of the full-screen face: `watchword-dark` or `watchword-light`."""

    checklist: str = ""
    """A folder that holds another checklist; empty for the bundled one."""

    key: str = "file"
    """What signs: `file` for the key made for Watchword, or the fingerprint of a key in the ssh-agent."""

    exports: str = ""
    """The folder for exports; empty for `watchword-records` in the home folder."""


def load(path: Path) -> Settings:
    """Return the settings in `path`, or the defaults when there is no such file.

    Raises `UsageError` with file, line and remedy for a file that cannot be used.
    """
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise _unusable(path, 0, f"It cannot be read ({error.strerror}).") from error
    try:
        values = toml.parse(data, size_limit=SIZE_LIMIT)
    except toml.TomlProblem as problem:
        raise _unusable(path, problem.line, problem.reason) from problem
    return _checked(path, data, values)


def save(path: Path, settings: Settings) -> None:
    """Write the settings, replacing the file in one step; raises `UsageError` when that fails."""
    import tomli_w

    text = "# Settings of Watchword. Lines left out keep their default.\n" + tomli_w.dumps(asdict(settings))
    temporary = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise UsageError(
            "The settings could not be saved.",
            f"{clean(str(path), limit=300)}: {error.strerror}.",
            "Make room, or make the folder writable.",
        ) from error


def _checked(path: Path, data: bytes, values: dict[str, Any]) -> Settings:
    text = data.decode("utf-8-sig")
    lines = {line.split("=")[0].strip("\"'[] \t"): n for n, line in enumerate(text.split("\n"), 1)}
    known = {field.name for field in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            listed = ", ".join(sorted(known))
            detail = f"`{clean(name, limit=60)}` is no setting; known are {listed}."
            raise _unusable(path, lines.get(name, 0), detail)
        if not isinstance(value, str):
            raise _unusable(path, lines.get(name, 0), f"`{name}` takes a text in quotes.")
    settings = Settings(**values)
    if settings.theme not in THEMES:
        raise _unusable(path, lines.get("theme", 0), f"`theme` is one of {', '.join(THEMES)}.")
    return settings


def _unusable(path: Path, line: int, detail: str) -> UsageError:
    name = clean(str(path), limit=300)
    where = f"{name}, line {line}" if line else name
    return UsageError(
        "The settings file cannot be used.",
        f"{where}: {detail}",
        "Correct the line, or remove the file to return to the defaults.",
    )
