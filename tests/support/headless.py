"""Start the full-screen face without a terminal, up to its first screen: all it needs is installed."""

from __future__ import annotations

import asyncio

from watchword.cli.compose import compose
from watchword.tui.app import WatchwordApp


async def main() -> None:
    """Open the bundled checklist and draw the welcome."""
    app = WatchwordApp(compose())
    async with app.run_test() as pilot:
        for _ in range(500):
            await pilot.pause(0.02)
            if app.session is not None and len(app.screen_stack) > 1:
                break
        assert app.session is not None
        assert app.session.checklist.guidelines
        assert len(app.screen_stack) > 1


asyncio.run(main())
