"""Who may import whom: arrows between the rooms point one way, and each library has its room."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
PACKAGE = "watchword"

# Rooms and single modules that everybody may know; of each other they know errors and text at most.
GROUND = {"errors", "text", "toml", "paths"}
BELOW_SESSION = {"check", "checklist", "progress", "settings", "kit"}
MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "__main__": {"cli"},
    "errors": set(),
    "text": set(),
    "toml": {"errors", "text"},
    "paths": {"errors", "text"},
    "settings": GROUND | {"check"},
    "checklist": GROUND,
    "check": GROUND,
    "progress": GROUND | {"checklist"},
    "record": GROUND | {"checklist", "progress", "settings"},
    "register": GROUND | {"checklist", "progress", "record", "settings"},
    "drill": GROUND | {"checklist"},
    "kit": GROUND | {"check", "progress", "record", "settings"},
    "subjects": GROUND | {"check", "kit", "settings"},
    "status_file": set(),
    "outlook": GROUND | BELOW_SESSION | {"status_file"},
    "followed": GROUND | BELOW_SESSION,
    "looks": GROUND | BELOW_SESSION | {"subjects"},
    "session": GROUND | BELOW_SESSION | {"subjects", "looks", "outlook"},
    "renewal_words": GROUND | BELOW_SESSION | {"renewal"},
    "renewal": GROUND | BELOW_SESSION | {"session"},
    "handover": GROUND | BELOW_SESSION | {"record", "session", "renewal", "agreement"},
    "agreement": GROUND | BELOW_SESSION | {"record", "session"},
    "welcome": GROUND | BELOW_SESSION | {"session", "handover"},
    "doctor": GROUND | BELOW_SESSION | {"record"},
    "cli": GROUND
    | BELOW_SESSION
    | {
        "record",
        "register",
        "drill",
        "subjects",
        "followed",
        "session",
        "renewal",
        "renewal_words",
        "agreement",
        "outlook",
        "status_file",
        "handover",
        "welcome",
        "doctor",
        "lab",
        "remind",
        "tui",
    },
    "lab": GROUND | {"check"},
    "remind": GROUND | {"check", "checklist", "progress"},
    "tui": GROUND
    | BELOW_SESSION
    | {
        "record",
        "drill",
        "subjects",
        "followed",
        "session",
        "renewal",
        "agreement",
        "outlook",
        "renewal_words",
        "handover",
        "welcome",
        "lab",
    },
}
LIBRARIES: dict[str, set[str]] = {
    # imported late; the check is unknown without those that are extras
    "check": {
        *("detect_secrets", "selectolax", "tinycss2", "yaml", "cryptography"),
        *("tree_sitter", "tree_sitter_go", "tree_sitter_java", "tree_sitter_javascript"),
        *("tree_sitter_php", "tree_sitter_ruby", "tree_sitter_typescript"),
    },
    "checklist": {"pydantic", "tomli_w"},
    "progress": {"filelock", "tomli_w"},
    "record": {"cryptography", "pydantic"},
    "register": {"sqlalchemy"},
    "settings": {"tomli_w"},
    "paths": {"platformdirs"},
    "cli": {"click"},
    "lab": {"cryptography"},
    "remind": {"icalendar"},
    "tui": {"markdown_it", "rich", "textual"},
}
IMPORTED_AS = {"pyyaml": "yaml"}
WITH_TEXTUAL = {"markdown_it", "rich"}  # Textual is built on them and brings them along

Import = tuple[str, int, bool]  # the dotted name, the line, and whether it stands at the top of the module


def modules(root: Path) -> dict[str, Path]:
    """Map the dotted names of all modules below a source root to their files."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, module: str) -> Iterator[Import]:
    """Give everything a module imports; what stands below TYPE_CHECKING is for readers only."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    top = {id(node) for node in tree.body}
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((f"{base}.{alias.name}", node.lineno, id(node) in top) for alias in node.names)


def room_of(module: str) -> str:
    """Name the room a module is in; a single module beside the rooms is its own."""
    return module.split(".")[1] if "." in module else "__init__"


def resolve(name: str, known: dict[str, Path]) -> str | None:
    """Give the module that a dotted name leads to, if it is one of ours."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None


def offences(root: Path) -> list[str]:
    """Say of every import below a source root whether it is one that the tables do not allow."""
    known = modules(root)
    found = []
    for module, path in known.items():
        room = room_of(module)
        where = path.relative_to(root)
        for name, line, _ in imports(path, module):
            target = resolve(name, known)
            first = name.split(".")[0]
            if target is not None:
                there = room_of(target)
                if there not in (room, "__init__") and there not in MAY_IMPORT.get(room, set()):
                    found.append(f"{where}:{line}: {room} may not import {there}")
            elif first not in sys.stdlib_module_names and first not in LIBRARIES.get(room, set()):
                found.append(f"{where}:{line}: {room} may not import {first}")
    return found


