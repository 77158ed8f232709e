"""What a session looks at: the checks and drills of its guidelines, each outcome recorded when it is news."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from watchword import subjects
from watchword.check.drill import Say
from watchword.check.finding import Finding, Outcome
from watchword.check.pace import Pace
from watchword.check.registry import about, find_drill
from watchword.check.runner import Ask, Tally, stream
from watchword.checklist.model import Checklist
from watchword.errors import UsageError
from watchword.kit import Kit
from watchword.progress.event import Value
from watchword.progress.standing import Standing
from watchword.progress.state import Progress
from watchword.text import clean

SEEN_FOR = timedelta(days=1)  # a finding that has not changed is recorded again after this long


class Looks:
    """The looks of a session, and what they need of it."""

    kit: Kit
    checklist: Checklist
    progress: Progress

    if TYPE_CHECKING:

        def standing(self, guideline: str) -> Standing: ...
        @property
        def may_record(self) -> bool: ...
        def _record(self, kind: str, **fields: Value) -> None: ...

    def asks(self, guidelines: Iterable[str] | None = None) -> list[Ask]:
        """Return the checks of these guidelines, or of all that apply, each for all that the person named."""
        wanted = None if guidelines is None else set(guidelines)
        return [
            Ask(use.name, self.checklist.limits(use), standing.guideline.id, subject)
            for standing in self.progress.applying
            if wanted is None or standing.guideline.id in wanted
            for use in standing.checks
            for subject in subjects.named(self.kit, about(use.name)) or (None,)
        ]

    async def look(
        self,
        guidelines: Iterable[str] | None = None,
        *,
        only_machine: bool = False,
        tell: Callable[[Pace], None] | None = None,
    ) -> AsyncIterator[tuple[str, Finding]]:
        """Run checks side by side; yield (guideline, finding) as they come, each recorded when it is news.

        `only_machine` leaves services and source trees alone: they are looked at when a person wants it.
        `tell` is told how far long looks are.
        """
        asks = [ask for ask in self.asks(guidelines) if not only_machine or about(ask.check) == "machine"]
        tally = Tally((ask.about, ask.check) for ask in asks)
        async for ask, finding in stream(asks, self.kit.host, tell):
            if outcome := tally.add((ask.about, ask.check), finding.outcome):
                self._note(ask.about, finding.check, outcome)
            yield ask.about, finding

    def _note(self, guideline: str, check: str, outcome: Outcome) -> None:
        standing = self.standing(guideline)
        before = standing.seen.get(check)
        is_same = before is not None and before.outcome == outcome and check not in standing.unseen
        is_fresh = before is not None and self.kit.now() - before.at <= SEEN_FOR
        if not (is_same and is_fresh) and self.may_record:
            self._record("checked", guideline=guideline, check=check, outcome=str(outcome))

    async def practise(self, guideline: str, drill: str, say: Say) -> Finding:
        """Watch the person do a drill of a guideline, and record how it ended; `say` is told what is seen."""
        uses = {use.name: use for use in self.standing(guideline).guideline.drill}
        if drill not in uses:
            raise UsageError(f"This guideline has no drill named {clean(drill, limit=60)}.", "", "Go on.")
        limits = self.checklist.limits(uses[drill])
        finding = await find_drill(drill).run(self.kit.host, say, limits)
        if self.may_record and finding.outcome is not Outcome.UNKNOWN:
            self._record("drilled", guideline=guideline, drill=drill, outcome=str(finding.outcome))
        return finding
