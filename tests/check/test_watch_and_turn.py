"""A page that is left open turns within two seconds of a real setting, changed by the desktop's own tool.

The app, the checks, the tools and the settings are real; hidden is only that the tests may run in a container
and as root. Every change comes right after a look, so that it waits as long as one can.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import pytest

from support.live_page import open_check
from support.live_turns import CASES, private
from watchword.check.finding import Finding, Outcome
from watchword.check.pace import Pace
from watchword.session import Session
from watchword.tui import looking

SECONDS = 2.0

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="the tools are those of Linux"),
]


@pytest.mark.parametrize("name", CASES)
async def test_an_open_page_turns_within_two_seconds_of_a_real_change(
    tmp_path: Path, tool: Callable[[str], str], name: str
) -> None:
    case = CASES[name]
    for needed in case.tools:
        tool(needed)
    with private(tmp_path / "session", case) as session:
        if reason := case.prepare(session):
            pytest.skip(reason)
        async with open_check(tmp_path / "app", session.look(), case.guideline) as page:
            await page.shows(case.shows)
            for turn in case.turns:
                await page.next_look()
                await asyncio.to_thread(turn.does, session)
                spent = await page.shows(turn.shows)
                assert spent < SECONDS, turn.told


async def test_a_slow_look_is_followed_by_a_longer_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "PAUSE", 0.01)
    begun: list[float] = []

    class SlowSession:
        async def look(self, guidelines: list[str], **_: object) -> AsyncIterator[tuple[str, Finding]]:
            begun.append(time.monotonic())
            await asyncio.sleep(0.1)
            yield guidelines[0], Finding("slow", Outcome.PASS, "")

    class Looker:
        def take_finding(self, guideline: str, finding: Finding) -> None:
            """Nobody looks at it."""

        def take_pace(self, pace: Pace) -> None:
            """Nobody looks at it."""

        def end_round(self) -> None:
            """Nothing more to do."""

        def wants_another(self) -> bool:
            return True

    session = cast("Session", SlowSession())
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1.0):
            await looking.keep_looking(session, "page", Looker())
    assert len(begun) >= 2
    assert all(later - earlier >= 0.29 for earlier, later in itertools.pairwise(begun))
