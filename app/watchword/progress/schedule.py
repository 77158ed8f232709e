"""What comes next: which question of a guideline, in which order its options, and which guideline.

Pure. Where chance is wanted it is drawn from a seed that is handed in, so that the same seed gives the same
draw and a test or a manager can compute it again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from watchword.checklist.question import Question, Right, Wrong
from watchword.progress.answer import Answer, rounds_done, wanted
from watchword.progress.standing import TALK_AFTER, Stage, Standing
from watchword.progress.state import Progress
from watchword.text import in_words

T = TypeVar("T")
APART = 3  # other guidelines to answer before a question missed comes back
MISSED = 7  # days after which a question missed in a renewal comes back, unless the checklist says otherwise
SEVERAL = 4  # wrong answers of a day from which it counts whether they are more than the right ones

Option = Right | Wrong


@dataclass(frozen=True, slots=True)
class Draw:
    """A question as it is put: the question, its options in the order shown, and which attempt this is.

    `turn` of `turns` counts the questions to be answered rightly, from 1; `is_repeat` says that this very
    question was put before.
    """

    question: Question
    options: tuple[Option, ...]
    attempt: int
    turn: int = 1
    turns: int = 1
    is_repeat: bool = False

    @property
    def right(self) -> int:
        """The place of the right option, from 0."""
        return self.options.index(self.question.right)


@dataclass(frozen=True, slots=True)
class Wait:
    """What lies between a person and a question they missed: other guidelines, a night, or nothing.

    `others` counts the guidelines to be answered first. `until_tomorrow` says that it rests for today, and
    `until` that it rests until that day, unless the person talks it over; `misses` is how many answers in a
    row were wrong.
    """

    others: int = 0
    until_tomorrow: bool = False
    misses: int = 0
    until: date | None = None

    @property
    def rests(self) -> bool:
        """Whether only time will do, or talking it over."""
        return self.until_tomorrow or self.until is not None

    @property
    def is_over(self) -> bool:
        """Whether the question may be put now."""
        return not self.others and not self.rests

    def sentence(self, contact: str) -> str:
        """Say when a question on this is put again; `contact` is whom to talk to."""
        if self.until is not None:
            return (
                f"Another question on this comes on {in_words(self.until)}. "
                f"Or talk it over ({contact}); then a asks it again."
            )
        if self.until_tomorrow and self.misses >= TALK_AFTER:
            return (
                f"This was missed twice in a row, so it is a good one to talk over: {contact}. "
                "When you have, a asks it again; otherwise it comes back tomorrow."
            )
        if self.until_tomorrow:
            return (
                "More was missed than found today, so this comes back tomorrow, after a night. "
                f"Or talk it over ({contact}); then a asks it again."
            )
        if self.others:
            others = "one other guideline" if self.others == 1 else f"{self.others} other guidelines"
            return f"A question on this comes back after {others}, perhaps put in another way."
        return "A question on this comes back when you are here again."


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an answer comes back with: both options explained, and what comes next.

    `left` counts the questions of the guideline that are still to be answered rightly; `wait` is what comes
    before the next of them after a wrong answer.
    """

    chosen: Option
    right: Option
    is_right: bool
    left: int
    wait: Wait


def option_id(option: Option) -> str:
    """What the journal calls an option: `right`, or the id of the misconception."""
    return option.misconception if isinstance(option, Wrong) else "right"


def derive_seed(progress: Progress, journal: str) -> str:
    """Return what the draws of a person hang on.

    With a manager's challenge it is the HMAC-SHA256 of the checklist's digest and the person's address under
    the nonce: nobody can prepare answers before the challenge came, a colleague's order is another one, and
    the manager can compute the draws again. Without one it is the journal's id, which is random.
    """
    if not progress.challenge or progress.profile is None:
        return journal
    about = f"{progress.checklist.sha256}|{progress.profile.email}"
    return hmac.new(progress.challenge.encode(), about.encode(), hashlib.sha256).hexdigest()


def draw(standing: Standing, seed: str) -> Draw:
    """Choose the next question of a guideline: never seen first, then longest unseen, never twice in a row.

    A bank of one question asks that one again, its options in another order. In a renewal any question of the
    bank may come, and one rightly answered is enough.
    """
    guideline, answers = standing.guideline, standing.answers
    attempt = len(answers) + 1
    counted = standing.valid_answers
    last_seen = {answer.question: position for position, answer in enumerate(answers)}
    previous = answers[-1].question if answers else ""
    put = guideline.bank if standing.is_asked_anew else wanted(guideline, counted)
    bank = _shuffled(put, f"{seed}|{guideline.id}|bank")
    fresh = [question for question in bank if question.id != previous]
    others = fresh or [question for question in guideline.bank if question.id != previous] or list(bank)
    question = min(others, key=lambda one: last_seen.get(one.id, -1))
    options: Sequence[Option] = question.options
    if question.shuffle:
        options = _shuffled(options, f"{seed}|{question.id}|{attempt}")
    else:
        options = sorted(options, key=lambda option: option.text)
    done = rounds_done(guideline, counted) if guideline.high_stake else 0
    turns = standing.rounds
    return Draw(
        question, tuple(options), attempt, min(done + 1, turns), turns, is_repeat=question.id in last_seen
    )


