"""The walk in lines, on a guideline about what the team runs and writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import PROFILE, copy_small, say
from support.kit import make_kit, make_session
from watchword.check.subject import Tree
from watchword.kit import Kit
from watchword.settings import load

BEYOND = (
    '[[guideline.check]]\nname = "screen-lock"\n',
    '[[guideline.check]]\nname = "service-address"\n\n[[guideline.check]]\nname = "source-reports"\n',
)


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    return copy_small(tmp_path, BEYOND)


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return make_kit(tmp_path, host=machine())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "SECURITY.md").write_text("Write to support@example.com about holes.\n")
    return folder


def walk(tmp_path: Path, kit: Kit, checklist: Path, *typed: str) -> str:
    """Walk to the guideline that has the checks, and type there; what was said, in one line."""
    kit = replace(kit, settings=load(kit.paths.settings_file))
    lines = [*PROFILE, "g lock-screen", "", *typed, "q"]
    return " ".join(say(tmp_path, typed=lines, kit=kit, checklist=checklist).out.split())


def test_without_anything_named_the_page_says_how_to_name_it(
    tmp_path: Path, kit: Kit, checklist: Path
) -> None:
    said = walk(tmp_path, kit, checklist)
    assert "Type w and an address or a folder to name it" in said
    assert "There is nothing named yet to look at." in said
    assert "You have named no service that you run" in said


def test_zero_says_that_there_is_none_yet(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    said = walk(tmp_path, kit, checklist, "0", "0")
    assert "Type 0 for: I run no service yet" in said
    assert make_session(tmp_path, kit=kit, checklist=checklist).standing("lock-screen").statements == {
        "service-address": "I run no service yet that could be looked at.",
        "source-reports": "I work on no source tree yet that could be looked at.",
    }


def test_a_tree_that_is_named_on_the_way_is_looked_at_at_once(
    tmp_path: Path, kit: Kit, checklist: Path, tree: Path
) -> None:
    said = walk(tmp_path, kit, checklist, f"w {tree}", "")
    assert "Looking at shop." in said
    assert "source-reports, shop:" in said
    assert load(kit.paths.settings_file).tree == (Tree(tree),)


def test_a_service_is_asked_about_before_it_is_contacted_and_once_a_sitting(
    tmp_path: Path, kit: Kit, checklist: Path
) -> None:
    said = walk(tmp_path, kit, checklist, "w https://shop.example.com", "n", "", "g lock-screen", "")
    assert said.count("Does your team run it, and may Watchword ask it?") == 1
    assert "It is not contacted." in said
    assert "You have not said yet that Watchword may ask this service" in said


def test_a_yes_is_kept(tmp_path: Path, kit: Kit, checklist: Path) -> None:
    said = walk(tmp_path, kit, checklist, "w http://shop.example.com", "y", "")
    assert "Agreed." in said
    assert "Looking at shop.example.com." in said
    assert [one.is_agreed for one in load(kit.paths.settings_file).service] == [True]


def test_what_is_named_is_listed(tmp_path: Path, kit: Kit, checklist: Path, tree: Path) -> None:
    said = walk(tmp_path, kit, checklist, f"w {tree}", "", "w")
    assert "Services: none named. Source trees: " in said


@pytest.mark.parametrize("typed", ["w https://user:pw@shop.example.com", "w /no/such/folder", "w ::"])
def test_what_names_nothing_is_told_with_a_way_out(
    tmp_path: Path, kit: Kit, checklist: Path, typed: str
) -> None:
    said = walk(tmp_path, kit, checklist, typed)
    assert "Name " in said
    assert load(kit.paths.settings_file).service == ()
