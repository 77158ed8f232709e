"""Rules about options: nothing but knowledge tells the right one from the wrong ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from watchword.checklist.lint.passage import count_words, of_question, prose
from watchword.checklist.lint.rule import Found, Spot, Whole, guidelines, questions
from watchword.checklist.question import Question

RATIO = 1.6
WORDS = 18

_ABSOLUTE = re.compile(
    r"\b(?:always|never|all|none|only|every|everything|everybody|everyone|nothing|nobody|no one|completely"
    r"|entirely|totally|impossible|guaranteed|certainly|forever)\b",
    re.IGNORECASE,
)
_ABOUT_OPTIONS = re.compile(
    r"\b(?:all|none|any|both|neither|each|some) (?:of )?(?:the |these |those )?"
    r"(?:above|below|others?|options?|answers?|choices?)\b"
    r"|\b[Bb]oth (?:the )?(?:[A-F1-6]|first|second|third) and\b"
    r"|^\W*(?:all|none|both|neither|any) of (?:them|these|those)\W*$",
    re.IGNORECASE,
)
_BY_PLACE = re.compile(
    r"\b[Aa]nswers? \(?(?:[A-F]|[1-6])\b|\b(?:[Oo]ptions?|[Cc]hoices?) \(?(?:[A-F]|[1-6])\b"
    r"|\b[Tt]he (?:first|second|third|fourth|fifth|last) (?:answer|option|choice)\b"
)
_WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*")
# Words that carry no content of their own, so that sharing one gives nothing away.
_EMPTY_WORDS = """
    a about after again against all also always an and any are as at be because been before both but
    by can could do does during each either ever every few for from get give had has have here how i
    if in into is it it's its itself keep let made make may me might more most must my never no none
    nor not of off on once one only or other our out over own put same set should so some such take
    than that the their them then there these they this those to too under up us use used using was
    we were what when where which while who whom whose why will with without would you your yours
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def options_have_similar_length(question: Question) -> Iterator[Found]:
    """The longest option is at most 1.6 times the shortest, so that length gives nothing away."""
    lengths = {place: len(text) for place, text in of_question(question) if place[-1] == "text"}
    longest = max(lengths, key=lambda place: lengths[place])
    short, long = min(lengths.values()), lengths[longest]
    if long > RATIO * short:
        yield Found(
            longest,
            f"the options run from {short} to {long} characters.",
            f"Keep the longest, which stands here, within {RATIO} times the shortest.",
        )


def options_are_short(question: Question) -> Iterator[Found]:
    """An option is read against three others; one of more than 18 words does not stay in mind that long."""
    for place, text in of_question(question):
        words = count_words(text)
        if place[-1] == "text" and words > WORDS:
            yield Found(place, f"the option has {words} words.", f"Keep it to {WORDS} or fewer.")


def absolute_words_give_nothing_away(question: Question) -> Iterator[Found]:
    """Who knows nothing strikes out what says "always" or "never"; so the right option has such words too."""
    if _ABSOLUTE.search(prose(question.right.text)):
        return
    for number, wrong in enumerate(question.wrong):
        if found := _ABSOLUTE.search(prose(wrong.text)):
            yield Found(
                ("wrong", number, "text"),
                f'the wrong option says "{found[0]}", and the right one says nothing so absolute.',
                "Say it less absolutely.",
            )


def options_stand_for_themselves(question: Question) -> Iterator[Found]:
    """Options are shuffled, so "all of the above" means nothing; two known to be right give it away too."""
    for place, text in of_question(question):
        if place[-1] == "text" and (found := _ABOUT_OPTIONS.search(text)):
            yield Found(place, f'the option speaks of the others ("{found[0]}").', "Say what it means.")


def options_are_not_named_by_place(question: Question) -> Iterator[Found]:
    """Options are shuffled each time, so a letter or number names another one for every reader."""
    for place, text in of_question(question):
        if found := _BY_PLACE.search(prose(text)):
            yield Found(place, f'it names an option by its place ("{found[0]}").', "Name it by what it says.")


def rules_give_no_option_away(whole: Whole) -> Iterator[Spot]:
    """An option that alone repeats the rule's own words is picked by matching, without understanding.

    Two words of content in a row are enough, or one that no other guideline's rule has and the scenario did
    not bring up.
    """
    rules = Counter(stem for *_, one in guidelines(whole) for stem in {*_contents(one.rule)})
    for file, at, guideline, question in questions(whole):
        wrong = [option.text for option in question.wrong]
        right = _spelt(question.right.text)
        pairs = _pairs(guideline.rule) & _pairs(question.right.text)
        alone = [f"{right[one]} {right[two]}" for one, two in pairs.difference(*map(_pairs, wrong))]
        if not alone:
            own = {stem for stem in _contents(guideline.rule) if stem and rules[stem] == 1}
            words = (own & right.keys()).difference(*map(_contents, [*wrong, question.stem]))
            alone = [right[stem] for stem in words]
        if alone:
            yield Spot(
                file,
                (*at, "right", "text"),
                f'{question.id}: only the right option has the words of the rule ("{min(alone)}").',
                "Say it in other words, or let a wrong option have them as well.",
            )


def _spelt(text: str) -> dict[str, str]:
    """How the words of a text are spelt, by what is left of them without their endings."""
    return dict(zip(_contents(text), _WORD.findall(prose(text).lower()), strict=True))


def _contents(text: str) -> list[str]:
    """The words of a text without their endings, in order; empty for one that carries no content."""
    words = _WORD.findall(prose(text).lower())
    return ["" if word in _EMPTY or len(word) < 3 else _stem(word) for word in words]


def _pairs(text: str) -> set[tuple[str, str]]:
    return {(first, second) for first, second in pairwise(_contents(text)) if first and second}


def _stem(word: str) -> str:
    for ending in ("ing", "ied", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