def _shuffled(things: Sequence[T], seed: str) -> list[T]:
    """Order things by the digest of seed and place: even, and the same on every Python."""
    keys = [hashlib.sha256(f"{seed}|{place}".encode()).digest() for place in range(len(things))]
    return [things[place] for place in sorted(range(len(things)), key=keys.__getitem__)]


def may_ask(
    standing: Standing, standings: Mapping[str, Standing], now: datetime, missed: int = MISSED
) -> bool:
    """Whether a question of this guideline may be put now; `missed` as `wait` takes it."""
    if not standing.applies or standing.is_understood:
        return False
    return wait(standing, standings, now, missed).is_over


def wait(standing: Standing, standings: Mapping[str, Standing], now: datetime, missed: int = MISSED) -> Wait:
    """Return what has to happen before a missed question is put again; `now` in the person's own time zone.

    In a renewal it is `missed` days. On the first walk other guidelines come first, or a night. After two
    misses in a row, and on a day on which more was missed than found, only a night will do: more is
    remembered after it, and whoever guesses learns nothing by guessing on. Somebody who has talked it over
    need not wait.
    """
    if not standing.wrong_since or standing.talked > standing.wrong_since:
        return Wait()
    if standing.is_asked_anew:
        return _wait_for_days(standing, now, missed)
    if not _is_today(standing.answers[-1], now):
        return Wait()
    if _rests(standing, standings, now):
        return Wait(0, True, standing.misses)
    return Wait(_others_to_go(standing, standings, now), False, standing.misses)


def _wait_for_days(standing: Standing, now: datetime, days: int) -> Wait:
    """What was missed in a renewal comes back after days, or when it is due again."""
    if standing.wrong_since < standing.asked["question"]:
        return Wait()
    until = standing.answers[-1].at.astimezone(now.tzinfo).date() + timedelta(days)
    return Wait() if now.date() >= until else Wait(0, False, standing.misses, until)


def _rests(standing: Standing, standings: Mapping[str, Standing], now: datetime) -> bool:
    if not _is_today(standing.answers[-1], now) or standing.talked > standing.wrong_since:
        return False
    return standing.misses >= TALK_AFTER or _is_bad_day(standings, now)


def _is_bad_day(standings: Mapping[str, Standing], now: datetime) -> bool:
    """Whether, of today's answers, several are wrong, and more than are right."""
    today = [answer for one in standings.values() for answer in one.answers if _is_today(answer, now)]
    wrong = sum(not answer.right for answer in today)
    return wrong >= SEVERAL and 2 * wrong > len(today)


def _is_today(answer: Answer, now: datetime) -> bool:
    return answer.at.astimezone(now.tzinfo).date() >= now.date()


def _others_to_go(standing: Standing, standings: Mapping[str, Standing], now: datetime) -> int:
    """How many other guidelines are to be answered before this one's question comes back.

    None when no other guideline is left to answer in between; then the one that has waited longest is first.
    """
    missed = standing.wrong_since
    others = [other for other in standings.values() if other is not standing and other.applies]
    answered = sum(any(answer.n > missed for answer in other.answers) for other in others)
    open_others = [other for other in others if not other.is_understood]
    fresh = [other for other in open_others if not other.wrong_since]
    waiting_longer = (other for other in open_others if 0 < other.wrong_since < missed)
    if not fresh and all(_rests(other, standings, now) for other in waiting_longer):
        return 0
    return max(0, APART - answered)


def next_pending(progress: Progress, after: str, now: datetime, step: int = 1) -> Standing | None:
    """Return the next guideline with something to do now, walking on from `after` and around the end.

    `step` -1 walks backwards. Guidelines whose question is still to come back are passed over while there is
    anything else to do.
    """
    ring = list(progress.standings.values())
    ids = [standing.guideline.id for standing in ring]
    start = ids.index(after) if after in ids else (-1 if step > 0 else 0)
    walk = [ring[(start + step * distance) % len(ring)] for distance in range(1, len(ring) + 1)]
    pending = [one for one in walk if one.applies and not one.is_settled]
    missed = progress.checklist.renewal.missed
    ready = [one for one in pending if _can_go_on(one, progress.standings, now, missed)]
    return next(iter(ready or pending), None)


def _can_go_on(standing: Standing, standings: Mapping[str, Standing], now: datetime, missed: int) -> bool:
    if standing.stage in (Stage.COMES_BACK, Stage.TALK_OVER):
        return may_ask(standing, standings, now, missed)
    return True
