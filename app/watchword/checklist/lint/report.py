"""All rules over a checklist, and what came of it.

Loading refuses what cannot be used; the rules refuse what would serve people badly: a scenario that hides its
question, an option picked by its length, a page that nobody has looked at for a year.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from watchword.checklist.draft import Draft, Problem
from watchword.checklist.lint.catalogue import READING_AGE, RULES
from watchword.checklist.lint.exception import find_allowances, misuses, sort_out
from watchword.checklist.lint.passage import of_section
from watchword.checklist.lint.rule import HEAD, Grade, Rule, Whole
from watchword.checklist.load import read


@dataclass(frozen=True)
class Report:
    """Every problem in file order, and how much was looked at, so that none means something."""

    problems: tuple[Problem, ...]
    guidelines: int
    questions: int
    texts: int
    rules: int
    """How many rules were judged; fewer than there are where one could not be."""

    exceptions: int
    """How many exceptions excused something."""


def lint(
    folder: Traversable,
    known_checks: Collection[str],
    today: date,
    grade: Grade | None,
    known_drills: Collection[str] = (),
) -> list[Problem]:
    """Return every problem of the checklist in `folder`, those of loading included, in file order.

    `known_checks` and `known_drills` are the names of those that exist; without `grade`, reading age is not
    judged.
    """
    return [*examine(folder, known_checks, today, grade, known_drills).problems]


def examine(
    folder: Traversable,
    known_checks: Collection[str],
    today: date,
    grade: Grade | None,
    known_drills: Collection[str] = (),
) -> Report:
    """Look at the checklist in `folder` by every rule that can be judged."""
    draft = read(folder)
    is_whole = not draft.problems
    shown = draft.filled if len(draft.filled) == len(draft.sections) else draft.sections
    whole = Whole(draft.head, draft.sections, shown, known_checks, known_drills, today, grade)
    judged = [rule for rule in RULES if rule.slug != READING_AGE or grade]
    _apply(judged, whole, draft)
    problems, excused = _except(draft, {rule.slug for rule in judged} if is_whole else set())
    texts = [text for file in shown.values() for _, text in of_section(file) if text]
    all_guidelines = [guideline for file in shown.values() for guideline in file.guideline]
    return Report(
        tuple(sorted(problems)),
        guidelines=len(all_guidelines),
        questions=sum(len(guideline.bank) for guideline in all_guidelines),
        texts=len(texts),
        rules=len(judged),
        exceptions=excused,
    )


def _apply(rules: Collection[Rule], whole: Whole, draft: Draft) -> None:
    for rule in rules:
        for spot in rule.look(whole):
            draft.report(spot.file, spot.place, spot.what, spot.remedy, rule.slug)


def _except(draft: Draft, judged: Collection[str]) -> tuple[list[Problem], int]:
    """Return the problems that are not excused, misuses of exceptions among them, and how many were used.

    Exceptions from a rule that was not judged, or in a checklist that was not read whole, may be about
    something that nobody looked for; they are not called unused.
    """
    names = [HEAD, *(f"{name}.toml" for name in draft.sections)]
    allowed = {name: find_allowances(draft.texts[name]) for name in names if name in draft.texts}
    problems, used = sort_out(draft.problems, allowed)
    known = {rule.slug for rule in RULES}
    for name, allowances in allowed.items():
        not_looked_for = {(name, one) for one in allowances if one.rule not in judged}
        problems += misuses(name, allowances, used | not_looked_for, known)
    return problems, len(used)
