"""The live looks of an open page: once when it opens, again and again while its Check view is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from watchword.check.finding import Finding
from watchword.session import Session

PAUSE = 1.5  # seconds between two looks; a changed setting shows within two


async def keep_looking(
    session: Session, guideline: str, found: Callable[[str, Finding], None], again: Callable[[], bool]
) -> None:
    """Run a guideline's checks and hand each finding to `found`; repeat while `again` says so."""
    while True:
        async for name, finding in session.look([guideline]):
            found(name, finding)
        await asyncio.sleep(PAUSE)
        while not again():
            await asyncio.sleep(PAUSE / 5)
