"""Finding, links, copying, help, the tree, the mouse, and terminals of every size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.conftest import Walk, guide, shown
from watchword.checklist.locate import locate
from watchword.settings import THEMES
from watchword.tui.app import WatchwordApp
from watchword.tui.screens.notice import LinkScreen
from watchword.tui.screens.summary import SummaryScreen
from watchword.tui.widgets.key_line import KeyLine
from watchword.tui.widgets.options import OptionLine
from watchword.tui.widgets.page_head import ViewTabs


async def test_find_opens_the_first_match(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("slash", *"desk", "enter")
        await pilot.pause()
        assert guide(pilot).guideline == "clear-desk"
        assert not guide(pilot).has_class("-find")


async def test_find_says_when_there_is_none(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert "none found" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert guide(pilot).guideline == "think-first"


async def test_the_palette_finds_any_guideline(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"secrets")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert guide(pilot).guideline == "no-secrets"


async def test_the_palette_goes_to_another_checklist_that_is_followed(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"go to: security")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.3)
    assert isinstance(pilot.app, WatchwordApp)
    assert pilot.app.next_checklist == Path(str(locate()))
    assert pilot.app.return_code == 0


async def test_links_show_the_full_address_before_anything_opens(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    async with walk(size=(100, 40)) as pilot:
        monkeypatch.setattr(pilot.app, "open_url", lambda url, **_: opened.append(url))
        await pilot.press("l")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LinkScreen)
        assert "https://example.org/case" in shown(pilot)
        assert opened == []
        await pilot.press("enter")
        await pilot.pause()
        assert opened == ["https://example.org/case"]


@pytest.mark.parametrize("address", ["http://example.org", "file:///etc/passwd", "javascript:alert(1)"])
async def test_only_https_and_mailto_are_opened(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    opened: list[str] = []
    async with walk() as pilot:
        monkeypatch.setattr(pilot.app, "open_url", lambda url, **_: opened.append(url))
        await pilot.app.push_screen(LinkScreen([address]))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert opened == []


async def test_a_command_can_be_copied(walk: Walk) -> None:
    async with walk() as pilot:
        guide(pilot).how.platform = "gnome"
        await pilot.press("2", "c")
        await pilot.pause()
        assert pilot.app.clipboard == "gsettings get org.gnome.desktop.screensaver lock-enabled"


async def test_other_platforms_are_behind_a_key(walk: Walk) -> None:
    async with walk(size=(100, 40)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        assert "o shows: macOS" in shown(pilot)
        assert "Open System Settings" not in shown(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert "Open System Settings" in shown(pilot)


async def test_help_explains_what_is_open(walk: Walk) -> None:
    async with walk(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause(0.3)
        assert pilot.app.screen.query("HelpPanel")
        await pilot.press("question_mark")
        await pilot.pause()
        assert not pilot.app.screen.query("HelpPanel")


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40), (40, 12)])
async def test_it_works_at_every_size(walk: Walk, size: tuple[int, int]) -> None:
    async with walk(size=size) as pilot:
        for key in ("2", "3", "5", "1", "4"):
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("escape")
        assert "Think" in shown(pilot)


async def test_below_80_columns_the_tree_hides_behind_a_key(walk: Walk) -> None:
    async with walk(size=(60, 16)) as pilot:
        assert not guide(pilot).query_one("#side").display
        await pilot.press("t")
        await pilot.pause()
        assert guide(pilot).query_one("#side").display
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert not guide(pilot).query_one("#side").display
        assert guide(pilot).guideline != "think-first"


async def test_a_click_opens_a_view(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.click(ViewTabs, offset=(10, 0))
        await pilot.pause()
        assert guide(pilot).view == "how"


async def test_two_clicks_answer(walk: Walk) -> None:
    async with walk(size=(120, 40)) as pilot:
        await pilot.press("4")
        await pilot.pause()
        line = list(guide(pilot).query(OptionLine))[1]
        await pilot.click(line, offset=(10, 0))
        await pilot.pause()
        assert guide(pilot).think.feedback is None
        await pilot.click(line, offset=(10, 0))
        await pilot.pause()
        assert guide(pilot).think.feedback is not None


async def test_the_footer_offers_only_what_can_be_done_now(walk: Walk) -> None:
    async with walk() as pilot:
        assert "Undo" not in shown(pilot)
        assert "Look again" not in shown(pilot)


async def test_ctrl_c_warns_once_and_quits_the_second_time(walk: Walk) -> None:
    async with walk() as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "Ctrl+C again quits" in shown(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert pilot.app.return_code == 0


async def test_text_of_a_checklist_is_never_markup(walk: Walk, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    small = Path(__file__).parents[1] / "fixtures" / "small"
    for file in small.glob("*.toml"):
        text = file.read_text()
        text = text.replace('"Thinking first"', '"[@click=app.quit]x[/] [/"')
        text = text.replace("Without it, somebody", "[b]Without it, somebody")
        (folder / file.name).write_text(text)
    async with walk(checklist=folder, size=(120, 40)) as pilot:
        page = shown(pilot)
        assert "[@click=app.quit]x[/]" in page
        assert "[b]Without it" in page
        await pilot.press("s")
        await pilot.pause()
        assert "[@click=app.quit]x[/] [/" in shown(pilot)


async def test_a_second_session_reads_and_says_so(walk: Walk) -> None:
    async with walk() as first:
        del first
        async with walk(size=(120, 40)) as pilot:
            assert "Another session has this journal open" in shown(pilot)
            await pilot.press("4")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
            assert "Close the other session" in shown(pilot)


async def test_the_light_theme_is_remembered(walk: Walk, tmp_path: Path) -> None:
    async with walk() as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert pilot.app.theme == "watchword-light"
    assert 'theme = "watchword-light"' in (tmp_path / "settings" / "settings.toml").read_text()


async def test_only_themes_that_were_measured_are_offered(walk: Walk) -> None:
    async with walk() as pilot:
        assert tuple(pilot.app.available_themes) == THEMES


async def test_a_click_on_a_key_presses_it(walk: Walk) -> None:
    async with walk() as pilot:
        line = shown(pilot).splitlines()[-1]
        await pilot.click(KeyLine, offset=(line.index("Summary") + 1, 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, SummaryScreen)
