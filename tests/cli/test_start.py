"""How Watchword starts: what is imported, which face is shown, what help says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.talk import child, environment, say
from watchword import __version__
from watchword.cli.call import Call
from watchword.cli.group import COMMANDS

HEAVY = ("click", "pydantic", "textual", "importlib.metadata", "asyncio", "cryptography")

PROBE = """\
import sys
from watchword.cli.main import main
status = main([{argument!r}])
loaded = [name for name in {heavy!r} if name in sys.modules]
print(status, *loaded)
"""


@pytest.mark.parametrize("argument", ["--version", "-V"])
def test_the_version_is_said_before_anything_heavy_is_imported(tmp_path: Path, argument: str) -> None:
    code = PROBE.format(argument=argument, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [f"watchword {__version__}", "0"]


def test_help_imports_neither_models_nor_the_other_face(tmp_path: Path) -> None:
    code = PROBE.format(argument="--help", heavy=HEAVY[1:])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "0"


def test_a_command_is_imported_only_when_it_is_called(tmp_path: Path) -> None:
    code = (
        "import sys; from watchword.cli.main import main; main(['checklist', 'schema']);"
        "names = [n.split('.')[3] for n in sys.modules if n.startswith('watchword.cli.command.')];"
        "print({name.split('_')[0] for name in names}, 'textual' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "{'checklist'} False"


def test_help_names_every_command(tmp_path: Path) -> None:
    said = child(tmp_path, "--help")
    assert said.returncode == 0
    assert all(f"\n  {name} " in said.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        "status", "check", "export", "verify", "profile", "profile show", "profile set", "checklist",
        "checklist lint", "checklist review", "checklist schema", "checklist show", "journal",
        "journal show", "journal verify", "key", "key show", "key list", "key use", "service", "service add",
        "service agree", "service list", "service remove", "source", "source add", "source list",
        "source remove", "check service", "check source", "doctor", "lab",
    ],
)  # fmt: skip
def test_every_help_has_an_example(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    assert say(tmp_path, *words.split(), "--help").status == 0
    text = capsys.readouterr().out
    assert re.search(r"Examples?:\n    watchword ", text)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_without_a_terminal_the_plain_face_is_shown(tmp_path: Path) -> None:
    said = child(tmp_path)
    assert said.returncode == 1
    assert said.stdout.startswith("Welcome to Watchword.")
    assert said.stderr == ""


def _full_screen(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Put something in the place of the full-screen face that notes what it is given."""
    from types import ModuleType

    given: list[object] = []
    app = ModuleType("watchword.tui.app")
    app.run = lambda kit, folder: given.append(folder) or 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "watchword.tui.app", app)
    return given


def test_on_a_terminal_the_other_face_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = _full_screen(monkeypatch)
    monkeypatch.setattr(Call, "is_plain", False)
    assert say(tmp_path).status == 7
    assert len(given) == 1


def test_plain_is_plain_on_any_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = _full_screen(monkeypatch)
    monkeypatch.setattr(Call, "is_plain", False)
    assert "Welcome" in say(tmp_path, "--plain").out
    assert given == []


@pytest.mark.parametrize("variables", [{"WATCHWORD_PLAIN": "1"}, {"TERM": "dumb"}])
def test_variables_ask_for_the_plain_face(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    monkeypatch.setattr("watchword.cli.call._is_terminal", lambda stream: True)
    out = Call.of_process().out
    assert Call(out, environment=variables).is_plain
    assert not Call(out, environment={"TERM": "xterm"}).is_plain


def test_wrong_usage_is_two_and_goes_to_stderr(tmp_path: Path) -> None:
    for arguments in (["nonsense"], ["status", "--nonsense"], ["verify"], ["checklist", "schema", "other"]):
        said = child(tmp_path, *arguments)
        assert said.returncode == 2, arguments
        assert said.stdout == ""
        assert "Traceback" not in said.stderr
