"""Many checks at once, as a stream of findings in the order in which they come back.

All start together and share what they ask, so the whole takes little longer than the slowest; one that hangs
costs its own time limit and nobody else's. Leaving the stream early cancels what still runs and leaves no
process behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from watchword.check import registry
from watchword.check.check import Check, Limit
from watchword.check.finding import Finding
from watchword.check.host import Host, HostError
from watchword.errors import UsageError

CHECK_SECONDS = 10.0


@dataclass(frozen=True)
class Ask:
    """One check to run: its id, the limits a checklist sets, and what it is asked about, if anything."""

    check: str
    limits: Mapping[str, Limit] = field(default_factory=dict)
    about: str = ""


async def stream(asks: Iterable[Ask], host: Host) -> AsyncIterator[tuple[Ask, Finding]]:
    """Run the checks side by side and yield each with its finding when that is there.

    Raises `UsageError` for a name that is no check, before any is run. A check of another package that cannot
    be loaded is an `unknown` of its own.
    """
    checks = [(_find(ask.check), ask) for ask in asks]
    async with host.at_once() as shared:
        tasks = [asyncio.create_task(_run(check, ask, shared)) for check, ask in checks]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _find(name: str) -> Check[Any]:
    try:
        return registry.find(name)
    except UsageError as error:
        if name not in registry.names():
            raise
        reason = f"{error.title} {error.detail} {error.remedy}".strip()

    async def refuse(_: Host) -> Any:
        raise HostError(reason)

    return Check(name, "", "", ("linux", "macos", "windows"), refuse, lambda *_: NotImplemented)


async def _run(check: Check[Any], ask: Ask, host: Host) -> tuple[Ask, Finding]:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return ask, await check.run(host, ask.limits)
    except TimeoutError:
        return ask, check.unknown(f"The check gave no answer within {CHECK_SECONDS:g} seconds.")
