"""Rules about questions together, of a guideline and of the checklist: enough, of each kind, no pattern."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.checklist.lint.rule import HEAD, Found, Spot, Whole, questions
from watchword.checklist.model import Guideline
from watchword.checklist.question import KINDS, Question

ENOUGH = 3
ENOUGH_AT_HIGH_STAKE = 4
LONGEST_SHARE = 0.4


def there_are_enough_questions(guideline: Guideline) -> Iterator[Found]:
    """Whoever answers wrongly gets another question; with few, the second try is a try from memory.

    A high stake wants every kind answered rightly, so there it takes one more to have one left.
    """
    enough = ENOUGH_AT_HIGH_STAKE if guideline.high_stake else ENOUGH
    live = len(guideline.bank)
    if live < enough:
        stake = ", and its stake is high" if guideline.high_stake else ""
        what = f"{live} question can be put{stake}." if live == 1 else f"{live} questions can be put{stake}."
        yield Found(("id",), what, f"Write {enough} or more.")


def there_is_a_question_of_each_kind(guideline: Guideline) -> Iterator[Found]:
    """Knowing why, deciding and noticing are three skills; a kind without a question is never practised."""
    there = {question.kind for question in guideline.bank}
    for kind in KINDS:
        if kind not in there:
            yield Found(("id",), f"no question is of the kind `{kind}`.", "Write one, or change one's kind.")


def the_right_option_is_seldom_the_longest_of_a_guideline(guideline: Guideline) -> Iterator[Found]:
    """A right option that tends to be the longest is found without reading; two in five at most may be.

    One alone is no pattern, however few questions there are.
    """
    longest = [question.id for question in guideline.bank if _is_right_longest(question)]
    if len(longest) > max(1, LONGEST_SHARE * len(guideline.bank)):
        yield Found(
            ("id",),
            f"the right option is the longest in {', '.join(longest)}, of {len(guideline.bank)} questions.",
            "Shorten it, or let a wrong option be longer, until it is so in two of five at most.",
        )


def the_right_option_is_seldom_the_longest(whole: Whole) -> Iterator[Spot]:
    """Over the whole checklist a habit shows that no single guideline shows."""
    banks = [question for *_, question in questions(whole)]
    longest = sum(map(_is_right_longest, banks))
    if longest > max(1, LONGEST_SHARE * len(banks)):
        what = f"The right option is the longest in {longest} of {len(banks)} questions."
        yield Spot(HEAD, ("id",), what, "Bring it down to two of five, guideline by guideline.")


def _is_right_longest(question: Question) -> bool:
    return len(question.right.text) > max(len(wrong.text) for wrong in question.wrong)
