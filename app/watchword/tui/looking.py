"""The live looks of an open page: once when it opens, again and again while its Check view is open."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable

from watchword.check.finding import Finding
from watchword.session import Session

PAUSE = 1.0  # seconds between two looks; a changed setting shows within two
SHARE = 2  # rests at least this many times as long as the look took: tools are slow where a machine is busy
STEP = 0.2  # seconds between two questions whether the Check view is open


async def count_outcomes(session: Session) -> Counter[str]:
    """Run every check once more and return how many came back with which outcome; records what is news."""
    return Counter([str(finding.outcome) async for _, finding in session.look()])


async def keep_looking(
    session: Session, guideline: str, found: Callable[[str, Finding], None], again: Callable[[], bool]
) -> None:
    """Run a guideline's checks and hand each finding to `found`; repeat while `again` says so."""
    while True:
        begun = time.monotonic()
        async for name, finding in session.look([guideline]):
            found(name, finding)
        await asyncio.sleep(max(PAUSE, SHARE * (time.monotonic() - begun)))
        while not again():
            await asyncio.sleep(STEP)