def rings(root: Path) -> None:
    """Raise `CycleError` for modules that need each other to be imported."""
    known = modules(root)
    graph = {
        module: {
            target
            for name, _, is_top in imports(path, module)
            if is_top and (target := resolve(name, known)) and target != module
        }
        for module, path in known.items()
    }
    TopologicalSorter(graph).prepare()


def test_no_import_goes_against_the_arrows() -> None:
    assert offences(APP) == []


def test_no_two_modules_need_each_other() -> None:
    rings(APP)


def test_every_room_is_in_the_table() -> None:
    assert {room_of(module) for module in modules(APP)} <= set(MAY_IMPORT)


def test_the_table_itself_points_one_way() -> None:
    TopologicalSorter(MAY_IMPORT).prepare()


def test_one_line_of_the_text_face_leads_to_the_full_screen_face() -> None:
    lines = [
        f"{path.name}:{line}"
        for module, path in modules(APP / PACKAGE).items()
        for name, line, _ in imports(path, f"{PACKAGE}.{module}")
        if module.split(".")[0] == "cli" and f"{name}.".startswith(f"{PACKAGE}.tui.")
    ]
    assert len(set(lines)) == 1, lines


def test_that_line_stands_inside_a_function() -> None:
    for module, path in modules(APP).items():
        if room_of(module) != "tui":
            at_top = [name for name, _, is_top in imports(path, module) if is_top]
            assert not [name for name in at_top if name.startswith(f"{PACKAGE}.tui")], path


def test_every_library_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [name for names in project.get("optional-dependencies", {}).values() for name in names]
    declared = {
        re.split(r"[^A-Za-z0-9_.-]", wanted)[0].lower().replace("-", "_")
        for wanted in (*project["dependencies"], *extras)
    }
    declared |= {IMPORTED_AS[name] for name in declared & set(IMPORTED_AS)}
    known = modules(APP)
    used = {name.split(".")[0] for module, path in known.items() for name, _, _ in imports(path, module)}
    foreign = {name for name in used if name not in sys.stdlib_module_names} - {PACKAGE}
    assert foreign - WITH_TEXTUAL <= declared


# The test itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("checklist/model.py", "from watchword.tui import app", "checklist may not import tui"),
        ("checklist/model.py", "import watchword.progress.state", "checklist may not import progress"),
        (
            "checklist/model.py",
            "def f():\n    from watchword import session",
            "checklist may not import session",
        ),
        ("checklist/model.py", "from .. import session", "checklist may not import session"),
        ("checklist/model.py", "from ..tui.app import App", "checklist may not import tui"),
        ("check/host.py", "from watchword.checklist.model import x", "check may not import checklist"),
        ("check/host.py", "import pydantic", "check may not import pydantic"),
        ("progress/state.py", "if True:\n    import textual.app", "progress may not import textual"),
        ("errors.py", "from watchword.text import clean", "errors may not import text"),
        ("tui/app.py", "import click", "tui may not import click"),
        ("cli/main.py", "from rich.text import Text", "cli may not import rich"),
        ("attic/old.py", "import watchword.text", "attic may not import text"),
    ],
)
def test_a_planted_offender_is_caught(tmp_path: Path, file: str, text: str, told: str) -> None:
    plant(tmp_path, file, text)
    assert [line.partition(": ")[2] for line in offences(tmp_path)] == [told]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("progress/state.py", "from watchword.checklist.model import x\nimport hashlib\nimport tomli_w"),
        ("checklist/model.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import textual"),
        ("session.py", "from watchword import __version__\nfrom watchword.check import finding"),
        ("check/host.py", "from . import finding"),
    ],
)
def test_an_import_along_the_arrows_is_let_pass(tmp_path: Path, file: str, text: str) -> None:
    plant(tmp_path, file, text)
    assert offences(tmp_path) == []


def test_a_planted_ring_is_caught(tmp_path: Path) -> None:
    plant(tmp_path, "progress/state.py", "import watchword.progress.journal")
    plant(tmp_path, "progress/journal.py", "from watchword.progress import state")
    with pytest.raises(ValueError, match="cycle"):
        rings(tmp_path)


def plant(root: Path, file: str, text: str) -> None:
    """Make a small house and put a text into one of its files."""
    rooms = ("tui/app", "progress/state", "checklist/model", "check/finding", "session", "text")
    for name in (*rooms, file.removesuffix(".py")):
        path = root / PACKAGE / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in {path.parent, root / PACKAGE}:
            (folder / "__init__.py").touch()
        path.touch()
    (root / PACKAGE / file).write_text(text)
