"""The first page of the first run: what this is, how long it takes, what is read, where things are kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from watchword.kit import Kit
from watchword.tui.markdown import render
from watchword.tui.widgets.key_line import KeyLine
from watchword.welcome import welcome


class WelcomeScreen(Screen[bool]):
    """One page; enter goes on, q leaves."""

    HELP = "# Welcome\n\nRead, then go on with enter. Nothing has been written yet."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Begin"),
        Binding("q", "leave", "Quit"),
    ]

    def __init__(self, kit: Kit, title: str, count: int) -> None:
        super().__init__()
        self.kit = kit
        self.guide = title
        self.count = count

    def compose(self) -> ComposeResult:
        """The text and one button."""
        with VerticalScroll(id="welcome"):
            yield Static(Content.styled("Watchword", "bold $text-primary"), id="welcome-name")
            yield Static(render(welcome(self.kit, self.guide, self.count)), id="welcome-text")
            yield Button("Begin", id="begin", variant="primary", compact=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Keys scroll the page; enter begins."""
        self.query_one("#welcome").focus()

    def on_button_pressed(self) -> None:
        """Begin."""
        self.action_go_on()

    def action_go_on(self) -> None:
        """Go on to the profile."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave before anything was written."""
        self.dismiss(False)
