"""The live looks of an open page: once when it opens, again and again while its Check view is open."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from watchword.check.finding import Finding
from watchword.check.pace import Pace
from watchword.session import Session

PAUSE = 1.0  # seconds between two looks; a changed setting shows within two
SHARE = 2  # rests at least this many times as long as the look took: tools are slow where a machine is busy
KEPT_FOR = timedelta(minutes=10)
STEP = 0.2  # seconds between two questions whether the Check view is open


async def count_outcomes(session: Session) -> Counter[str]:
    """Run every check once more and return how many came back with which outcome; records what is news."""
    return Counter([str(finding.outcome) async for _, finding in session.look()])


async def count_outcomes_here(session: Session) -> Counter[str]:
    """As `count_outcomes`, but services and source trees only where nothing was seen of them yet."""
    unseen = [one.guideline.id for one in session.progress.applying if one.unseen]
    told = Counter([str(finding.outcome) async for _, finding in session.look(unseen)])
    others = [one.guideline.id for one in session.progress.applying if one.guideline.id not in unseen]
    looks = session.look(others, only_machine=True)
    return told + Counter([str(finding.outcome) async for _, finding in looks])


class Kept:
    """What was seen of services and source trees, so that going back to a page asks nobody again soon."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[datetime, Mapping[tuple[str, str], Finding]]] = {}

    def put(self, guideline: str, found: Mapping[tuple[str, str], Finding], at: datetime) -> None:
        """Keep what was found for a guideline, but nothing of this machine: that is looked at anew."""
        named = {key: finding for key, finding in found.items() if finding.subject}
        self._seen[guideline] = (at, named)

    def get(self, guideline: str, now: datetime) -> Mapping[tuple[str, str], Finding]:
        """Return what was found lately; nothing where that is too long ago."""
        at, found = self._seen.get(guideline, (now, {}))
        return found if now - at < KEPT_FOR else {}

    def forget(self) -> None:
        """Begin anew, as something else is to be looked at."""
        self._seen.clear()


class Looker(Protocol):
    """Whoever is told what is seen, as it comes."""

    def take_finding(self, guideline: str, finding: Finding) -> None:
        """A check of a guideline came back."""

    def take_pace(self, pace: Pace) -> None:
        """A long look says how far it is."""

    def end_round(self) -> None:
        """Everything was looked at once."""

    def wants_another(self) -> bool:
        """Whether to look again."""


async def keep_looking(session: Session, guideline: str, looker: Looker, only_machine: bool = False) -> None:
    """Run a guideline's checks and hand on each finding; repeat while the looker wants it.

    Services and source trees are looked at the first time only, and with `only_machine` not at all.
    """
    while True:
        begun = time.monotonic()
        looks = session.look([guideline], only_machine=only_machine, tell=looker.take_pace)
        async for name, finding in looks:
            looker.take_finding(name, finding)
        looker.end_round()
        only_machine = True
        await asyncio.sleep(max(PAUSE, SHARE * (time.monotonic() - begun)))
        while not looker.wants_another():
            await asyncio.sleep(STEP)
