"""What is due, and when: the rules one by one, then years of days and what must hold on each of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.renewal import Life, changed, policy
from support.story import small
from watchword.checklist.renewal import Former
from watchword.progress.due import Urgency, find_due
from watchword.progress.reason import Cause

PLAIN, LOOKED = "think-first", "lock-screen"
FIRST = date(2026, 1, 5)
EXACT = policy(spread=0)


def life(**changes: object) -> Life:
    """A person who did everything on the first day; nothing is spread unless a test says so."""
    told = Life(policy(**{"spread": 0, **changes}))
    told.finish()
    return told


# Time ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rights", "days"), [(1, 30), (2, 150), (3, 365), (4, 365)])
def test_each_right_answer_in_a_row_makes_the_time_longer(rights: int, days: int) -> None:
    person = life()
    for _ in range(rights - 1):
        person.wait_until_due(PLAIN, Cause.TIME)
        person.renew(PLAIN)
    answered = person.today
    assert person.reason(PLAIN, Cause.TIME).on == answered + timedelta(days)


def test_what_ages_fast_is_asked_after_half_a_year_at_the_latest() -> None:
    person = life()
    person.checklist = changed(small(), PLAIN, volatile=True)
    for _ in range(2):
        person.wait_until_due(PLAIN, Cause.TIME)
        person.renew(PLAIN)
    assert person.reason(PLAIN, Cause.TIME).on == person.today + timedelta(180)


def test_a_miss_comes_back_after_a_week_with_another_question() -> None:
    person = life()
    person.wait_until_due(LOOKED, Cause.TIME)
    first = person.renew(LOOKED, right=False)
    missed = person.today
    due = person.due(LOOKED)
    assert due.causes == ()
    assert person.reason(LOOKED, Cause.MISSED).on == missed + timedelta(7)
    person.forward(7)
    assert person.due(LOOKED).causes[0] is Cause.MISSED
    assert person.renew(LOOKED) != first


def test_after_a_miss_the_ladder_begins_again() -> None:
    person = life()
    person.wait_until_due(PLAIN, Cause.TIME)
    person.renew(PLAIN)
    person.wait_until_due(PLAIN, Cause.TIME)
    person.renew(PLAIN, right=False)
    person.forward(7)
    person.renew(PLAIN)
    assert person.reason(PLAIN, Cause.TIME).on == person.today + timedelta(30)


def test_what_a_check_showed_is_good_for_thirty_days() -> None:
    person = life()
    assert person.reason(LOOKED, Cause.FINDING).on == FIRST + timedelta(30)
    person.forward(10)
    person.look(LOOKED)
    assert person.reason(LOOKED, Cause.FINDING).on == FIRST + timedelta(40)


def test_a_look_that_is_long_due_makes_nobody_late() -> None:
    person = life()
    person.wait_until_due(LOOKED, Cause.TIME)
    person.renew(LOOKED)  # the next question comes in half a year, the next look in a month
    person.wait_until_due(LOOKED, Cause.TIME)
    due = person.due(LOOKED)
    assert {Cause.TIME, Cause.FINDING} <= set(due.causes)
    assert due.urgency is Urgency.DUE
    assert due.since == person.today


def test_a_word_is_good_for_a_year() -> None:
    assert life().reason(PLAIN, Cause.WORD).on == FIRST + timedelta(366)


def test_a_word_given_shortly_before_its_end_keeps_its_day_of_the_year() -> None:
    person = life()
    person.forward(340)
    person.attest(PLAIN)
    assert person.reason(PLAIN, Cause.WORD).on == date(2028, 1, 6)


def test_a_word_given_after_its_end_starts_afresh() -> None:
    person = life()
    person.forward(400)
    person.attest(PLAIN)
    assert person.reason(PLAIN, Cause.WORD).on == person.today + timedelta(366)


def test_a_word_that_ends_soon_is_asked_for_together_with_a_question() -> None:
    person = life(stages=(310,))
    person.forward(310)
    assert person.due(PLAIN).asks == {"question", "word"}


def test_nothing_is_due_the_day_before() -> None:
    person = life(finding=365)
    person.forward(29)
    assert person.agenda.now == ()
    person.forward(1)
    assert [due.guideline for due in person.agenda.now] == person.applying


def test_it_is_overdue_once_the_grace_is_over() -> None:
    person = life()
    person.forward(44)
    assert person.due(PLAIN).urgency is Urgency.DUE
    person.forward(1)
    assert person.due(PLAIN).urgency is Urgency.OVERDUE


def test_every_reason_says_in_words_when_its_day_is() -> None:
    person = life()
    assert person.reason(PLAIN, Cause.TIME).sentence == (
        "Found on 5 January 2026; another question comes after about 30 days, spread over the guide: "
        "4 February 2026."
    )


# Fixed days, and changes alone ---------------------------------------------------------------------------


def test_with_fixed_days_everything_is_due_on_the_next_of_them() -> None:
    person = life(basis="calendar", dates=("03-15", "09-15"))
    assert person.reason(PLAIN, Cause.TIME).on == date(2026, 3, 15)
    assert person.reason(PLAIN, Cause.WORD).on == date(2026, 3, 15)


def test_what_is_done_shortly_before_a_fixed_day_counts_for_it() -> None:
    person = Life(policy(basis="calendar", dates=("02-01",)))
    person.finish()
    assert person.reason(PLAIN, Cause.TIME).on == date(2027, 2, 1)


@pytest.mark.parametrize(("year", "day"), [(2027, 28), (2028, 29)])
def test_a_fixed_leap_day_is_the_last_of_february(year: int, day: int) -> None:
    person = Life(policy(basis="calendar", dates=("02-29",)), start=date(year - 1, 3, 10))
    person.finish()
    assert person.reason(PLAIN, Cause.TIME).on == date(year, 2, day)


def test_with_changes_alone_time_makes_nothing_due() -> None:
    person = life(basis="change", finding=3650)
    person.forward(3000)
    assert person.agenda.now == ()


# Changes -------------------------------------------------------------------------------------------------


def test_a_raised_revision_is_due_at_once_with_two_weeks_of_grace() -> None:
    person = life()
    person.forward(5)
    former = Former(revision=1, rule="Think.", until=person.today)
    person.checklist = changed(small(), PLAIN, revision=2, former=(former,))
    due = person.due(PLAIN)
    assert (due.causes, due.asks) == ((Cause.CHANGED,), {"question", "word"})
    assert due.last_day == person.today + timedelta(14)
    assert due.urgency is Urgency.DUE


def test_a_changed_guideline_is_settled_by_a_right_answer_and_a_word() -> None:
    person = life()
    person.forward(5)
    former = Former(revision=1, rule="Think.", until=person.today)
    person.checklist = changed(small(), PLAIN, revision=2, former=(former,))
    person.renew(PLAIN, word=False)
    assert person.due(PLAIN).asks == {"word"}
    person.attest(PLAIN)
    assert not person.due(PLAIN).is_due


def test_a_text_that_changed_without_a_new_revision_asks_nobody() -> None:
    person = life()
    person.forward(5)
    before = person.agenda
    person.checklist = changed(small(), PLAIN, rule="Think first, always.")
    assert person.agenda.now == before.now == ()


def test_a_new_guideline_is_due_after_two_weeks() -> None:
    everything = small()
    person = life()
    person.forward(20)
    person.checklist = changed(everything, "one-password", added_on=person.today)
    person.forget("one-password")
    assert person.reason("one-password", Cause.NEW).on == person.today + timedelta(14)
    assert not person.due("one-password").is_due


def test_a_guide_that_was_never_finished_is_due_after_a_month() -> None:
    person = Life(EXACT)
    person.finish(PLAIN)
    assert person.agenda.is_onboarding
    assert person.reason("one-password", Cause.ONBOARDING).on == FIRST + timedelta(30)


# What people agree ---------------------------------------------------------------------------------------


def test_something_may_be_put_off_twice_by_a_week() -> None:
    person = life()
    person.wait_until_due(PLAIN, Cause.TIME)
    left = []
    for _ in range(2):
        left.append(person.due(PLAIN).postponements_left)
        person.postpone(PLAIN)
        assert not person.due(PLAIN).is_due
        person.forward(7)
        assert person.due(PLAIN).is_due
    assert left == [2, 1]
    assert person.due(PLAIN).postponements_left == 0


def test_once_it_is_done_it_may_be_put_off_again() -> None:
    person = life()
    person.wait_until_due(PLAIN, Cause.TIME)
    person.postpone(PLAIN)
    person.forward(7)
    person.renew(PLAIN)
    assert person.due(PLAIN).postponements_left == 2


def test_a_waiver_holds_to_its_last_day_and_then_makes_the_guideline_due() -> None:
    person = life()
    person.waive(LOOKED, until=FIRST + timedelta(90))
    person.forward(90)
    assert not person.due(LOOKED).is_due
    person.forward(1)
    assert person.due(LOOKED).causes == (Cause.WAIVER,)


def test_what_the_manager_asks_for_is_due_on_the_day_named() -> None:
    person = life()
    person.request(PLAIN, until=FIRST + timedelta(10))
    assert not person.due(PLAIN).is_due
    person.forward(10)
    assert person.due(PLAIN).causes == (Cause.REQUEST,)
    person.renew(PLAIN, word=True)
    assert not person.due(PLAIN).is_due


# The clock -----------------------------------------------------------------------------------------------


def test_setting_the_clock_back_extends_nothing() -> None:
    person = life()
    person.forward(31)
    person.look(LOOKED)
    due = {one.guideline for one in person.agenda.now}
    assert {one.guideline for one in person.agenda_on(FIRST + timedelta(3)).now} >= due


def test_an_answer_given_while_the_clock_was_ahead_is_not_good_for_longer() -> None:
    person = Life(EXACT)
    person.finish(LOOKED)
    person.clock_ahead(years=4)
    person.finish(PLAIN)
    person.clock_right()
    person.finish("one-password")
    assert person.reason(PLAIN, Cause.TIME).on <= person.today + timedelta(30)


def test_a_clock_that_starts_in_the_past_makes_nothing_overdue() -> None:
    person = life()
    assert person.agenda_on(date(2015, 1, 1)).now == ()


# Years of days -------------------------------------------------------------------------------------------

ZONES = st.integers(-12, 14)


@settings(max_examples=40, deadline=None)
@given(
    st.dates(date(2019, 12, 1), date(2024, 3, 5)),
    st.lists(st.tuples(st.integers(1, 70), st.booleans(), ZONES), min_size=10, max_size=30),
)
def test_over_years_nothing_is_asked_early_and_nothing_is_forgotten(
    start: date, sittings: list[tuple[int, bool, int]]
) -> None:
    person = Life(policy(), start=start)
    person.finish()
    for days, right, zone in sittings:
        before = person.agenda
        person.forward(days, zone=zone)
        agenda = person.agenda
        assert len({due.guideline for due in agenda.dues}) == len(agenda.dues)
        for due in agenda.dues:
            earlier = before.find(due.guideline)
            assert earlier is not None
            assert due.since == earlier.since or due.is_due
            assert due.is_due is (agenda.today >= due.since)
            assert all(reason.on <= agenda.today for reason in due.now)
        for due in agenda.now:
            person.renew(due.guideline, right=right)
            after = person.due(due.guideline)
            assert not right or not after.is_due
            assert after.reasons[0].on <= person.today + timedelta(policy().longest)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-4000, 4000), min_size=1, max_size=12), st.integers(0, 500))
def test_no_jump_of_the_clock_makes_anything_due_later(jumps: list[int], later: int) -> None:
    """Events of a day on which the clock was wrong are put among others; the true days stay the same."""
    true, wrong = Life(EXACT), Life(EXACT)
    for person in (true, wrong):
        person.finish()
    for number, jump in enumerate(jumps):
        for person in (true, wrong):
            person.forward(20)
            person.look(LOOKED)
            person.look(LOOKED)
        true.visit(PLAIN)
        wrong.visit(PLAIN, at=datetime.combine(wrong.today, time(9, number), UTC) + timedelta(jump))
        for person in (true, wrong):
            person.look(LOOKED)
    for person in (true, wrong):
        person.forward(later)
    for due in true.agenda.dues:
        mangled = wrong.due(due.guideline)
        assert mangled.since <= due.since


def test_the_same_events_and_day_give_the_same_agenda() -> None:
    person = life()
    person.forward(40)
    again = find_due(person.progress, person.events, person.policy, person.today)
    assert again == person.agenda


def test_a_guide_done_on_one_day_does_not_come_back_on_one_day() -> None:
    ends = set()
    for number in range(30):
        person = Life(policy(), email=f"person-{number}@example.org")
        person.finish()
        ends.add(person.reason(PLAIN, Cause.TIME).on)
    assert {FIRST + timedelta(days) for days in (27, 33)} <= ends
    assert len(ends) == 7


def test_no_spread_goes_beyond_the_longest_time() -> None:
    for number in range(40):
        person = Life(policy(stages=(365,)), email=f"person-{number}@example.org")
        person.finish()
        assert person.reason(PLAIN, Cause.TIME).on <= FIRST + timedelta(365)
        assert person.reason(PLAIN, Cause.WORD).on <= FIRST + timedelta(366)
