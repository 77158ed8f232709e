"""A source tree read once: the walk aside, the files in processes of their own, all rules over each file.

What is unchanged since the last time is not read again where the host has a folder to keep that in. The
event loop only puts together what comes back, so a key press never waits for a file.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event

from watchword.check.host import Host
from watchword.check.keys.aside import look_aside
from watchword.check.pace import Pace
from watchword.check.source.facts import Facts, History
from watchword.check.source.git import read_history
from watchword.check.source.harvest import Harvest
from watchword.check.source.kept import Kept, maker
from watchword.check.source.limits import Limits
from watchword.check.source.packing import Packed
from watchword.check.source.rules import MODULES, load
from watchword.check.source.survey import Survey
from watchword.check.source.walk import Walk
from watchword.check.source.workers import Crew
from watchword.check.subject import Tree

LIMITS = Limits()
_TELL_SECONDS = 0.1


async def read_facts(
    host: Host,
    tree: Tree,
    modules: Sequence[str] = MODULES,
    limits: Limits = LIMITS,
    processes: int | None = None,
) -> Facts:
    """Return everything seen of a tree; of several checks that look at once, the first reads for all.

    `modules` hold a rule each; `processes` says how many may read, by default as many as fit this machine.
    Raises `HostError` when the folder cannot be listed or no process can be started.
    """

    async def read() -> Facts:
        history = asyncio.create_task(read_history(host, tree))
        try:
            reading = await _prepare(host, tree, tuple(modules), limits)
            await reading.run(processes)
            return reading.facts(await history)
        finally:
            history.cancel()
            await asyncio.gather(history, return_exceptions=True)

    return await host.share(("tree", str(tree.path)), read)


async def _prepare(host: Host, tree: Tree, modules: tuple[str, ...], limits: Limits) -> _Reading:
    """Do aside what has to be done first: find the folder, import the rules."""

    def prepare(_: Event) -> _Reading:
        host.names(tree.path, limit=1)  # says why, where the folder cannot be listed
        walk = Walk(str(host.locate(host.resolve(tree.path))), limits)
        kept = Kept(host.cache, walk.root, maker(modules, load(modules), limits))
        return _Reading(host, tree, modules, walk, kept)

    return await look_aside(prepare, what="The folder", seconds=limits.walking)


class _Reading:
    """One reading of one tree: what the survey and the processes bring, put together in the event loop."""

    def __init__(self, host: Host, tree: Tree, modules: tuple[str, ...], walk: Walk, kept: Kept) -> None:
        self._host = host
        self._tree = tree
        self._walk = walk
        self._kept = kept
        self._limits = walk.limits
        self._at = datetime.now(UTC)
        self._settled = time.time() - self._limits.settled
        self._begun = self._told = time.monotonic()
        self._read = Harvest(self._limits)
        self._known = Harvest(self._limits)
        self._todo = self._done = 0
        self._modules = modules

    async def run(self, processes: int | None) -> None:
        """Read everything; on cancellation no process and no walk is left."""
        loop = asyncio.get_running_loop()
        self._crew = Crew(self._walk.root, self._modules, self._limits, self._take, most=processes)

        def give(paths: tuple[str, ...], size: int) -> None:
            loop.call_soon_threadsafe(self._put, paths, size)

        survey = Survey(self._walk, self._kept, give, self._known)
        try:
            await look_aside(survey.run, what="The folder", seconds=self._limits.walking)
            await self._crew.finish()
        finally:
            await self._crew.end()
        self._tell()
        await look_aside(self._kept.save, what="The cache folder", seconds=self._limits.walking)

    def facts(self, history: History) -> Facts:
        """Return what was seen."""
        known = self._known.files
        self._read.merge(self._known)
        self._read.unread += self._walk.unread
        spots, unread, left_out = self._read.told()
        if skipped := self._crew.skipped:
            said = f"After {self._limits.total // 1024**2:,} MiB the other {skipped:,} files were not read."
            left_out = (said, *left_out)
        return Facts(
            tree=self._tree,
            at=self._at,
            spots=spots,
            files=self._read.files,
            size=self._read.size,
            known=known,
            unread=unread,
            left_out=(*self._walk.left_out, *left_out),
            history=history,
        )

    def _put(self, paths: tuple[str, ...], size: int) -> None:
        self._todo += len(paths)
        self._crew.put(paths, size)

    def _take(self, paths: Sequence[str], answers: Sequence[Packed]) -> None:
        for path, packed in zip(paths, answers, strict=True):
            self._read.add(path, packed)
            self._kept.put(path, packed, self._settled)
        self._done += len(paths)
        if self._read.size + self._known.size >= self._limits.total:
            self._crew.is_stopped = True
        if time.monotonic() - self._told > _TELL_SECONDS:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        seconds = self._told - self._begun
        self._host.tell(Pace(self._tree.name, self._done, self._todo, self._read.size, seconds))
