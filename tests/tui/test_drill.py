"""A drill on the screen: from the Check view there and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from cli.talk import copy_small
from support.locking import DRILL, LockingDesktop
from tui.conftest import Walk, guide, shown
from watchword.check.device import lock_watch
from watchword.tui.screens.drill import DrillScreen


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look more often than a person needs."""
    monkeypatch.setattr(lock_watch, "EVERY_SECONDS", 0.01)


async def open_drill(pilot: Pilot[int]) -> None:
    """Go to the Check view of the guideline with a drill, and press p."""
    guide(pilot).open_guideline("lock-screen")
    guide(pilot).open("check")
    await pilot.pause(0.1)
    await pilot.press("p")
    await pilot.pause()
    assert isinstance(pilot.app.screen, DrillScreen)


async def finished(pilot: Pilot[int]) -> str:
    """What is shown once the drill has ended."""
    for _ in range(200):
        await pilot.pause(0.02)
        if "What was read" in shown(pilot):
            break
    return shown(pilot)


async def test_the_check_view_offers_the_drill(walk: Walk, tmp_path: Path) -> None:
    async with walk(size=(100, 40), checklist=copy_small(tmp_path / "new", DRILL)) as pilot:
        guide(pilot).open_guideline("lock-screen")
        guide(pilot).open("check")
        await pilot.pause(0.1)
        assert "p starts the lock drill; nobody has to." in shown(pilot)
        assert "p Practise" in shown(pilot)


async def test_where_there_is_no_drill_p_does_nothing(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("3", "p")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, DrillScreen)


async def test_a_lock_is_seen_told_and_recorded(walk: Walk, tmp_path: Path) -> None:
    checklist = copy_small(tmp_path / "new", DRILL)
    async with walk(size=(100, 45), checklist=checklist, host=LockingDesktop()) as pilot:
        await open_drill(pilot)
        await pilot.press("enter")
        page = await finished(pilot)
        assert "Lock the screen now: Super+L" in page
        assert "Unlocked." in page
        assert "✓ pass" in page
        assert "Once is not a habit" in page
        await pilot.press("escape")
        await pilot.pause()
        assert guide(pilot).session.standing("lock-screen").drilled["lock-drill"].outcome == "pass"
        assert "✓ lock drill: pass" in shown(pilot)


async def test_what_was_not_seen_is_not_recorded(walk: Walk, tmp_path: Path) -> None:
    async with walk(size=(100, 45), checklist=copy_small(tmp_path / "new", DRILL)) as pilot:
        await open_drill(pilot)
        await pilot.press("enter")
        assert "could not tell" in await finished(pilot)
        assert guide(pilot).session.standing("lock-screen").drilled == {}


async def test_leaving_ends_the_watching(walk: Walk, tmp_path: Path) -> None:
    host = LockingDesktop()
    async with walk(size=(100, 45), checklist=copy_small(tmp_path / "new", DRILL), host=host) as pilot:
        host.looks = 100  # free for ever
        await open_drill(pilot)
        await pilot.press("enter")
        await pilot.pause(0.2)
        await pilot.press("escape")
        await pilot.pause()
        looks = host.looks
        await pilot.pause(0.2)
        assert host.looks == looks
