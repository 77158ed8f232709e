"""Many checks at once, as a stream of findings in the order in which they come back.

All start together, so the whole takes about as long as the slowest; one that hangs costs its own time limit
and nobody else's. Leaving the stream early cancels what still runs and leaves no process behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from watchword.check import registry
from watchword.check.check import Check, Limit
from watchword.check.finding import Finding
from watchword.check.host import Host

CHECK_SECONDS = 10.0


@dataclass(frozen=True)
class Ask:
    """One check to run: its id and the limits a checklist sets for it."""

    check: str
    limits: Mapping[str, Limit] = field(default_factory=dict)


async def stream(asks: Iterable[Ask], host: Host) -> AsyncIterator[Finding]:
    """Run the checks side by side and yield each finding when it is there.

    Raises `UsageError` for a name that is no check, before any is run.
    """
    checks = [(registry.find(ask.check), ask.limits) for ask in asks]
    tasks = [asyncio.create_task(_run(check, limits, host)) for check, limits in checks]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run(check: Check[Any], limits: Mapping[str, Limit], host: Host) -> Finding:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check.run(host, limits)
    except TimeoutError:
        return check.unknown(f"The check gave no answer within {CHECK_SECONDS:g} seconds.")
