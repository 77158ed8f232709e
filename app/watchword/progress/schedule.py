"""What comes next: which question of a guideline, in which order its options, and which guideline.

Pure. Where chance is wanted it is drawn from a seed that is handed in, so that the same seed gives the same
draw and a test or a manager can compute it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from watchword.checklist.model import Guideline
from watchword.checklist.question import Question, Right, Wrong
from watchword.progress.state import Answer, Progress, Stage, Standing

T = TypeVar("T")
APART = 3  # other guidelines to answer before a question missed comes back

Option = Right | Wrong


@dataclass(frozen=True, slots=True)
class Draw:
    """A question as it is put: the question, its options in the order shown, and which attempt this is."""

    question: Question
    options: tuple[Option, ...]
    attempt: int

    @property
    def right(self) -> int:
        """The place of the right option, from 0."""
        return self.options.index(self.question.right)


def option_id(option: Option) -> str:
    """What the journal calls an option: `right`, or the id of the misconception."""
    return option.misconception if isinstance(option, Wrong) else "right"


def draw(guideline: Guideline, answers: Sequence[Answer], seed: str) -> Draw:
    """Choose the next question of a guideline: never seen first, then longest unseen, never twice in a row.

    A bank of one question asks that one again, its options in another order.
    """
    attempt = len(answers) + 1
    last_seen = {answer.question: position for position, answer in enumerate(answers)}
    previous = answers[-1].question if answers else ""
    bank = _shuffled(guideline.question, f"{seed}|{guideline.id}|bank")
    others = [question for question in bank if question.id != previous] or list(bank)
    question = min(others, key=lambda one: last_seen.get(one.id, -1))
    options: Sequence[Option] = question.options
    if question.shuffle:
        options = _shuffled(options, f"{seed}|{question.id}|{attempt}")
    else:
        options = sorted(options, key=lambda option: option.text)
    return Draw(question, tuple(options), attempt)


def _shuffled(things: Sequence[T], seed: str) -> list[T]:
    """Order things by the digest of seed and place: even, and the same on every Python."""
    keys = [hashlib.sha256(f"{seed}|{place}".encode()).digest() for place in range(len(things))]
    return [things[place] for place in sorted(range(len(things)), key=keys.__getitem__)]


def may_ask(standing: Standing, standings: Mapping[str, Standing]) -> bool:
    """Whether the question may be put now.

    One that was missed comes back after `APART` other guidelines have been answered; sooner only when no
    other guideline is left to answer in between, and then the one that has waited longest comes first.
    """
    missed = standing.wrong_since
    if not standing.applies or standing.is_understood:
        return False
    return not missed or others_to_go(standing, standings) == 0


def others_to_go(standing: Standing, standings: Mapping[str, Standing]) -> int:
    """How many other guidelines are to be answered before this one's question comes back."""
    missed = standing.wrong_since
    if not missed:
        return 0
    others = [other for other in standings.values() if other is not standing and other.applies]
    answered = sum(any(answer.n > missed for answer in other.answers) for other in others)
    open_others = [other for other in others if not other.is_understood]
    fresh = [other for other in open_others if not other.wrong_since]
    waiting_longer = [other for other in open_others if 0 < other.wrong_since < missed]
    if not fresh and not waiting_longer:
        return 0
    return max(0, APART - answered)


def next_pending(progress: Progress, after: str, step: int = 1) -> Standing | None:
    """Return the next guideline with something to do now, walking on from `after` and around the end.

    `step` -1 walks backwards. Guidelines whose question is still to come back are passed over while there is
    anything else to do.
    """
    ring = list(progress.standings.values())
    ids = [standing.guideline.id for standing in ring]
    start = ids.index(after) if after in ids else (-1 if step > 0 else 0)
    walk = [ring[(start + step * distance) % len(ring)] for distance in range(1, len(ring) + 1)]
    pending = [one for one in walk if one.applies and not one.is_done]
    ready = [one for one in pending if _can_go_on(one, progress.standings)]
    return next(iter(ready or pending), None)


def _can_go_on(standing: Standing, standings: Mapping[str, Standing]) -> bool:
    if standing.stage is Stage.COMES_BACK:
        return may_ask(standing, standings)
    return True
