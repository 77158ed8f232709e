"""Checklist and events in, progress out: every stage, and what it takes to be done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.renewal import changed
from support.story import NINE, PERSON, Story, small
from watchword.checklist.model import CheckUse
from watchword.progress.event import Event, Value
from watchword.progress.standing import Stage
from watchword.progress.state import advance, compute, undoable

PLAIN, LOOKED = "think-first", "lock-screen"  # a guideline without a check, and one with


# Stages ---------------------------------------------------------------------------------------------------


def test_what_nobody_touched_is_not_started() -> None:
    assert Story().standing(PLAIN).stage is Stage.NOT_STARTED


def test_what_was_opened_is_in_progress() -> None:
    story = Story()
    story.tell("opened", guideline=PLAIN)
    assert story.standing(PLAIN).stage is Stage.IN_PROGRESS


def test_what_was_answered_wrongly_comes_back() -> None:
    story = Story()
    story.answer(PLAIN, right=False)
    assert story.standing(PLAIN).stage is Stage.COMES_BACK


def test_what_was_answered_rightly_needs_the_word() -> None:
    story = Story()
    story.answer(PLAIN)
    assert story.standing(PLAIN).stage is Stage.NEEDS_WORD


def test_what_fails_its_check_needs_action_whatever_else_is_done() -> None:
    story = Story()
    story.answer(LOOKED)
    story.attest(LOOKED)
    story.look(LOOKED, "fail")
    assert story.standing(LOOKED).stage is Stage.NEEDS_ACTION


def test_what_is_understood_attested_and_seen_is_done() -> None:
    story = Story()
    story.finish(LOOKED)
    assert story.standing(LOOKED).stage is Stage.DONE


def test_what_is_for_others_is_not_applicable_and_says_why() -> None:
    story = Story(profile=False)
    story.tell("profile", **{**PERSON, "roles": []})
    standing = story.standing("no-secrets")
    assert standing.stage is Stage.NOT_APPLICABLE
    assert standing.reason == "You said that you do not write or deploy software."


def test_every_stage_is_a_word_that_people_read() -> None:
    assert all(str(stage) == stage.value and stage.value.islower() for stage in Stage)


# Done -----------------------------------------------------------------------------------------------------


def test_without_the_word_it_is_not_done() -> None:
    story = Story()
    story.answer(PLAIN)
    assert not story.standing(PLAIN).is_done


def test_without_the_answer_it_is_not_done() -> None:
    story = Story()
    story.attest(PLAIN)
    assert not story.standing(PLAIN).is_done


def test_without_a_look_of_every_check_it_is_not_done() -> None:
    story = Story()
    story.answer(LOOKED)
    story.attest(LOOKED)
    assert story.standing(LOOKED).unseen == ("screen-lock",)
    assert not story.standing(LOOKED).is_done


@pytest.mark.parametrize(
    ("outcome", "is_done"),
    [("pass", True), ("warn", True), ("not-applicable", True), ("fail", False), ("unknown", False)],
)
def test_a_check_may_warn_but_not_fail_or_be_left_open(outcome: str, is_done: bool) -> None:
    story = Story()
    story.finish(LOOKED)
    story.look(LOOKED, outcome)
    assert story.standing(LOOKED).is_done is is_done


def test_what_no_check_could_tell_is_done_once_the_person_said_how_it_is() -> None:
    story = Story()
    story.finish(LOOKED)
    story.look(LOOKED, "unknown")
    assert story.standing(LOOKED).unanswered == ("screen-lock",)
    story.tell("stated", guideline=LOOKED, check="screen-lock", text="It locks after five minutes.")
    assert story.standing(LOOKED).is_done


def test_a_statement_does_not_outweigh_a_check_that_fails() -> None:
    story = Story()
    story.finish(LOOKED)
    story.tell("stated", guideline=LOOKED, check="screen-lock", text="It locks.")
    story.look(LOOKED, "fail")
    assert not story.standing(LOOKED).is_done


def test_the_last_look_counts() -> None:
    story = Story()
    story.finish(LOOKED)
    story.look(LOOKED, "fail")
    story.look(LOOKED, "pass")
    assert story.standing(LOOKED).is_done


def test_a_look_of_a_check_that_the_guideline_does_not_name_is_passed_over() -> None:
    story = Story()
    story.look(LOOKED, "fail", "another-check")
    assert story.standing(LOOKED).failing == ()


def for_developers(check: CheckUse) -> CheckUse:
    return check.model_copy(update={"applies_to": ("developer",)})


def test_a_check_for_others_only_is_nothing_that_is_left() -> None:
    check = [*small().guidelines][1].check
    mine = changed(small(), LOOKED, check=tuple(map(for_developers, check)))
    developer, designer = Story(mine), Story(mine, profile=False)
    designer.tell("profile", **{**PERSON, "roles": []})
    for story in (developer, designer):
        story.answer(LOOKED)
        story.attest(LOOKED)
    assert designer.standing(LOOKED).is_done
    assert designer.standing(LOOKED).checks == ()
    assert developer.standing(LOOKED).left == ("The check screen-lock has not looked yet.",)


def test_a_check_that_was_for_the_person_earlier_holds_up_nothing_now() -> None:
    check = [*small().guidelines][1].check
    story = Story(changed(small(), LOOKED, check=tuple(map(for_developers, check))))
    story.look(LOOKED, "fail")
    story.tell("profile", **{**PERSON, "roles": []})
    assert story.standing(LOOKED).failing == ()


@pytest.mark.parametrize(
    ("tell", "left"),
    [
        (
            lambda _: None,
            ["Answer the question.", "The check screen-lock has not looked yet.", "Give your word."],
        ),
        (
            lambda story: (story.answer(LOOKED, right=False), story.look(LOOKED, "unknown")),
            [
                "The question comes back.",
                "The check screen-lock could not tell: say how it is.",
                "Give your word.",
            ],
        ),
        (
            lambda story: (story.finish(LOOKED), story.look(LOOKED, "fail")),
            ["The check screen-lock fails: put it right."],
        ),
        (lambda story: story.finish(LOOKED), []),
    ],
    ids=["nothing done", "missed and unclear", "failing", "done"],
)
def test_what_is_left_is_said_in_sentences(tell: object, left: list[str]) -> None:
    story = Story()
    tell(story)  # type: ignore[operator]
    assert list(story.standing(LOOKED).left) == left


def test_everything_done_is_complete() -> None:
    story = Story()
    story.finish()
    assert story.progress.is_complete
    assert len(story.progress.done) == len(small().guidelines)


def test_one_thing_left_is_not_complete() -> None:
    story = Story()
    story.finish(*(one.id for one in small().guidelines[1:]))
    assert not story.progress.is_complete


def test_nothing_is_complete_before_the_profile() -> None:
    story = Story(profile=False)
    story.finish()
    assert not story.progress.is_complete


def test_guidelines_are_found_by_their_stage() -> None:
    story = Story()
    story.finish("clear-desk", "think-first")
    found = story.progress.with_stage(Stage.DONE, Stage.IN_PROGRESS)
    assert [standing.guideline.id for standing in found] == ["think-first", "clear-desk"]


# Withdrawing ----------------------------------------------------------------------------------------------


def test_a_right_answer_that_is_withdrawn_is_no_longer_understood() -> None:
    story = Story()
    story.tell("undone", of=story.answer(PLAIN))
    assert not story.standing(PLAIN).is_understood
    assert story.standing(PLAIN).stage is Stage.IN_PROGRESS


def test_a_wrong_answer_that_is_withdrawn_still_has_to_come_back() -> None:
    story = Story()
    number = story.answer(PLAIN, right=False)
    story.tell("undone", of=number)
    assert story.standing(PLAIN).wrong_since == number


def test_withdrawing_a_wrong_answer_brings_the_right_one_before_it_back() -> None:
    story = Story()
    story.answer(PLAIN)
    story.tell("undone", of=story.answer(PLAIN, right=False))
    assert story.standing(PLAIN).is_understood
    assert story.standing(PLAIN).wrong_since == 0


def test_withdrawing_a_right_answer_brings_the_wrong_one_before_it_back() -> None:
    story = Story()
    story.answer(PLAIN, right=False)
    story.tell("undone", of=story.answer(PLAIN))
    assert not story.standing(PLAIN).is_understood


def test_a_word_that_is_withdrawn_does_not_count() -> None:
    story = Story()
    story.answer(PLAIN)
    story.tell("undone", of=story.attest(PLAIN))
    assert story.standing(PLAIN).stage is Stage.NEEDS_WORD


def test_a_statement_that_is_withdrawn_does_not_count() -> None:
    story = Story()
    story.finish(LOOKED)
    story.look(LOOKED, "unknown")
    number = story.tell("stated", guideline=LOOKED, check="screen-lock", text="It locks.")
    story.tell("undone", of=number)
    assert not story.standing(LOOKED).is_done


def test_a_withdrawn_answer_still_counts_as_an_attempt() -> None:
    story = Story()
    story.tell("undone", of=story.answer(PLAIN))
    story.answer(PLAIN)
    assert [(answer.attempt, answer.withdrawn) for answer in story.standing(PLAIN).answers] == [
        (1, True),
        (2, False),
    ]


def test_withdrawing_what_is_not_there_changes_nothing() -> None:
    story = Story()
    story.finish(PLAIN)
    story.tell("undone", of=99)
    assert story.standing(PLAIN).is_done


def test_the_last_thing_that_can_be_withdrawn_is_offered() -> None:
    story = Story()
    number = story.answer(PLAIN)
    story.look(LOOKED, "pass")
    story.tell("opened", guideline=LOOKED)
    found = undoable(story.events, 0)
    assert found is not None
    assert found.n == number


def test_one_after_the_other_can_be_withdrawn() -> None:
    story = Story()
    first, second = story.answer(PLAIN), story.attest(PLAIN)
    story.tell("undone", of=second)
    found = undoable(story.events, 0)
    assert found is not None
    assert found.n == first


def test_what_was_done_in_an_earlier_sitting_is_not_offered() -> None:
    story = Story()
    assert undoable(story.events, story.answer(PLAIN)) is None


# A checklist that changed ---------------------------------------------------------------------------------


def test_a_word_on_a_text_that_changed_without_a_new_revision_counts() -> None:
    story = Story()
    story.answer(PLAIN)
    story.attest(PLAIN, sha256="ab" * 32)
    assert story.standing(PLAIN).is_attested


def test_a_word_on_an_older_revision_does_not_count() -> None:
    story = Story()
    story.finish(PLAIN)
    again = compute(changed(small(), PLAIN, revision=2), story.events)
    assert again.standings[PLAIN].stage is Stage.NEEDS_WORD


def test_an_answer_to_an_older_revision_of_its_question_does_not_count() -> None:
    story = Story()
    story.finish(PLAIN)
    (question,) = story.guideline(PLAIN).question
    newer = changed(small(), PLAIN, question=(question.model_copy(update={"revision": 2}),))
    standing = compute(newer, story.events).standings[PLAIN]
    assert not standing.is_understood
    assert standing.is_attested


def test_an_answer_to_a_question_that_is_gone_keeps_its_worth() -> None:
    story = Story()
    story.finish(LOOKED)
    newer = changed(small(), LOOKED, question=story.guideline(LOOKED).question[1:])
    assert compute(newer, story.events).standings[LOOKED].is_understood


def test_a_question_more_takes_nothing_away() -> None:
    story = Story(changed(small(), LOOKED, question=small().guidelines[1].question[:1]))
    story.finish(LOOKED)
    assert compute(small(), story.events).standings[LOOKED].is_done


def test_events_of_guidelines_that_are_gone_are_passed_over() -> None:
    story = Story()
    story.tell("opened", guideline="long-gone")
    story.tell("checked", guideline="long-gone", check="screen-lock", outcome="fail")
    assert set(story.progress.standings) == {one.id for one in small().guidelines}
    assert story.progress.place == ""


# The profile ----------------------------------------------------------------------------------------------


def test_another_profile_leaves_guidelines_out() -> None:
    story = Story()
    story.finish()
    story.tell("profile", **{**PERSON, "roles": []})
    assert {one.guideline.id for one in story.progress.applying}.isdisjoint({"no-secrets", "reviewed-code"})
    assert story.progress.is_complete


def test_what_was_done_comes_back_with_the_profile() -> None:
    story = Story()
    story.finish("no-secrets")
    story.tell("profile", **{**PERSON, "roles": []})
    story.tell("profile", **PERSON)
    assert story.standing("no-secrets").is_done


def test_before_the_profile_everything_applies() -> None:
    assert len(Story(profile=False).progress.applying) == len(small().guidelines)


# The place ------------------------------------------------------------------------------------------------


def test_the_place_is_where_the_person_was_last() -> None:
    story = Story()
    story.tell("opened", guideline=LOOKED)
    story.answer(PLAIN)
    assert story.progress.place == PLAIN


def test_a_check_that_looks_does_not_move_the_place() -> None:
    story = Story()
    story.tell("opened", guideline=PLAIN)
    story.look(LOOKED, "pass")
    assert story.progress.place == PLAIN


# Any events -----------------------------------------------------------------------------------------------

IDS = st.sampled_from([*(one.id for one in small().guidelines), "long-gone", ""])
NUMBERS = st.integers(-1, 30)
FLAT = st.text(max_size=5) | NUMBERS | st.booleans() | st.lists(st.text(max_size=3), max_size=2)
DAYS = st.dates().map(lambda day: day.isoformat())
SHAPES: dict[str, dict[str, st.SearchStrategy[Value]]] = {
    "profile": {
        "name": st.just("x"),
        "email": st.just("x@y"),
        "roles": st.lists(st.sampled_from(["developer", "responder", "pilot"]), max_size=2),
        "devices": st.lists(st.sampled_from(["linux", "ios", "abacus"]), max_size=2),
        "public_places": st.booleans(),
    },
    "opened": {"guideline": IDS},
    "checked": {
        "guideline": IDS,
        "check": st.sampled_from(["screen-lock", "other"]),
        "outcome": st.sampled_from(["pass", "warn", "fail", "unknown", "not-applicable", "later"]),
    },
    "answered": {
        "guideline": IDS,
        "question": st.sampled_from(["think-first-1", "lock-screen-1", "lock-screen-2", "gone"]),
        "revision": st.integers(0, 2),
        "option": st.just("right"),
        "right": st.booleans(),
        "attempt": NUMBERS,
    },
    "attested": {
        "guideline": IDS,
        "revision": st.integers(0, 2),
        "text_sha256": st.sampled_from([one.attestation.sha256 for one in small().guidelines]),
    },
    "stated": {"guideline": IDS, "check": st.just("screen-lock"), "text": st.text(max_size=3)},
    "undone": {"of": NUMBERS},
    "waived": {"guideline": IDS, "reason": st.just("x"), "approved_by": st.just("y"), "ends": DAYS},
    "due": {
        "guideline": IDS,
        "since": DAYS,
        "causes": st.just(["time"]),
        "asks": st.lists(st.sampled_from(["question", "word", "look", "more"]), max_size=3),
    },
    "postponed": {"guideline": IDS, "until": DAYS},
    "requested": {
        "guidelines": st.lists(IDS, max_size=2),
        "by": st.just("x"),
        "until": DAYS,
        "reason": st.just("y"),
    },
    "from-a-later-version": {"guideline": FLAT, "more": FLAT},
}
TOLD = st.sampled_from(sorted(SHAPES)).flatmap(
    lambda kind: st.fixed_dictionaries(SHAPES[kind]).map(lambda fields: (kind, fields))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TOLD, max_size=30))
def test_any_events_add_up_to_a_progress_that_fits_together(told: list[tuple[str, dict[str, Value]]]) -> None:
    events = [Event(n, NINE + timedelta(minutes=n), kind, fields) for n, (kind, fields) in enumerate(told, 1)]
    progress = compute(small(), events)
    assert list(progress.standings) == [one.id for one in small().guidelines]
    assert progress.count == len(events)
    assert progress.place in {"", *progress.standings}
    for standing in progress.standings.values():
        assert (standing.stage is Stage.NOT_APPLICABLE) is not standing.applies
        is_waived = standing.waiver is not None
        assert (standing.stage is Stage.DONE) is (standing.applies and standing.is_done and not is_waived)
        assert bool(standing.left) is (standing.applies and not standing.is_settled)
        assert bool(standing.reason) is not standing.applies
        assert not (standing.is_understood and standing.wrong_since)
        assert all(sentence.endswith(".") for sentence in (*standing.left, standing.reason) if sentence)
    found = undoable(events, 0)
    assert found is None or found.kind in ("answered", "attested", "stated")


@settings(max_examples=100, deadline=None)
@given(st.lists(TOLD, max_size=20))
def test_going_on_by_one_event_is_the_same_as_beginning_anew(
    told: list[tuple[str, dict[str, Value]]],
) -> None:
    events: list[Event] = []
    for n, (kind, fields) in enumerate(told, 1):
        before = compute(small(), events)
        if kind == "undone":  # what is withdrawn lies behind
            fields = {"of": min(n - 1, int(str(fields["of"])))}
        events.append(Event(n, NINE, kind, fields))
        after = advance(before, events[-1])
        assert after is None or after == compute(small(), events)


def test_going_on_by_one_event_leaves_the_other_guidelines_as_they_are() -> None:
    story = Story()
    before = story.progress
    story.answer(PLAIN)
    after = advance(before, story.events[-1])
    assert after is not None
    assert after.standings[PLAIN].is_understood
    assert all(after.standings[name] is before.standings[name] for name in before.standings if name != PLAIN)


@pytest.mark.parametrize("kind", ["profile", "undone"])
def test_what_reaches_further_than_one_guideline_is_computed_anew(kind: str) -> None:
    story = Story()
    before = story.progress
    if kind == "profile":
        story.tell("profile", **PERSON)
    else:
        story.tell("undone", of=1)
    assert advance(before, story.events[-1]) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(TOLD, max_size=20))
def test_the_same_events_give_the_same_progress(told: list[tuple[str, dict[str, Value]]]) -> None:
    events = [Event(n, NINE, kind, fields) for n, (kind, fields) in enumerate(told, 1)]
    assert compute(small(), events) == compute(small(), list(events))
