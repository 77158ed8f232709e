"""The Check view: it looks by itself, turns when the setting turns, and never holds a key up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from cli.talk import copy_small
from support.kit import IDLE, gnome_host
from support.sample_host import SampleHost
from tui.conftest import Walk, guide, shown
from watchword.check.host import Ran
from watchword.progress.standing import Stage


class SlowHost(SampleHost):
    """A machine whose tools never answer."""

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        await asyncio.sleep(3600)
        raise AssertionError


async def open_check(pilot: Pilot[int]) -> None:
    """Open the check of the guideline on the locked screen."""
    guide(pilot).open_guideline("lock-screen")
    await pilot.press("3")
    await until(pilot, lambda: bool(guide(pilot).found))


async def until(pilot: Pilot[int], true: object, seconds: float = 4.0) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come true in time")


async def test_it_looks_when_the_page_opens(walk: Walk) -> None:
    async with walk(size=(120, 45)) as pilot:
        await open_check(pilot)
        page = shown(pilot)
        assert "✓ pass" in page
        assert "Judged by:" in page
        assert "Not shown by this:" in page


async def test_a_changed_setting_turns_the_finding_without_a_key(walk: Walk) -> None:
    host = gnome_host()
    async with walk(host=host) as pilot:
        await open_check(pilot)
        assert guide(pilot).found["screen-lock", ""].outcome == "pass"
        host.commands[IDLE] = "org.gnome.desktop.session idle-delay uint32 0\n"
        await until(pilot, lambda: guide(pilot).found["screen-lock", ""].outcome == "fail")
        assert guide(pilot).standing.stage is Stage.NEEDS_ACTION
        assert "What to do" in shown(pilot)
        host.commands[IDLE] = "org.gnome.desktop.session idle-delay uint32 300\n"
        await until(pilot, lambda: guide(pilot).found["screen-lock", ""].outcome == "pass")


async def test_an_unknown_finding_asks_for_the_persons_own_words(walk: Walk) -> None:
    async with walk(host=SampleHost(), size=(120, 45)) as pilot:
        await open_check(pilot)
        assert "? could not tell" in shown(pilot)
        await pilot.press("tab")
        assert guide(pilot).query_one("#check Input", Input).has_focus
        await pilot.press(*"It locks after five minutes", "enter")
        await pilot.pause()
        assert guide(pilot).standing.statements == {"screen-lock": "It locks after five minutes"}


async def test_keys_work_while_a_check_hangs(walk: Walk) -> None:
    host = SlowHost(environment={"XDG_CURRENT_DESKTOP": "GNOME"}, commands={IDLE: ""})
    async with walk(host=host) as pilot:
        guide(pilot).open_guideline("lock-screen")
        await pilot.press("3")
        await pilot.pause()
        assert "Looking: screen lock" in shown(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert guide(pilot).view == "why"


async def test_quitting_does_not_wait_for_a_check_that_hangs(walk: Walk) -> None:
    host = SlowHost(environment={"XDG_CURRENT_DESKTOP": "GNOME"}, commands={IDLE: ""})
    async with walk(host=host) as pilot:
        guide(pilot).open_guideline("lock-screen")
        await pilot.pause()
        await pilot.press("q")
        begun = time.monotonic()
    assert time.monotonic() - begun < 3  # the check would take an hour


async def test_a_guideline_without_a_check_says_that_nothing_is_looked_at(walk: Walk) -> None:
    async with walk(size=(120, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert "nothing is looked at" in shown(pilot)


async def test_what_needs_the_person_stands_first(walk: Walk, tmp_path: Path) -> None:
    two = ('name = "screen-lock"\n', 'name = "ssh-keys"\n\n[[guideline.check]]\nname = "screen-lock"\n')
    host = gnome_host()
    host.commands[IDLE] = "org.gnome.desktop.session idle-delay uint32 0\n"
    async with walk(size=(100, 45), checklist=copy_small(tmp_path / "two", two), host=host) as pilot:
        guide(pilot).open_guideline("lock-screen")
        guide(pilot).open("check")
        await pilot.pause(0.3)
        page = shown(pilot)
        assert page.index("✗ fails") < page.index("✓ pass")
