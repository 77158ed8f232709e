"""What of everything due is done in one sitting, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil

from watchword.progress.due import Agenda, Due, Urgency
from watchword.progress.reason import Cause
from watchword.progress.state import Progress


@dataclass(frozen=True, slots=True)
class Sitting:
    """What to do now, in order, and how many guidelines that are due are left for another time."""

    dues: tuple[Due, ...]
    left: int

    @property
    def minutes(self) -> int:
        """About how long it takes; at least one."""
        return max(1, ceil(sum(due.seconds for due in self.dues) / 60))

    @property
    def questions(self) -> int:
        """How many questions it takes, at the least."""
        return sum(due.questions for due in self.dues)


def plan(agenda: Agenda, progress: Progress) -> Sitting:
    """Return the next sitting: overdue first, then changed, then where much is at stake, sections mixed.

    No more questions than the policy says; what asks none comes along. A guideline that asks more alone than
    a sitting may have is a sitting of its own. What only has to be looked at again is no part of it: the
    checks run by themselves.
    """
    sections = {one.id: section.id for section in progress.checklist.sections for one in section.guidelines}
    chosen: list[Due] = []
    questions = 0
    for due in _in_order(agenda.for_person, sections):
        if chosen and due.questions and questions + due.questions > agenda.policy.sitting:
            continue
        chosen.append(due)
        questions += due.questions
    return Sitting(tuple(chosen), len(agenda.for_person) - len(chosen))


def _in_order(dues: Iterable[Due], sections: dict[str, str]) -> Iterator[Due]:
    groups: dict[int, list[Due]] = {}
    for due in sorted(dues, key=lambda due: due.since):
        groups.setdefault(_rank(due), []).append(due)
    for rank in sorted(groups):
        yield from _mixed(groups[rank], sections)


def _rank(due: Due) -> int:
    tests = (due.urgency is Urgency.OVERDUE, Cause.CHANGED in due.causes, due.standing.guideline.high_stake)
    return tests.index(True) if True in tests else len(tests)


def _mixed(dues: Iterable[Due], sections: dict[str, str]) -> Iterator[Due]:
    """Take one of each section in turn: what is put apart is told apart."""
    piles: dict[str, list[Due]] = {}
    for due in dues:
        piles.setdefault(sections[due.guideline], []).append(due)
    for row in zip_longest(*piles.values()):
        yield from (due for due in row if due is not None)
