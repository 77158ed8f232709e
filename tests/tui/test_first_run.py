"""The first run: one page, a form, and nothing written before the form is saved."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from tui.conftest import Walk, shown
from watchword.tui.app import WatchwordApp
from watchword.tui.screens.guide import GuideScreen
from watchword.tui.screens.profile import ProfileScreen
from watchword.tui.screens.welcome import WelcomeScreen
from watchword.tui.widgets.options import Tick


async def test_it_opens_with_the_welcome(walk: Walk) -> None:
    async with walk(profile=False, size=(100, 40)) as pilot:
        assert isinstance(pilot.app.screen, WelcomeScreen)
        page = shown(pilot)
        for said in (
            "How long",
            "What is read from this machine",
            "What is not",
            "Where things are kept",
        ):
            assert said in page


async def test_nothing_is_written_before_the_profile_is_saved(walk: Walk, tmp_path: Path) -> None:
    async with walk(profile=False) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ProfileScreen)
        assert list(tmp_path.rglob("*")) == []


async def test_leaving_the_welcome_quits_and_leaves_nothing(walk: Walk, tmp_path: Path) -> None:
    async with walk(profile=False) as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert pilot.app.return_code == 0
    assert list(tmp_path.rglob("*")) == []


async def test_a_wrong_address_is_explained_and_what_was_typed_stays(walk: Walk) -> None:
    async with walk(profile=False) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"New Person", "enter", *"not an address", "ctrl+s")
        await pilot.pause()
        assert "not an e-mail address" in shown(pilot)
        assert pilot.app.screen.query_one("#name", Input).value == "New Person"
        assert pilot.app.screen.query_one("#email", Input).has_focus


async def test_saving_the_profile_opens_the_first_guideline(walk: Walk) -> None:
    async with walk(profile=False) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"New Person", "enter", *"new@example.org", "ctrl+s")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(pilot.app.screen, GuideScreen)
        assert pilot.app.screen.guideline == "think-first"


async def test_this_laptop_is_ticked_and_nothing_else(walk: Walk) -> None:
    async with walk(profile=False) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        ticked = [box.id for box in pilot.app.screen.query(Tick) if box.value]
        assert ticked == ["is-linux"]


async def test_what_was_said_decides_what_applies(walk: Walk) -> None:
    async with walk(profile=False) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"New Person", "enter", *"new@example.org", "ctrl+s")
        await pilot.pause()
        app = pilot.app
        assert isinstance(app, WatchwordApp)
        assert app.session is not None
        standing = app.session.standing("no-secrets")
        assert not standing.applies
        assert standing.reason == "You said that you do not write or deploy software."
