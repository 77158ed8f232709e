"""A checklist of one's own to break: a copy of the small or of the sound one, changed text by text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
SOUND = Path(__file__).parent / "sound"


class Draft:
    """A folder with a checklist that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, file: str) -> Path:
        """Where a file lies; the ending is added."""
        return self.folder / f"{file}.toml"

    def change(self, file: str, old: str, new: str) -> int:
        """Put `new` in place of the first `old` and return the line it begins on."""
        text = self.path(file).read_text("utf-8")
        assert old in text, old
        place = text.index(old)
        self.path(file).write_text(text[:place] + new + text[place + len(old) :], "utf-8")
        return text.count("\n", 0, place) + 1

    def add(self, file: str, text: str) -> None:
        """Put a text at the end of a file."""
        with self.path(file).open("a", encoding="utf-8") as opened:
            opened.write(text)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A copy of the small checklist."""
    return Draft(Path(shutil.copytree(SMALL, tmp_path / "small")))


@pytest.fixture
def sound(tmp_path: Path) -> Draft:
    """A copy of the checklist that keeps every rule; the small one breaks some, being made for walking."""
    return Draft(Path(shutil.copytree(SOUND, tmp_path / "sound")))
