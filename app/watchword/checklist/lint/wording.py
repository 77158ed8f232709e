"""Rules about words: none that talks down to people, and no abbreviation that is not explained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.checklist.lint.passage import of_guideline, prose
from watchword.checklist.lint.rule import Found, Spot, Whole
from watchword.checklist.model import Guideline

_CONDESCENDING = re.compile(r"\b(?:just|simply|obviously|you should have)\b", re.IGNORECASE)
# Two capitals or more, digits among them; not a part of a name such as OpenPGP, SECURITY.md or MAX_AGE.
_ABBREVIATION = re.compile(r"(?<![\w.])(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])([A-Z0-9]{2,})s?(?![\w]|\.\w)")
_WORDS = frozenset({"NOT", "OK"})  # capitals that abbreviate nothing


def nobody_is_talked_down_to(guideline: Guideline) -> Iterator[Found]:
    """To somebody who is stuck, "just" and "simply" say that the trouble is theirs."""
    for place, text in of_guideline(guideline):
        for word in _CONDESCENDING.findall(prose(text)):
            yield Found(place, f'the text says "{word}".', "Leave the word out, or say what you mean by it.")


def abbreviations_are_explained(whole: Whole) -> Iterator[Spot]:
    """Who does not know an abbreviation does not ask, so the glossary or the guideline says what it means.

    Each is told once a guideline, where it first stands. Policy values are the team's own, and not judged.
    """
    glossary = set(whole.head.glossary) if whole.head else set()
    for name, file in whole.written.items():
        for number, guideline in enumerate(file.guideline):
            for found in _unexplained(guideline, glossary):
                place = ("guideline", number, *found.place)
                yield Spot(f"{name}.toml", place, f"{guideline.id}: {found.what}", found.remedy)


def _unexplained(guideline: Guideline, glossary: set[str]) -> Iterator[Found]:
    passages = [(place, prose(text)) for place, text in of_guideline(guideline)]
    known = glossary | _WORDS | _explained(" ".join(text for _, text in passages))
    for place, text in passages:
        for short in _ABBREVIATION.findall(text):
            if short not in known:
                known.add(short)
                yield Found(
                    place,
                    f"nothing says what {short} means.",
                    f"Add it to [glossary] of checklist.toml, or write it out with ({short}) behind; "
                    "code goes into `backquotes`.",
                )


def _explained(text: str) -> set[str]:
    """The abbreviations that stand in brackets behind what they mean, or before it."""
    inside = re.findall(r"\(([A-Z0-9]{2,})s?\)", text)
    before = re.findall(r"(?<![\w.])([A-Z0-9]{2,})s? \(", text)
    return {*inside, *before}
