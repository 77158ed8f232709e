"""The full-screen face on the small checklist, with a machine made of samples."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from support.kit import SMALL, a_profile, make_kit, make_session
from watchword.check.host import Host
from watchword.tui.app import WatchwordApp
from watchword.tui.screens.guide import GuideScreen

Walk = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    """Open the app; by default with a profile, so that it opens on the first guideline."""

    @asynccontextmanager
    async def opened(
        *,
        size: tuple[int, int] = (80, 24),
        profile: bool = True,
        host: Host | None = None,
        theme: str = "watchword-dark",
        checklist: Path = SMALL,
    ):
        kit = make_kit(tmp_path, host=host)
        kit = replace(kit, settings=replace(kit.settings, theme=theme))
        if profile and not kit.paths.data.exists():
            session = make_session(tmp_path, kit=kit, checklist=checklist)
            session.set_profile(a_profile())
            session.close()
        app = WatchwordApp(kit, checklist)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            yield pilot
        if app.session is not None:
            app.session.close()

    return opened


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the session is open and its first screen is drawn."""
    app = pilot.app
    assert isinstance(app, WatchwordApp)
    for _ in range(200):
        await pilot.pause(0.01)
        if app.session is not None and len(app.screen_stack) > 1:
            break
    await pilot.pause()


def guide(pilot: Pilot[int]) -> GuideScreen:
    """The walk's screen."""
    screen = next(one for one in pilot.app.screen_stack if isinstance(one, GuideScreen))
    assert isinstance(screen, GuideScreen)
    return screen


def shown(pilot: Pilot[int]) -> str:
    """What can be read on the screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)
