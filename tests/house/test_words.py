"""Names that say something, and nothing left behind by the machine the work was done on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("app", "checklists", "tests", "bench", ".ci", ".github")
BESIDE = ("README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "uv.lock", ".gitignore")
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "base", "misc", "tools"}

# Put together here, so that this file does not hold what it looks for.
FOLDERS = "|".join(("work", "root", "tmp/bash\\w*", "home/[a-z]+/(?:src|code|git|projects)"))
LEFT_BEHIND = re.compile(rf"(?<![\w.~/-])/(?:{FOLDERS})\b(?=[/\s\"'`]|$)", re.MULTILINE)
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")


def shipped() -> Iterator[tuple[str, str]]:
    """Give every text file that belongs to the project, by its path."""
    inside = (path for folder in SHIPPED for path in sorted((ROOT / folder).rglob("*")))
    for path in (*inside, *(ROOT / name for name in BESIDE)):
        if path.is_file() and "__pycache__" not in path.parts:
            try:
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue  # a captured sample, a picture


def lines_with(pattern: re.Pattern[str], text: str) -> list[int]:
    return [text.count("\n", 0, found.start()) + 1 for found in pattern.finditer(text)]


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {path for path, _ in shipped() if path.endswith(".py")}
    parts = {part.removesuffix(".py") for path in names for part in path.split("/")}
    assert parts & EMPTY_NAMES == set()


def test_no_file_names_a_folder_of_the_machine_it_was_made_on() -> None:
    assert {path: lines for path, text in shipped() if (lines := lines_with(LEFT_BEHIND, text))} == {}


def test_no_file_is_left_unfinished() -> None:
    assert {path: lines for path, text in shipped() if (lines := lines_with(UNFINISHED, text))} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        path
        for path, text in shipped()
        if path.startswith("app/") and path.endswith(".py") and not text.startswith('"""')
    ]
    assert silent == []


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "app" / "watchword").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("folder", ["work/main", "root/.cache", "tmp/bash_jobs", "home/me/src/x"])
def test_a_folder_left_behind_is_found(folder: str) -> None:
    assert lines_with(LEFT_BEHIND, f'x\npath = "/{folder}"\n') == [2]


@pytest.mark.parametrize("text", ["a/work/b", "~/work", "../root/x", "/rooted", "/workspace", "/home/sample"])
def test_an_ordinary_path_is_let_pass(text: str) -> None:
    assert lines_with(LEFT_BEHIND, text) == []


def test_a_word_for_unfinished_work_is_found() -> None:
    assert lines_with(UNFINISHED, "# " + "TO" + "DO: later") == [1]


def test_no_pattern_uses_what_early_python_3_11_gets_wrong() -> None:
    """Possessive quantifiers and atomic groups match wrongly before Python 3.11.5 (python/cpython#106052)."""
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                text = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
                looks_like_a_pattern = re.search(r"\[[^\]]+\][*+?]|\(\?[:!=]", text)
                if looks_like_a_pattern and re.search(r"[\])}.][*+?]\+|\(\?>", text):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []
