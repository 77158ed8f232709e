"""The example project of the lab: copied into a folder of the person's own, who may change it as they
like."""

from __future__ import annotations

import contextlib
import os
import shutil
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

ENDING = ".txt"  # every file carries it here, so that no tool takes the mistakes for those of Watchword
_ADDRESS = "ADDRESS"


def lay_out(folder: Path) -> None:
    """Copy the example into a folder; files that are there already stay as they are."""
    _copy(files("watchword.lab") / "example", folder)


def clear(folder: Path) -> None:
    """Take the example away, with all that was changed in it."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder)


def mend(folder: Path, name: str, address: str) -> None:
    """Write the mended form of one file, `name` with slashes; `address` is where reports go."""
    text = _mended(name).replace(_ADDRESS, address)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def is_untouched(folder: Path, name: str) -> bool:
    """Whether a file still is as it was laid out."""
    try:
        return (folder / name).read_text("utf-8") == (_place("example", name)).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _mended(name: str) -> str:
    return _place("mended", name).read_text("utf-8")


def _place(kind: str, name: str) -> Traversable:
    return files("watchword.lab").joinpath(kind, *f"{name}{ENDING}".split("/"))


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name)
        elif entry.name.endswith(ENDING):
            _write_new(target / entry.name.removesuffix(ENDING), entry.read_bytes())


def _write_new(target: Path, data: bytes) -> None:
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(data)
