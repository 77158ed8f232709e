"""Services and source trees in the full-screen face: named on the page, agreed to, looked at, stopped."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cli.talk import copy_small
from support.live_page import LivePage
from tui.conftest import Walk, guide, shown
from tui.test_live_check import until
from watchword.check.host import Host
from watchword.check.pace import Pace
from watchword.check.source import reading
from watchword.check.source.facts import Facts
from watchword.check.subject import Tree
from watchword.tui.screens.subjects import SubjectsScreen

BEYOND = (
    '[[guideline.check]]\nname = "screen-lock"\n',
    '[[guideline.check]]\nname = "service-address"\n\n[[guideline.check]]\nname = "source-reports"\n',
)
POLICY = "Write to support@example.com about holes.\n"


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    return copy_small(tmp_path / "new", BEYOND)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "SECURITY.md").write_text(POLICY)
    return folder


async def open_check(pilot: Pilot[int]) -> None:
    """Open the check of the guideline that has one, and wait until it looked."""
    guide(pilot).open_guideline("lock-screen")
    await pilot.press("3")
    await until(pilot, lambda: len(guide(pilot).found) == 2)


async def open_subjects(pilot: Pilot[int]) -> SubjectsScreen:
    await open_check(pilot)
    await pilot.press("w")
    screen = pilot.app.screen
    assert isinstance(screen, SubjectsScreen)
    return screen


async def name(pilot: Pilot[int], text: str) -> None:
    """Type on the line of the screen, and enter."""
    line = pilot.app.screen.query_one(Input)
    line.focus()
    line.value = text
    await pilot.press("enter")
    await pilot.pause()


async def test_without_anything_named_the_view_says_how_to_name_and_to_practise(
    walk: Walk, checklist: Path
) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        await open_check(pilot)
        page = " ".join(LivePage(pilot).text().split())
        assert "You have named no service that you run" in page
        assert "watchword lab" in page
        assert "0 says that you have none yet; p practises on an example" in page


async def test_0_says_that_there_is_none_yet(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        await open_check(pilot)
        await pilot.press("0")
        standing = guide(pilot).session.standing("lock-screen")
        assert set(standing.statements) == {"service-address", "source-reports"}
        assert standing.unanswered == ()
        assert "I run no service yet that could be looked at." in shown(pilot)
        assert not guide(pilot).check_action("none_yet", ())


async def test_a_folder_that_is_named_is_looked_at_on_the_way_back(
    walk: Walk, checklist: Path, tree: Path
) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        screen = await open_subjects(pilot)
        await name(pilot, str(tree))
        assert screen.session.kit.settings.tree == (Tree(tree),)
        await pilot.press("escape")
        await until(pilot, lambda: ("source-reports", "shop") in guide(pilot).found)
        assert "shop" in shown(pilot)


async def test_a_service_is_not_looked_at_before_it_is_agreed_to(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        screen = await open_subjects(pilot)
        await name(pilot, "http://shop.example.com")
        assert "not agreed yet" in shown(pilot)
        assert "It sends no password and no cookie" in " ".join(shown(pilot).split())
        await pilot.press("escape")
        key = ("service-address", "shop.example.com")
        await until(pilot, lambda: key in guide(pilot).found)
        assert guide(pilot).found[key].outcome == "unknown"
        await pilot.press("w", "a", "escape")
        assert [one.is_agreed for one in screen.session.kit.settings.service] == [True]
        await until(pilot, lambda: guide(pilot).found.get(key) and guide(pilot).found[key].outcome == "fail")


async def test_a_service_becomes_an_api_and_is_forgotten(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        screen = await open_subjects(pilot)
        await name(pilot, "shop.example.com")
        await pilot.press("k")
        assert [one.kind for one in screen.session.kit.settings.service] == ["api"]
        assert "API" in shown(pilot)
        await pilot.press("delete")
        assert screen.session.kit.settings.service == ()


@pytest.mark.parametrize("typed", ["https://user:secret@shop.example.com", "/no/such/folder", "::"])
async def test_what_names_nothing_is_explained_and_stays_to_be_mended(
    walk: Walk, checklist: Path, typed: str
) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        screen = await open_subjects(pilot)
        await name(pilot, typed)
        assert "Name " in shown(pilot)
        assert screen.query_one(Input).value == typed
        assert not screen.is_changed


async def test_whoever_changed_nothing_is_not_looked_at_again(walk: Walk, checklist: Path) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        await open_subjects(pilot)
        before = dict(guide(pilot).found)
        await pilot.press("escape")
        assert dict(guide(pilot).found) == before


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_screen_fits_every_size(
    walk: Walk, checklist: Path, tree: Path, size: tuple[int, int]
) -> None:
    async with walk(size=size, checklist=checklist) as pilot:
        screen = await open_subjects(pilot)
        await name(pilot, str(tree))
        assert screen.query_one(Input).region.bottom <= size[1]
        assert screen.query_one("#subject-list").region.height > 0


class Hanging:
    """A reading of a tree that says how far it is, and never ends."""

    def __init__(self) -> None:
        self.is_cancelled = False

    async def __call__(self, host: Host, tree: Tree) -> Facts:
        try:
            while True:
                host.tell(Pace(tree.name, 120, 480, 2_000_000, 2.0))
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            self.is_cancelled = True
            raise


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Hanging:
    found = Hanging()
    monkeypatch.setattr(reading, "read_facts", found)
    return found


async def start_hanging(pilot: Pilot[int], tree: Path) -> None:
    await open_subjects(pilot)
    await name(pilot, str(tree))
    await pilot.press("escape")
    await until(pilot, lambda: "Reading shop" in shown(pilot))


async def test_a_long_look_shows_how_far_it_is_and_how_fast(
    walk: Walk, checklist: Path, tree: Path, hanging: Hanging
) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        await start_hanging(pilot, tree)
        page = " ".join(shown(pilot).split())
        assert "120 of 480 files, 1 MB/s." in page
        assert "█████░" in page
        assert "esc Stop" in page


async def test_escape_stops_it_at_once_and_r_looks_again(
    walk: Walk, checklist: Path, tree: Path, hanging: Hanging
) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        await start_hanging(pilot, tree)
        begun = time.monotonic()
        await pilot.press("escape")
        await until(pilot, lambda: hanging.is_cancelled)
        assert time.monotonic() - begun < 1
        stopped = "Stopped before it was seen, r looks again: source reports."
        await until(pilot, lambda: stopped in shown(pilot))
        assert "Reading shop" not in shown(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "Reading shop" in shown(pilot))


async def test_keys_work_while_it_lasts_and_leaving_the_page_ends_it(
    walk: Walk, checklist: Path, tree: Path, hanging: Hanging
) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        await start_hanging(pilot, tree)
        guide(pilot).open_guideline("one-password")
        await until(pilot, lambda: hanging.is_cancelled)
        assert "One password" in shown(pilot)


async def test_going_back_to_a_page_asks_nobody_again(walk: Walk, checklist: Path, tree: Path) -> None:
    async with walk(size=(120, 50), checklist=checklist) as pilot:
        await open_subjects(pilot)
        await name(pilot, str(tree))
        await pilot.press("escape")
        key = ("source-reports", "shop")
        await until(pilot, lambda: key in guide(pilot).found)
        before = guide(pilot).found[key]
        guide(pilot).open_guideline("one-password")
        await pilot.pause()
        guide(pilot).open_guideline("lock-screen")
        await pilot.press("3")
        assert guide(pilot).found[key] is before
