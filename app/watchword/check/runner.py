"""Many checks at once, as a stream of findings in the order in which they come back.

All start together and share what they ask, so the whole takes little longer than the slowest; one that hangs
costs its own time limit and nobody else's. Leaving the stream early cancels what still runs and leaves no
process behind.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from watchword.check import registry
from watchword.check.check import Check, Limit
from watchword.check.finding import Finding, Outcome, Remedy, worst
from watchword.check.host import Host, HostError
from watchword.check.pace import Pace
from watchword.check.subject import Service, Subject
from watchword.errors import UsageError

CHECK_SECONDS = 10.0
SECONDS = {"machine": CHECK_SECONDS, "service": 60.0, "tree": 600.0}  # the time limit of one check

_NOTHING_NAMED = {
    "service": "You have named no service that you run, so none was looked at.",
    "tree": "You have named no source tree that you work on, so none was looked at.",
}
_NAME_IT = {
    "service": Remedy(
        (
            "Name a service of your team: `w` on this page, or `watchword service add URL`.",
            "If you run none yet, practise in the lab (`watchword lab`), then say so here.",
        )
    ),
    "tree": Remedy(
        (
            "Name a source tree you work on: `w` on this page, or `watchword source add DIR`.",
            "If you have none yet, practise in the lab (`watchword lab`), then say so here.",
        )
    ),
}
_AGREE = Remedy(
    (
        "If your team runs it, agree: `w` on this page, or `watchword service agree URL`.",
        "Watchword then asks it for a few pages, as a browser does: GET only, no password, no cookie.",
    )
)


@dataclass(frozen=True)
class Ask:
    """One check to run: its id, the limits a checklist sets, the guideline it is asked for, if any, and the
    service or source tree to look at, where it is not this machine."""

    check: str
    limits: Mapping[str, Limit] = field(default_factory=dict)
    about: str = ""
    subject: Subject | None = None


async def stream(
    asks: Iterable[Ask], host: Host, tell: Callable[[Pace], None] | None = None
) -> AsyncIterator[tuple[Ask, Finding]]:
    """Run the checks side by side and yield each with its finding when that is there.

    `tell` is told how far the long ones are, a few times a second.
    Raises `UsageError` for a name that is no check, before any is run. A check of another package that cannot
    be loaded is an `unknown` of its own.
    """
    checks = [(_find(ask.check), ask) for ask in asks]
    async with host.at_once() as shared:
        shared.tell = tell or shared.tell
        tasks = [asyncio.create_task(_run(check, ask, shared)) for check, ask in checks]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class Tally:
    """Makes one outcome of a check's findings on several subjects: the worst, once all are in."""

    def __init__(self, wanted: Iterable[Hashable]) -> None:
        self._wanted = Counter(wanted)
        self._seen: dict[Hashable, list[Outcome]] = {}

    def add(self, key: Hashable, outcome: Outcome) -> Outcome | None:
        """Add an outcome; return the worst of its key when this was the last of them."""
        seen = self._seen.setdefault(key, [])
        seen.append(outcome)
        return worst(seen) if len(seen) == self._wanted[key] else None


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
    named = ask.subject.name if ask.subject else ""
    if check.about != "machine" and ask.subject is None:
        return ask, replace(check.unknown(_NOTHING_NAMED[check.about]), remedy=_NAME_IT[check.about])
    if isinstance(ask.subject, Service) and not ask.subject.is_agreed:
        reason = "You have not said yet that Watchword may ask this service for pages, so it did not."
        return ask, replace(check.unknown(reason), subject=named, remedy=_AGREE)
    seconds = SECONDS[check.about]
    try:
        async with asyncio.timeout(seconds):
            return ask, await check.run(host, ask.limits, ask.subject)
    except TimeoutError:
        return ask, replace(
            check.unknown(f"The check gave no answer within {seconds:g} seconds."), subject=named
        )
