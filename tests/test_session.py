"""What a person can do in a sitting, from the first profile to the last withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from support.kit import (
    IDLE,
    SMALL,
    Clock,
    a_profile,
    answer_rightly,
    answer_wrongly,
    gnome_host,
    make_kit,
    make_session,
)
from support.sample_host import SampleHost
from watchword.errors import ChecklistError, JournalError, SigningError, UsageError, WatchwordError
from watchword.kit import Kit
from watchword.looks import SEEN_FOR
from watchword.progress.standing import Stage
from watchword.progress.statement import STATEMENT_LIMIT
from watchword.session import Session, Undone, open_session

IDS = ["think-first", "lock-screen", "one-password", "clear-desk", "tell-team", "no-secrets", "reviewed-code"]


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return make_kit(tmp_path / "home")


@pytest.fixture
def session(kit: Kit) -> Session:
    session = make_session(Path(), kit=kit)
    session.set_profile(a_profile())
    return session


def kinds(session: Session) -> list[str]:
    return [event.kind for event in session.events]


def files_below(kit: Kit) -> list[str]:
    home = kit.paths.data.parent
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())


def again(session: Session) -> Session:
    """Close a sitting and begin the next one."""
    session.close()
    return make_session(Path(), kit=session.kit)


async def look(session: Session, *guidelines: str) -> dict[str, str]:
    return {about: str(finding.outcome) async for about, finding in session.look(guidelines or None)}


# Beginning ------------------------------------------------------------------------------------------------


async def test_before_the_first_profile_nothing_is_written(kit: Kit) -> None:
    session = make_session(Path(), kit=kit)
    session.visit("think-first")
    assert await look(session) == {"lock-screen": "pass"}
    assert session.resume() is not None
    assert session.draw("think-first") is not None
    session.close()
    assert files_below(kit) == []


def test_before_the_first_profile_nothing_can_be_recorded_and_it_says_what_to_do(kit: Kit) -> None:
    session = make_session(Path(), kit=kit)
    with pytest.raises(JournalError) as caught:
        answer_rightly(session, "think-first")
    assert caught.value.remedy == "Fill in the profile first."
    assert session.profile is None


def test_the_first_profile_makes_the_key_and_the_journal(session: Session) -> None:
    kept = files_below(session.kit)
    assert "data/journals/small/0001.toml" in kept
    assert {"keys/id_ed25519", "keys/id_ed25519.pub"} <= set(kept)
    assert session.ledger.journal is not None
    assert session.ledger.journal.header.key == session.kit.signer().public_key.fingerprint


def test_the_profile_is_there_in_the_next_sitting(session: Session) -> None:
    assert again(session).profile == a_profile()


def test_the_same_profile_is_not_written_twice(session: Session) -> None:
    session.set_profile(a_profile())
    assert kinds(session) == ["profile"]


def test_another_profile_changes_what_applies_at_once(session: Session) -> None:
    session.set_profile(a_profile(roles=[]))
    assert not session.standing("no-secrets").applies


def test_a_folder_without_a_checklist_is_refused(kit: Kit, tmp_path: Path) -> None:
    with pytest.raises(ChecklistError):
        open_session(kit, tmp_path)


def test_the_checklist_of_the_settings_is_used_when_none_is_named(kit: Kit) -> None:
    named = replace(kit, settings=replace(kit.settings, checklist=str(SMALL)))
    assert open_session(named).checklist.id == "small"


# Walking --------------------------------------------------------------------------------------------------


def test_a_new_person_begins_at_the_beginning(session: Session) -> None:
    found = session.resume()
    assert found is not None
    assert found.guideline.id == "think-first"


def test_the_next_sitting_begins_where_the_last_one_was_left(session: Session) -> None:
    session.visit("clear-desk")
    found = again(session).resume()
    assert found is not None
    assert found.guideline.id == "clear-desk"


def test_what_is_done_by_now_is_not_gone_back_to(session: Session) -> None:
    session.visit("clear-desk")
    answer_rightly(session, "clear-desk")
    session.attest("clear-desk")
    found = again(session).resume()
    assert found is not None
    assert found.guideline.id == "tell-team"


def test_what_does_not_apply_any_more_is_not_gone_back_to(session: Session) -> None:
    session.visit("no-secrets")
    session.set_profile(a_profile(roles=[]))
    found = session.resume()
    assert found is not None
    assert found.guideline.id == "think-first"


async def test_when_everything_is_done_there_is_nothing_to_go_to(session: Session) -> None:
    await look(session)
    for guideline in IDS:
        answer_rightly(session, guideline)
        session.attest(guideline)
    assert session.progress.is_complete
    assert session.resume() is None
    assert session.next_pending("think-first") is None


def test_opening_a_guideline_is_written_once(session: Session) -> None:
    session.visit("clear-desk")
    session.visit("clear-desk")
    assert kinds(session) == ["profile", "opened"]


def test_going_back_to_a_guideline_is_written_again(session: Session) -> None:
    for guideline in ("clear-desk", "tell-team", "clear-desk"):
        session.visit(guideline)
    assert kinds(session) == ["profile", "opened", "opened", "opened"]


def test_the_next_sitting_does_not_write_again_where_it_begins(session: Session) -> None:
    session.visit("clear-desk")
    later = again(session)
    later.visit("clear-desk")
    assert kinds(later) == ["profile", "opened"]


def test_a_guideline_that_does_not_exist_is_refused_with_the_way_out(session: Session) -> None:
    with pytest.raises(UsageError) as caught:
        session.standing("no-\x1bsuch")
    assert "\x1b" not in str(caught.value)
    assert "checklist show" in caught.value.detail


# Thinking -------------------------------------------------------------------------------------------------


def test_a_right_answer_is_understood_and_explained(session: Session) -> None:
    drawn = session.draw("think-first")
    assert drawn is not None
    feedback = session.answer("think-first", drawn, drawn.right)
    assert feedback.is_right
    assert feedback.chosen is feedback.right is drawn.question.right
    assert feedback.wait.is_over
    assert session.standing("think-first").is_understood


def test_a_wrong_answer_explains_both_and_says_when_it_comes_back(session: Session) -> None:
    drawn = session.draw("think-first")
    assert drawn is not None
    place = (drawn.right + 1) % len(drawn.options)
    feedback = session.answer("think-first", drawn, place)
    assert not feedback.is_right
    assert feedback.chosen is drawn.options[place]
    assert feedback.right is drawn.question.right
    assert feedback.wait.others == 3


def test_an_answer_is_written_with_what_was_chosen(session: Session) -> None:
    drawn = session.draw("think-first")
    assert drawn is not None
    place = (drawn.right + 1) % len(drawn.options)
    session.answer("think-first", drawn, place)
    fields = session.events[-1].fields
    assert fields["question"] == "think-first-1"
    assert fields["option"] == drawn.options[place].misconception  # type: ignore[union-attr]
    assert (fields["right"], fields["attempt"], fields["revision"]) == (False, 1, 1)


def test_a_missed_question_is_not_put_until_three_others_were_answered(session: Session) -> None:
    answer_wrongly(session, "think-first")
    for guideline in ("one-password", "clear-desk", "tell-team"):
        assert session.draw("think-first") is None
        answer_rightly(session, guideline)
    drawn = session.draw("think-first")
    assert drawn is not None
    assert drawn.attempt == 2
    assert session.wait("think-first").others == 0


def test_a_question_missed_twice_waits_until_it_was_talked_over(session: Session) -> None:
    answer_wrongly(session, "think-first")
    for guideline in ("one-password", "clear-desk", "tell-team"):
        answer_rightly(session, guideline)
    answer_wrongly(session, "think-first")
    assert session.wait("think-first").until_tomorrow
    session.talk_over("think-first")
    assert session.draw("think-first") is not None


def test_talking_over_what_was_not_missed_is_refused(session: Session) -> None:
    with pytest.raises(UsageError, match="nothing to talk over"):
        session.talk_over("think-first")


def test_what_is_at_risk_is_kept_clean_and_can_be_taken_back(session: Session) -> None:
    session.name_stake("think-first", "  my   drafts\x1b[31m ")
    assert session.standing("think-first").stake == "my drafts\N{REPLACEMENT CHARACTER}[31m"
    assert session.undo() == Undone("named", "think-first")
    assert session.standing("think-first").stake == ""


def test_an_empty_sentence_is_refused(session: Session) -> None:
    with pytest.raises(UsageError):
        session.name_stake("think-first", "   ")


def test_a_finished_section_says_what_was_gained(session: Session) -> None:
    ids = [one.id for one in session.checklist.sections[1].guidelines]
    for guideline in ids:
        assert session.gain(guideline) == ""
        answer_rightly(session, guideline)
        session.attest(guideline)
    assert session.gain(ids[0]) == "Code: finished. Nobody finds a secret of yours in a file."


def test_a_missed_question_still_waits_in_the_next_sitting(session: Session) -> None:
    answer_wrongly(session, "think-first")
    later = again(session)
    assert later.draw("think-first") is None
    assert later.wait("think-first").others == 3


def test_an_understood_question_is_not_put_again(session: Session) -> None:
    answer_rightly(session, "think-first")
    assert session.draw("think-first") is None


def test_the_same_draw_is_made_until_it_is_answered(session: Session) -> None:
    assert session.draw("lock-screen") == session.draw("lock-screen")
    assert session.draw("lock-screen") == again(session).draw("lock-screen")


# The word and the statement -------------------------------------------------------------------------------


def test_the_word_is_refused_before_the_question_is_understood(session: Session) -> None:
    with pytest.raises(UsageError) as caught:
        session.attest("think-first")
    assert "4 Think" in caught.value.remedy
    assert kinds(session) == ["profile"]


def test_the_word_is_refused_after_a_wrong_answer(session: Session) -> None:
    answer_wrongly(session, "think-first")
    with pytest.raises(UsageError):
        session.attest("think-first")


def test_the_word_is_written_with_the_digest_of_the_text_that_was_seen(session: Session) -> None:
    answer_rightly(session, "think-first")
    session.attest("think-first")
    guideline = session.standing("think-first").guideline
    assert session.events[-1].fields["text_sha256"] == guideline.attestation.sha256
    assert session.standing("think-first").stage is Stage.DONE


def test_a_statement_is_written_on_one_line_and_cleaned(session: Session) -> None:
    session.state("lock-screen", "screen-lock", "  It locks\n after  five\tminutes\x1b[0m. ")
    assert session.standing("lock-screen").statements == {
        "screen-lock": "It locks after five minutes\N{REPLACEMENT CHARACTER}[0m."
    }


def test_a_statement_is_cut_at_its_limit(session: Session) -> None:
    session.state("lock-screen", "screen-lock", "x" * 1000)
    assert len(session.standing("lock-screen").statements["screen-lock"]) == STATEMENT_LIMIT


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_an_empty_statement_is_refused(session: Session, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        session.state("lock-screen", "screen-lock", text)
    assert caught.value.remedy
    assert kinds(session) == ["profile"]


# Looking --------------------------------------------------------------------------------------------------


def test_the_checks_of_all_that_applies_are_asked_for(session: Session) -> None:
    assert [(ask.check, ask.about) for ask in session.asks()] == [("screen-lock", "lock-screen")]


def test_the_checks_of_some_guidelines_can_be_asked_for(session: Session) -> None:
    assert session.asks(["think-first"]) == []
    assert [ask.about for ask in session.asks(["lock-screen", "think-first"])] == ["lock-screen"]


async def test_the_first_look_is_recorded(session: Session) -> None:
    assert await look(session) == {"lock-screen": "pass"}
    assert session.standing("lock-screen").seen["screen-lock"].outcome == "pass"


async def test_a_look_that_shows_the_same_is_no_news(session: Session) -> None:
    await look(session)
    await look(session)
    assert kinds(session) == ["profile", "checked"]


async def test_a_look_that_shows_something_else_is_news(kit: Kit) -> None:
    host = gnome_host()
    session = make_session(Path(), kit=replace(kit, host=host))
    session.set_profile(a_profile())
    await look(session)
    host.commands[IDLE] = "org.gnome.desktop.session idle-delay uint32 0\n"
    assert await look(session) == {"lock-screen": "fail"}
    assert kinds(session) == ["profile", "checked", "checked"]
    assert session.standing("lock-screen").stage is Stage.NEEDS_ACTION


async def test_after_a_day_the_same_is_news_again(tmp_path: Path) -> None:
    clock = Clock()
    session = make_session(Path(), kit=make_kit(tmp_path, clock=clock))
    session.set_profile(a_profile())
    await look(session)
    clock.forward(hours=23)
    await look(session)
    assert kinds(session) == ["profile", "checked"]
    clock.forward(hours=2)
    await look(session)
    assert timedelta(hours=23) < SEEN_FOR < timedelta(hours=25)
    assert kinds(session) == ["profile", "checked", "checked"]


async def test_what_cannot_be_seen_is_unknown_and_asks_for_a_statement(tmp_path: Path) -> None:
    session = make_session(Path(), kit=make_kit(tmp_path, host=SampleHost()))
    session.set_profile(a_profile())
    assert await look(session) == {"lock-screen": "unknown"}
    assert session.standing("lock-screen").unanswered == ("screen-lock",)
    session.state("lock-screen", "screen-lock", "It locks after five minutes.")
    assert session.standing("lock-screen").unanswered == ()


async def test_what_does_not_apply_is_not_looked_at(session: Session) -> None:
    session.set_profile(a_profile(roles=[]))
    assert {ask.about for ask in session.asks(IDS)} == {"lock-screen"}
    assert await look(session, "no-secrets") == {}


# Withdrawing ----------------------------------------------------------------------------------------------


def test_there_is_nothing_to_withdraw_at_first(session: Session) -> None:
    assert not session.may_undo
    assert session.undo() is None
    assert kinds(session) == ["profile"]


def test_the_last_step_is_withdrawn_first(session: Session) -> None:
    answer_rightly(session, "think-first")
    session.attest("think-first")
    undone = session.undo()
    assert undone is not None
    assert (undone.kind, undone.guideline) == ("attested", "think-first")
    assert session.standing("think-first").stage is Stage.NEEDS_WORD
    undone = session.undo()
    assert undone is not None
    assert undone.kind == "answered"
    assert session.undo() is None


def test_a_statement_can_be_withdrawn(session: Session) -> None:
    session.state("lock-screen", "screen-lock", "It locks.")
    assert session.may_undo
    session.undo()
    assert session.standing("lock-screen").statements == {}


def test_what_was_done_in_an_earlier_sitting_stays(session: Session) -> None:
    answer_rightly(session, "think-first")
    later = again(session)
    assert not later.may_undo
    assert later.undo() is None
    assert later.standing("think-first").is_understood


def test_nothing_is_taken_out_of_the_journal(session: Session) -> None:
    answer_rightly(session, "think-first")
    session.undo()
    assert kinds(session) == ["profile", "answered", "undone"]


# A second session -----------------------------------------------------------------------------------------


def test_a_second_session_shows_everything_and_says_why_it_records_nothing(session: Session) -> None:
    answer_rightly(session, "think-first")
    second = make_session(Path(), kit=session.kit)
    assert second.is_read_only
    assert second.standing("think-first").is_understood
    assert any("Another session has this journal open." in notice for notice in second.notices)
    session.close()
    second.close()


@pytest.mark.parametrize(
    "step",
    [
        lambda session: answer_rightly(session, "think-first"),
        lambda session: session.state("lock-screen", "screen-lock", "It locks."),
        lambda session: session.set_profile(a_profile(name="Another Person")),
    ],
    ids=["answer", "statement", "profile"],
)
def test_a_step_in_a_second_session_is_refused_with_the_way_out(
    session: Session, step: Callable[[Session], None]
) -> None:
    second = make_session(Path(), kit=session.kit)
    with pytest.raises(JournalError) as caught:
        step(second)
    assert caught.value.title == "Nothing was recorded."
    assert caught.value.remedy == "Close the other session, then open the journal again."
    session.close()
    second.close()


async def test_walking_and_looking_in_a_second_session_write_nothing(session: Session) -> None:
    second = make_session(Path(), kit=session.kit)
    before = kinds(second)
    second.visit("clear-desk")
    assert await look(second) == {"lock-screen": "pass"}
    assert kinds(second) == before
    session.close()
    second.close()


# What is in the way ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["data", "keys", "data/journals", "data/journals/small"])
def test_a_file_where_a_folder_should_be_is_named_with_the_way_out(kit: Kit, folder: str) -> None:
    in_the_way = kit.paths.data.parent / folder
    in_the_way.parent.mkdir(parents=True, mode=0o700)
    in_the_way.write_text("a file, not a folder")
    session = make_session(Path(), kit=kit)
    with pytest.raises(WatchwordError) as caught:
        session.set_profile(a_profile())
    assert isinstance(caught.value, JournalError | SigningError)
    assert folder.rpartition("/")[2] in caught.value.detail
    assert caught.value.remedy
    assert in_the_way.read_text() == "a file, not a folder"


def test_a_journal_that_was_edited_is_refused_with_its_line(session: Session) -> None:
    session.close()
    (path,) = session.kit.shelf("small").paths()
    path.write_text(path.read_text().replace("New Person", "Old Person"))
    session.kit.paths.high_water.unlink()
    with path.open("a") as file:
        file.write("x\n")
    with pytest.raises(JournalError) as caught:
        make_session(Path(), kit=session.kit)
    assert "line" in caught.value.detail


def test_without_a_journal_there_is_no_chain(kit: Kit) -> None:
    with pytest.raises(JournalError) as caught:
        make_session(Path(), kit=kit).ledger.chain()
    assert "--plain" in caught.value.remedy


def test_the_chain_is_that_of_the_file(session: Session) -> None:
    answer_rightly(session, "think-first")
    data, chain = session.ledger.chain()
    assert session.ledger.journal is not None
    assert data == session.ledger.journal.path.read_bytes()
    assert chain.events == session.ledger.journal.events


def test_a_closed_session_records_nothing_more(session: Session) -> None:
    session.close()
    with pytest.raises(JournalError):
        answer_rightly(session, "think-first")
