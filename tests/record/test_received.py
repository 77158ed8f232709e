"""A folder of received records: the newest of each person, and whom a change of the checklist touches."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.kit import SMALL, Clock
from support.records import begin, finish
from watchword.checklist.difference import compare
from watchword.checklist.load import load
from watchword.errors import RecordError
from watchword.handover import export
from watchword.record.received import Touched, read_received, touched

RULE = 'rule = "You keep the screen locked the way the team agreed."'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a manager keeps: a developer's record, and one of somebody who does not write software."""
    for name, roles in (("dev", ("developer",)), ("art", ())):
        session = finish(begin(tmp_path / name, email=f"{name}@example.org", roles=roles))
        export(session, tmp_path / "received" / name)
        session.close()
    return tmp_path / "received"


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The small checklist with texts replaced."""
    target = Path(shutil.copytree(SMALL, tmp_path / "changed"))
    for path in target.glob("*.toml"):
        text = path.read_text("utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
    return target


def whom(folder: Path, target: Path) -> dict[str, Touched]:
    found = read_received(folder, "small")
    return touched(compare(load(SMALL), load(target)), found.newest)


def people(*names: str) -> frozenset[str]:
    return frozenset(f"{name}@example.org" for name in names)


def test_everybody_who_gave_their_word_before_is_asked_again(tmp_path: Path, folder: Path) -> None:
    target = changed(tmp_path, (RULE, f"{RULE}\nrevision = 2"))
    assert whom(folder, target) == {"lock-screen": Touched(people("art", "dev"), frozenset())}


def test_one_for_developers_is_asked_again_of_developers_only(tmp_path: Path, folder: Path) -> None:
    target = changed(tmp_path, ('applies_to = ["developer"]', 'applies_to = ["developer"]\nrevision = 2'))
    assert set(whom(folder, target).values()) == {Touched(people("dev"), frozenset())}


def test_a_new_one_for_everybody_is_put_to_everybody(tmp_path: Path, folder: Path) -> None:
    target = changed(tmp_path, ('id = "tell-team"', 'id = "speak-up"'))
    assert whom(folder, target) == {"speak-up": Touched(people("art", "dev"), frozenset())}


def test_who_is_a_developer_shows_in_what_applied_to_them(tmp_path: Path, folder: Path) -> None:
    one = ('id = "tell-team"', 'id = "speak-up"')
    target = changed(tmp_path, one)
    path = target / "basics.toml"
    head, tail = path.read_text("utf-8").split('id = "speak-up"')
    path.write_text(head + 'id = "speak-up"' + tail.replace('["everyone"]', '["developer"]', 1), "utf-8")
    assert whom(folder, target) == {"speak-up": Touched(people("dev"), frozenset())}


def test_where_no_record_tells_it_is_perhaps(tmp_path: Path, folder: Path) -> None:
    target = changed(tmp_path, ('applies_to = ["developer"]', 'applies_to = ["responder"]'))
    # The developer was asked already.
    assert set(whom(folder, target).values()) == {Touched(frozenset(), people("art"))}


def test_of_two_records_of_one_person_the_newer_counts(tmp_path: Path) -> None:
    session = finish(begin(tmp_path / "one"))
    assert isinstance(session.kit.now, Clock)
    export(session, tmp_path / "received")
    session.kit.now.forward(days=40)
    second = export(session, tmp_path / "received").record
    session.close()
    assert read_received(tmp_path / "received", "small").newest == (second,)


def test_what_does_not_count_is_left_out_with_the_reason(tmp_path: Path, folder: Path) -> None:
    records = sorted(folder.glob("*/*/record-*[0-9a-f].json"))
    data = bytearray(records[0].read_bytes())
    data[200] ^= 1
    records[0].write_bytes(data)
    records[1].with_name(f"{records[1].name}.sig").unlink()
    found = read_received(folder, "small")
    assert found.newest == ()
    assert len(found.left_out) == 2
    assert any("signature" in why for why in found.left_out.values())
    assert all(not Path(name).is_absolute() for name in found.left_out)


def test_records_of_another_checklist_are_left_out(folder: Path) -> None:
    found = read_received(folder, "security")
    assert found.newest == ()
    assert set(found.left_out.values()) == {"It is about another checklist, small."}


def test_approvals_beside_a_record_are_no_records(folder: Path) -> None:
    place = next(folder.glob("*/record-*"))
    (place / "waiver-0123456789ab.approved.json").write_text("{}")
    assert read_received(folder, "small").left_out == {}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such folder"):
        read_received(tmp_path / "nowhere", "small")
