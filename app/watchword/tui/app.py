"""The full-screen face: paint first, then load, then walk.

The first frame is composed from nothing but Textual; the checklist and the journal are opened right after it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.theme import Theme
from textual.widgets import Static

from watchword.errors import WatchwordError
from watchword.kit import Kit
from watchword.tui import hangup
from watchword.tui.themes import HOUSE

if TYPE_CHECKING:
    from watchword.progress.profile import Profile
    from watchword.session import Session

QUIT_SECONDS = 2.0  # ctrl+c twice within this long quits


class WatchwordApp(App[int]):
    """Opens the session and moves between the screens."""

    TITLE = "Watchword"
    CSS_PATH = "styles/app.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012 - Textual's own type
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("d", "turn_light", "Dark or light", show=False),
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True),
    ]

    def __init__(self, kit: Kit, checklist: Path | None = None) -> None:
        super().__init__()
        self.kit = kit
        self.checklist = checklist
        self.session: Session | None = None
        self.error: WatchwordError | None = None
        self.next_checklist: Path | None = None
        self._interrupted = 0.0
        self.animation_level = "none"
        self.theme = kit.settings.theme

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The house themes only: of the others, some show muted text at less than 3:1."""
        house = {theme.name: theme for theme in HOUSE}
        # While Textual sets itself up, its own default has to be among them.
        return house if "kit" in vars(self) else {**super().available_themes, **house}

    def compose(self) -> ComposeResult:
        """What is there before anything is loaded."""
        yield Static("Watchword\n\nOpening the guide…", id="opening")

    def on_mount(self) -> None:
        """Load once the first frame is painted."""
        self.call_after_refresh(self._open)
        if not self.is_headless and hangup.is_watched():
            self.set_interval(hangup.INTERVAL, self._leave_with_the_terminal)

    async def _leave_with_the_terminal(self) -> None:
        """End as a hang-up would: the usual way out waits for the terminal to take what is written to it."""
        if not hangup.is_gone():
            return
        self.workers.cancel_all()
        await asyncio.sleep(0.1)  # running checks end their children
        if self.session is not None:
            self.session.close()
        os._exit(hangup.STATUS)

    @work(exclusive=True, group="open", exit_on_error=True)
    async def _open(self) -> None:
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")  # looking for plug-ins costs 20 ms
        from watchword.session import open_session

        try:
            self.session = open_session(self.kit, self.checklist)
            if self.session.profile is None and not await self._introduce(self.session):
                self.exit(0)
                return
        except WatchwordError as error:
            self.error = error
            self.exit(1)
            return
        has_due = await self._say_what_is_due(self.session)
        from watchword.tui.screens.guide import GuideScreen

        await self.push_screen(GuideScreen(self.session, has_due=has_due))
        self.call_after_refresh(_end_start)

    async def _say_what_is_due(self, session: Session) -> bool:
        """Open on what is due, where something is and the first walk is behind the person; say whether."""
        if not _was_through(session):
            return False
        from watchword.renewal import agenda

        found = agenda(session)
        if found.for_person and not found.is_onboarding and session.may_record:
            from watchword.tui.screens.due import DueScreen

            await self.push_screen_wait(DueScreen(session))
            return True
        return False

    async def _introduce(self, session: Session) -> bool:
        """The first run: welcome, then the profile; `False` when the person leaves before."""
        from watchword.followed import known_profile
        from watchword.tui.screens.profile import ProfileScreen
        from watchword.tui.screens.welcome import WelcomeScreen
        from watchword.welcome import welcome

        parts = welcome(session)
        while await self.push_screen_wait(WelcomeScreen(parts)):
            form = ProfileScreen(known_profile(self.kit), self.kit.host.platform)
            profile: Profile | None = await self.push_screen_wait(form)
            if profile is not None:
                session.set_profile(profile)
                return True
        return False

    def watch_theme(self, theme: str) -> None:
        """Remember the look the person chose."""
        if theme == self.kit.settings.theme:
            return
        from watchword.settings import change

        self.kit = replace(self.kit, settings=replace(self.kit.settings, theme=theme))
        try:
            change(self.kit.paths.settings_file, theme=theme)
        except WatchwordError as error:
            self.notify(str(error), severity="warning", markup=False)

    def action_turn_light(self) -> None:
        """Change between the dark and the light theme."""
        names = list(self.available_themes)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def go_to(self, checklist: Path) -> None:
        """Close this checklist, and open another one that is followed."""
        self.next_checklist = checklist
        self.exit(0)

    def action_interrupt(self) -> None:
        """Ctrl+C: once says how to quit, twice quits."""
        now = time.monotonic()
        if now - self._interrupted < QUIT_SECONDS:
            self.exit(0)
        self._interrupted = now
        self.notify("Ctrl+C again quits. Everything done so far is recorded.", markup=False)


def run(kit: Kit, checklist: Path | None = None) -> int:
    """Run the full-screen face and return the exit status; afterwards say in a line how things stand.

    Where the person goes to another checklist, that one is opened next, with a journal of its own.
    """
    app = WatchwordApp(kit, checklist)
    _run(app)
    while app.next_checklist is not None:
        app = WatchwordApp(app.kit, app.next_checklist)
        _run(app)
    return app.return_code or 0


def _run(app: WatchwordApp) -> None:
    gc.disable()  # until the first page stands: nothing that is made while starting becomes garbage
    try:
        app.run()
    finally:
        _end_start()
    session = app.session
    if app.error is not None:
        raise app.error
    if session is not None:
        _say_goodbye(session)
        session.close()


def _was_through(session: Session) -> bool:
    """Whether the person may have been through the guide before: told without working out what is due."""
    progress = session.progress
    if progress.is_complete or any(one.is_changed for one in progress.applying):
        return True
    return any(event.kind in ("due", "exported", "continues") for event in session.events)


def _end_start() -> None:
    """Switch garbage collection on again, sparing it what was made so far: that stays until the end."""
    gc.freeze()
    gc.enable()


def _say_goodbye(session: Session) -> None:
    """One line on the terminal the person returns to."""
    import sys

    progress = session.progress
    if progress.profile is None:
        line = "Nothing was recorded."
    elif progress.is_complete and session.sitting:
        line = "What was due is done. `watchword export` signs your record."
    elif progress.is_complete:
        line = f"All {len(progress.applying)} guidelines are done. `watchword export` signs your record."
    else:
        done = f"{len(progress.done)} of {len(progress.applying)} guidelines are done."
        line = f"{done} `watchword` goes on from here."
    sys.stdout.write(line + "\n")
