"""`watchword lab`: listed, played, looked at once where nobody answers; and from a page of the walk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import PROFILE, copy_small, say
from support.kit import make_kit
from watchword.check.host import Host
from watchword.kit import Kit
from watchword.lab.exercise import EXERCISES

CHECK = '[[guideline.check]]\nname = "screen-lock"\n'
LOGS = (CHECK, '[[guideline.check]]\nname = "source-logged-passwords"\n')


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    return copy_small(tmp_path, LOGS)


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return make_kit(tmp_path / "kit", host=Host())


def test_the_exercises_of_the_checklist_are_listed(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    said = say(tmp_path, "lab", kit=kit, checklist=checklist)
    assert said.status == 0
    assert said.out == "  1. The screen locked (source-logged-passwords)\n"


def test_they_are_data_where_a_script_wants_it(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    (one,) = json.loads(say(tmp_path, "lab", "--json", kit=kit, checklist=checklist).out)
    assert one["guideline"] == "lock-screen"
    assert one["files"] == ["views.py"]
    assert not (kit.paths.state / "lab").exists()


@pytest.mark.parametrize("name", ["lock-screen", "source-logged-passwords"])
def test_where_nobody_answers_it_looks_once(tmp_path: Path, kit: Kit, checklist: Path, name: str) -> None:
    said = say(tmp_path, "lab", name, kit=kit, checklist=checklist)
    assert said.status == 1
    assert "Fails: source-logged-passwords, shop:" in said.out
    assert "views.py:" in said.out


def test_one_is_played_to_its_end(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    typed = ["l", "h", "w", "m", "l", "nonsense", ""]
    said = say(tmp_path, "lab", "lock-screen", typed=typed, kit=kit, checklist=checklist, interactive=True)
    text = " ".join(said.out.split())
    order = ["Fails: source-logged-passwords", "views.py: look at", "The password that was typed", "Mended:"]
    order += ["Nothing left of this mistake.", "Type l, h, w or m"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert said.status == 0


def test_without_a_name_one_chooses_by_number(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    said = say(tmp_path, "lab", typed=["9", "1", "", ""], kit=kit, checklist=checklist, interactive=True)
    assert "Type a number from 1 to 1." in said.out
    assert "it is yours to change" in said.out
    assert said.status == 0


def test_the_end_of_the_input_closes_it(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    assert say(tmp_path, "lab", typed=["1"], kit=kit, checklist=checklist, interactive=True).status == 0


def test_fresh_brings_back_what_was_mended(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    say(tmp_path, "lab", "lock-screen", typed=["m"], kit=kit, checklist=checklist, interactive=True)
    assert say(tmp_path, "lab", "lock-screen", kit=kit, checklist=checklist).status == 0
    assert say(tmp_path, "lab", "lock-screen", "--fresh", kit=kit, checklist=checklist).status == 1


def test_a_broken_switch_is_told_and_the_lab_stays_open(tmp_path: Path, kit: Kit) -> None:
    checklist = copy_small(tmp_path, (CHECK, '[[guideline.check]]\nname = "service-redirect"\n'))
    say(tmp_path, "lab", kit=kit, checklist=checklist, typed=[""], interactive=True)
    (kit.paths.state / "lab" / "server.toml").write_text("redirect = maybe\n")
    typed = ["l", "m", ""]
    said = say(tmp_path, "lab", "lock-screen", typed=typed, kit=kit, checklist=checklist, interactive=True)
    assert " ".join(said.out.split()).count("cannot read its switches") == 2
    assert said.status == 0


def test_what_has_no_exercise_is_refused_with_the_way_out(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    said = say(tmp_path, "lab", "think-first", kit=kit, checklist=checklist)
    assert said.status == 2
    assert "`watchword lab --json`" in said.err


def test_y_practises_on_a_page_of_the_walk(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    typed = [*PROFILE, "g lock-screen", "", "y", "l", "", "q"]
    said = say(tmp_path, typed=typed, kit=kit, checklist=checklist)
    assert "Fails: source-logged-passwords, shop:" in said.out
    assert "or y to practise on an example with mistakes" in " ".join(said.out.split())


def test_the_small_checklist_has_nothing_to_practise(tmp_path: Path) -> None:
    assert say(tmp_path, "lab", kit=make_kit(tmp_path, host=machine())).out == ""
    assert len(EXERCISES) == 13
