"""Where checklists are: inside the installed package, beside the source, or in a folder the person names."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from watchword.errors import ChecklistError

DEFAULT = "security"


def bundled() -> Traversable:
    """The checklists this copy carries: inside the wheel, or beside the source."""
    inside = files("watchword") / "checklists"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "checklists"


def locate(folder: Path | None = None) -> Traversable:
    """Return the folder of one checklist: the one named, or the bundled one; raises `ChecklistError`."""
    if folder is None:
        return bundled() / DEFAULT
    if not (folder / "checklist.toml").is_file():
        raise ChecklistError(
            "There is no checklist in this folder.",
            f"{folder} holds no checklist.toml.",
            "Name the folder that holds checklist.toml, or leave --checklist out for the bundled one.",
        )
    return folder
