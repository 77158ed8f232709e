"""A drill: the person does it once, Watchword watches, and says what it saw."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from watchword.check.drill import Drill
from watchword.check.finding import Finding
from watchword.errors import WatchwordError
from watchword.session import Session
from watchword.tui.markdown import plain, steps
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.widgets.finding import draw_finding
from watchword.tui.widgets.key_line import KeyLine
from watchword.tui.widgets.view import heading


class DrillScreen(Screen[None]):
    """Explains, starts on enter, and shows what is seen line by line."""

    HELP = """
# Drill

Some habits leave no setting to read, so you do it once while Watchword watches. Enter starts, and starts
again. Nobody has to; what was not seen is never counted against you.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "Start"),
        Binding("c", "copy", "Copy command"),
        Binding("escape,q", "dismiss(None)", "Back"),
    ]

    def __init__(self, session: Session, guideline: str, drill: Drill[object]) -> None:
        super().__init__()
        self.session = session
        self.guideline = guideline
        self.drill = drill
        self.said: list[str] = []
        self.commands: list[str] = []
        self.is_watching = False

    def compose(self) -> ComposeResult:
        """What it shows, what to do, what is seen."""
        with VerticalScroll(id="drill"):
            yield Static(plain(self.drill.question, "bold $text-primary"))
            yield Static(steps(self.drill.steps), classes="part")
            yield Static(plain(f"Read meanwhile: {self.drill.reads}", "$text-muted"), classes="part")
            yield Button("Start", id="start", variant="primary", compact=True)
            yield Static(id="drill-said", classes="part")
            yield Static(id="drill-found", classes="part")
        yield KeyLine()

    def on_mount(self) -> None:
        """Enter starts."""
        self.query_one("#start").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One drill at a time; copying makes sense once there is a command."""
        if action == "start":
            return not self.is_watching
        return bool(self.commands) if action == "copy" else True

    def on_button_pressed(self) -> None:
        """Start."""
        self.action_start()

    def action_start(self) -> None:
        """Watch once."""
        if not self.is_watching:
            self._watch()

    @work(exclusive=True, group="drill")
    async def _watch(self) -> None:
        self._turn(True)
        self.said.clear()
        self.query_one("#drill-found", Static).update("")
        self._say("Watching…")
        try:
            finding = await self.session.practise(self.guideline, self.drill.id, self._say)
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
        else:
            self._show(finding)
        # Not when the page was left meanwhile: then this was cancelled, and there is nothing to turn.
        self._turn(False)

    def _turn(self, is_watching: bool) -> None:
        self.is_watching = is_watching
        self.query_one("#start", Button).disabled = is_watching
        self.refresh_bindings()

    def _say(self, sentence: str) -> None:
        self.said.append(sentence)
        lines = [heading("What is seen"), *(plain(f"• {line}") for line in self.said)]
        self.query_one("#drill-said", Static).update(Content("\n").join(lines))

    def _show(self, finding: Finding) -> None:
        self.commands = []
        self.query_one("#drill-found", Static).update(draw_finding(finding, self.commands))
        self.call_after_refresh(self.query_one("#drill").scroll_end, animate=False)

    def action_copy(self) -> None:
        """Copy the command of the remedy."""
        self.app.copy_to_clipboard(self.commands[0])
        self.notify("Sent to the clipboard, if your terminal allows it.", markup=False)
