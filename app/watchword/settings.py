"""The person's settings: a small TOML file they may edit, rewritten whole when a face changes one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from watchword import toml
from watchword.check.subject import Service, Tree
from watchword.check.subject_table import TableProblem, read_services, read_trees, write_service, write_tree
from watchword.errors import UsageError
from watchword.text import clean

THEMES = ("watchword-dark", "watchword-light")
SIZE_LIMIT = 64 * 1024
_TABLES: dict[str, Callable[[object], tuple[Any, ...]]] = {"service": read_services, "tree": read_trees}


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set."""

    theme: str = THEMES[0]
    """The look of the full-screen face: `watchword-dark` or `watchword-light`."""

    checklist: str = ""
    """A folder that holds another checklist; empty for the bundled one."""

    checklists: tuple[str, ...] = ()
    """Folders of further checklists that the person follows, each with a journal and due dates of its own."""

    key: str = "file"
    """What signs: `file` for the key made for Watchword, or the fingerprint of a key in the ssh-agent."""

    exports: str = ""
    """The folder for exports; empty for `watchword-records` in the home folder."""

    service: tuple[Service, ...] = ()
    """Services the person named to be looked at."""

    tree: tuple[Tree, ...] = ()
    """Source trees the person named to be looked at."""

    @property
    def followed(self) -> tuple[str, ...]:
        """The folders of all checklists that are followed, first the one that opens; "" is the bundled."""
        return tuple(dict.fromkeys((self.checklist, *self.checklists)))

    def place_of(self, folder: Path) -> int:
        """Where a checklist stands among those followed, from 0; one that is not followed comes last.

        A folder that no setting names is that of the bundled one.
        """
        names = [str(Path(name).expanduser()) if name else "" for name in self.followed]
        name = str(folder) if str(folder) in names else ""
        return names.index(name) if name in names else len(names)


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


def change(path: Path, **values: Any) -> Settings:
    """Set some settings in the file as it is now, so that nothing set elsewhere meanwhile is lost.

    Raises `UsageError` for a file that cannot be used, or cannot be written.
    """
    changed = replace(load(path), **values)
    save(path, changed)
    return changed


def save(path: Path, settings: Settings) -> None:
    """Write the settings, replacing the file in one step; raises `UsageError` when that fails."""
    import tomli_w

    names = [field.name for field in fields(Settings) if field.name not in _TABLES]
    text = "# Settings of Watchword. Lines left out keep their default.\n"
    text += tomli_w.dumps({name: getattr(settings, name) for name in names})
    text += "".join(f"\n[[service]]\n{tomli_w.dumps(write_service(one))}" for one in settings.service)
    text += "".join(f"\n[[tree]]\n{tomli_w.dumps(write_tree(one))}" for one in settings.tree)
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
    lines = data.decode("utf-8-sig").split("\n")
    first = {line.split("=")[0].strip("\"'[] \t"): n for n, line in reversed(list(enumerate(lines, 1)))}
    known = {field.name for field in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            listed = ", ".join(sorted(known))
            detail = f"`{clean(name, limit=60)}` is no setting; known are {listed}."
            raise _unusable(path, first.get(name, 0), detail)
        if name in _TABLES:
            values[name] = _tables(path, lines, name, value, first.get(name, 0))
        elif name == "checklists":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise _unusable(path, first.get(name, 0), f"`{name}` takes a list of texts in quotes.")
            values[name] = tuple(value)
        elif not isinstance(value, str):
            raise _unusable(path, first.get(name, 0), f"`{name}` takes a text in quotes.")
    settings = Settings(**values)
    if settings.theme not in THEMES:
        raise _unusable(path, first.get("theme", 0), f"`theme` is one of {', '.join(THEMES)}.")
    return settings


def _tables(path: Path, lines: list[str], name: str, value: object, first_line: int) -> tuple[Any, ...]:
    try:
        return _TABLES[name](value)
    except TableProblem as problem:
        heads = [n for n, line in enumerate(lines, 1) if line.replace(" ", "").startswith(f"[[{name}]]")]
        line = heads[problem.place] if problem.place < len(heads) else first_line
        raise _unusable(path, line, problem.detail) from problem


def _unusable(path: Path, line: int, detail: str) -> UsageError:
    name = clean(str(path), limit=300)
    where = f"{name}, line {line}" if line else name
    return UsageError(
        "The settings file cannot be used.",
        f"{where}: {detail}",
        "Correct the line, or remove the file to return to the defaults.",
    )
