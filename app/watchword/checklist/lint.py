"""The rules a good checklist keeps, beyond being readable.

Loading refuses what cannot be used; these rules refuse what would serve people badly: a code fence that makes
a page slow to open, a link a person cannot trust, a check that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from importlib.resources.abc import Traversable

from watchword.checklist.draft import Draft, Problem
from watchword.checklist.lines import Path
from watchword.checklist.load import read
from watchword.checklist.model import Guideline

Found = tuple[Path, str, str]  # place inside the guideline, what, remedy

_FENCE = re.compile(r"^\s*(```+|~~~+)[ \t]*([^\s`]*)", re.MULTILINE)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|<((?:[a-z][a-z0-9+.-]*):[^>\s]+)>")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
STEM_WORDS = (25, 70)
WHY_WORDS = 120


def lint(folder: Traversable, known_checks: Collection[str]) -> list[Problem]:
    """Return every problem of the checklist in `folder`, those of loading included, in file order."""
    draft = read(folder)
    for name, file in draft.sections.items():
        for number, guideline in enumerate(file.guideline):
            for rule in RULES:
                for place, what, remedy in rule(guideline):
                    draft.report(
                        f"{name}.toml", ("guideline", number, *place), f"{guideline.id}: {what}", remedy
                    )
        _lint_urls(draft, name)
        _lint_checks(draft, name, known_checks)
    return sorted(draft.problems)


def _lint_urls(draft: Draft, name: str) -> None:
    for number, source in enumerate(draft.sections[name].source):
        if not source.url.startswith("https://"):
            place: Path = ("source", number, "url")
            draft.report(
                f"{name}.toml", place, f"The source {source.key} is not https.", "Use its https address."
            )


def _lint_checks(draft: Draft, name: str, known: Collection[str]) -> None:
    for number, guideline in enumerate(draft.sections[name].guideline):
        for index, use in enumerate(guideline.check):
            if use.name not in known:
                place: Path = ("guideline", number, "check", index)
                remedy = f"Use one of {', '.join(sorted(known))}."
                draft.report(
                    f"{name}.toml", place, f"{guideline.id}: there is no check `{use.name}`.", remedy
                )


def count_words(text: str) -> int:
    """How many words a text has, as a reader counts them."""
    return len(_WORDS.findall(text))


def _texts(guideline: Guideline) -> Iterator[tuple[Path, str]]:
    yield ("rule",), guideline.rule
    yield ("why", "text"), guideline.why.text
    for number, case in enumerate(guideline.why.case):
        yield ("why", "case", number, "what"), case.what
    if objection := guideline.why.objection:
        yield ("why", "objection", "says"), objection.says
        yield ("why", "objection", "answer"), objection.answer
    yield ("how", "intro"), guideline.how.intro or ""
    for name, block in guideline.how.blocks.items():
        for step in block.steps:
            yield ("how", name, "steps"), step
        yield ("how", name, "verify"), block.verify
    yield ("attestation", "text"), guideline.attestation.text
    for number, question in enumerate(guideline.question):
        yield ("question", number, "stem"), question.stem
        for option in question.options:
            yield ("question", number), option.text
            yield ("question", number), option.because


def fences_name_their_language(guideline: Guideline) -> Iterator[Found]:
    """A bare fence makes the Markdown widget guess, which costs 150 ms once (500 ms without bytecode)."""
    for place, text in _texts(guideline):
        for position, fence in enumerate(_FENCE.findall(text)):
            if position % 2 == 0 and not fence[1]:
                yield place, "a code fence names no language.", "Write ```sh, ```text or the like."


def links_can_be_trusted(guideline: Guideline) -> Iterator[Found]:
    """Links in texts are https or mailto; nothing else is opened."""
    for place, text in _texts(guideline):
        for inline, bare in _LINK.findall(text):
            address = inline or bare
            if not address.startswith(("https://", "mailto:")):
                yield place, f"the link {address} is neither https nor mailto.", "Use an https address."


def scenarios_have_a_readable_length(guideline: Guideline) -> Iterator[Found]:
    """A scenario of 25 to 70 words: enough to decide on, short enough to hold in mind."""
    low, high = STEM_WORDS
    for number, question in enumerate(guideline.question):
        words = count_words(question.stem)
        if not low <= words <= high:
            yield (
                ("question", number, "stem"),
                f"the scenario of {question.id} has {words} words.",
                f"Keep it between {low} and {high}.",
            )


def why_fits_one_screen(guideline: Guideline) -> Iterator[Found]:
    """The why stays under 120 words, so that it is read."""
    words = count_words(guideline.why.text)
    if words >= WHY_WORDS:
        yield ("why", "text"), f"the why has {words} words.", f"Keep it under {WHY_WORDS}."


def how_says_what_to_do(guideline: Guideline) -> Iterator[Found]:
    """There is a block for at least one platform."""
    if not guideline.how.blocks:
        yield ("how",), "the how has no block.", "Add `any`, or one for each platform it applies to."


def misconceptions_are_told_apart(guideline: Guideline) -> Iterator[Found]:
    """Each wrong option of a question stands for another misconception."""
    for number, question in enumerate(guideline.question):
        names = [wrong.misconception for wrong in question.wrong]
        if len(set(names)) < len(names):
            yield (
                ("question", number),
                f"two options of {question.id} share a misconception.",
                "Name each one's own misconception.",
            )


def options_have_similar_length(guideline: Guideline) -> Iterator[Found]:
    """The longest option is at most 1.6 times the shortest, so that length gives nothing away."""
    for number, question in enumerate(guideline.question):
        lengths = [len(option.text) for option in question.options]
        if max(lengths) > 1.6 * min(lengths):
            yield (
                ("question", number),
                f"options of {question.id} run from {min(lengths)} to {max(lengths)} characters.",
                "Keep the longest within 1.6 times the shortest.",
            )


RULES: tuple[Callable[[Guideline], Iterator[Found]], ...] = (
    fences_name_their_language,
    links_can_be_trusted,
    scenarios_have_a_readable_length,
    why_fits_one_screen,
    how_says_what_to_do,
    misconceptions_are_told_apart,
    options_have_similar_length,
)
