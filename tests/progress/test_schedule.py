"""What comes next: which guideline, which question, and when a missed one is put again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.story import NINE, PERSON, Story, small
from watchword.checklist.model import Checklist
from watchword.progress.schedule import (
    APART,
    draw,
    may_ask,
    next_pending,
    option_id,
    others_to_go,
)
from watchword.progress.state import Answer

IDS = tuple(one.id for one in small().guidelines)
FIRST, TWO_QUESTIONS = "think-first", "lock-screen"


def a_walk_of(count: int) -> Checklist:
    """The first guidelines of the small checklist, and the last one, which is for developers only."""
    basics, code = small().sections
    return small().model_copy(
        update={"sections": (basics.model_copy(update={"guidelines": basics.guidelines[:count]}), code)}
    )


def go_on(story: Story, after: str, step: int = 1) -> str | None:
    found = next_pending(story.progress, after, step)
    return found.guideline.id if found else None


def can_ask(story: Story, guideline: str) -> bool:
    return may_ask(story.standing(guideline), story.progress.standings)


def to_go(story: Story, guideline: str) -> int:
    return others_to_go(story.standing(guideline), story.progress.standings)


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
    found = next_pending(progress, after, step)
    assert (found is None) is progress.is_complete
    assert found is None or (found.applies and not found.is_done)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(IDS), st.booleans()), max_size=25))
def test_as_long_as_anything_is_not_understood_there_is_a_question_to_put(
    told: list[tuple[str, bool]],
) -> None:
    story = Story()
    for guideline, right in told:
        if can_ask(story, guideline):
            story.answer(guideline, right)
    progress = story.progress
    is_open = [one for one in progress.applying if not one.is_understood]
    assert bool(is_open) is any(may_ask(one, progress.standings) for one in progress.applying)


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
    for guideline in IDS[1:4]:
        story.answer(guideline, right=False)
    assert can_ask(story, FIRST)


def test_the_same_guideline_answered_three_times_counts_once() -> None:
    story = Story()
    story.answer(FIRST, right=False)
    for _ in range(3):
        story.answer("lock-screen", right=False)
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


def test_missed_once_more_it_waits_for_three_others_again() -> None:
    story = Story()
    story.answer(FIRST, right=False)
    for guideline in IDS[1:4]:
        story.answer(guideline)
    story.answer(FIRST, right=False)
    assert to_go(story, FIRST) == 3


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
