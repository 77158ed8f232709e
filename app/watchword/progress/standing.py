"""Where one guideline stands with one person: what they opened, answered, saw, stated and signed.

Pure: everything is computed from events and kept nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import takewhile

from watchword.checklist.model import CheckUse, Guideline
from watchword.checklist.renewal import Former
from watchword.progress.answer import Answer, is_enough, rounds_done, valid
from watchword.progress.fact import NEVER, Memory, Postponed, Request, Seen, Waiver, Word

TALK_AFTER = 2  # wrong answers in a row


class Stage(StrEnum):
    """Where a guideline stands, in the words that people read."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMES_BACK = "question comes back"
    TALK_OVER = "talk it over"
    NEEDS_WORD = "needs your word"
    NEEDS_ACTION = "needs action"
    WAIVED = "waived"
    DONE = "done"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Standing:
    """Where one guideline stands with one person.

    What is computed is kept: a guide of a thousand guidelines is drawn again after each key press, and a
    standing that did not change is the same object as before.
    """

    guideline: Guideline
    applies: bool = True
    reason: str = ""
    not_mine: frozenset[str] = frozenset()
    """The checks of the guideline that are for other people than this one."""

    opened: bool = False
    answers: tuple[Answer, ...] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    drilled: Mapping[str, Seen] = field(default_factory=dict)
    """How the drills of the guideline ended last; nobody has to do them."""

    statements: Mapping[str, str] = field(default_factory=dict)
    word: Word | None = None
    stake: str = ""
    """What the person said is at risk in their own case."""

    talked: int = 0
    """The number of the event in which they last said that they talked it over; 0 when they have not."""

    words: tuple[Word, ...] = ()
    """Every word given on it, oldest first; `word` is the last."""

    memory: Memory = NEVER
    asked: Mapping[str, int] = field(default_factory=dict)
    """What was asked anew when the guideline was due again (question, word, look): in which event."""

    waiver: Waiver | None = None
    postponed: tuple[Postponed, ...] = ()
    """How often it was put off since it was last shown to be understood, or signed."""

    request: Request | None = None

    @cached_property
    def valid_answers(self) -> tuple[Answer, ...]:
        """The answers that count today: of a question that was asked anew, those since."""
        since = self.asked.get("question", -1)
        return valid(self.guideline, [answer for answer in self.answers if answer.n > since])

    @cached_property
    def is_understood(self) -> bool:
        """Whether the answers show that the guideline is understood; asked anew, one right answer does."""
        if self.is_asked_anew:
            return bool(self.valid_answers) and self.valid_answers[-1].right
        return is_enough(self.guideline, self.valid_answers)

    @property
    def is_asked_anew(self) -> bool:
        """Whether its question is that of a renewal: what was understood before is shown once more."""
        return "question" in self.asked

    @property
    def rounds(self) -> int:
        """How many questions have to be answered rightly."""
        return 1 if self.is_asked_anew else self.guideline.rounds

    @property
    def questions_left(self) -> int:
        """How many questions are still to be answered rightly."""
        if self.is_understood:
            return 0
        return max(1, self.rounds - rounds_done(self.guideline, self.valid_answers))

    @property
    def wrong_since(self) -> int:
        """The number of the wrong answer the question has to come back from; 0 when there is none.

        A withdrawn wrong answer counts: its explanation was read, so asking at once would test nothing.
        """
        last = self.answers[-1] if self.answers else None
        return last.n if last is not None and not last.right and not self.is_understood else 0

    @property
    def misses(self) -> int:
        """How many answers in a row were wrong, up to the last one and since it was talked over."""
        if not self.wrong_since:
            return 0
        since = [answer for answer in self.answers if answer.n > self.talked]
        return len(list(takewhile(lambda answer: not answer.right, reversed(since))))

    @property
    def is_attested(self) -> bool:
        """Whether the person gave their word on the revision as it stands today, and since it was asked anew.

        A text that changed without a new revision is taken for the same: a typo asks nobody again.
        """
        if self.word is None or self.word.revision != self.guideline.revision:
            return False
        return self.word.n > self.asked.get("word", 0)

    @property
    def is_changed(self) -> bool:
        """Whether the guideline has another meaning since the person gave their word on it."""
        return self.word is not None and self.word.revision < self.guideline.revision

    @property
    def former(self) -> Former | None:
        """The guideline as the person knew it, where it has changed since and the checklist tells."""
        if self.word is None or not self.is_changed:
            return None
        known = (one for one in self.guideline.former if one.revision >= self.word.revision)
        return next(known, None)

    @cached_property
    def checks(self) -> tuple[CheckUse, ...]:
        """The checks of the guideline that are for this person."""
        return tuple(use for use in self.guideline.check if use.name not in self.not_mine)

    @property
    def failing(self) -> tuple[str, ...]:
        """The checks that fail."""
        return self._with_outcome("fail")

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The checks that could not tell and for which the person has not spoken yet."""
        return tuple(name for name in self._with_outcome("unknown") if not self.statements.get(name))

    @property
    def unseen(self) -> tuple[str, ...]:
        """The checks that have not looked yet, or not since they were asked to look anew."""
        since = self.asked.get("look", -1)
        return tuple(u.name for u in self.checks if u.name not in self.seen or self.seen[u.name].n <= since)

    def _with_outcome(self, outcome: str) -> tuple[str, ...]:
        mine = {use.name for use in self.checks}
        return tuple(name for name, seen in self.seen.items() if seen.outcome == outcome and name in mine)

    @cached_property
    def is_done(self) -> bool:
        """Understood, attested, and every check looked: none fails, and what none could tell is stated."""
        open_checks = self.failing or self.unanswered or self.unseen
        return self.is_understood and self.is_attested and not open_checks

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to do here: it is done, or a waiver takes its place."""
        return self.is_done or self.waiver is not None

    @cached_property
    def stage(self) -> Stage:
        """The one word for all of this."""
        if not self.applies:
            return Stage.NOT_APPLICABLE
        if self.waiver is not None:
            return Stage.WAIVED
        if self.is_done:
            return Stage.DONE
        if self.failing:
            return Stage.NEEDS_ACTION
        if self.wrong_since:
            return Stage.TALK_OVER if self.misses >= TALK_AFTER else Stage.COMES_BACK
        if self.is_understood:
            return Stage.NEEDS_WORD
        return Stage.IN_PROGRESS if self.opened or self.answers else Stage.NOT_STARTED

    @property
    def left(self) -> tuple[str, ...]:
        """What is still to do, as short sentences; empty when the guideline is done or does not apply."""
        if not self.applies or self.is_settled:
            return ()
        found = [f"The check {name} fails: put it right." for name in self.failing]
        if not self.is_understood:
            found.append(self._left_to_answer())
        found += [f"The check {name} has not looked yet." for name in self.unseen]
        found += [f"The check {name} could not tell: say how it is." for name in self.unanswered]
        if not self.is_attested:
            found.append("Give your word.")
        return tuple(found)

    def _left_to_answer(self) -> str:
        if self.misses >= TALK_AFTER:
            return "Talk it over; then the question comes back."
        if self.wrong_since:
            return "The question comes back."
        count = self.questions_left
        return "Answer the question." if count == 1 else f"Answer {count} questions."
