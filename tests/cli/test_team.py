"""`watchword team`: how everybody stands by the records in a folder, and which waivers are agreed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import begin, say, value
from support.kit import Clock, make_kit
from support.story import small
from watchword.kit import Kit

EVERY = tuple(one.id for one in small().guidelines)


@pytest.fixture
def manager(tmp_path: Path) -> Kit:
    return make_kit(tmp_path / "manager", host=machine())


@pytest.fixture
def received(tmp_path: Path, manager: Kit) -> Path:
    """The record of somebody who did all but one thing, from which a waiver is agreed."""
    kit = begin(tmp_path / "person", *(name for name in EVERY if name != "clear-desk"))
    mail = tmp_path / "mail"
    ask = ("waiver", "ask", "clear-desk", "--reason", "The desk is shared", "--until", "2026-03-31")
    say(tmp_path, *ask, "--to", str(mail), kit=kit)
    asked = next(mail.glob("*.json"))
    lead = ("--name", "Team Lead", "--email", "lead@example.org", "--yes")
    say(tmp_path, "waiver", "approve", str(asked), *lead, kit=manager)
    say(tmp_path, "waiver", "take", str(next(mail.glob("*.approved.json"))), "--yes", kit=kit)
    say(tmp_path, "check", kit=kit)
    say(tmp_path, "export", "--to", str(tmp_path / "received"), kit=kit)
    return tmp_path / "received"


def later(kit: Kit, days: int) -> Kit:
    assert isinstance(kit.now, Clock)
    kit.now.forward(days=days)
    return kit


def test_it_says_what_was_done_what_comes_and_which_waivers_are_agreed(
    tmp_path: Path, manager: Kit, received: Path
) -> None:
    said = say(tmp_path, "team", str(received), kit=manager)
    told = " ".join(said.out.split())
    assert said.status == 0
    assert "Small guide: 1 person" in told
    assert "6 of 7 done, 1 waiver, next due 2 February 2026, record of 5 January 2026" in told
    assert "until 31 March 2026, approved by lead@example.org: The desk is shared" in told


def test_what_is_due_by_now_and_a_waiver_that_ended_are_said(
    tmp_path: Path, manager: Kit, received: Path
) -> None:
    said = say(tmp_path, "team", str(received), kit=later(manager, 100))
    told = " ".join(said.out.split())
    assert said.status == 1
    assert "7 due" in told
    assert "ended on 31 March 2026" in told


def test_whether_the_key_is_known_is_said_where_keys_are_named(
    tmp_path: Path, manager: Kit, received: Path
) -> None:
    signers = next(received.glob("*/*.allowed_signers"))
    told = say(tmp_path, "team", str(received), "--signers", str(signers), kit=manager).out
    assert "key known" in " ".join(told.split())
    empty = tmp_path / "empty"
    empty.write_text("")
    told = say(tmp_path, "team", str(received), "--signers", str(empty), kit=manager).out
    assert "key not known" in " ".join(told.split())


def test_as_json_every_waiver_stands_with_its_end(tmp_path: Path, manager: Kit, received: Path) -> None:
    found = value(say(tmp_path, "team", str(received), "--json", kit=manager))
    ((person,), left_out) = found["people"], found["left_out"]
    assert left_out == {}
    assert (person["done"], person["applying"], person["status"]) == (6, 7, "complete")
    assert [(one["guideline"], one["ends"], one["ended"]) for one in person["waivers"]] == [
        ("clear-desk", "2026-03-31", False)
    ]


def test_a_folder_without_records_is_nobody(tmp_path: Path, manager: Kit) -> None:
    (tmp_path / "none").mkdir()
    said = say(tmp_path, "team", str(tmp_path / "none"), kit=manager)
    assert (said.status, said.out) == (1, "Small guide: 0 people\n")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, manager: Kit) -> None:
    said = say(tmp_path, "team", str(tmp_path / "nowhere"), kit=manager)
    assert said.status == 3
    assert "no such folder of records" in said.err
