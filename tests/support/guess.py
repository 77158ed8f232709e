"""People who do not read but guess: each has a way to choose an option from its wording or its place.

A bank of questions is good when none of them fares better than chance.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from watchword.checklist.model import Guideline
from watchword.progress.schedule import Draw

Weigh = Callable[[Guideline, str], float]

_HEDGES = """
    about almost can could depends generally if likely mainly may maybe might mostly often partly
    perhaps possibly probably rather seldom should some sometimes tends unless until usually would
"""
HEDGES = frozenset(_HEDGES.split())
_ABSOLUTE = """
    all always any anybody anyone anything completely entirely every everybody everyone everything
    ever fully impossible must never no nobody none nothing only totally whatever whoever
"""
ABSOLUTE = frozenset(_ABSOLUTE.split())
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_EMPTY_WORDS = """
    a an and are as at be by do for from has have in is it its of on or so that the their to with
    you your
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return _WORD.findall(text.lower())


def stems(text: str) -> set[str]:
    """The words of a text that carry content, cut to five letters so that plurals and tenses agree."""
    return {word[:5] for word in words(text) if word not in _EMPTY}


def hedges(text: str) -> int:
    """How many words of a text leave room."""
    return sum(word in HEDGES for word in words(text))


def absolutes(text: str) -> int:
    """How many words of a text leave none."""
    return sum(word in ABSOLUTE for word in words(text))


# What an option is worth to a guesser; ties are left to chance.
WEIGHTS: Mapping[str, Weigh] = {
    "random": lambda _guideline, _option: 0,
    "longest": lambda _guideline, option: len(option),
    "most hedged": lambda _guideline, option: hedges(option),
    "avoids absolute words": lambda _guideline, option: -min(1, absolutes(option)),
    "words of the rule": lambda guideline, option: len(stems(option) & stems(guideline.rule)),
    "shortest": lambda _guideline, option: -len(option),
    "least hedged": lambda _guideline, option: -hedges(option),
    "fewest words of the rule": lambda guideline, option: -len(stems(option) & stems(guideline.rule)),
    "words of the title": lambda guideline, option: len(stems(option) & stems(guideline.title)),
}
NAMES = (*WEIGHTS, "remembers positions")


class Guesser:
    """One way to guess, over many sittings; what it remembers of places it carries along."""

    def __init__(self, name: str, seed: int = 0) -> None:
        self.name = name
        self.chance = random.Random(f"{name}|{seed}")
        self.places: dict[str, Counter[int]] = defaultdict(Counter)

    def guess(self, guideline: Guideline, drawn: Draw) -> int:
        """Choose a place, from 0, and remember where the right option was, which the feedback shows."""
        place = self._place(guideline, drawn)
        for about in (drawn.question.id, ""):
            self.places[about][drawn.right] += 1
        return place

    def _place(self, guideline: Guideline, drawn: Draw) -> int:
        if self.name == "remembers positions":
            seen = self.places[drawn.question.id] or self.places[""]
            values: list[float] = [seen[place] for place in range(len(drawn.options))]
        else:
            weigh = WEIGHTS[self.name]
            values = [weigh(guideline, option.text) for option in drawn.options]
        best = max(values)
        return self.chance.choice([place for place, value in enumerate(values) if value == best])


def chance_of(name: str, guideline: Guideline) -> float:
    """The exact chance, over all questions of a guideline, that a guesser who weighs wordings is right."""
    weigh, found = WEIGHTS[name], 0.0
    for question in guideline.bank:
        values = [weigh(guideline, option.text) for option in question.options]
        best = max(values)
        found += (values[0] == best) / values.count(best)
    return found / len(guideline.bank)
