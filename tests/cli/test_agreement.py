"""Waivers and requests: written, signed by the manager, taken up by the person they are meant for."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.talk import Said, begin, say
from support.kit import SMALL, Clock, make_kit
from support.story import small
from watchword import agreement
from watchword.errors import RecordError, SignatureError, UsageError
from watchword.kit import Kit
from watchword.progress.reason import Cause
from watchword.record.letter import WaiverAsked, from_bytes
from watchword.record.sshsig import WAIVER
from watchword.renewal import agenda
from watchword.session import open_session

EVERY = tuple(one.id for one in small().guidelines)
LEAD = ("--name", "Team Lead", "--email", "lead@example.org")
ABOUT = "clear-desk"


@pytest.fixture
def person(tmp_path: Path) -> Kit:
    return begin(tmp_path / "person", *EVERY)


@pytest.fixture
def manager(tmp_path: Path) -> Kit:
    return make_kit(tmp_path / "manager")


@pytest.fixture
def asked(tmp_path: Path, person: Kit) -> Path:
    """What the person asks for."""
    said = ask(tmp_path, person)
    assert said.status == 0, said.err
    return next((tmp_path / "mail").glob("waiver-*.json"))


def ask(folder: Path, person: Kit, *, until: str = "2026-04-30") -> Said:
    mail = str(folder / "mail")
    words = ("waiver", "ask", ABOUT, "--reason", "The desk is shared", "--until", until, "--to", mail)
    return say(folder, *words, kit=person)


def approve(folder: Path, manager: Kit, path: Path, *more: str) -> Said:
    return say(folder, "waiver", "approve", str(path), *LEAD, "--yes", *more, kit=manager)


@pytest.fixture
def approved(tmp_path: Path, manager: Kit, asked: Path) -> Path:
    assert approve(tmp_path, manager, asked).status == 0
    return next(asked.parent.glob("*.approved.json"))


def take(folder: Path, person: Kit, path: Path, *more: str) -> Said:
    return say(folder, "waiver", "take", str(path), "--yes", *more, kit=person)


def test_what_was_asked_is_read_in_full_before_it_is_signed(
    tmp_path: Path, manager: Kit, asked: Path
) -> None:
    said = say(tmp_path, "waiver", "approve", str(asked), *LEAD, kit=manager, interactive=True, typed=["n"])
    assert said.status == 1
    for part in ("New Person <new@example.org>", "clear-desk", "2026-04-30", "The desk is shared"):
        assert part in said.out
    assert "Nothing was signed." in said.err
    assert not list(asked.parent.glob("*.sig"))


def test_an_approved_waiver_is_taken_up_and_settles_the_guideline(
    tmp_path: Path, person: Kit, approved: Path
) -> None:
    said = take(tmp_path, person, approved)
    assert said.status == 0
    assert "Compare it with Team Lead by voice or in person." in " ".join(said.out.split())
    session = open_session(person, SMALL)
    waiver = session.standing(ABOUT).waiver
    assert waiver is not None
    assert (waiver.approved_by, waiver.ends.isoformat()) == ("lead@example.org", "2026-04-30")
    assert str(session.standing(ABOUT).stage) == "waived"
    assert "clear-desk: until 2026-04-30, approved by lead@example.org: The desk is shared" in " ".join(
        say(tmp_path, "waiver", "list", kit=person).out.split()
    )


def test_the_manager_may_name_an_earlier_day_and_no_later_one(
    tmp_path: Path, manager: Kit, asked: Path
) -> None:
    later = approve(tmp_path, manager, asked, "--until", "2026-05-30")
    assert later.status == 2
    assert "not approved for longer than was asked" in later.err
    assert approve(tmp_path, manager, asked, "--until", "2026-02-28").status == 0
    path = next(asked.parent.glob("*.approved.json"))
    assert json.loads(path.read_bytes())["ends"] == "2026-02-28"


@pytest.mark.parametrize("until", ["2026-01-01", "2030-01-01", "soon", ""])
def test_a_waiver_ends_on_a_day_within_a_year(tmp_path: Path, person: Kit, until: str) -> None:
    said = ask(tmp_path, person, until=until)
    assert said.status == 2
    assert "The end of the waiver" in said.err


def test_nobody_approves_their_own_exception(tmp_path: Path, person: Kit, asked: Path) -> None:
    own = say(
        tmp_path,
        *("waiver", "approve", str(asked), "--name", "Me", "--email", "new@example.org", "--yes"),
        kit=person,
    )
    assert "Nobody approves their own waiver." in own.err
    assert approve(tmp_path, person, asked).status == 0
    said = take(tmp_path, person, next(asked.parent.glob("*.approved.json")))
    assert said.status == 3
    assert "You signed this yourself." in said.err


def test_a_waiver_for_somebody_else_is_refused(tmp_path: Path, approved: Path) -> None:
    other = begin(tmp_path / "other", "think-first")
    say(tmp_path, "profile", "set", "--email", "other@example.org", kit=other)
    said = take(tmp_path, other, approved)
    assert said.status == 3
    assert "This is for somebody else." in said.err


def test_a_waiver_that_has_ended_is_refused(tmp_path: Path, person: Kit, approved: Path) -> None:
    assert isinstance(person.now, Clock)
    person.now.forward(days=200)
    assert "The waiver has ended." in take(tmp_path, person, approved).err


def test_a_known_key_is_said_to_be_known_and_another_persons_is_refused(
    tmp_path: Path, person: Kit, manager: Kit, approved: Path
) -> None:
    key = manager.signer().public_key.text
    signers = tmp_path / "signers"
    signers.write_text(f'other@example.org namespaces="{WAIVER}" {key}\n')
    assert (
        "This key speaks for somebody else."
        in take(tmp_path, person, approved, "--signers", str(signers)).err
    )
    signers.write_text(f'lead@example.org namespaces="{WAIVER}" {key}\n')
    assert "known to you as theirs" in take(tmp_path, person, approved, "--signers", str(signers)).out


@pytest.mark.real
def test_the_signature_is_one_that_ssh_keygen_accepts(tmp_path: Path, manager: Kit, approved: Path) -> None:
    signers = tmp_path / "signers"
    signers.write_text(f"lead@example.org {manager.signer().public_key.text}\n")
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "lead@example.org", "-n", WAIVER]
    command += ["-s", f"{approved}.sig"]
    done = subprocess.run(command, input=approved.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_changed_byte_of_an_approval_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path, signature = _made(tmp_path_factory)
    whole = bytearray(path)
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    folder = tmp_path_factory.mktemp("changed")
    (folder / "w.json").write_bytes(bytes(whole))
    (folder / "w.json.sig").write_bytes(signature)
    with pytest.raises((RecordError, SignatureError)):
        agreement.open_waiver(folder / "w.json")


_MADE: list[tuple[bytes, bytes]] = []


def _made(factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    if not _MADE:
        folder = factory.mktemp("made")
        kit, manager = begin(folder / "person", *EVERY), make_kit(folder / "manager")
        session = open_session(kit, SMALL)
        path = agreement.ask_waiver(session, ABOUT, "Shared desk", "2026-04-30", folder)
        session.close()
        signed = agreement.approve_waiver(manager, path, "Team Lead", "lead@example.org")
        _MADE.append((signed.read_bytes(), signed.with_name(f"{signed.name}.sig").read_bytes()))
    return _MADE[0]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_what_is_no_letter_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(RecordError, match="not what was written"):
        from_bytes(WaiverAsked, data)


def test_a_file_that_is_no_file_or_far_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "huge.json").write_bytes(b" " * 100_000)
    for name in ("huge.json", ".", "nothing.json"):
        with pytest.raises(RecordError):
            agreement.read_asked(tmp_path / name)


# With the record -----------------------------------------------------------------------------------------


def hand_over(folder: Path, person: Kit, approved: Path) -> Path:
    take(folder, person, approved)
    say(folder, "check", kit=person)
    say(folder, "export", "--to", str(folder / "out"), kit=person)
    return next((folder / "out").glob("record-*"))


def test_the_approval_leaves_with_the_record_and_is_verified(
    tmp_path: Path, person: Kit, manager: Kit, approved: Path
) -> None:
    folder = hand_over(tmp_path, person, approved)
    assert len(list(folder.glob("waiver-*"))) == 2
    signers = tmp_path / "signers"
    signers.write_text(
        f"lead@example.org {manager.signer().public_key.text}\n"
        f"new@example.org {person.signer().public_key.text}\n"
    )
    said = say(tmp_path, "verify", str(folder), "--signers", str(signers), kit=manager)
    told = " ".join(said.out.split())
    assert said.status == 0, said.out
    assert "It was approved by lead@example.org, whose key is known to you." in told
    assert "Exception: until 2026-04-30, approved by lead@example.org: The desk is shared" in told


def test_without_the_approval_the_manager_is_told_to_ask(
    tmp_path: Path, person: Kit, manager: Kit, approved: Path
) -> None:
    folder = hand_over(tmp_path, person, approved)
    for path in folder.glob("waiver-*"):
        path.unlink()
    said = say(tmp_path, "verify", str(folder), kit=manager)
    assert "is not beside the record: ask them." in " ".join(said.out.split())


def test_an_approval_with_another_end_is_broken(
    tmp_path: Path, person: Kit, manager: Kit, approved: Path
) -> None:
    folder = hand_over(tmp_path, person, approved)
    path = next(folder.glob("waiver-*.approved.json"))
    path.write_bytes(path.read_bytes().replace(b"2026-04-30", b"2036-04-30"))
    said = say(tmp_path, "verify", str(folder), kit=manager)
    assert said.status == 1
    assert "An approval beside it:" in said.out


# Requests ------------------------------------------------------------------------------------------------


def make(folder: Path, manager: Kit, *guidelines: str, until: str = "2026-03-01") -> Said:
    mail = folder / "mail"
    mail.mkdir(exist_ok=True)
    return say(
        folder,
        *("request", "make", *guidelines, "--to", "new@example.org", *LEAD, "--until", until),
        *("--reason", "Two laptops were left open", "--out", str(mail)),
        kit=manager,
    )


def test_what_the_manager_asks_for_is_due_on_the_day_named(tmp_path: Path, person: Kit, manager: Kit) -> None:
    assert make(tmp_path, manager, "lock-screen").status == 0
    path = next((tmp_path / "mail").glob("request-*.json"))
    said = say(tmp_path, "request", "take", str(path), "--yes", kit=person)
    assert said.status == 0, said.err
    assert "The screen locked (lock-screen)" in said.out
    assert isinstance(person.now, Clock)
    person = replace(person, now=Clock(person.now.time + timedelta(days=10)))
    session = open_session(person, SMALL)
    (due,) = [one for one in agenda(session).dues if Cause.REQUEST in [r.cause for r in one.reasons]]
    assert due.guideline == "lock-screen"
    assert any("Two laptops were left open" in reason.sentence for reason in due.reasons)


def test_a_request_without_guidelines_is_for_all(tmp_path: Path, person: Kit, manager: Kit) -> None:
    make(tmp_path, manager)
    path = next((tmp_path / "mail").glob("request-*.json"))
    assert "every guideline" in say(tmp_path, "request", "take", str(path), "--yes", kit=person).out
    session = open_session(person, SMALL)
    assert all(standing.request for standing in session.progress.applying)


def test_a_request_for_a_guideline_that_is_not_there_is_refused(tmp_path: Path, manager: Kit) -> None:
    said = make(tmp_path, manager, "no-such-thing")
    assert said.status == 2
    assert "There is no guideline 'no-such-thing'." in said.err


def test_a_changed_request_is_refused(tmp_path: Path, person: Kit, manager: Kit) -> None:
    make(tmp_path, manager)
    path = next((tmp_path / "mail").glob("request-*.json"))
    path.write_bytes(path.read_bytes().replace(b"2026-03-01", b"2026-03-02"))
    assert say(tmp_path, "request", "take", str(path), "--yes", kit=person).status == 3


def test_nothing_is_written_over(tmp_path: Path, manager: Kit, asked: Path) -> None:
    approve(tmp_path, manager, asked)
    again = approve(tmp_path, manager, asked)
    assert again.status == 3
    assert "could not be written" in again.err
    shutil.rmtree(asked.parent)


def test_a_day_is_read_in_one_form_only() -> None:
    from datetime import date

    with pytest.raises(UsageError, match="is not a day"):
        agreement.read_day("31.12.2026", date(2026, 12, 1), "It")
