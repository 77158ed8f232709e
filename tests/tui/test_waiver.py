"""Asking for a waiver on the page: filled in, written as a file, nothing waived before it is signed."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tui.conftest import Walk, guide, shown
from watchword import agreement
from watchword.tui.screens.waiver import WaiverScreen


async def open_form(pilot: Pilot[int]) -> WaiverScreen:
    await pilot.press("5", "v")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, WaiverScreen)
    return screen


async def test_the_file_says_who_asks_for_what_why_and_until_when(walk: Walk) -> None:
    async with walk() as pilot:
        screen = await open_form(pilot)
        await pilot.press(*"No keyboard here", "ctrl+s")
        await pilot.pause()
        assert "Written:" in shown(pilot)
        (path,) = Path(screen.session.kit.paths.exports).glob("waiver-*.json")
        asked = agreement.read_asked(path)
        assert (asked.guideline.id, asked.reason, asked.ends) == (
            "think-first",
            "No keyboard here",
            "2026-04-05",
        )
        await pilot.press("enter")
        await pilot.pause()
        assert guide(pilot).guideline == "think-first"
        assert guide(pilot).session.progress.waived == ()


async def test_without_a_reason_it_says_what_is_missing_and_stays(walk: Walk) -> None:
    async with walk() as pilot:
        screen = await open_form(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Say in a sentence why." in shown(pilot)
        assert not list(Path(screen.session.kit.paths.exports).glob("*"))


async def test_a_day_that_is_none_is_named_and_gets_the_cursor(walk: Walk) -> None:
    async with walk() as pilot:
        screen = await open_form(pilot)
        screen.query_one("#until", Input).value = "soon"
        await pilot.press(*"No keyboard", "ctrl+s")
        await pilot.pause()
        assert "Write it as 2027-03-31." in shown(pilot)
        assert screen.query_one("#until", Input).has_focus


async def test_escape_leaves_without_a_file(walk: Walk) -> None:
    async with walk() as pilot:
        screen = await open_form(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert guide(pilot).view == "attest"
        assert not list(Path(screen.session.kit.paths.exports).glob("*"))


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_form_fits_every_size(walk: Walk, size: tuple[int, int]) -> None:
    async with walk(size=size) as pilot:
        await open_form(pilot)
        text = shown(pilot)
        assert "Ask for a waiver" in text
        assert max(map(len, text.split("\n"))) <= size[0]
