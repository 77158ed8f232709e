"""Rules about the scenario of a question: long enough to decide on, and plain enough to be read once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.checklist.lint.passage import count_words, prose
from watchword.checklist.lint.rule import Found, Spot, Whole, questions
from watchword.checklist.question import Question

WORDS = (25, 70)
GRADE = 7.0

_ASKED = re.compile(r"[^.?!]*\?")
_ASKS_FOR = re.compile(r"\b(?:which|what|who|whom|whose|where|when|how)\b", re.IGNORECASE)
# A clause behind one of these tells of the case; what is negated there is not the question.
_CLAUSE = re.compile(
    r"[;:]|\b(?:because|that|if|since|although|though|unless|until|while|whose|so)\b", re.IGNORECASE
)
_NEGATION = re.compile(r"\b(?:not|never|cannot|except|(?<!at )least)\b|n['’]t\b", re.IGNORECASE)


def scenarios_have_a_readable_length(question: Question) -> Iterator[Found]:
    """A scenario of 25 to 70 words: enough to decide on, short enough to hold in mind."""
    low, high = WORDS
    words = count_words(question.stem)
    if not low <= words <= high:
        yield Found(("stem",), f"the scenario has {words} words.", f"Keep it between {low} and {high}.")


def questions_are_not_negated(question: Question) -> Iterator[Found]:
    """A small "not" in what is asked is overread, and the answer then shows reading, not understanding."""
    for asked in _ASKED.findall(prose(question.stem)):
        if not (start := _ASKS_FOR.search(asked)):
            continue  # "Why is it not enough?" and "Is it not safe?" ask for nothing that is to be picked out
        end = _CLAUSE.search(asked, start.end())
        found = _NEGATION.search(asked, start.end(), end.start() if end else len(asked))
        if found and found[0] != "NOT":
            yield Found(
                ("stem",),
                f'what is asked is negated ("{found[0]}").',
                "Ask for what is the case, or write NOT in capitals if the negation is needed.",
            )


def scenarios_are_in_plain_words(whole: Whole) -> Iterator[Spot]:
    """A scenario that a reader of eleven or twelve follows takes nobody's attention from the decision."""
    if whole.grade is None:
        return
    for file, at, _, question in questions(whole):
        grade = round(whole.grade(" ".join(prose(question.stem).split())), 1)
        if grade > GRADE:
            yield Spot(
                file,
                (*at, "stem"),
                f"{question.id}: the scenario asks for reading at grade {grade:.1f}.",
                f"Keep it at {GRADE:.1f} or below: shorter sentences, shorter words.",
            )
