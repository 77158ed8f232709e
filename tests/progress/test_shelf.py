"""The journals of one checklist: found, begun, and continued when the checklist has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.kit import SMALL, START, a_profile, answer_rightly, make_kit, make_session
from support.story import small
from watchword.errors import JournalError
from watchword.kit import Kit
from watchword.progress.shelf import CHANGED, Beginning, Shelf
from watchword.session import Session

BEGINNING = Beginning("ab" * 16, START, "SHA256:key")
LATER = Beginning("cd" * 16, START, "SHA256:key")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "journals" / "small", tmp_path / "state" / "high-water.toml")


# The shelf ------------------------------------------------------------------------------------------------


def test_an_empty_shelf_has_no_last_journal(shelf: Shelf) -> None:
    assert shelf.paths() == []
    assert shelf.open_last(START) is None


def test_looking_at_an_empty_shelf_makes_no_folder(shelf: Shelf) -> None:
    shelf.open_last(START)
    assert not shelf.folder.exists()


def test_the_first_journal_is_number_one_and_names_the_checklist(shelf: Shelf) -> None:
    with shelf.begin(small(), BEGINNING) as journal:
        assert journal.path == shelf.folder / "0001.toml"
        header = journal.header
    assert (header.journal, header.created, header.key) == ("ab" * 16, START, "SHA256:key")
    assert (header.checklist, header.checklist_version, header.checklist_sha256) == (
        "small",
        "1",
        small().sha256,
    )


def test_the_last_journal_is_the_one_that_is_opened(shelf: Shelf) -> None:
    shelf.begin(small(), BEGINNING).close()
    shelf.begin(small(), LATER).close()
    journal = shelf.open_last(START)
    assert journal is not None
    with journal:
        assert (journal.path.name, journal.header.journal) == ("0002.toml", "cd" * 16)


def test_other_files_on_the_shelf_are_no_journals(shelf: Shelf) -> None:
    shelf.begin(small(), BEGINNING).close()
    for name in ("notes.toml", "0002.toml.torn-1", "0003.toml~", "12345.toml"):
        (shelf.folder / name).touch()
    assert [path.name for path in shelf.paths()] == ["0001.toml"]


def test_a_journal_that_is_continued_stays_as_it_was(shelf: Shelf) -> None:
    journal = shelf.begin(small(), BEGINNING)
    journal.append("opened", START, guideline="think-first")
    before = journal.path.read_bytes()
    shelf.continue_from(journal, small(), LATER, CHANGED).close()
    assert (shelf.folder / "0001.toml").read_bytes() == before


def test_the_one_that_continues_says_where_the_other_ended(shelf: Shelf) -> None:
    journal = shelf.begin(small(), BEGINNING)
    journal.append("opened", START, guideline="think-first")
    head = journal.head
    with shelf.continue_from(journal, small(), LATER, CHANGED) as later:
        (event,) = later.events
    assert event.kind == "continues"
    assert (event.fields["journal"], event.fields["count"], event.fields["head"]) == ("ab" * 16, 1, head)


def test_a_journal_that_was_continued_takes_no_more(shelf: Shelf) -> None:
    journal = shelf.begin(small(), BEGINNING)
    shelf.continue_from(journal, small(), LATER, CHANGED).close()
    with pytest.raises(JournalError):
        journal.append("opened", START, guideline="think-first")


# A checklist that changes between two sittings ------------------------------------------------------------


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "checklist"))


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return make_kit(tmp_path / "home")


def change(checklist: Path, old: str, new: str) -> None:
    file = checklist / "basics.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def one_sitting(kit: Kit, checklist: Path) -> None:
    """Answer and attest the first guideline and the one with a check."""
    session = make_session(Path(), kit=kit, checklist=checklist)
    session.set_profile(a_profile())
    for guideline in ("think-first", "one-password"):
        answer_rightly(session, guideline)
        session.attest(guideline)
    session.close()


def again(kit: Kit, checklist: Path) -> Session:
    return make_session(Path(), kit=kit, checklist=checklist)


def test_the_same_checklist_goes_on_in_the_same_journal(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    session = again(kit, checklist)
    assert [path.name for path in kit.shelf("small").paths()] == ["0001.toml"]
    assert session.notices == ()
    session.close()


def test_a_changed_checklist_goes_on_in_a_new_journal_and_says_so(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, "Open Settings.", "Open the settings.")
    session = again(kit, checklist)
    assert "The checklist has changed since last time" in session.notices[-1]
    session.visit("clear-desk")
    assert [path.name for path in kit.shelf("small").paths()] == ["0001.toml", "0002.toml"]
    session.close()


def test_looking_at_a_changed_checklist_writes_nothing(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, "Open Settings.", "Open the settings.")
    before = [path.read_bytes() for path in kit.shelf("small").paths()]
    again(kit, checklist).close()
    assert [path.read_bytes() for path in kit.shelf("small").paths()] == before


def test_answers_and_words_whose_texts_are_the_same_are_kept(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, "Open Settings.", "Open the settings.")
    session = again(kit, checklist)
    assert [one.guideline.id for one in session.progress.done] == ["think-first", "one-password"]
    assert session.profile == a_profile()
    assert session.progress.place == "one-password"
    session.close()


def test_a_text_that_changed_without_a_new_revision_is_not_asked_for_again(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, "I keep thinking first", "I always keep thinking first")
    session = again(kit, checklist)
    assert session.standing("think-first").is_done
    assert session.standing("one-password").is_done
    session.close()


def test_a_question_that_was_revised_is_asked_again(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, 'id = "think-first-1"', 'id = "think-first-1"\nrevision = 2')
    session = again(kit, checklist)
    assert session.standing("think-first").left == ("Answer the question.",)
    assert session.draw("think-first") is not None
    session.close()


def test_a_guideline_that_was_revised_needs_the_word_again(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, 'strength = "must"', 'strength = "must"\nrevision = 2')
    session = again(kit, checklist)
    assert session.standing("think-first").left == ("Give your word.",)
    session.close()


def test_what_was_done_in_the_journal_before_cannot_be_withdrawn(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, "Open Settings.", "Open the settings.")
    session = again(kit, checklist)
    assert session.undo() is None
    session.close()


def test_withdrawing_in_the_new_journal_names_its_own_event(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, "Open Settings.", "Open the settings.")
    session = again(kit, checklist)
    answer_rightly(session, "clear-desk")
    assert session.undo() is not None
    assert session.ledger.journal is not None
    assert session.ledger.journal.events[-1].fields["of"] == session.ledger.journal.events[-2].n
    assert not session.standing("clear-desk").is_understood
    assert session.standing("think-first").is_done
    session.close()


def test_over_two_changes_everything_adds_up(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    change(checklist, "Open Settings.", "Open the settings.")
    session = again(kit, checklist)
    answer_rightly(session, "clear-desk")
    session.undo()
    answer_rightly(session, "tell-team")
    session.close()
    change(checklist, "Open the settings.", "Open Settings.")
    session = again(kit, checklist)
    session.visit("clear-desk")
    understood = [name for name, one in session.progress.standings.items() if one.is_understood]
    assert understood == ["think-first", "one-password", "tell-team"]
    assert len(kit.shelf("small").paths()) == 3
    session.close()


# Two sessions at once -------------------------------------------------------------------------------------


def test_a_second_session_can_look_but_not_record(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    first = again(kit, checklist)
    second = again(kit, checklist)
    assert (first.is_read_only, second.is_read_only) == (False, True)
    assert [one.guideline.id for one in second.progress.done] == ["think-first", "one-password"]
    assert "can only be read" in second.notices[-1]
    first.close()
    second.close()


def test_a_second_session_begins_no_journal_when_the_checklist_has_changed(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    first = again(kit, checklist)
    change(checklist, "Open Settings.", "Open the settings.")
    second = again(kit, checklist)
    assert second.is_read_only
    assert [path.name for path in kit.shelf("small").paths()] == ["0001.toml"]
    first.close()
    second.close()


def test_when_the_first_is_closed_the_next_one_can_record(kit: Kit, checklist: Path) -> None:
    one_sitting(kit, checklist)
    again(kit, checklist).close()
    session = again(kit, checklist)
    assert not session.is_read_only
    session.close()
