"""What is due, said on the command line: in a line, in full, as JSON; put off; and since it was signed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows

from cli.machine import machine
from cli.talk import begin, say, value
from support.kit import SMALL, Clock
from support.story import small
from watchword import status_file
from watchword.kit import Kit
from watchword.session import open_session


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Somebody who did everything on the fifth of January, handed it over, and sees the clock of the test."""
    kit = begin(tmp_path, *(one.id for one in small().guidelines))
    say(tmp_path, "check", kit=kit)
    say(tmp_path, "export", "--to", str(tmp_path / "out"), kit=kit)
    return kit


def later(kit: Kit, days: int) -> Kit:
    clock = kit.now
    assert isinstance(clock, Clock)
    clock.forward(days=days)
    return kit


def test_a_line_says_that_nothing_is_due_and_until_when(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "status", kit=kit)
    assert (said.status, said.out) == (0, "Small guide: nothing is due until 2 February 2026.\n")


def test_a_line_says_how_much_is_due_and_how_long_it_takes(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "status", kit=later(kit, 40))
    assert (said.status, said.out) == (1, "Small guide: 7 due, about 5 minutes.\n")


def test_what_is_overdue_is_said(tmp_path: Path, kit: Kit) -> None:
    assert say(tmp_path, "status", kit=later(kit, 60)).out.startswith("Small guide: 7 overdue, about")


def test_where_only_some_of_it_is_overdue_both_are_said(tmp_path: Path, kit: Kit) -> None:
    assert "7 due, 3 overdue, about" in say(tmp_path, "status", kit=later(kit, 44)).out


def test_every_reason_stands_with_its_day(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "due", "think-first", kit=later(kit, 40))
    assert said.status == 1
    assert "Thinking first (think-first): due since" in said.out
    assert "in grace until" in said.out
    told = " ".join(said.out.split())
    assert "Found on 5 January 2026; another question comes after about 30 days" in told
    assert "The limits are the checklist's." in told


def test_before_anything_is_due_what_comes_when_is_listed(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "due", kit=kit)
    assert said.status == 0
    assert said.out.startswith("Nothing is due.\n")
    assert "Later:\n  2 February 2026: " in said.out


def test_as_json_days_are_days(tmp_path: Path, kit: Kit) -> None:
    told = value(say(tmp_path, "due", "--json", kit=later(kit, 40)))
    first = told["now"][0]
    assert (told["today"], first["state"], first["postponements_left"]) == ("2026-02-14", "due", 2)
    assert {reason["cause"] for reason in first["reasons"]} >= {"time", "word"}


def test_it_is_put_off_by_a_week_twice_and_not_again(tmp_path: Path, kit: Kit) -> None:
    for _ in range(2):
        said = say(tmp_path, "due", "--postpone", kit=later(kit, 40))
        assert said.status == 0
        assert "Put off until" in said.err
    said = say(tmp_path, "due", "--postpone", kit=later(kit, 40))
    assert said.status == 2
    assert "cannot be put off any more" in said.err


def test_an_unknown_guideline_is_named(tmp_path: Path, kit: Kit) -> None:
    assert say(tmp_path, "due", "no-such-thing", kit=kit).status == 2


# Since it was signed -------------------------------------------------------------------------------------


def test_nothing_drifted_is_status_0(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "check", "--since-signed", kit=kit)
    assert (said.status, said.out) == (0, "")
    assert "all as when signed" in said.err


@pytest.mark.parametrize(("outcome", "status"), [("fail", 1), ("unknown", 3), ("warn", 0)])
def test_what_held_when_signed_and_does_not_now_is_named(
    tmp_path: Path, kit: Kit, outcome: str, status: int
) -> None:
    said = say(tmp_path, "check", "--since-signed", kit=replace(kit, host=machine(outcome)))
    assert said.status == status
    assert said.out.startswith("screen-lock: The screen locked, pass when it was signed,")
    (told,) = value(
        say(tmp_path, "check", "--since-signed", "--json", kit=replace(kit, host=machine(outcome)))
    )
    assert (told["signed"], told["now"], told["worse"]) == ("pass", outcome, outcome == "fail")


def test_before_anything_was_signed_it_says_so(tmp_path: Path) -> None:
    said = say(tmp_path, "check", "--since-signed", kit=begin(tmp_path, "think-first"))
    assert said.status == 2
    assert "nothing to compare with" in said.err


# The fast line -------------------------------------------------------------------------------------------


def read(kit: Kit, day: str) -> list[tuple[bool, str]] | None:
    return status_file.read(status_file.folder_in(str(kit.paths.state)), day)


def test_the_kept_line_is_that_of_the_day(kit: Kit) -> None:
    assert read(kit, "2026-01-06") == [(False, "Small guide: nothing is due until 2 February 2026.")]
    kept = read(kit, "2026-02-14")
    assert kept is not None
    assert kept[0][1].startswith("Small guide: 7 due")


def test_a_day_before_the_kept_ones_is_not_known(kit: Kit) -> None:
    assert read(kit, "2026-01-01") is None


@pytest.mark.parametrize("change", ["journal", "checklist", "settings", "status"])
def test_nothing_is_read_from_it_once_something_has_changed(tmp_path: Path, kit: Kit, change: str) -> None:
    import shutil

    folder = tmp_path / "guide"
    shutil.copytree(SMALL, folder)
    open_session(kit, folder).close()
    assert read(kit, "2026-01-06")
    if change == "journal":
        path = kit.shelf("small").paths()[0]
        path.write_bytes(path.read_bytes() + b"[[ev")
    elif change == "checklist":
        (folder / "checklist.toml").write_text((folder / "checklist.toml").read_text() + "\n")
    elif change == "settings":
        kit.paths.settings_file.parent.mkdir(parents=True, exist_ok=True)
        kit.paths.settings_file.write_text("")
    else:
        (kit.paths.state / "status" / "small.txt").write_text("rubbish\n")
    assert read(kit, "2026-01-06") is None


def test_the_line_is_printed_without_loading_anything_heavy(tmp_path: Path, kit: Kit) -> None:
    home = kit.paths.data.parent
    for path in sorted((home / "state" / "status").glob("*.txt")):
        text = path.read_text()
        path.write_text(text.replace("2026-", "2020-"))  # so that it holds on the day of the test
    code = (
        "import sys\nfrom watchword.cli.main import main\nstatus = main(['status'])\n"
        "heavy = {'textual', 'pydantic', 'click', 'platformdirs', 'pathlib', 'json', 'dataclasses'}\n"
        "print(status, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"WATCHWORD_HOME": str(home), "PYTHONIOENCODING": "utf-8", "PYTHONPATH": ":".join(sys.path)},
        timeout=60,
        check=True,
    )
    line, last = done.stdout.splitlines()
    assert line.startswith("Small guide: ")
    assert last.endswith("[]")


@pytest.mark.parametrize(
    ("platform", "kind", "environment"),
    [
        ("linux", Unix, {}),
        ("linux", Unix, {"XDG_STATE_HOME": "/elsewhere"}),
        ("darwin", MacOS, {}),
        ("win32", Windows, {"LOCALAPPDATA": "/local"}),
    ],
)
def test_the_state_folder_is_where_platformdirs_has_it(
    platform: str, kind: type, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/new")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    if kind is Windows:
        monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda name: "/local")
    wanted = kind("watchword", appauthor=False).user_state_dir
    assert status_file.state_folder(environment, platform, "/home/new") == wanted
