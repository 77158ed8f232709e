"""Modules, classes and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app" / "watchword"
MODULE, CLASS, FUNCTION = 320, 250, 45


def larger(root: Path) -> Iterator[str]:
    """Name everything below a folder that is larger than it may be, with its size."""
    for path in sorted(root.rglob("*.py")):
        text = path.read_text("utf-8")
        where = path.relative_to(root).as_posix()
        if (lines := text.count("\n")) > MODULE:
            yield f"{where} has {lines} lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > (CLASS if isinstance(node, ast.ClassDef) else FUNCTION):
                    yield f"{where}:{node.lineno} {node.name} has {lines} lines"


def test_nothing_is_larger_than_it_may_be() -> None:
    assert list(larger(APP)) == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("x = 1\n" * 320, False),
        ("x = 1\n" * 321, True),
        ("class A:\n" + "    x = 1\n" * 249, False),
        ("class A:\n" + "    x = 1\n" * 250, True),
        ("def f():\n" + "    x = 1\n" * 44, False),
        ("async def f():\n" + "    x = 1\n" * 45, True),
        ("class A:\n    def f(self):\n" + "        x = 1\n" * 45, True),
    ],
)
def test_the_limits_are_where_they_are_said_to_be(tmp_path: Path, text: str, is_found: bool) -> None:
    (tmp_path / "some.py").write_text(text)
    assert bool(list(larger(tmp_path))) is is_found
