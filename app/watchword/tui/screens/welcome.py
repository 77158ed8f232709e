"""The first page of the first run: what this is, how long it takes, what is read, where things are kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from watchword.tui.markdown import plain
from watchword.tui.widgets.key_line import KeyLine
from watchword.welcome import Part


class WelcomeScreen(Screen[bool]):
    """One page; enter goes on, q leaves."""

    HELP = "# Welcome\n\nRead, then go on with enter. Nothing has been written yet."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Begin"),
        Binding("q", "leave", "Quit"),
    ]

    def __init__(self, parts: tuple[Part, ...]) -> None:
        super().__init__()
        self.parts = parts

    def compose(self) -> ComposeResult:
        """The text and one button."""
        with VerticalScroll(id="welcome"):
            yield Static(Content.styled("Welcome to Watchword", "bold $text-primary"))
            for part in self.parts:
                yield Static(self._draw(part), classes="part")
            yield Button("Begin", id="begin", variant="primary", compact=True)
        yield KeyLine()

    def _draw(self, part: Part) -> Content:
        lines = [Content.styled(part.title, "bold $text-primary")] if part.title else []
        lines.append(plain(part.text))
        for line in part.lines:
            what, _, rest = line.partition(": ")
            lines.append(Content.assemble("• ", plain(what, "bold"), f": {rest}"))
        return Content("\n").join(lines)

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
