"""Pictures of the screens: few, one Python, and to be looked at by a person whenever one changes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from support.kit import SMALL, Clock, a_profile, answer_rightly, answer_wrongly, make_kit, make_session
from tui.conftest import settle
from watchword.kit import Kit
from watchword.paths import Paths
from watchword.tui.app import WatchwordApp

pytestmark = [
    pytest.mark.snapshot,
    pytest.mark.skipif(
        sys.version_info[:2] != (3, 11) or sys.platform == "win32",
        reason="pictures differ between versions of Python",
    ),
]
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterable[None]:
    """Times on the screen are local; here that is UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


class Still(Clock):
    """A clock that stands still."""

    def __call__(self) -> object:  # type: ignore[override]
        return self.time


def walked(folder: Path, theme: str = "watchword-dark") -> WatchwordApp:
    """Somebody in the middle: one done, one missed, one that needs their word."""
    kit = make_kit(folder, clock=Still())
    kit = replace(kit, settings=replace(kit.settings, theme=theme))
    session = make_session(folder, kit=kit)
    session.set_profile(a_profile(roles=[]))
    answer_rightly(session, "think-first")
    session.attest("think-first")
    answer_wrongly(session, "one-password")
    answer_rightly(session, "clear-desk")
    session.visit("lock-screen")
    session.close()
    return WatchwordApp(kit, SMALL)


def after(*keys: str) -> Callable[[Pilot[int]], object]:
    """Wait for the first page, then press keys and wait for the notice to go."""

    async def run(pilot: Pilot[int]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        pilot.app.clear_notifications()
        await pilot.pause(0.2)

    return run


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        ((80, 24), "watchword-dark", ()),
        ((80, 24), "watchword-dark", ("4", "down")),
        ((60, 16), "watchword-light", ("2",)),
        ((120, 40), "watchword-light", ("3",)),
        ((120, 40), "watchword-dark", ("4", "1", "enter")),
        ((80, 24), "watchword-light", ("s",)),
    ],
    ids=["why", "think", "how-narrow", "check-wide", "answered-wide", "summary"],
)
def test_the_walk(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str, keys: tuple[str, ...]
) -> None:
    app = walked(tmp_path, theme)
    assert snap_compare(app, terminal_size=size, run_before=after(*keys))


def never_written(folder: Path) -> Kit:
    """A kit whose folders are shown and not used."""
    return replace(make_kit(folder), paths=Paths.below(Path("/home/sample/watchword")))


@pytest.mark.parametrize("keys", [(), ("enter",)], ids=["welcome", "profile"])
def test_the_first_run(snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...]) -> None:
    app = WatchwordApp(never_written(tmp_path), SMALL)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(*keys))
