"""What a person's answers to the questions of one guideline add up to. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from watchword.checklist.model import Guideline
from watchword.checklist.question import Kind, Question


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: to which question, with which option, the event's number, and whether it was withdrawn."""

    n: int
    at: datetime
    question: str
    revision: int
    option: str
    right: bool
    attempt: int
    withdrawn: bool = False


def valid(guideline: Guideline, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers that were not withdrawn, to questions that mean today what they meant then.

    A question that was retired or left the checklist since keeps its worth; a revised one is asked again.
    """
    asked = {question.id: question.revision for question in guideline.question}
    return tuple(
        answer
        for answer in answers
        if not answer.withdrawn and asked.get(answer.question, answer.revision) == answer.revision
    )


def is_enough(guideline: Guideline, answers: Sequence[Answer]) -> bool:
    """Whether valid answers show that the guideline is understood.

    Mostly that is one right answer, the last one. Where the stake is high it takes as many different
    questions as `Guideline.rounds`, a why and a decide among them: of four options one in four is found by
    chance, of three questions in a row one in sixty-four.
    """
    if not answers or not answers[-1].right:
        return False
    if not guideline.high_stake:
        return True
    return rounds_done(guideline, answers) >= guideline.rounds and not open_kinds(guideline, answers)


def rounds_done(guideline: Guideline, answers: Sequence[Answer]) -> int:
    """How many different questions stand answered rightly, up to those that are wanted."""
    return min(len(_right(answers)), guideline.rounds)


def wanted(guideline: Guideline, answers: Sequence[Answer]) -> tuple[Question, ...]:
    """Return the questions one of which is to be put next, given the valid answers.

    Where the stake is high: those of a kind that is still missing, else those not answered rightly yet.
    """
    if not guideline.high_stake:
        return guideline.bank
    right, kinds = _right(answers), open_kinds(guideline, answers)
    left = [question for question in guideline.bank if question.id not in right]
    return tuple(question for question in left if not kinds or question.kind in kinds) or guideline.bank


def open_kinds(guideline: Guideline, answers: Sequence[Answer]) -> set[Kind]:
    """The kinds of question that have to be answered rightly and have not been."""
    right = _right(answers)
    met = {question.kind for question in guideline.question if question.id in right}
    return set(guideline.needed) - met


def _right(answers: Sequence[Answer]) -> set[str]:
    """The questions whose last answer is right."""
    return {name for name, right in {answer.question: answer.right for answer in answers}.items() if right}
