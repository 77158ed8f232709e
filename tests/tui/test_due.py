"""The full-screen face of a renewal: it opens on what is due and asks only that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from support.kit import SMALL, Clock, a_profile, answer_rightly, make_kit
from tui.conftest import settle
from watchword import handover
from watchword.kit import Kit
from watchword.session import Session, open_session
from watchword.tui.app import WatchwordApp
from watchword.tui.screens.due import DueScreen
from watchword.tui.screens.guide import GuideScreen
from watchword.tui.screens.summary import SummaryScreen
from watchword.tui.words import VIEWS

Opened = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    return copytree(SMALL, tmp_path / "guide")


@pytest.fixture
def kit(tmp_path: Path, guide: Path) -> Kit:
    """Somebody who did everything on the fifth of January and handed it over."""
    kit = make_kit(tmp_path / "home")
    session = open_session(kit, guide)
    session.set_profile(a_profile())
    for standing in session.progress.applying:
        for use in standing.checks:
            session._record("checked", guideline=standing.guideline.id, check=use.name, outcome="pass")
        answer_rightly(session, standing.guideline.id)
        session.attest(standing.guideline.id)
    handover.export(session, tmp_path / "out")
    session.close()
    return kit


@pytest.fixture
def after(kit: Kit, guide: Path) -> Opened:
    """Open the app so many days later."""

    @asynccontextmanager
    async def opened(days: int, *, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
        assert isinstance(kit.now, Clock)
        kit.now.forward(days=days)
        app = WatchwordApp(replace(kit), guide)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            yield pilot
        if app.session is not None:
            app.session.close()

    return opened


def session_of(pilot: Pilot[int]) -> Session:
    app = pilot.app
    assert isinstance(app, WatchwordApp)
    assert app.session is not None
    return app.session


def text(pilot: Pilot[int], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).content)


async def test_it_opens_on_what_is_due_and_says_how_long_it_takes(after: Opened) -> None:
    async with after(40) as pilot:
        assert isinstance(pilot.app.screen, DueScreen)
        assert text(pilot, "#due-head").startswith("7 due, about 5 minutes")
        assert pilot.app.screen.query_one(OptionList).option_count == 7


async def test_while_nothing_is_due_it_opens_as_ever(after: Opened) -> None:
    async with after(5) as pilot:
        assert isinstance(pilot.app.screen, SummaryScreen)


async def test_enter_begins_with_the_question_of_the_first(after: Opened) -> None:
    async with after(40) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, GuideScreen)
        assert screen.view == "think"
        assert screen.guideline == session_of(pilot).sitting[0]


async def test_a_right_answer_goes_on_to_the_next_that_is_due(after: Opened) -> None:
    async with after(40) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        session = session_of(pilot)
        for name in session.sitting:
            screen = pilot.app.screen
            assert isinstance(screen, GuideScreen)
            assert screen.guideline == name
            drawn = session.draw(name)
            assert drawn is not None
            await pilot.press(str(drawn.right + 1), "enter")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
        assert session.progress.is_complete
        assert isinstance(pilot.app.screen, SummaryScreen)
        assert "The next question comes on" in text(pilot, "#summary-sentence")


async def test_a_sitting_ends_though_something_was_missed(after: Opened) -> None:
    async with after(40) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        session = session_of(pilot)
        missed = session.sitting[0]
        for name in session.sitting[1:]:
            answer_rightly(session, name)
        drawn = session.draw(missed)
        assert drawn is not None
        await pilot.press(str((drawn.right + 1) % len(drawn.options) + 1), "enter")
        await pilot.pause()
        assert "Another question on this comes on" in text(pilot, "#think-feedback")
        screen = pilot.app.screen
        assert isinstance(screen, GuideScreen)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SummaryScreen)


async def test_it_may_be_put_off_and_the_guide_opens(after: Opened) -> None:
    async with after(40) as pilot:
        await pilot.press("p")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, DueScreen)
        assert {one.until for standing in session_of(pilot).progress.applying for one in standing.postponed}


async def test_the_guide_can_be_opened_without_beginning_and_what_is_due_again(after: Opened) -> None:
    async with after(40) as pilot:
        count = session_of(pilot).progress.count
        await pilot.press("g")
        await pilot.pause()
        assert all(event.kind != "due" for event in session_of(pilot).events[count:])
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("u")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DueScreen)


async def test_every_way_can_be_reached_by_tab_in_a_small_terminal(after: Opened) -> None:
    async with after(40, size=(60, 20)) as pilot:
        reached = set()
        for _ in range(5):
            await pilot.press("tab")
            focused = pilot.app.focused
            assert focused is not None
            assert focused.region.bottom <= 20
            reached.add(focused.id)
        assert {"begin", "put-off", "to-guide", "due-list"} <= reached
        pilot.app.screen.query_one("#to-guide").focus()
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, DueScreen)


# A rule that changed -------------------------------------------------------------------------------------


def change(guide: Path) -> None:
    """Give the first guideline another rule, and a second revision."""
    path = guide / "basics.toml"
    data = path.read_text()
    rule = next(line for line in data.splitlines() if line.startswith("rule = "))
    until = date(2026, 1, 6)
    data = data.replace(rule, 'rule = "Think before you type, and after."\nrevision = 2', 1)
    former = (
        f'[[guideline.former]]\nrevision = 1\n{rule}\nuntil = {until}\nwhy = "Somebody had typed first."\n\n'
    )
    path.write_text(data.replace("[[guideline.why.case]]", f"{former}[[guideline.why.case]]", 1))


@pytest.mark.parametrize(("size", "beside"), [((120, 40), True), ((80, 24), False)])
async def test_a_changed_rule_is_shown_with_what_it_said(
    after: Opened, guide: Path, size: tuple[int, int], beside: bool
) -> None:
    change(guide)
    async with after(4, size=size) as pilot:
        assert "The rule “Thinking first” was changed. Somebody had typed first." in text(pilot, "#due-news")
        await pilot.press("enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, GuideScreen)
        assert (screen.guideline, screen.view) == ("think-first", VIEWS[0])
        shown = text(pilot, "#why-text")
        assert "Changed on 6 January 2026" in shown
        assert "It says now" in shown
        assert (" │ " in shown) is beside


async def test_what_was_excepted_is_told_before_it_ends(after: Opened, kit: Kit, guide: Path) -> None:
    session = open_session(kit, guide)
    ends = (session.kit.now().date() + timedelta(50)).isoformat()
    said = {"reason": "No stick yet", "approved_by": "lead@example.org", "ends": ends}
    session.note_all([("waived", {"guideline": "clear-desk", **said})])
    session.close()
    async with after(40) as pilot:
        assert "The waiver for “" in text(pilot, "#due-news")
