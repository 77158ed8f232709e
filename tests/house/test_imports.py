"""What is loaded when: a clean interpreter imports the light parts and nothing heavy comes along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
HEAVY = {
    *("textual", "rich", "pydantic", "pydantic_core", "cryptography", "click", "tomli_w", "filelock"),
    *("yaml", "selectolax", "tinycss2", "tree_sitter", "http.client"),
}


def loaded_by(code: str) -> set[str]:
    """Run code in an interpreter of its own and give the names of all modules that it loaded."""
    child = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", child],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(APP)},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_package_alone_loads_nothing_of_ours() -> None:
    loaded = loaded_by("import watchword; watchword.__version__")
    assert [name for name in loaded if name.startswith("watchword.")] == []
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "module", ["kit", "settings", "paths", "text", "toml", "errors", "check.runner", "cli.main"]
)
def test_a_light_module_loads_nothing_heavy(module: str) -> None:
    assert loaded_by(f"import watchword.{module}").isdisjoint(HEAVY)


def test_listing_the_checks_imports_none_of_them() -> None:
    loaded = loaded_by(
        "from watchword.check.registry import names, BUNDLED\nassert set(BUNDLED) <= set(names())"
    )
    ours = {name for name in loaded if name.startswith("watchword.check.")}
    assert ours == {
        "watchword.check.check",
        "watchword.check.command",
        "watchword.check.drill",
        "watchword.check.finding",
        "watchword.check.host",
        "watchword.check.obstacle",
        "watchword.check.registry",
        "watchword.check.subject",
    }
    assert loaded.isdisjoint(HEAVY)


def test_the_checklist_is_read_without_any_face() -> None:
    code = (
        "from watchword.checklist.load import load\n"
        "from watchword.checklist.locate import locate\n"
        "load(locate())"
    )
    loaded = loaded_by(code)
    assert loaded.isdisjoint({"textual", "rich", "click", "cryptography"})


def test_the_record_is_read_without_any_face() -> None:
    assert loaded_by("import watchword.record.verify").isdisjoint({"textual", "rich", "click"})


def test_a_session_is_opened_without_any_face_and_without_a_key() -> None:
    assert loaded_by("import watchword.session").isdisjoint({"textual", "rich", "click", "cryptography"})


def test_the_text_face_does_not_load_the_full_screen_face() -> None:
    loaded = loaded_by("import watchword.cli.group, watchword.cli.compose")
    assert loaded.isdisjoint({"textual", "rich"})
    assert not [name for name in loaded if name.startswith("watchword.tui")]
