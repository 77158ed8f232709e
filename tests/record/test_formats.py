"""Every form that was ever written is read: there is a file of each, made by the version that wrote it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest

from support.kit import SMALL, Clock, make_kit
from support.story import small
from watchword import agreement, renewal
from watchword.handover import export, verify_file
from watchword.progress.chain import FORMAT as JOURNAL
from watchword.progress.chain import verify as verify_chain
from watchword.progress.journal import Journal
from watchword.progress.mark import read_marks
from watchword.progress.past import FORMAT as PAST
from watchword.record.record import READ
from watchword.record.verify import Mark, Word
from watchword.session import open_session
from watchword.settings import load as load_settings
from watchword.status_file import FORMAT as STATUS

FORMATS = Path(__file__).parents[1] / "fixtures" / "formats"
RECORDS = sorted(FORMATS.glob("record-*/record-*.json"))


def test_there_is_a_file_of_every_form_that_is_known() -> None:
    found = {json.loads(path.read_bytes())["schema"] for path in RECORDS}
    assert found == set(READ)
    journals = {
        path.read_text().split('format = "')[1].split('"')[0] for path in FORMATS.rglob("*.journal*.toml")
    }
    assert journals == {JOURNAL}


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.parent.name)
def test_a_hand_over_of_every_form_is_verified_whole(path: Path) -> None:
    verdict = verify_file(path, path.with_name(f"{path.stem}.allowed_signers"), small())
    assert verdict.word is Word.VALID, [note.text for note in verdict.notes]
    assert not [note for note in verdict.notes if note.mark is Mark.BROKEN]
    assert "Every entry of the record follows from the journal." in [note.text for note in verdict.notes]


@pytest.mark.parametrize("path", sorted(FORMATS.rglob("*.journal*.toml")), ids=lambda path: path.name)
def test_a_journal_of_every_form_is_read_and_gone_on_with(path: Path, tmp_path: Path) -> None:
    chain = verify_chain(path.read_bytes())
    copyfile(path, tmp_path / "0001.toml")
    tmp_path.chmod(0o700)
    with Journal.open(tmp_path / "0001.toml", at=datetime(2036, 1, 1, tzinfo=UTC)) as journal:
        journal.append("opened", datetime(2036, 1, 1, tzinfo=UTC), guideline="think-first")
        assert journal.count == chain.count + 1


def test_the_memory_of_how_far_a_journal_was_is_read() -> None:
    marks = read_marks(FORMATS / "high-water-1.toml")
    assert [mark.count for mark in marks.values()] == [17]


def test_a_waiver_and_a_request_of_every_form_are_opened() -> None:
    letters = FORMATS / "letters-1"
    assert agreement.read_asked(letters / "waiver-0123456789ab.json").guideline.id == "clear-desk"
    approved = agreement.open_waiver(letters / "waiver-0123456789ab.approved.json")
    assert approved.letter.approved_by.id == "lead@example.org"
    request = agreement.open_request(letters / "request-feedfacecafe.json")
    assert request.letter.guidelines == ("lock-screen",)


def test_settings_of_the_first_form_are_read() -> None:
    settings = load_settings(FORMATS / "settings-1.toml")
    assert (settings.theme, settings.exports) == ("watchword-light", "~/records")
    assert [one.url for one in settings.service] == ["https://shop.example.com/"]
    assert settings.followed == ("",)


def test_what_the_first_form_left_behind_is_gone_on_with_renewed_and_verified(tmp_path: Path) -> None:
    kit = make_kit(tmp_path / "home", clock=Clock(datetime(2026, 6, 1, 9, tzinfo=UTC)))
    kit = replace(kit, settings=load_settings(FORMATS / "settings-1.toml"))
    folder = kit.shelf("small").folder
    folder.mkdir(mode=0o700, parents=True)
    (old,) = (FORMATS / "record-1").glob("*.journal.toml")
    copyfile(old, folder / "0001.toml")
    session = open_session(kit, SMALL)
    assert session.progress.is_complete
    sitting = renewal.next_sitting(session)
    assert sitting.dues
    renewal.begin(session, sitting)
    for due in sitting.dues:
        while drawn := session.draw(due.guideline):
            session.answer(due.guideline, drawn, drawn.right)
    exported = export(session, tmp_path / "out")
    session.close()
    verdict = verify_file(exported.folder, None, session.checklist)
    assert verdict.record is not None
    assert (verdict.record.kind, verdict.record.schema_name) == ("renewal", READ[-1])
    assert not [note.text for note in verdict.notes if note.mark is Mark.BROKEN]


@pytest.mark.parametrize("version", [*READ, JOURNAL, STATUS, PAST])
def test_every_form_carries_its_version(version: str) -> None:
    assert re.fullmatch(r"watchword-[a-z]+/[0-9]+", version)
