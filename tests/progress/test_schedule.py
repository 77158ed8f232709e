"""What comes next: which guideline, which question, and when a missed one is put again."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.story import NINE, PERSON, Story, small
from watchword.checklist.model import Checklist, Guideline
from watchword.checklist.question import Retired
from watchword.progress.answer import Answer
from watchword.progress.schedule import (
    APART,
    Draw,
    Wait,
    derive_seed,
    may_ask,
    next_pending,
    option_id,
    wait,
)
from watchword.progress.schedule import draw as draw_for
from watchword.progress.standing import Stage, Standing

IDS = tuple(one.id for one in small().guidelines)
FIRST, TWO_QUESTIONS = "think-first", "lock-screen"
TODAY = NINE + timedelta(hours=8)
TOMORROW = NINE + timedelta(days=1)


def draw(guideline: Guideline, answers: Sequence[Answer], seed: str) -> Draw:
    """Draw for somebody who has answered so much."""
    return draw_for(Standing(guideline, answers=tuple(answers)), seed)


def a_walk_of(count: int) -> Checklist:
    """The first guidelines of the small checklist, and the last one, which is for developers only."""
    basics, code = small().sections
    return small().model_copy(
        update={"sections": (basics.model_copy(update={"guidelines": basics.guidelines[:count]}), code)}
    )


def go_on(story: Story, after: str, step: int = 1) -> str | None:
    found = next_pending(story.progress, after, TODAY, step)
    return found.guideline.id if found else None


def can_ask(story: Story, guideline: str, now: datetime = TODAY) -> bool:
    return may_ask(story.standing(guideline), story.progress.standings, now)


def to_go(story: Story, guideline: str) -> int:
    return wait(story.standing(guideline), story.progress.standings, TODAY).others


def rests(story: Story, guideline: str, now: datetime = TODAY) -> bool:
    return wait(story.standing(guideline), story.progress.standings, now).until_tomorrow


def answered(*questions: str, right: bool = False) -> list[Answer]:
    return [
        Answer(n, NINE, question, 1, "right" if right else "first-mistake", right, n)
        for n, question in enumerate(questions, 1)
    ]


# Which guideline ------------------------------------------------------------------------------------------

# Three guidelines, done (x) or not (-): the next one, walking on from the first, the second and the third.
TABLE = {
    "---": "231",
    "x--": "232",
    "-x-": "331",
    "--x": "211",
    "xx-": "333",
    "x-x": "222",
    "-xx": "111",
    "xxx": "   ",
}
BACK = {
    "---": "312",
    "x--": "332",
    "-x-": "311",
    "--x": "212",
    "xx-": "333",
    "x-x": "222",
    "-xx": "111",
    "xxx": "   ",
}


@pytest.mark.parametrize(("step", "table"), [(1, TABLE), (-1, BACK)], ids=["on", "back"])
@pytest.mark.parametrize("done", TABLE)
@pytest.mark.parametrize("after", [1, 2, 3])
def test_the_next_one_is_the_nearest_that_is_not_done_around_the_end(
    done: str, after: int, step: int, table: dict[str, str]
) -> None:
    story = Story(a_walk_of(3))
    story.tell("profile", **{**PERSON, "roles": []})  # the fourth and fifth are left out
    for number, mark in enumerate(done):
        if mark == "x":
            story.finish(IDS[number])
    wanted = table[done][after - 1]
    assert go_on(story, IDS[after - 1], step) == (IDS[int(wanted) - 1] if wanted.strip() else None)


@pytest.mark.parametrize("after", ["", "long-gone"])
def test_from_nowhere_the_walk_begins_at_its_beginning(after: str) -> None:
    assert go_on(Story(), after) == IDS[0]


@pytest.mark.parametrize("after", ["", "long-gone"])
def test_from_nowhere_the_walk_back_begins_at_its_end(after: str) -> None:
    assert go_on(Story(), after, -1) == IDS[-1]


def test_what_is_left_out_is_passed_over() -> None:
    story = Story()
    story.tell("profile", **{**PERSON, "roles": []})
    assert go_on(story, "tell-team") == FIRST


def test_what_has_still_to_come_back_is_passed_over() -> None:
    story = Story()
    story.answer("lock-screen", right=False)
    assert go_on(story, FIRST) == "one-password"


def test_what_fails_its_check_can_be_gone_to_while_its_question_waits() -> None:
    story = Story()
    story.answer("lock-screen", right=False)
    story.look("lock-screen", "fail")
    assert go_on(story, FIRST) == "lock-screen"


def test_what_needs_a_word_only_can_be_gone_to() -> None:
    story = Story()
    story.answer("lock-screen")
    assert go_on(story, FIRST) == "lock-screen"


def test_when_only_waiting_ones_are_left_the_longest_waiting_comes_first() -> None:
    story = Story()
    story.finish(*(one for one in IDS if one not in ("lock-screen", "tell-team")))
    story.answer("tell-team", right=False)
    story.answer("lock-screen", right=False)
    assert go_on(story, FIRST) == "tell-team"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(IDS), st.sampled_from(["answer", "miss", "finish", "fail"])), max_size=15
    ),
    st.sampled_from(["", *IDS]),
    st.sampled_from([1, -1]),
)
def test_as_long_as_anything_is_left_there_is_something_to_go_to(
    told: list[tuple[str, str]], after: str, step: int
) -> None:
    story = Story()
    for guideline, what in told:
        if what == "finish":
            story.finish(guideline)
        elif what == "fail":
            story.look("lock-screen", "fail")
        else:
            story.answer(guideline, right=what == "answer")
    progress = story.progress
    found = next_pending(progress, after, TODAY, step)
    assert (found is None) is progress.is_complete
    assert found is None or (found.applies and not found.is_done)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(IDS), st.booleans()), max_size=25))
def test_as_long_as_anything_is_not_understood_there_is_a_question_to_put_tomorrow(
    told: list[tuple[str, bool]],
) -> None:
    story = Story()
    for guideline, right in told:
        if can_ask(story, guideline):
            story.answer(guideline, right)
    progress = story.progress
    is_open = [one for one in progress.applying if not one.is_understood]
    assert bool(is_open) is any(may_ask(one, progress.standings, TOMORROW) for one in progress.applying)


# When a missed question comes back ------------------------------------------------------------------------


def test_a_question_that_was_never_put_may_be_put() -> None:
    assert can_ask(Story(), FIRST)
    assert to_go(Story(), FIRST) == 0


def test_a_question_that_is_understood_is_not_put_again() -> None:
    story = Story()
    story.answer(FIRST)
    assert not can_ask(story, FIRST)


def test_a_question_of_a_guideline_that_does_not_apply_is_not_put() -> None:
    story = Story()
    story.tell("profile", **{**PERSON, "roles": []})
    assert not can_ask(story, "no-secrets")


def test_a_missed_question_comes_back_after_exactly_three_other_guidelines() -> None:
    story = Story()
    story.answer(FIRST, right=False)
    for others, guideline in enumerate(IDS[1 : APART + 1]):
        assert (can_ask(story, FIRST), to_go(story, FIRST)) == (False, APART - others)
        story.answer(guideline)
    assert APART == 3
    assert (can_ask(story, FIRST), to_go(story, FIRST)) == (True, 0)


def test_answering_others_wrongly_counts_too() -> None:
    story = Story()
    story.answer(FIRST, right=False)
    for guideline, right in zip(IDS[1:4], (True, False, True), strict=True):
        story.answer(guideline, right)
    assert can_ask(story, FIRST)


def test_the_same_guideline_answered_three_times_counts_once() -> None:
    story = Story()
    story.answer(FIRST, right=False)
    for right in (True, False, True):
        story.answer("lock-screen", right)
    assert to_go(story, FIRST) == 2


def test_what_was_answered_before_the_miss_does_not_count() -> None:
    story = Story()
    for guideline in IDS[1:4]:
        story.answer(guideline)
    story.answer(FIRST, right=False)
    assert to_go(story, FIRST) == 3


def test_opening_attesting_and_looking_do_not_count() -> None:
    story = Story()
    story.answer("lock-screen")
    story.answer(FIRST, right=False)
    story.attest("lock-screen")
    story.look("lock-screen", "pass")
    story.tell("opened", guideline="one-password")
    assert to_go(story, FIRST) == 3


def missed_twice() -> Story:
    """Somebody who missed a question, came back to it, and missed it again; the rest went well."""
    story = Story()
    story.answer(FIRST, right=False)
    for guideline in IDS[1:4]:
        story.answer(guideline)
    story.answer(FIRST, right=False)
    return story


def test_missed_twice_in_a_row_it_is_to_be_talked_over_and_rests_until_tomorrow() -> None:
    story = missed_twice()
    assert story.standing(FIRST).stage is Stage.TALK_OVER
    assert (rests(story, FIRST), can_ask(story, FIRST)) == (True, False)
    assert can_ask(story, FIRST, TOMORROW)


def test_whoever_has_talked_it_over_is_asked_again_at_once() -> None:
    story = missed_twice()
    story.tell("talked", guideline=FIRST)
    assert can_ask(story, FIRST)
    assert story.standing(FIRST).stage is Stage.COMES_BACK


def test_missed_again_after_talking_it_waits_for_others_as_a_first_miss_does() -> None:
    story = missed_twice()
    story.tell("talked", guideline=FIRST)
    story.answer(FIRST, right=False)
    assert (rests(story, FIRST), to_go(story, FIRST)) == (False, 3)


def test_somebody_who_missed_twice_long_ago_is_not_kept_waiting() -> None:
    assert not rests(missed_twice(), FIRST, NINE + timedelta(days=90))


def test_nothing_else_waits_for_what_is_to_be_talked_over() -> None:
    story = missed_twice()
    for guideline in IDS[4:-1]:
        story.answer(guideline)
    story.answer(IDS[-1], right=False)
    assert can_ask(story, IDS[-1])


def test_tomorrow_begins_at_the_persons_own_midnight() -> None:
    far_east = timezone(timedelta(hours=14))
    evening = datetime(2026, 1, 5, 23, 55, tzinfo=far_east)
    assert rests(missed_twice(), FIRST, evening)
    assert not rests(missed_twice(), FIRST, evening + timedelta(minutes=10))


def test_on_a_day_with_more_misses_than_finds_what_was_missed_rests() -> None:
    story = Story()
    for guideline in IDS[:4]:
        story.answer(guideline, right=False)
    story.answer(IDS[4])
    assert all(rests(story, guideline) for guideline in IDS[:4])
    assert can_ask(story, IDS[5])


def test_a_few_misses_make_no_bad_day() -> None:
    story = Story()
    for guideline in IDS[:3]:
        story.answer(guideline, right=False)
    assert not any(rests(story, guideline) for guideline in IDS[:3])


def test_a_bad_day_is_over_when_more_is_found_than_missed() -> None:
    story = Story()
    for guideline in IDS[:4]:
        story.answer(guideline, right=False)
    for guideline in (*IDS[4:], *IDS[4:]):
        story.answer(guideline)
    assert not rests(story, FIRST)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Wait(), "comes back when you are here again"),
        (Wait(others=1), "after one other guideline"),
        (Wait(others=3), "after 3 other guidelines"),
        (Wait(until_tomorrow=True, misses=1), "More was missed than found today"),
        (Wait(until_tomorrow=True, misses=2), "a good one to talk over: your team lead"),
    ],
)
def test_a_wait_says_in_a_sentence_how_long_it_is(made: Wait, said: str) -> None:
    assert said in made.sentence("your team lead")


def test_a_missed_question_that_is_withdrawn_waits_all_the_same() -> None:
    story = Story()
    story.tell("undone", of=story.answer(FIRST, right=False))
    assert not can_ask(story, FIRST)


def test_it_comes_back_sooner_when_no_other_guideline_is_left_to_answer() -> None:
    story = Story()
    for guideline in IDS[1:]:
        story.answer(guideline)
    story.answer(FIRST, right=False)
    assert can_ask(story, FIRST)


def test_guidelines_that_do_not_apply_are_not_waited_for() -> None:
    story = Story()
    story.tell("profile", **{**PERSON, "roles": []})
    for guideline in IDS[1:5]:
        story.answer(guideline)
    story.answer(FIRST, right=False)
    assert can_ask(story, FIRST)


def test_of_several_that_wait_the_one_missed_first_comes_first() -> None:
    story = Story()
    for guideline in IDS[2:]:
        story.answer(guideline)
    story.answer("lock-screen", right=False)
    story.answer(FIRST, right=False)
    assert (can_ask(story, "lock-screen"), can_ask(story, FIRST)) == (True, False)


# Which question, in which order ---------------------------------------------------------------------------


def bank(guideline: str) -> Sequence[str]:
    return [question.id for question in Story().guideline(guideline).question]


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_the_same_question_is_never_put_twice_in_a_row_when_there_are_two(seed: str) -> None:
    guideline = Story().guideline(TWO_QUESTIONS)
    put: list[str] = []
    for _ in range(8):
        put.append(draw(guideline, answered(*put), seed).question.id)
    assert all(one != following for one, following in pairwise(put))


def test_a_question_never_seen_is_put_before_one_that_was() -> None:
    guideline = Story().guideline(TWO_QUESTIONS)
    for seed in "abcdefgh":
        first = draw(guideline, [], seed).question.id
        assert {first, draw(guideline, answered(first), seed).question.id} == set(bank(TWO_QUESTIONS))


def test_of_three_the_longest_unseen_is_put() -> None:
    guideline = Story().guideline(TWO_QUESTIONS)
    third = guideline.question[0].model_copy(update={"id": "lock-screen-3"})
    guideline = guideline.model_copy(update={"question": (*guideline.question, third)})
    seen = answered("lock-screen-3", "lock-screen-1", "lock-screen-2", "lock-screen-1")
    assert draw(guideline, seen, "x").question.id == "lock-screen-3"


def test_a_bank_of_one_puts_that_one_again() -> None:
    guideline = Story().guideline(FIRST)
    assert draw(guideline, answered("think-first-1"), "x").question.id == "think-first-1"


def test_a_question_that_comes_again_has_its_options_in_another_order() -> None:
    guideline = Story().guideline(FIRST)
    orders = {draw(guideline, answered(*["think-first-1"] * n), "x").options for n in range(6)}
    assert len(orders) > 1


def test_which_question_is_put_first_depends_on_the_seed() -> None:
    guideline = Story().guideline(TWO_QUESTIONS)
    assert {draw(guideline, [], str(seed)).question.id for seed in range(20)} == set(bank(TWO_QUESTIONS))


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(0, 5))
def test_the_same_seed_gives_the_same_draw(seed: str, attempts: int) -> None:
    guideline = Story().guideline(TWO_QUESTIONS)
    seen = answered(*["lock-screen-1"] * attempts)
    assert draw(guideline, seen, seed) == draw(guideline, list(seen), seed)


def test_a_draw_stays_the_same_over_releases() -> None:
    drawn = draw(Story().guideline(FIRST), [], "0" * 32)
    order = [option_id(option) for option in drawn.options]
    assert order == ["right", "third-mistake", "second-mistake", "first-mistake"]


def test_all_orders_of_the_options_occur_about_equally_often() -> None:
    guideline = Story().guideline(FIRST)
    orders = Counter(
        tuple(option_id(option) for option in draw(guideline, [], str(seed)).options) for seed in range(2400)
    )
    wanted = set(permutations(option_id(option) for option in guideline.question[0].options))
    assert set(orders) == wanted
    assert 60 <= min(orders.values()) <= max(orders.values()) <= 150


def test_the_right_option_is_found_at_its_place() -> None:
    for seed, attempt in product("abcd", range(3)):
        drawn = draw(Story().guideline(FIRST), answered(*["think-first-1"] * attempt), seed)
        assert drawn.options[drawn.right] is drawn.question.right


def test_no_option_is_lost_or_doubled() -> None:
    drawn = draw(Story().guideline(FIRST), [], "x")
    assert Counter(map(option_id, drawn.options)) == Counter(map(option_id, drawn.question.options))


def test_options_that_are_not_shuffled_come_in_the_order_of_their_texts() -> None:
    guideline = Story().guideline(FIRST)
    question = guideline.question[0].model_copy(update={"shuffle": False})
    guideline = guideline.model_copy(update={"question": (question,)})
    for seed in "abc":
        texts = [option.text for option in draw(guideline, [], seed).options]
        assert texts == sorted(texts)


def test_the_attempt_counts_every_answer_of_the_guideline() -> None:
    guideline = Story().guideline(TWO_QUESTIONS)
    assert [draw(guideline, answered(*["lock-screen-1"] * n), "x").attempt for n in range(3)] == [1, 2, 3]


# Where the stake is high ----------------------------------------------------------------------------------


def high_stake(*kinds: str) -> Checklist:
    """The small checklist, its first guideline of high stake with a question of each of these kinds."""
    basics, code = small().sections
    first, *others = basics.guidelines
    questions = [
        first.question[0].model_copy(update={"id": f"think-first-{n}", "kind": kind})
        for n, kind in enumerate(kinds, 1)
    ]
    first = first.model_copy(update={"high_stake": True, "question": tuple(questions)})
    return small().model_copy(
        update={"sections": (basics.model_copy(update={"guidelines": (first, *others)}), code)}
    )


FIVE = ("why", "decide", "spot", "why", "decide")


def ask(story: Story, *, right: bool = True, seed: str = "x") -> Draw:
    """Put the next question of the first guideline and answer it."""
    drawn = draw(story.guideline(FIRST), story.standing(FIRST).answers, seed)
    story.answer(FIRST, right, question=drawn.question.id)
    return drawn


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_it_takes_three_different_questions_a_why_and_a_decide_among_them(seed: str) -> None:
    story = Story(high_stake(*FIVE))
    put = []
    while not story.standing(FIRST).is_understood:
        put.append(ask(story, seed=seed))
    assert [(one.turn, one.turns) for one in put] == [(1, 3), (2, 3), (3, 3)]
    assert len({one.question.id for one in put}) == 3
    assert {"why", "decide"} <= {one.question.kind for one in put}


def test_it_says_how_many_are_left() -> None:
    story = Story(high_stake(*FIVE))
    ask(story)
    assert story.standing(FIRST).left[0] == "Answer 2 questions."


def test_a_miss_is_made_good_by_another_question_of_that_kind() -> None:
    story = Story(high_stake(*FIVE))
    missed = ask(story, right=False).question
    later = draw(story.guideline(FIRST), story.standing(FIRST).answers, "x").question
    assert later.id != missed.id
    while not story.standing(FIRST).is_understood:
        ask(story)
    answers = story.standing(FIRST).answers
    assert [answer.question for answer in answers].count(missed.id) == 1


def test_three_questions_of_one_kind_are_not_enough_where_there_are_others() -> None:
    story = Story(high_stake("why", "why", "why", "decide"))
    for number in (1, 2, 3):
        story.answer(FIRST, question=f"think-first-{number}")
    assert not story.standing(FIRST).is_understood
    assert draw(story.guideline(FIRST), story.standing(FIRST).answers, "x").question.kind == "decide"


def test_a_small_bank_asks_what_it_has() -> None:
    story = Story(high_stake("why", "decide"))
    ask(story)
    assert not story.standing(FIRST).is_understood
    ask(story)
    assert story.standing(FIRST).is_understood


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(FIVE), min_size=1, max_size=6), st.lists(st.booleans(), max_size=12), st.text()
)
def test_whatever_the_bank_right_answers_get_there_and_none_is_put_twice_in_a_row(
    kinds: list[str], answers: list[bool], seed: str
) -> None:
    story = Story(high_stake(*kinds))
    put = []
    for right in (*answers, *[True] * 4):
        if story.standing(FIRST).is_understood:
            break
        put.append(ask(story, right=right, seed=seed).question.id)
    assert story.standing(FIRST).is_understood
    assert len(kinds) == 1 or all(one != following for one, following in pairwise(put))


# What the draw hangs on -----------------------------------------------------------------------------------


def test_without_a_challenge_the_draw_hangs_on_the_journal() -> None:
    assert derive_seed(Story().progress, "j" * 32) == "j" * 32


def test_with_a_challenge_it_hangs_on_the_nonce_and_the_person() -> None:
    def seed(nonce: str, email: str, journal: str = "j") -> str:
        story = Story()
        story.tell("profile", **{**PERSON, "email": email})
        story.tell("challenge", nonce=nonce)
        return derive_seed(story.progress, journal)

    mine = seed("11", "me@example.org")
    assert mine == seed("11", "me@example.org", journal="k")
    assert len({mine, seed("22", "me@example.org"), seed("11", "you@example.org")}) == 3


def test_a_manager_can_compute_the_seed_with_stock_tools() -> None:
    story = Story()
    story.tell("challenge", nonce="c0ffee")
    said = f"{story.checklist.sha256}|{PERSON['email']}"
    shell = ["openssl", "dgst", "-sha256", "-hmac", "c0ffee"]
    out = subprocess.run(shell, input=said.encode(), capture_output=True, check=True).stdout.decode()
    assert derive_seed(story.progress, "j") == out.split()[-1]


# Questions that are put no more ---------------------------------------------------------------------------


def test_a_retired_question_is_not_put_and_its_answer_is_kept() -> None:
    guideline = Story().guideline(TWO_QUESTIONS)
    first, second = guideline.question
    gone = first.model_copy(update={"retired": Retired(on=NINE.date(), reason="It gave itself away.")})
    basics, code = small().sections
    changed = guideline.model_copy(update={"question": (gone, second)})
    guidelines = tuple(changed if one.id == TWO_QUESTIONS else one for one in basics.guidelines)
    sections = (basics.model_copy(update={"guidelines": guidelines}), code)
    story = Story(small().model_copy(update={"sections": sections}))
    assert {draw(changed, [], str(seed)).question.id for seed in range(20)} == {second.id}
    story.answer(TWO_QUESTIONS, question=first.id)
    assert story.standing(TWO_QUESTIONS).is_understood
