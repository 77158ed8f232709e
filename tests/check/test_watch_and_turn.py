"""A page that is left open turns within two seconds of a real setting, changed by the desktop's own tool.

The app, the checks, the tools and the settings are real; hidden is only that the tests may run in a container
and as root. Every change comes right after a look, so that it waits as long as one can.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.live_page import open_check
from support.live_turns import CASES, private

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
