"""What verification says: every verdict, every note, and what each kind of tampering comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.talk import copy_small
from support.kit import a_profile, answer_wrongly, make_kit
from support.locking import DRILL
from support.records import (
    DONE,
    HandedOver,
    begin,
    changed,
    finish,
    hand_over,
    rewritten,
    see,
    with_entry,
)
from watchword.handover import verify_file
from watchword.progress.event import Event
from watchword.record.key import FileKey
from watchword.record.record import Stated, moment
from watchword.record.sshsig import CHALLENGE, COMPLETION_RECORD, PROGRESS_SEAL
from watchword.record.verify import KnownSigner, Mark, Verdict, Word
from watchword.session import open_session

OTHER_SUM = "ab" * 32


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    return hand_over(finish(begin(tmp_path_factory.mktemp("made"))))


@pytest.fixture(scope="module")
def partial(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    """One guideline fails its check, the others are not begun; two do not apply."""
    session = begin(tmp_path_factory.mktemp("partial"), roles=[])
    see(session, "fail")
    return hand_over(session)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    """The record of another person, with another key."""
    folder = tmp_path_factory.mktemp("other")
    return hand_over(finish(begin(folder, name="Other Person", email="other@example.org")))


def notes(verdict: Verdict, mark: Mark) -> str:
    return "\n".join(note.text for note in verdict.notes if note.mark is mark)


def broken(verdict: Verdict) -> str:
    """The notes on what does not hold."""
    assert verdict.word is Word.BROKEN
    return notes(verdict, Mark.BROKEN)


# Verdicts


def test_a_record_by_a_known_signer_is_valid(made: HandedOver) -> None:
    verdict = made.verify()
    assert verdict.word is Word.VALID
    assert verdict.record == made.record
    assert verdict.fingerprint == made.signer.public_key.fingerprint
    assert not notes(verdict, Mark.BROKEN)


def test_a_drill_that_was_done_leaves_the_record_valid(tmp_path: Path) -> None:
    for outcome in ("pass", "fail", "unknown"):
        session = open_session(make_kit(tmp_path / outcome), copy_small(tmp_path / outcome, DRILL))
        session.set_profile(a_profile())
        session._record("drilled", guideline="lock-screen", drill="lock-drill", outcome=outcome)
        made = hand_over(finish(session))
        assert made.verify().word is Word.VALID, outcome
        entry = next(one for one in made.record.guidelines if one.id == "lock-screen")
        assert ("lock-drill" in {one.check for one in entry.seen}) is (outcome == "pass")


def test_a_check_for_some_people_only_may_be_missing(tmp_path: Path) -> None:
    check = '[[guideline.check]]\nname = "screen-lock"\n'
    for roles in ([], ["developer"]):
        folder = tmp_path / (roles[0] if roles else "none")
        changed_check = (check, f'{check}applies_to = ["developer"]\n')
        session = open_session(make_kit(folder), copy_small(folder, changed_check))
        session.set_profile(a_profile(roles=roles))
        assert hand_over(finish(session)).verify().word is Word.VALID


def test_a_valid_record_says_of_each_step_that_it_holds(made: HandedOver) -> None:
    assert notes(made.verify(), Mark.HOLDS).split("\n") == [
        f"The signature is over exactly these bytes, by {made.record.signer.fingerprint}.",
        "The record is complete in form and written in its one spelling.",
        "The key is known to you as that of new@example.org.",
        "It covers every guideline of the checklist at hand (Small guide, version 1).",
        "All 7 guidelines that apply are done.",
        "Begun 2026-01-05, issued 2026-01-05, by the laptop's clock.",
        f"The journal's {made.record.journal.count} events are chained, and end where the record says.",
        "Every entry of the record follows from the journal.",
    ]


def test_that_there_was_no_challenge_is_always_said(made: HandedOver) -> None:
    assert notes(made.verify(), Mark.NOTICE) == (
        "There was no challenge: the record could have been prepared at any time."
    )


def test_an_intact_record_by_an_unknown_signer_says_so_and_what_to_compare(made: HandedOver) -> None:
    verdict = made.verify(signers=())
    assert verdict.word is Word.NOT_KNOWN
    expected = f"Compare {made.signer.public_key.fingerprint} with New Person by voice or in person."
    assert expected in notes(verdict, Mark.NOTICE)


def test_a_record_of_another_state_of_the_checklist_is_stale(made: HandedOver) -> None:
    verdict = made.verify(checklist=made.checklist.model_copy(update={"sha256": OTHER_SUM}))
    assert verdict.word is Word.STALE
    assert "made with another state of the checklist (Small guide, version 1)" in notes(verdict, Mark.NOTICE)


def test_a_stale_record_by_an_unknown_signer_is_first_of_all_not_known(made: HandedOver) -> None:
    checklist = made.checklist.model_copy(update={"sha256": OTHER_SUM})
    assert made.verify(signers=(), checklist=checklist).word is Word.NOT_KNOWN


@pytest.mark.parametrize("at_hand", [None, "another"])
def test_a_checklist_that_is_not_at_hand_is_said(made: HandedOver, at_hand: str | None) -> None:
    checklist = made.checklist.model_copy(update={"id": "another"}) if at_hand else None
    verdict = made.verify(checklist=checklist)
    assert verdict.word is Word.VALID
    assert "is not at hand, so its rules were not compared" in notes(verdict, Mark.NOTICE)


def test_an_incomplete_record_is_valid_and_says_how_far_it_is(partial: HandedOver) -> None:
    verdict = partial.verify()
    assert verdict.word is Word.VALID
    assert "0 of 5 guidelines are done; 1 need action." in notes(verdict, Mark.NOTICE)


def test_a_record_without_its_journal_is_valid_and_says_so(made: HandedOver) -> None:
    verdict = made.verify(journal=None, seal=None)
    assert verdict.word is Word.VALID
    assert "The journal is not beside the record" in notes(verdict, Mark.NOTICE)


def test_a_checks_statement_by_the_person_makes_a_guideline_done(tmp_path: Path) -> None:
    session = finish(begin(tmp_path), outcome="unknown")
    session.state(DONE, "screen-lock", "It locks after five minutes; I looked.")
    verdict = hand_over(session).verify()
    assert verdict.word is Word.VALID
    assert "All 7 guidelines that apply are done." in notes(verdict, Mark.HOLDS)


def test_a_withdrawn_answer_counts_as_an_attempt_and_still_follows_from_the_journal(tmp_path: Path) -> None:
    session = begin(tmp_path)
    answer_wrongly(session, "think-first")
    session.undo()
    made = hand_over(session)
    assert made.record.guidelines[0].known[0].attempts == 1
    assert not made.record.guidelines[0].known[0].right
    assert made.verify().word is Word.VALID


# The record's bytes and their signature


@settings(deadline=None, max_examples=50)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_changed_bit_of_the_record_is_noticed(made: HandedOver, place: int, bit: int) -> None:
    data = bytearray(made.data)
    data[place % len(data)] ^= 1 << bit
    verdict = made.verify(data=bytes(data))
    assert "The signature does not match the file." in broken(verdict)
    assert verdict.record is None, "nothing in the file is believed"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="BOM"),
        pytest.param(lambda data: data.rstrip(b"\n"), id="no final line feed"),
        pytest.param(lambda data: data[:-100], id="cut"),
        pytest.param(lambda data: b"", id="empty"),
    ],
)
def test_a_record_that_a_program_rewrote_is_broken(made: HandedOver, spoil: Callable[[bytes], bytes]) -> None:
    assert "does not match" in broken(made.verify(data=spoil(made.data)))


@pytest.mark.parametrize("armour", [b"", b"-----BEGIN SSH SIGNATURE-----\n", b"\0" * 20_000])
def test_a_signature_that_is_none_is_broken(made: HandedOver, armour: bytes) -> None:
    assert broken(made.verify(armour=armour))


@pytest.mark.parametrize("namespace", [PROGRESS_SEAL, CHALLENGE])
def test_a_signature_made_for_something_else_is_broken(made: HandedOver, namespace: str) -> None:
    armour = made.signer.sign(made.data, namespace)
    assert "namespace mismatch" in broken(made.verify(armour=armour))


def test_rightly_signed_bytes_that_are_no_record_are_broken(made: HandedOver) -> None:
    data = b'{"schema": "watchword-record/1"}\n'
    verdict = made.verify(data=data, armour=made.signer.sign(data, COMPLETION_RECORD))
    assert "This is not a completion record." in broken(verdict)


def test_a_record_signed_with_another_key_than_it_names_is_broken(
    made: HandedOver, other: HandedOver
) -> None:
    armour = other.signer.sign(made.data, COMPLETION_RECORD)
    verdict = made.verify(armour=armour, signers=(*made.known, *other.known))
    assert "names another key than the one that signed it" in broken(verdict)


def test_a_known_key_does_not_speak_for_anybody_else(made: HandedOver, other: HandedOver) -> None:
    forged = made.signed_anew(changed(made.record, subject={"id": other.record.subject.id}))
    verdict = made.verify(**forged, signers=(*made.known, *other.known))
    assert "speaks for new@example.org, not for other@example.org" in broken(verdict)


def test_a_person_with_two_known_keys_may_sign_with_either(made: HandedOver, other: HandedOver) -> None:
    second = KnownSigner("new@example.org", other.signer.public_key)
    assert made.verify(signers=(second, *made.known)).word is Word.VALID


# What a skilled owner signs again


def test_totals_that_do_not_follow_from_the_entries_are_broken(partial: HandedOver) -> None:
    result = {"done": 5, "status": "complete"}
    forged = partial.signed_anew(changed(partial.record, result=result))
    assert "totals do not follow" in broken(partial.verify(**forged))


@pytest.mark.parametrize(
    ("hollow", "fields"),
    [
        ("no word", {"stated": None}),
        ("no question", {"known": ()}),
        ("a failing check", {"seen": "fail"}),
        ("a check that could not tell, and no statement", {"seen": "unknown"}),
    ],
)
def test_a_hollow_done_is_broken(made: HandedOver, hollow: str, fields: dict[str, object]) -> None:
    entry = made.record.guidelines[1]
    if "seen" in fields:
        fields = {"seen": (entry.seen[0].model_copy(update={"outcome": fields["seen"]}),)}
    forged = made.signed_anew(with_entry(made.record, entry.id, **fields))
    verdict = made.verify(**forged, journal=None, seal=None, checklist=None)
    assert f"It calls guidelines done that are not: {entry.id}." in broken(verdict), hollow


def test_a_wrong_answer_is_no_done(made: HandedOver) -> None:
    asked = made.record.guidelines[0].known[0].model_copy(update={"right": False})
    forged = made.signed_anew(with_entry(made.record, "think-first", known=(asked,)))
    assert "done that are not: think-first" in broken(made.verify(**forged, journal=None, seal=None))


def test_a_done_whose_check_never_looked_is_broken(made: HandedOver) -> None:
    forged = made.signed_anew(with_entry(made.record, DONE, seen=()))
    verdict = made.verify(**forged, journal=None, seal=None)
    assert f"not those of the checklist it names: {DONE}." in broken(verdict)


def test_another_wording_of_the_attested_text_is_said_and_needs_the_journal(made: HandedOver) -> None:
    stated = Stated(at=made.record.guidelines[1].stated.at, text_sha256=OTHER_SUM)  # type: ignore[union-attr]
    forged = made.signed_anew(with_entry(made.record, DONE, stated=stated))
    verdict = made.verify(**forged, journal=None, seal=None)
    assert verdict.word is Word.VALID
    said = "They gave their word on another wording than that of today, of the same revision"
    assert f"{said}: {DONE}." in [note.text for note in verdict.notes]
    assert "says other things than the journal" in broken(made.verify(**forged))


def test_another_rule_than_the_checklists_is_broken(made: HandedOver) -> None:
    forged = made.signed_anew(with_entry(made.record, DONE, rule_sha256=OTHER_SUM))
    verdict = made.verify(**forged, journal=None, seal=None)
    assert "guidelines are not those of the checklist" in broken(verdict)


def test_a_guideline_left_out_is_broken(made: HandedOver) -> None:
    forged = changed(made.record, guidelines=made.record.guidelines[1:], result={"applying": 6, "done": 6})
    verdict = made.verify(**made.signed_anew(forged), journal=None, seal=None)
    assert "guidelines are not those of the checklist" in broken(verdict)


def test_a_guideline_counted_twice_is_broken(made: HandedOver) -> None:
    twice = (*made.record.guidelines, made.record.guidelines[0])
    forged = changed(made.record, guidelines=twice, result={"applying": 8, "done": 8})
    verdict = made.verify(**made.signed_anew(forged), journal=None, seal=None)
    assert "counts a guideline more than once" in broken(verdict)


def test_a_guideline_spared_without_a_reason_is_broken(partial: HandedOver) -> None:
    record = with_entry(partial.record, "no-secrets", reason=None)
    verdict = partial.verify(**partial.signed_anew(record), journal=None, seal=None)
    assert "leaves out guidelines without a reason: no-secrets." in broken(verdict)


def test_times_that_do_not_follow_one_another_are_a_notice(made: HandedOver) -> None:
    forged = made.signed_anew(changed(made.record, issued_at="2025-01-01T00:00:00Z"))
    verdict = made.verify(**forged)
    assert verdict.word is Word.VALID
    assert "the laptop's clock was off" in notes(verdict, Mark.NOTICE)


# The journal and its seal


def test_a_journal_without_its_seal_is_a_notice(made: HandedOver) -> None:
    verdict = made.verify(seal=None)
    assert verdict.word is Word.VALID
    assert "The journal has no seal beside it." in notes(verdict, Mark.NOTICE)


def test_a_journal_sealed_with_another_key_is_broken(made: HandedOver, other: HandedOver) -> None:
    seal = other.signer.sign(made.journal, PROGRESS_SEAL)
    assert "sealed with another key than the record" in broken(made.verify(seal=seal))


def test_a_signature_for_records_is_no_seal(made: HandedOver) -> None:
    seal = made.signer.sign(made.journal, COMPLETION_RECORD)
    assert "namespace mismatch" in broken(made.verify(seal=seal))


def test_a_seal_that_is_none_is_broken(made: HandedOver) -> None:
    assert "no SSH signature" in broken(made.verify(seal=b"sealed, honestly\n"))


@pytest.mark.parametrize("sealed", [True, False])
def test_an_edited_journal_is_broken_and_the_line_is_named(made: HandedOver, sealed: bool) -> None:
    edited = made.journal.replace(b'outcome = "pass"', b'outcome = "warn"')
    assert edited != made.journal
    given = made.sealed_anew(edited) if sealed else {"journal": edited, "seal": None}
    assert "line" in broken(made.verify(**given))


@pytest.mark.parametrize("sealed", [True, False])
def test_a_cut_journal_is_broken(made: HandedOver, sealed: bool) -> None:
    cut = made.journal[: made.journal.rindex(b"[[event]]")]
    given = made.sealed_anew(cut) if sealed else {"journal": cut, "seal": None}
    assert "not the one the record was made from" in broken(made.verify(**given))


@pytest.mark.parametrize("tail", [b"[[event]]\nn = ", b"\0\0\0", b"\n"])
def test_bytes_behind_the_journals_end_are_noticed_without_a_seal_too(made: HandedOver, tail: bytes) -> None:
    assert broken(made.verify(journal=made.journal + tail, seal=None))


def test_the_journal_of_another_person_is_broken(made: HandedOver, other: HandedOver) -> None:
    verdict = made.verify(journal=other.journal, seal=other.seal)
    assert "sealed with another key than the record" in broken(verdict)
    assert "not the one the record was made from" in broken(verdict)


def test_the_journal_of_another_person_sealed_anew_is_broken(made: HandedOver, other: HandedOver) -> None:
    verdict = made.verify(**made.sealed_anew(other.journal))
    assert "not the one the record was made from" in broken(verdict)


def test_what_is_no_journal_is_broken(made: HandedOver) -> None:
    assert broken(made.verify(**made.sealed_anew(b"# nothing\n")))


def with_journal(made: HandedOver, journal: bytes, **parts: object) -> Verdict:
    """Verify the record as its owner would have it: naming the rewritten journal, both rightly signed."""
    from watchword.progress.chain import verify as verify_chain

    chain = verify_chain(journal)
    named = {"id": chain.header.journal, "count": chain.count, "head": chain.head}
    record = changed(made.record, **{"journal": named, **parts})
    return made.verify(**made.signed_anew(record), **made.sealed_anew(journal))


def test_a_record_that_says_more_than_its_journal_is_broken(made: HandedOver) -> None:
    def forget(event: Event) -> Event | None:
        return None if event.kind == "attested" and event.fields["guideline"] == DONE else event

    verdict = with_journal(made, rewritten(made.chain, forget))
    assert "says other things than the journal it was made from" in broken(verdict)


def test_a_record_of_better_looks_than_its_journal_is_broken(made: HandedOver) -> None:
    def fail(event: Event) -> Event:
        fields = {**event.fields, "outcome": "fail"} if event.kind == "checked" else event.fields
        return replace(event, fields=fields)

    verdict = with_journal(made, rewritten(made.chain, fail))
    assert "says other things than the journal it was made from" in broken(verdict)


@pytest.mark.parametrize("subject", [{"name": "Somebody Else"}, {"id": "else@example.org"}])
def test_a_record_for_another_person_than_its_journals_is_broken(
    made: HandedOver, subject: dict[str, str]
) -> None:
    forged = made.signed_anew(changed(made.record, subject=subject))
    assert "names another person" in broken(made.verify(**forged, signers=()))


@pytest.mark.parametrize("field", ["started_at", "finished_at"])
def test_a_record_of_other_times_than_its_journals_is_broken(made: HandedOver, field: str) -> None:
    forged = made.signed_anew(changed(made.record, result={field: "2026-01-05T09:00:10Z"}))
    assert "other times" in broken(made.verify(**forged))


def test_a_rewind_that_the_record_keeps_quiet_about_is_broken(tmp_path: Path) -> None:
    def rewind(event: Event) -> Event:
        fields = {"expected": 9, "found": 2}
        return replace(event, kind="rewound", fields=fields) if event.kind == "opened" else event

    session = begin(tmp_path)
    session.visit("think-first")
    opened = hand_over(session)
    verdict = with_journal(opened, rewritten(opened.chain, rewind))
    assert "fewer rewinds" in broken(verdict)


def test_a_rewind_that_the_record_owns_up_to_is_a_notice(tmp_path: Path) -> None:
    session = begin(tmp_path)
    session._record("rewound", expected=9, found=2)
    verdict = hand_over(session).verify()
    assert verdict.word is Word.VALID
    assert "was set back once" in notes(verdict, Mark.NOTICE)


def test_a_journal_with_an_outcome_that_no_check_has_is_broken(made: HandedOver) -> None:
    def invent(event: Event) -> Event:
        fields = {**event.fields, "outcome": "excellent"} if event.kind == "checked" else event.fields
        return replace(event, fields=fields)

    verdict = with_journal(made, rewritten(made.chain, invent))
    assert "says other things than the journal" in broken(verdict)


def test_a_journal_without_events_is_broken(made: HandedOver) -> None:
    verdict = with_journal(made, rewritten(made.chain, lambda event: None))
    assert "says other things than the journal" in broken(verdict)


def test_a_rewritten_journal_that_is_consistent_is_valid_as_nothing_on_a_laptop_can_tell(
    made: HandedOver,
) -> None:
    later = timedelta(days=1)
    journal = rewritten(made.chain, lambda event: event)
    assert journal == made.journal
    journal = rewritten(
        made.chain,
        lambda event: replace(event, at=event.at + later) if event.kind == "opened" else event,
        key="SHA256:another",
    )
    assert with_journal(made, journal).word is Word.VALID


# On disk


def test_a_folder_verifies_as_its_file_does(made: HandedOver) -> None:
    folder = made.exported.folder
    record = folder / f"{folder.name}.json"
    assert verify_file(folder, None, None) == verify_file(record, None, None)
    assert verify_file(folder, None, None).word is Word.NOT_KNOWN


def test_the_allowed_signers_file_of_a_hand_over_makes_the_signer_known(made: HandedOver) -> None:
    folder = made.exported.folder
    signers = folder / f"{folder.name}.allowed_signers"
    assert verify_file(folder, signers, made.checklist).word is Word.VALID


def test_a_stranger_with_the_same_address_is_not_known(made: HandedOver, tmp_path: Path) -> None:
    stranger = FileKey.create(tmp_path / "keys" / "stranger")
    verdict = made.verify(signers=(KnownSigner("new@example.org", stranger.public_key),))
    assert verdict.word is Word.NOT_KNOWN


def test_the_record_says_when_it_was_signed(made: HandedOver) -> None:
    assert made.record.issued_at > moment(made.chain.header.created)
