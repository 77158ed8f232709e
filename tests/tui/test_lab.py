"""The practice lab in the full-screen face: a mistake is looked for, explained, mended, and gone."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from textual.pilot import Pilot

from cli.talk import copy_small
from tui.conftest import Walk, guide, shown
from tui.test_live_check import until
from watchword.check.host import Host
from watchword.tui.screens.lab import LabScreen

CHECK = '[[guideline.check]]\nname = "screen-lock"\n'
BOTH = "".join(CHECK.replace("screen-lock", name) for name in ("service-redirect", "source-logged-passwords"))


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    return copy_small(tmp_path / "new", (CHECK, BOTH))


async def open_lab(pilot: Pilot[int]) -> LabScreen:
    guide(pilot).open_guideline("lock-screen")
    await pilot.press("3", "p")
    screen = pilot.app.screen
    assert isinstance(screen, LabScreen)
    await until(pilot, lambda: screen.lab is not None)
    await pilot.pause()
    return screen


def text(pilot: Pilot[int]) -> str:
    return " ".join(shown(pilot).split())


async def test_it_says_what_to_find_and_where(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 45), checklist=checklist, host=Host()) as pilot:
        screen = await open_lab(pilot)
        assert "mistake 1 of 2" in text(pilot)
        assert screen.lab is not None
        assert screen.lab.place.plain in text(pilot)
        assert "server.toml" in text(pilot)


async def test_a_look_a_hint_the_why_and_a_mend(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 60), checklist=checklist, host=Host()) as pilot:
        screen = await open_lab(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: screen.finding is not None)
        assert "✗ fails" in text(pilot)
        await pilot.press("h", "y")
        assert "Hint. Ask for the plain address" in text(pilot)
        assert "Why. The plain address answers" in text(pilot)
        assert not screen.check_action("hint", ())
        await pilot.press("m")
        await until(pilot, lambda: screen.finding is not None and screen.finding.outcome == "pass")
        await pilot.pause()
        assert "Nothing is left of this mistake." in text(pilot)
        await pilot.press("f")
        assert screen.finding is None
        assert "as it was in the beginning" in text(pilot)


async def test_n_goes_to_the_next_mistake(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 45), checklist=checklist, host=Host()) as pilot:
        screen = await open_lab(pilot)
        await pilot.press("h", "n")
        assert "mistake 2 of 2" in text(pilot)
        assert "Hint." not in text(pilot)
        assert "it is yours to change" in text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: screen.finding is not None)
        assert "views.py" in text(pilot)


async def test_leaving_closes_the_server_and_records_nothing(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 45), checklist=checklist, host=Host()) as pilot:
        screen = await open_lab(pilot)
        assert screen.lab is not None
        port = urlsplit(screen.lab.place.plain).port or 0
        await pilot.press("enter")
        await until(pilot, lambda: screen.finding is not None)
        await pilot.press("escape")
        await pilot.pause(0.1)
        with pytest.raises(OSError, match=r".+"):
            socket.create_connection(("127.0.0.1", port), 1)
        seen = [event for event in guide(pilot).session.events if event.kind == "checked"]
        outcomes = {event.fields["outcome"] for event in seen}
        assert outcomes == {"unknown"}  # of what was looked at on the page itself, where nothing is named


async def test_a_broken_switch_is_told_and_the_page_stays(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 45), checklist=checklist, host=Host()) as pilot:
        screen = await open_lab(pilot)
        assert screen.lab is not None
        screen.lab.switch_file.write_text("redirect = maybe\n")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not screen)
        assert "server.toml" in text(pilot)
        await pilot.press("escape")
        assert pilot.app.screen is screen


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_it_fits_every_size(walk: Walk, checklist: Path, size: tuple[int, int]) -> None:
    async with walk(size=size, checklist=checklist, host=Host()) as pilot:
        await open_lab(pilot)
        assert "Practice lab" in text(pilot)
        assert "esc Back" in text(pilot)
