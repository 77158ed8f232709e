"""What a rule is: a slug that exceptions name, and a look at a checklist that gives what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from watchword.checklist.lines import Path
from watchword.checklist.model import ChecklistFile, Guideline, SectionFile
from watchword.checklist.question import Question

Grade = Callable[[str], float]
"""Gives the school grade that a text asks of its reader."""

HEAD = "checklist.toml"


class Found(NamedTuple):
    """Something that breaks a rule: where inside the file, table or question looked at, what, the way out."""

    place: Path
    what: str
    remedy: str


class Spot(NamedTuple):
    """Something that breaks a rule, with its file and its place from the top of that file."""

    file: str
    place: Path
    what: str
    remedy: str


@dataclass(frozen=True)
class Whole:
    """All that the rules look at."""

    head: ChecklistFile | None
    written: Mapping[str, SectionFile]
    """The sections as they stand in the files, by name."""

    shown: Mapping[str, SectionFile]
    """The sections as they are read, policy values filled in; as written while something cannot be filled."""

    known_checks: Collection[str]
    known_drills: Collection[str]
    today: date
    grade: Grade | None


Look = Callable[[Whole], Iterator[Spot]]


@dataclass(frozen=True)
class Rule:
    """A rule by its slug; its reason is the docstring of the function that it was made from."""

    slug: str
    look: Look
    reason: str


def of_checklist(slug: str, look: Look) -> Rule:
    """A rule about the checklist as a whole."""
    return Rule(slug, look, look.__doc__ or "")


def of_section(slug: str, judge: Callable[[SectionFile], Iterator[Found]]) -> Rule:
    """A rule about each section file; places start at the top of the file."""

    def look(whole: Whole) -> Iterator[Spot]:
        for name, file in whole.shown.items():
            for found in judge(file):
                yield Spot(f"{name}.toml", *found)

    return Rule(slug, look, judge.__doc__ or "")


def of_guideline(slug: str, judge: Callable[[Guideline], Iterator[Found]]) -> Rule:
    """A rule about each guideline; places start at the guideline."""

    def look(whole: Whole) -> Iterator[Spot]:
        for file, at, guideline in guidelines(whole):
            for found in judge(guideline):
                yield Spot(file, (*at, *found.place), f"{guideline.id}: {found.what}", found.remedy)

    return Rule(slug, look, judge.__doc__ or "")


def of_question(slug: str, judge: Callable[[Question], Iterator[Found]]) -> Rule:
    """A rule about each question that can be put; places start at the question."""

    def look(whole: Whole) -> Iterator[Spot]:
        for file, at, _, question in questions(whole):
            for found in judge(question):
                yield Spot(file, (*at, *found.place), f"{question.id}: {found.what}", found.remedy)

    return Rule(slug, look, judge.__doc__ or "")


def guidelines(whole: Whole) -> Iterator[tuple[str, Path, Guideline]]:
    """Give every guideline with its file and its place there."""
    for name, file in whole.shown.items():
        for number, guideline in enumerate(file.guideline):
            yield f"{name}.toml", ("guideline", number), guideline


def questions(whole: Whole) -> Iterator[tuple[str, Path, Guideline, Question]]:
    """Give every question that can be put, with its file, its place there and its guideline.

    Retired ones are left out: they are kept as they were, so that old answers can be read.
    """
    for file, at, guideline in guidelines(whole):
        for number, question in enumerate(guideline.question):
            if question.retired is None:
                yield file, (*at, "question", number), guideline, question
