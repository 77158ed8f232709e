"""What each scheduler is told, read back by a parser of its own kind, or by the real one."""

from __future__ import annotations

import os
import plistlib
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.remind.entry import (
    LABEL,
    Command,
    Time,
    launch_agent,
    service_unit,
    task_xml,
    timer_unit,
)

AT = Time(9, 5)
ODD = ("/opt/a b/py\"th'on", "-m", "50%", "$HOME", "back\\slash", "tab\there", "ü")
COMMAND = Command(("/usr/bin/python3", "-m", "watchword", "remind", "--notify"), {})
TASKS = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


def verify(tool: Callable[[str], str], folder: Path, command: Command) -> subprocess.CompletedProcess[str]:
    """Let the real systemd verify both units."""
    folder.mkdir(exist_ok=True)
    (folder / "watchword-remind.service").write_text(service_unit(command), "utf-8")
    (folder / "watchword-remind.timer").write_text(timer_unit(AT), "utf-8")
    run = folder / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    return subprocess.run(
        [tool("systemd-analyze"), "--user", "verify", *map(str, sorted(folder.glob("watchword-remind.*")))],
        env={**os.environ, "XDG_RUNTIME_DIR": str(run), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.real
def test_systemd_finds_nothing_to_complain_of(tool: Callable[[str], str], tmp_path: Path) -> None:
    done = verify(tool, tmp_path / "units", Command(("/bin/true", *ODD[1:]), {"A_B": 'x "y" % \\ $z'}))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.real
def test_systemd_would_say_so_if_the_program_were_not_there(
    tool: Callable[[str], str], tmp_path: Path
) -> None:
    done = verify(tool, tmp_path / "units", Command(("/nowhere/python", "-m"), {}))
    assert "/nowhere/python" in done.stderr


@pytest.mark.real
def test_systemd_finds_a_program_with_an_odd_name(tool: Callable[[str], str], tmp_path: Path) -> None:
    folder = tmp_path / "a b 50% 'c' \"d\" \\e"
    folder.mkdir()
    program = folder / "py thon"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    done = verify(tool, tmp_path / "units", Command((str(program), "-m"), {}))
    assert done.stderr == ""


@pytest.mark.real
def test_systemd_reads_the_days_and_the_time(tool: Callable[[str], str]) -> None:
    when = next(line for line in timer_unit(AT).split("\n") if line.startswith("OnCalendar=")).split("=")[1]
    argv = [tool("systemd-analyze"), "calendar", when]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"})
    assert "Normalized form: Mon *-*-* 09:05:00" in done.stdout


def read_word(text: str) -> tuple[str, str]:
    """Read one quoted word of a unit as `systemd.service(5)` says, and return it with the rest."""
    assert text[0] == '"'
    word, place = "", 1
    while text[place] != '"':
        if text[place] == "\\":
            if text[place + 1] == "x":
                word += chr(int(text[place + 2 : place + 4], 16))
                place += 4
                continue
            word += text[place + 1]
            place += 2
            continue
        word += text[place]
        place += 1
    return word, text[place + 1 :].lstrip(" ")


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_every_word_reaches_systemd_as_it_is(words: list[str]) -> None:
    text = service_unit(Command(("/bin/true", *words), {}))
    (line,) = [one for one in text.split("\n") if one.startswith("ExecStart=")]
    rest, found = line.removeprefix("ExecStart="), []
    while rest:
        word, rest = read_word(rest)
        found.append(word.replace("%%", "%").replace("$$", "$"))
    assert found == ["/bin/true", *words]


def test_a_program_whose_name_systemd_does_not_take_is_handed_on() -> None:
    assert 'ExecStart="/usr/bin/env" "/opt/a$$b/python"' in service_unit(Command(("/opt/a$b/python",), {}))
    assert 'ExecStart="/opt/a b/python"' in service_unit(Command(("/opt/a b/python",), {}))


def test_a_unit_says_who_made_it_and_how_it_goes_away() -> None:
    for text in (service_unit(COMMAND), timer_unit(AT)):
        assert text.startswith("# Made by Watchword; `watchword remind --uninstall` takes it away.\n")


def test_nothing_keeps_running() -> None:
    assert "Type=oneshot" in service_unit(COMMAND)
    value = plistlib.loads(launch_agent(COMMAND, AT))
    assert "KeepAlive" not in value
    assert "RunAtLoad" not in value


def test_the_launch_agent_runs_the_command_on_mondays() -> None:
    value = plistlib.loads(launch_agent(Command(ODD[:5], {"WATCHWORD_HOME": "/a b"}), AT))
    assert (value["Label"], value["ProgramArguments"]) == (LABEL, list(ODD[:5]))
    assert value["EnvironmentVariables"] == {"WATCHWORD_HOME": "/a b"}
    assert value["StartCalendarInterval"] == {"Weekday": 1, "Hour": 9, "Minute": 5}


def test_the_task_runs_the_command_as_the_person_without_more_rights() -> None:
    root = ElementTree.fromstring(task_xml(Command((r"C:\a & b\pythonw.exe", "-m", "a b", '"q"'), {}), AT))
    found = {one.tag.split("}")[1]: one.text for one in root.iter()}
    assert found["Command"] == r"C:\a & b\pythonw.exe"
    assert found["Arguments"] == r'-m "a b" \"q\"'
    assert (found["LogonType"], found["RunLevel"]) == ("InteractiveToken", "LeastPrivilege")
    assert found["StartBoundary"] == "2026-01-01T09:05:00"
    days = root.find(".//t:DaysOfWeek", TASKS)
    assert days is not None
    assert [one.tag.split("}")[1] for one in days] == ["Monday"]


def test_the_elements_of_a_task_come_in_the_order_of_its_schema() -> None:
    root = ElementTree.fromstring(task_xml(COMMAND, AT))
    names = [one.tag.split("}")[1] for one in root]
    assert names == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    assert task_xml(COMMAND, AT)[:2] == b"\xff\xfe"
