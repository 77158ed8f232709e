"""The record of a renewal: what it continues, what is excepted, when everything is due."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest

from support.kit import Clock, answer_rightly
from support.records import DONE, HandedOver, begin, changed, finish, hand_over, with_entry
from watchword import renewal
from watchword.errors import RecordError
from watchword.record.record import Previous, Waived, from_bytes, to_bytes
from watchword.record.verify import Word
from watchword.session import Session

EXCEPTED = "think-first"


async def _look(session: Session) -> None:
    async for _ in session.look():
        pass


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    return hand_over(finish(begin(tmp_path_factory.mktemp("renewed"))))


@pytest.fixture(scope="module")
def second(first: HandedOver) -> HandedOver:
    """The record of a renewal forty days later, one guideline of which has a waiver."""
    session, clock = first.session, first.session.kit.now
    assert isinstance(clock, Clock)
    clock.forward(days=40)
    ends = (clock.time.date() + timedelta(60)).isoformat()
    said = {"reason": "Waiting for a new stick", "approved_by": "lead@example.org", "ends": ends}
    renewal.begin(session, renewal.next_sitting(session))
    session.note_all([("waived", {"guideline": EXCEPTED, **said})])
    asyncio.run(_look(session))
    for standing in session.progress.applying:
        if standing.waiver is None and not standing.is_understood:
            answer_rightly(session, standing.guideline.id)
        if standing.waiver is None and not session.standing(standing.guideline.id).is_attested:
            session.attest(standing.guideline.id)
    return hand_over(session)


def test_the_first_record_is_an_initial_one_that_follows_none(first: HandedOver) -> None:
    assert (first.record.kind, first.record.previous) == ("initial", None)


def test_the_second_is_a_renewal_that_names_the_first(first: HandedOver, second: HandedOver) -> None:
    digest = hashlib.sha256(first.data).hexdigest()
    assert second.record.kind == "renewal"
    assert second.record.previous == Previous(record_id=first.record.record_id, sha256=digest)


def test_it_verifies_with_both_journals(second: HandedOver) -> None:
    verdict = second.verify(earlier=second.earlier)
    assert verdict.word is Word.VALID
    assert "Every entry of the record follows from the journal." in [note.text for note in verdict.notes]


def test_every_guideline_says_when_it_is_due(first: HandedOver) -> None:
    days = [entry.due for entry in first.record.guidelines if entry.status == "done"]
    assert all(day is not None and "2026-02-01" <= day <= "2026-02-08" for day in days)


def test_another_day_than_follows_from_the_journal_is_broken(first: HandedOver) -> None:
    forged = first.signed_anew(with_entry(first.record, DONE, due="2036-01-01"))
    verdict = first.verify(**forged)
    assert verdict.word is Word.BROKEN


def test_days_that_another_version_counted_in_another_way_are_a_notice(first: HandedOver) -> None:
    changed = with_entry(first.record, DONE, due="2036-01-01")
    other = changed.model_copy(update={"app": changed.app.model_copy(update={"version": "0.0.9"})})
    verdict = first.verify(**first.signed_anew(other))
    assert verdict.word is Word.VALID
    assert any("counts them in another way" in note.text for note in verdict.notes)


def test_a_waiver_is_complete_and_is_said(second: HandedOver) -> None:
    assert (second.record.result.status, second.record.result.waived) == ("complete", 1)
    entry = next(one for one in second.record.guidelines if one.id == EXCEPTED)
    assert (entry.status, entry.waiver is not None) == ("waived", True)
    told = [note.text for note in second.verify(earlier=second.earlier).notes]
    assert any(text.startswith(f"Waiver for {EXCEPTED} until 2026-") for text in told)
    assert "the others have a waiver" in " ".join(told)


def test_a_waiver_without_its_terms_is_broken(second: HandedOver) -> None:
    forged = second.signed_anew(with_entry(second.record, EXCEPTED, waiver=None))
    verdict = second.verify(**forged, journal=None, seal=None)
    assert verdict.word is Word.BROKEN


def test_a_waiver_that_had_ended_when_it_was_issued_is_a_notice(second: HandedOver) -> None:
    waiver = Waived(ends="2026-01-31", approved_by="lead@example.org", reason="x")
    forged = second.signed_anew(with_entry(second.record, EXCEPTED, waiver=waiver))
    told = [note.text for note in second.verify(**forged, journal=None, seal=None).notes]
    assert f"The waiver for {EXCEPTED} had ended on 2026-01-31." in told


def test_the_first_form_knows_nothing_of_renewals(second: HandedOver) -> None:
    data = to_bytes(second.record).replace(b"watchword-record/2", b"watchword-record/1")
    with pytest.raises(RecordError, match="not a completion record"):
        from_bytes(data)


def test_a_record_of_today_is_not_of_the_first_form(first: HandedOver) -> None:
    assert not first.record.is_first_form
    assert changed(first.record, kind="renewal").kind == "renewal"
