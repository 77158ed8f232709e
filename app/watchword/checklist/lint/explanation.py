"""Rules about explanations, misconceptions and facts: each wrong option teaches, and on good grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.checklist.lint.passage import count_words, fold, of_question, prose
from watchword.checklist.lint.rule import Found, Spot, Whole, questions
from watchword.checklist.model import Guideline
from watchword.checklist.question import Question

WORDS = 8

_FIGURE = re.compile(
    r"(?<![\w.,])(?:1[5-9]|20)\d\d(?![\w,]|\.\d)"
    r"|\d[\d.,]* ?(?:%|per ?cent\b|thousand\b|million\b|billion\b)"
    r"|(?<![\w.,])\d{1,3}(?:,\d{3})+(?!\w)"
    r"|\b(?:hundreds? of )?(?:thousands|millions|billions)\b",
    re.IGNORECASE,
)


def explanations_are_sentences(question: Question) -> Iterator[Found]:
    """The explanation is where people learn; under eight words it is a verdict and no reason."""
    for place, text in of_question(question):
        words = count_words(text)
        if place[-1] == "because" and words < WORDS:
            yield Found(place, f"the explanation has {words} words.", f"Give the reason, in {WORDS} or more.")


def misconceptions_are_told_apart(question: Question) -> Iterator[Found]:
    """Each wrong option of a question stands for another misconception; else it teaches one thing twice."""
    seen: set[str] = set()
    for number, wrong in enumerate(question.wrong):
        if wrong.misconception in seen:
            yield Found(
                ("wrong", number, "misconception"),
                f"two options share the misconception `{wrong.misconception}`.",
                "Name each one's own misconception.",
            )
        seen.add(wrong.misconception)


def misconceptions_say_what_is_believed(question: Question) -> Iterator[Found]:
    """A misconception is a belief; one word names a topic at most, and tells whoever counts them nothing."""
    for number, wrong in enumerate(question.wrong):
        if "-" not in wrong.misconception:
            yield Found(
                ("wrong", number, "misconception"),
                f"the misconception `{wrong.misconception}` is one word.",
                "Say in a few what is believed, such as `length-does-not-matter`.",
            )


def explanations_are_written_once(whole: Whole) -> Iterator[Spot]:
    """Who meets the same explanation again stops reading them; each fits the option that it explains."""
    seen: dict[str, str] = {}
    for file, at, _, question in questions(whole):
        for number, wrong in enumerate(question.wrong):
            text = fold(wrong.because)
            if text in seen:
                place = (*at, "wrong", number, "because")
                what = f"{question.id}: the explanation stands in {seen[text]} too."
                yield Spot(file, place, what, "Explain this option, from why it is tempting.")
            seen.setdefault(text, question.id)


def figures_in_questions_have_a_source(question: Question) -> Iterator[Found]:
    """A year, a share or a large number is a fact about the world, and whoever doubts it can look it up."""
    if question.sources:
        return
    for place, text in of_question(question):
        if found := _FIGURE.search(prose(text)):
            yield Found(
                place,
                f'"{found[0]}" is a figure, and the question names no source.',
                "Add `sources` to the question, or take the figure out.",
            )
            return  # one source is what it takes, however many figures there are


def figures_beyond_have_a_source(guideline: Guideline) -> Iterator[Found]:
    """Advice that the guide does not give stands on its source alone, so a figure in it needs one."""
    for number, beyond in enumerate(guideline.beyond):
        found = _FIGURE.search(prose(beyond.text))
        if found and not beyond.source:
            yield Found(
                ("beyond", number, "text"),
                f'"{found[0]}" is a figure, and the advice names no source.',
                "Add `source`, or take the figure out.",
            )
