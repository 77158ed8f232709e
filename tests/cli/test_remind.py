"""`watchword remind`: how one is reminded, set and taken away, shown, and as a calendar."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cli.talk import begin, say, value
from support.kit import Clock
from support.sample_host import SampleHost
from support.story import small
from watchword.check.host import Ran
from watchword.kit import Kit

EVERY = tuple(one.id for one in small().guidelines)
USER = "systemctl --user"
TIMER = "watchword-remind.timer"
OK = {
    f"{USER} {words}": Ran(0, "", "")
    for words in (
        "daemon-reload",
        f"enable --now {TIMER}",
        f"restart {TIMER}",
        f"disable --now {TIMER}",
        f"is-enabled --quiet {TIMER}",
    )
}


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Somebody who did everything, on a Linux machine with a scheduler and no desktop."""
    host = SampleHost(commands=OK, home=str(tmp_path / "me"), environment={"SHELL": "/usr/bin/fish"})
    return replace(begin(tmp_path, *EVERY), host=host)


def later(kit: Kit, days: int) -> Kit:
    assert isinstance(kit.now, Clock)
    kit.now.forward(days=days)
    return kit


def test_at_first_it_says_what_could_be_set_up(tmp_path: Path, kit: Kit) -> None:
    told = " ".join(say(tmp_path, "remind", kit=kit).out.split())
    assert "No reminder is set." in told
    assert "at the end of ~/.config/fish/config.fish:" in told
    assert "watchword remind --calendar FILE" in told


def test_set_shown_and_taken_away(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "remind", "--install", "--at", "10:15", kit=kit)
    assert said.status == 0
    assert "The reminder, a systemd timer, is set." in said.err
    assert "comes on Mondays at 10:15" in " ".join(say(tmp_path, "remind", kit=kit).out.split())
    found = value(say(tmp_path, "remind", "--json", kit=kit))
    assert (found["installed"], found["at"], found["on"]) == (True, "10:15", True)
    said = say(tmp_path, "remind", "--uninstall", kit=kit)
    assert (said.status, len(said.out.splitlines())) == (0, 2)
    assert "No reminder is set here." in say(tmp_path, "remind", "--uninstall", kit=kit).err


def test_without_a_session_it_says_what_to_run(tmp_path: Path, kit: Kit) -> None:
    host = SampleHost(
        commands=dict.fromkeys(OK, Ran(1, "", "Failed to connect to bus\n")), home=str(tmp_path / "me")
    )
    said = say(tmp_path, "remind", "--install", kit=replace(kit, host=host))
    assert said.status == 1
    assert "written, but not switched on: Failed to connect to bus" in said.err
    assert f"  systemctl --user enable --now {TIMER}" in said.err


@pytest.mark.parametrize("at", ["25:00", "9", "09:60", "soon"])
def test_what_is_no_time_is_refused(tmp_path: Path, kit: Kit, at: str) -> None:
    said = say(tmp_path, "remind", "--install", "--at", at, kit=kit)
    assert said.status == 2
    assert "is no time of day" in said.err


def test_two_things_at_once_are_refused(tmp_path: Path, kit: Kit) -> None:
    assert say(tmp_path, "remind", "--install", "--uninstall", kit=kit).status == 2


def test_while_nothing_is_due_nothing_is_shown(tmp_path: Path, kit: Kit) -> None:
    say(tmp_path, "check", kit=begin_again(kit))
    said = say(tmp_path, "remind", "--notify", kit=kit)
    assert (said.status, said.out) == (0, "")


def begin_again(kit: Kit) -> Kit:
    """The same person at a machine on which the check comes back well."""
    from cli.machine import machine

    return replace(kit, host=machine())


def test_what_is_due_is_shown_or_printed_where_nothing_shows_it(tmp_path: Path, kit: Kit) -> None:
    later(kit, 40)
    said = say(tmp_path, "remind", "--notify", kit=kit)
    assert said.status == 3
    assert "due, about" in said.out
    assert "There is nothing here that shows notifications." in said.err
    body = said.out.strip()
    line = f"notify-send --app-name=Watchword -- Watchword {body}"
    host = SampleHost(commands={line: Ran(0, "", "")})
    assert say(tmp_path, "remind", "--notify", kit=replace(kit, host=host)) == (0, "", "")


def test_the_calendar_is_written_and_never_over_anything_else(tmp_path: Path, kit: Kit) -> None:
    path = tmp_path / "due.ics"
    assert say(tmp_path, "remind", "--calendar", str(path), kit=kit).status == 0
    assert path.read_bytes().count(b"BEGIN:VEVENT") == len(EVERY)
    assert say(tmp_path, "remind", "--calendar", str(path), kit=kit).status == 0
    path.write_text("my notes")
    said = say(tmp_path, "remind", "--calendar", str(path), kit=kit)
    assert (said.status, path.read_text()) == (2, "my notes")
    assert "was not made by Watchword" in said.err


def test_the_calendar_names_no_place_and_no_person(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "remind", "--calendar", "-", kit=kit)
    assert said.out.startswith("BEGIN:VCALENDAR\n")
    for secret in ("example.org", "New Person", str(tmp_path)):
        assert secret not in said.out
