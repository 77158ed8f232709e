"""The texts of a guideline one by one, each with its place, and what is left of one without its code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.checklist.lines import Path
from watchword.checklist.model import Guideline, SectionFile
from watchword.checklist.question import Question

Passage = tuple[Path, str]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FENCED = re.compile(r"^[ \t]*(```+|~~~+).*?(?:^[ \t]*\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_ADDRESS = re.compile(r"(?<=\])\([^)\s]*\)|<?\b(?:https?|mailto):[^\s>)]+>?")
_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")


def count_words(text: str) -> int:
    """How many words a text has, as a reader counts them."""
    return len(_WORD.findall(text))


def prose(text: str) -> str:
    """The text without what is not read as words: fences and spans of code, addresses, placeholders."""
    for pattern in (_FENCED, _SPAN, _ADDRESS, _PLACEHOLDER):
        text = pattern.sub(" ", text)
    return text


def fold(text: str) -> str:
    """The words of a text in lower case, one space between: what two texts share that say the same."""
    return " ".join(word.lower() for word in _WORD.findall(text))


def of_question(question: Question) -> Iterator[Passage]:
    """Give the texts of a question; places start at the question."""
    yield ("stem",), question.stem
    yield ("right", "text"), question.right.text
    yield ("right", "because"), question.right.because
    for number, wrong in enumerate(question.wrong):
        yield ("wrong", number, "text"), wrong.text
        yield ("wrong", number, "because"), wrong.because


def of_guideline(guideline: Guideline) -> Iterator[Passage]:
    """Give every text of a guideline that somebody is shown to read; places start at the guideline."""
    yield ("title",), guideline.title
    yield ("rule",), guideline.rule
    yield from _of_why(guideline)
    yield ("how", "intro"), guideline.how.intro or ""
    for name, block in guideline.how.blocks.items():
        for step in block.steps:
            yield ("how", name, "steps"), step
        yield ("how", name, "verify"), block.verify
    for number, beyond in enumerate(guideline.beyond):
        yield ("beyond", number, "text"), beyond.text
    yield ("attestation", "text"), guideline.attestation.text
    for number, question in enumerate(guideline.question):
        for place, text in of_question(question):
            yield ("question", number, *place), text


def of_section(file: SectionFile) -> Iterator[Passage]:
    """Give every text of a section file that somebody is shown to read; places start at the file."""
    yield ("section", "title"), file.section.title
    yield ("section", "scope"), file.section.scope
    yield ("section", "gain"), file.section.gain or ""
    for number, guideline in enumerate(file.guideline):
        for place, text in of_guideline(guideline):
            yield ("guideline", number, *place), text


def _of_why(guideline: Guideline) -> Iterator[Passage]:
    why = guideline.why
    yield ("why", "text"), why.text
    yield ("why", "stake"), why.stake or ""
    for number, case in enumerate(why.case):
        yield ("why", "case", number, "what"), case.what
    if why.objection:
        yield ("why", "objection", "says"), why.objection.says
        yield ("why", "objection", "answer"), why.objection.answer
