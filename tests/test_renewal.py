"""Re-certification through a session: a sitting is planned, begun, gone through and signed."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date
from pathlib import Path

import pytest

from support.kit import GNOME, IDLE, SMALL, Clock, a_profile, answer_wrongly, gnome_host, make_kit
from support.sample_host import SampleHost
from watchword import handover, renewal
from watchword.check.finding import Outcome
from watchword.errors import UsageError
from watchword.kit import Kit
from watchword.progress.reason import Cause
from watchword.session import Session, open_session

PLAIN, LOOKED = "think-first", "lock-screen"


async def _look(session: Session) -> None:
    async for _ in session.look():
        pass


def look(session: Session) -> None:
    asyncio.run(_look(session))


def go_through(session: Session) -> None:
    """Do all that is left to do."""
    look(session)
    while (standing := session.next_pending("")) is not None and standing.left:
        name = standing.guideline.id
        while drawn := session.draw(name):
            session.answer(name, drawn, drawn.right)
        if not session.standing(name).is_understood:
            break
        session.attest(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Kit:
    return make_kit(tmp_path / "home", clock=clock)


@pytest.fixture
def session(kit: Kit) -> Session:
    """Somebody who has done everything and handed over a record."""
    session = open_session(kit, SMALL)
    session.set_profile(a_profile())
    go_through(session)
    assert session.progress.is_complete
    handover.export(session)
    return session


def again(session: Session) -> Session:
    """Close a session, and open the next."""
    kit = session.kit
    session.close()
    return open_session(kit, SMALL)


def test_right_after_the_first_walk_nothing_is_due(session: Session) -> None:
    assert renewal.agenda(session).now == ()
    with pytest.raises(UsageError, match="Nothing is due"):
        renewal.begin(session, renewal.next_sitting(session))


def test_a_renewal_begins_a_new_journal_that_continues_the_old_head(session: Session, clock: Clock) -> None:
    before = session.ledger.journal
    assert before is not None
    clock.forward(days=40)
    renewal.begin(session, renewal.next_sitting(session))
    journal = session.ledger.journal
    assert journal is not None
    first = journal.events[0]
    assert (first.text("journal"), first.text("head")) == (before.header.journal, before.head)
    assert {event.kind for event in journal.events[1:]} == {"due"}


def test_what_is_due_has_to_be_shown_again_and_nothing_else(session: Session, clock: Clock) -> None:
    clock.forward(days=40)
    sitting = renewal.next_sitting(session)
    renewal.begin(session, sitting)
    left = {one.guideline.id for one in session.progress.applying if not one.is_done}
    assert left == {due.guideline for due in sitting.dues}
    go_through(session)
    assert session.progress.is_complete
    assert renewal.agenda(session).now == ()


def test_a_sitting_goes_on_after_a_break(session: Session, clock: Clock) -> None:
    clock.forward(days=40)
    renewal.begin(session, renewal.next_sitting(session))
    count = session.progress.count
    session = again(session)
    assert session.resume() is not None
    sitting = renewal.next_sitting(session)
    assert sitting.dues
    renewal.begin(session, sitting)
    assert len(session.kit.shelf(session.checklist.id).paths()) == 2
    go_through(session)
    assert session.progress.is_complete
    assert session.progress.count > count


def test_a_miss_in_a_renewal_rests_for_a_week(session: Session, clock: Clock) -> None:
    clock.forward(days=40)
    renewal.begin(session, renewal.next_sitting(session))
    answer_wrongly(session, LOOKED)
    wait = session.wait(LOOKED)
    assert wait.until == clock.time.astimezone().date().replace(day=clock.time.astimezone().day + 7)
    assert session.draw(LOOKED) is None
    clock.forward(days=7)
    assert session.draw(LOOKED) is not None


def test_a_miss_may_be_talked_over_instead(session: Session, clock: Clock) -> None:
    clock.forward(days=40)
    renewal.begin(session, renewal.next_sitting(session))
    answer_wrongly(session, LOOKED)
    session.talk_over(LOOKED)
    assert session.draw(LOOKED) is not None


def test_a_miss_is_due_again_in_the_same_cycle(session: Session, clock: Clock) -> None:
    clock.forward(days=40)
    renewal.begin(session, renewal.next_sitting(session))
    answer_wrongly(session, LOOKED)
    clock.forward(days=8)
    due = renewal.agenda(session).find(LOOKED)
    assert due is not None
    assert Cause.MISSED in due.causes
    renewal.begin(session, renewal.next_sitting(session))
    assert len(session.kit.shelf(session.checklist.id).paths()) == 2


def test_the_sitting_is_walked_in_its_own_order(session: Session, clock: Clock) -> None:
    clock.forward(days=40)
    sitting = renewal.next_sitting(session)
    session.sitting = ()
    renewal.begin(session, sitting)
    first = session.next_pending("")
    assert first is not None
    assert first.guideline.id == sitting.dues[0].guideline


def test_putting_off_moves_everything_by_a_week(session: Session, clock: Clock) -> None:
    clock.forward(days=40)
    until = renewal.postpone(session)
    assert renewal.agenda(session).now == ()
    clock.forward(days=(until - clock.time.date()).days)
    assert renewal.agenda(session).now


def test_the_third_time_nothing_can_be_put_off_and_the_way_out_is_named(
    session: Session, clock: Clock
) -> None:
    clock.forward(days=40)
    for _ in range(2):
        renewal.postpone(session)
        clock.forward(days=8)
    with pytest.raises(UsageError, match="cannot be put off any more") as refused:
        renewal.postpone(session)
    assert "watchword" in refused.value.remedy


def test_putting_off_what_is_not_due_is_refused(session: Session) -> None:
    with pytest.raises(UsageError, match="Nothing is due"):
        renewal.postpone(session, [PLAIN])


# Since it was signed -------------------------------------------------------------------------------------


def unlocked() -> SampleHost:
    """The same desktop, on which the screen is never locked."""
    commands = {**GNOME, IDLE: GNOME[IDLE].replace("uint32 300", "uint32 0")}
    return SampleHost(environment=gnome_host().environment, commands=commands)


async def _drifted(session: Session) -> list[renewal.Drifted]:
    return [one async for _, one in renewal.look_since_signed(session) if one]


def test_a_check_that_held_when_signed_and_fails_now_has_drifted(session: Session, tmp_path: Path) -> None:
    assert asyncio.run(_drifted(session)) == []
    session.close()
    kit = make_kit(tmp_path / "home", host=unlocked(), clock=session.kit.now)  # type: ignore[arg-type]
    later = open_session(kit, SMALL)
    (found,) = asyncio.run(_drifted(later))
    assert (found.guideline, found.signed, found.now) == (LOOKED, Outcome.PASS, Outcome.FAIL)
    assert found.is_worse
    assert later.standing(LOOKED).seen["screen-lock"].outcome == "pass", "comparing records nothing"


def test_what_was_named_when_signed_and_is_not_now_is_no_pass(tmp_path: Path, kit: Kit) -> None:
    target = Path(shutil.copytree(SMALL, tmp_path / "guide"))
    path = target / "basics.toml"
    path.write_text(
        path.read_text("utf-8").replace('name = "screen-lock"', 'name = "source-reports"'), "utf-8"
    )
    session = open_session(kit, target)
    session.set_profile(a_profile())
    session._record("checked", guideline=LOOKED, check="source-reports", outcome="pass")
    handover.export(session)
    (found,) = asyncio.run(_drifted(session))
    assert (found.check, found.now, found.is_lost) == ("source-reports", Outcome.UNKNOWN, True)


def test_before_anything_was_signed_there_is_nothing_to_compare_with(kit: Kit) -> None:
    session = open_session(kit, SMALL)
    session.set_profile(a_profile())
    with pytest.raises(UsageError, match="nothing to compare with"):
        asyncio.run(_drifted(session))


def test_what_drifted_and_which_waiver_ends_is_news(session: Session, clock: Clock) -> None:
    ends = date.fromordinal(clock.time.date().toordinal() + 20)
    said = {"reason": "No stick", "approved_by": "lead@example.org", "ends": ends.isoformat()}
    session.note_all([("waived", {"guideline": PLAIN, **said})])
    session.note_all([("checked", {"guideline": LOOKED, "check": "screen-lock", "outcome": "fail"})])
    found = renewal.news(session)
    assert [(one.guideline, one.check) for one in found.drifted] == [(LOOKED, "screen-lock")]
    assert [one.guideline.id for one, _ in found.ending] == [PLAIN]


def test_a_waiver_that_ended_is_taken_up_before_a_record_is_made(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    ends = date.fromordinal(clock.time.date().toordinal() + 5)
    said = {"reason": "No stick", "approved_by": "lead@example.org", "ends": ends.isoformat()}
    session.note_all([("waived", {"guideline": PLAIN, **said})])
    assert session.standing(PLAIN).is_settled
    clock.forward(days=7)
    exported = handover.export(session, tmp_path)
    entry = next(one for one in exported.record.guidelines if one.id == PLAIN)
    assert entry.status == "open"
