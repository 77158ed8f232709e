"""The walk by keyboard: going on, answering, giving one's word, undoing, coming back, finishing."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from tui.conftest import Walk, guide, settle, shown
from watchword.tui.screens.sign import SignScreen
from watchword.tui.screens.summary import SummaryScreen
from watchword.tui.widgets.options import Options


async def answer(pilot: Pilot[int], *, rightly: bool = True) -> None:
    """Open Think and answer."""
    screen = guide(pilot)
    screen.open("think")
    await pilot.pause()
    drawn = screen.think.drawn
    assert drawn is not None
    place = drawn.right if rightly else (drawn.right + 1) % len(drawn.options)
    await pilot.press(str(place + 1), "enter")
    await pilot.pause()


async def finish(pilot: Pilot[int]) -> None:
    """Answer rightly and give one's word."""
    await answer(pilot)
    await pilot.press("enter")
    await pilot.pause()
    assert guide(pilot).view == "attest"
    await pilot.press("enter")
    await pilot.pause()


async def test_enter_goes_on_through_the_views(walk: Walk) -> None:
    async with walk() as pilot:
        seen = [guide(pilot).view]
        for _ in range(2):
            await pilot.press("enter")
            await pilot.pause()
            seen.append(guide(pilot).view)
        assert seen == ["why", "how", "think"]  # this guideline has no check to look at


async def test_digits_open_the_views(walk: Walk) -> None:
    async with walk() as pilot:
        for key, view in (("2", "how"), ("3", "check"), ("5", "attest"), ("1", "why")):
            await pilot.press(key)
            await pilot.pause()
            assert guide(pilot).view == view


async def test_in_think_digits_choose_and_escape_gives_them_back(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("4")
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        assert guide(pilot).query_one(Options).current == 2
        await pilot.press("escape")
        await pilot.press("1")
        await pilot.pause()
        assert guide(pilot).view == "why"


async def test_arrows_choose_and_stop_at_the_ends(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("4")
        await pilot.pause()
        await pilot.press("up", "down", "down")
        assert guide(pilot).query_one(Options).current == 2
        await pilot.press(*["down"] * 9)
        assert guide(pilot).query_one(Options).current == 3


async def test_a_right_answer_is_explained(walk: Walk) -> None:
    async with walk(size=(120, 45)) as pilot:
        await answer(pilot)
        assert "That is right." in shown(pilot)
        assert "the loss it prevents" in shown(pilot)


async def test_a_wrong_answer_explains_the_chosen_and_the_right_option(walk: Walk) -> None:
    async with walk(size=(120, 45)) as pilot:
        await answer(pilot, rightly=False)
        page = shown(pilot)
        assert "You chose" in page
        assert "Tempting, because" in page
        assert "Better" in page
        assert "comes back after 3 other guidelines" in page


async def test_a_missed_question_cannot_be_asked_at_once(walk: Walk) -> None:
    async with walk(size=(120, 30)) as pilot:
        await answer(pilot, rightly=False)
        await pilot.press("n")
        await pilot.pause()
        guide(pilot).open_guideline("think-first")
        await pilot.press("4")
        await pilot.pause()
        assert "comes back after 3 other guidelines" in shown(pilot)
        assert not guide(pilot).think.is_asking


async def test_the_word_comes_last(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("5", "enter")
        await pilot.pause()
        standing = guide(pilot).session.standing("think-first")
        assert not standing.is_attested


async def test_undo_takes_back_the_word_then_the_answer(walk: Walk) -> None:
    async with walk() as pilot:
        await finish(pilot)
        session = guide(pilot).session
        assert session.standing("think-first").is_done
        await pilot.press("z")
        await pilot.pause()
        assert not session.standing("think-first").is_attested
        await pilot.press("z")
        await pilot.pause()
        assert not session.standing("think-first").is_understood


async def test_next_goes_to_the_next_one_with_something_to_do(walk: Walk) -> None:
    async with walk() as pilot:
        await finish(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert guide(pilot).guideline == "lock-screen"


async def test_the_whole_guide_can_be_walked_and_signed(walk: Walk, tmp_path: Path) -> None:
    async with walk() as pilot:
        for _ in range(7):
            await pilot.pause(0.05)
            await finish(pilot)
            if isinstance(pilot.app.screen, SummaryScreen):
                break
            await pilot.press("n")
            await pilot.pause()
        assert isinstance(pilot.app.screen, SummaryScreen)
        assert "All 7 guidelines are done." in shown(pilot)
        await pilot.press("x")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, SignScreen)
        await pilot.press("ctrl+s")
        for _ in range(100):
            await pilot.pause(0.05)
            if "Signed and written" in shown(pilot):
                break
        written = sorted(path.suffix for path in (tmp_path / "records").rglob("*") if path.is_file())
        assert ".html" in written
        assert written.count(".sig") == 2


async def test_the_next_sitting_goes_on_where_this_one_ended(walk: Walk) -> None:
    async with walk() as pilot:
        await finish(pilot)
        await pilot.press("n", "n")
        await pilot.pause()
        left_at = guide(pilot).guideline
    async with walk() as pilot:
        await settle(pilot)
        assert guide(pilot).guideline == left_at
        assert "Continuing with" in shown(pilot)


async def test_the_summary_says_what_is_left_and_why(walk: Walk) -> None:
    async with walk() as pilot:
        await answer(pilot, rightly=False)
        await pilot.press("s")
        await pilot.pause()
        page = shown(pilot)
        assert "0 of 7 guidelines are done, 7 to go." in page
        assert "The question comes back." in page


async def test_a_changed_profile_leaves_guidelines_out_and_brings_them_back(walk: Walk) -> None:
    async with walk(size=(80, 50)) as pilot:
        session = guide(pilot).session
        for applies in (False, True):
            await pilot.press("i")
            await pilot.pause()
            pilot.app.screen.query_one("#is-developer").toggle()  # type: ignore[attr-defined]
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert session.standing("no-secrets").applies is applies
