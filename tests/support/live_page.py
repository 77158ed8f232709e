"""A guideline's Check view in the full-screen app, left to itself: no key is pressed once it is open."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from support.kit import a_profile, make_kit, make_session
from tui.conftest import guide, settle
from watchword.check.host import Host
from watchword.checklist.locate import locate
from watchword.tui.app import WatchwordApp

ROLES = ["developer", "responder", "ssh-keys", "openpgp-keys"]
_SIZE = (180, 60)
_STEP = 0.01


@dataclass(frozen=True)
class LivePage:
    """What can be read on the open page."""

    pilot: Pilot[int]

    def text(self) -> str:
        """The page as it is painted, line by line, without the tree beside it."""
        region = guide(self.pilot).check.region
        strips = self.pilot.app.screen._compositor.render_strips()
        lines = [strip.crop(region.x, region.right).text.rstrip() for strip in strips]
        return "\n".join(lines[region.y : region.bottom])

    async def shows(self, text: str, seconds: float = 10.0) -> float:
        """Wait until a text is painted; return how many seconds that took."""
        begun = time.monotonic()
        while text not in self.text():
            spent = time.monotonic() - begun
            if spent > seconds:
                raise AssertionError(f"{text!r} was not shown within {seconds} s:\n{self.text()}")
            await self.pilot.pause(_STEP)
        return time.monotonic() - begun

    async def next_look(self) -> None:
        """Wait until the machine has just been looked at: who changes something now waits longest."""
        before = guide(self.pilot).check.looked_at
        while guide(self.pilot).check.looked_at == before:
            await self.pilot.pause(_STEP)


@asynccontextmanager
async def open_check(folder: Path, host: Host, guideline: str) -> AsyncIterator[LivePage]:
    """Open the app on the bundled checklist, on this guideline's Check view."""
    kit = replace(make_kit(folder, host=host), now=lambda: datetime.now(UTC))
    session = make_session(folder, kit=kit, checklist=Path(str(locate())))
    session.set_profile(a_profile(roles=ROLES))
    session.close()
    app = WatchwordApp(kit)
    async with app.run_test(size=_SIZE) as pilot:
        await settle(pilot)
        guide(pilot).open_guideline(guideline)
        await pilot.press("3")
        yield LivePage(pilot)
    if app.session is not None:
        app.session.close()
