"""Understanding on the screen: the question first, talking it over, one's own case, sources, the end."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from cli.talk import copy_small
from support.kit import answer_rightly, answer_wrongly
from tui.conftest import Walk, guide, shown
from tui.test_walk import answer, finish
from watchword.tui.screens.summary import SummaryScreen

STAKE = ('harms = ["you", "users"]', 'harms = ["you", "users"]\nstake = "What I would lose first is"')
HIGH = ('strength = "must"', 'strength = "must"\nhigh_stake = true')


async def miss_twice(pilot: Pilot[int]) -> None:
    """Miss the first question, answer three others, and miss it again."""
    session = guide(pilot).session
    answer_wrongly(session, "think-first")
    for guideline in ("one-password", "clear-desk", "tell-team"):
        answer_rightly(session, guideline)
    answer_wrongly(session, "think-first")
    guide(pilot).open("think")
    await pilot.pause()


async def test_f_puts_the_question_before_the_reading(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert guide(pilot).view == "think"
        assert guide(pilot).think.is_asking


async def test_whoever_knew_goes_on_to_their_word(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("f")
        await pilot.pause()
        await answer(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert guide(pilot).view == "attest"


async def test_whoever_did_not_know_goes_on_to_the_why(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("f")
        await pilot.pause()
        await answer(pilot, rightly=False)
        await pilot.press("enter")
        await pilot.pause()
        assert (guide(pilot).guideline, guide(pilot).view) == ("think-first", "why")


async def test_two_misses_in_a_row_are_to_be_talked_over(walk: Walk) -> None:
    async with walk() as pilot:
        await miss_twice(pilot)
        page = " ".join(shown(pilot).split())
        assert "talk it over" in page
        assert "your team lead" in page
        assert not guide(pilot).think.is_asking


async def test_a_asks_again_what_was_talked_over(walk: Walk) -> None:
    async with walk() as pilot:
        await miss_twice(pilot)
        assert "a Ask again" in shown(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert guide(pilot).think.is_asking
        assert "You have seen this one before" in shown(pilot)


async def test_a_does_nothing_where_nothing_waits(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("4", "escape", "a")
        await pilot.pause()
        assert [event.kind for event in guide(pilot).session.events].count("talked") == 0


async def test_where_much_hangs_on_it_enter_puts_the_next_question(walk: Walk, tmp_path: Path) -> None:
    high = copy_small(tmp_path / "high", HIGH)
    async with walk(size=(100, 40), checklist=high) as pilot:
        session = guide(pilot).session
        guide(pilot).open_guideline("lock-screen")
        await answer(pilot)
        assert "One more question here" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert guide(pilot).think.is_asking
        assert "Question 2 of 2." in shown(pilot)
        await answer(pilot)
        assert session.standing("lock-screen").is_understood


async def test_ones_own_case_can_be_named(walk: Walk, tmp_path: Path) -> None:
    mine = copy_small(tmp_path / "mine", STAKE)
    async with walk(size=(100, 40), checklist=mine) as pilot:
        await answer(pilot)
        assert "What I would lose first is …" in shown(pilot)
        guide(pilot).query_one("#stake").focus()
        await pilot.press(*"drafts", "enter")
        await pilot.pause()
        assert guide(pilot).session.standing("think-first").stake == "drafts"
        assert "drafts" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert guide(pilot).view == "attest"


async def test_an_empty_sentence_goes_on_and_records_nothing(walk: Walk, tmp_path: Path) -> None:
    mine = copy_small(tmp_path / "mine", STAKE)
    async with walk(size=(100, 40), checklist=mine) as pilot:
        await answer(pilot)
        guide(pilot).query_one("#stake").focus()
        await pilot.press("enter")
        await pilot.pause()
        assert guide(pilot).view == "attest"
        assert guide(pilot).session.standing("think-first").stake == ""


async def test_e_shows_and_hides_where_the_facts_come_from(walk: Walk) -> None:
    async with walk(size=(100, 40)) as pilot:
        assert "e shows one source and the place in the guide." in shown(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert "A report of the case, read 2026-11-23" in shown(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert "A report of the case" not in shown(pilot)


async def test_a_finished_section_says_what_was_gained(walk: Walk) -> None:
    async with walk(size=(100, 40)) as pilot:
        for one in guide(pilot).session.checklist.sections[1].guidelines:
            guide(pilot).open_guideline(one.id)
            await finish(pilot)
        assert "Code: finished. Nobody finds a secret of yours in a file." in shown(pilot)


async def test_the_summary_looks_at_everything_once_more(walk: Walk) -> None:
    async with walk(size=(100, 40)) as pilot:
        await pilot.press("s")
        await pilot.pause(0.3)
        assert isinstance(pilot.app.screen, SummaryScreen)
        assert "All checks, run again just now: 1 pass." in shown(pilot)


async def test_an_answer_to_a_question_retired_since_is_kept_and_shown(walk: Walk, tmp_path: Path) -> None:
    async with walk(size=(100, 40)) as pilot:
        await answer(pilot)
    end = 'because = "Tempting, because others do it; they were lucky so far."\n'
    first = (tmp_path / "first").mkdir() or tmp_path / "first"
    newer = copy_small(first)
    text = (newer / "basics.toml").read_text("utf-8")
    place = text.index(end) + len(end)
    spare = text[text.index("[[guideline.question]]") : place].replace('"think-first-1"', '"think-first-2"')
    retired = '\n[guideline.question.retired]\non = 2026-01-05\nreason = "It gave itself away."\n\n'
    (newer / "basics.toml").write_text(text[:place] + retired + spare + text[place:], "utf-8")
    async with walk(size=(100, 40), checklist=newer) as pilot:
        guide(pilot).open_guideline("think-first")
        guide(pilot).open("think")
        await pilot.pause()
        assert "This question was retired on 2026-01-05; your answer is kept." in shown(pilot)
        assert guide(pilot).session.standing("think-first").is_understood
