"""Asking the manager for a waiver from one guideline: why, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Label, Static

from watchword import agreement
from watchword.errors import WatchwordError
from watchword.handover import default_folder
from watchword.session import Session
from watchword.text import clean
from watchword.tui.markdown import plain
from watchword.tui.widgets.key_line import KeyLine

_INTRO = (
    "Where you cannot follow a guideline for now, your manager can agree to a waiver: an exception that ends "
    "on a day. "
    "This writes a file for them and sends nothing. Until they have signed it, the guideline stays as it is."
)
_USUAL = timedelta(90)


class WaiverScreen(Screen[None]):
    """Two lines to fill in; then says which file was written, and what to do with it."""

    HELP = """
# A waiver

Say why and until when, without secrets: your manager reads it, and it leaves with your record. `ctrl+s`
writes the file, escape leaves without one.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "write", "Write the file"),
        Binding("escape", "leave", "Back"),
    ]

    def __init__(self, session: Session, guideline: str) -> None:
        super().__init__()
        self.session = session
        self.guideline = guideline
        self.is_written = False

    def compose(self) -> ComposeResult:
        """What it is, why, until when."""
        guideline = self.session.standing(self.guideline).guideline
        until = self.session.kit.now().astimezone().date() + _USUAL
        with VerticalScroll(id="waiver"):
            yield Static(Content.styled("Ask for a waiver", "bold $text-primary"))
            yield Static(plain(_INTRO), classes="part")
            yield Static(plain(f"{guideline.title}: {guideline.rule}", "$text-muted"), classes="part")
            yield Label("Why you cannot follow it for now", classes="part")
            yield Input(id="reason", max_length=500, compact=True)
            yield Label("Until when, as YYYY-MM-DD; at most a year")
            yield Input(value=until.isoformat(), id="until", max_length=10, compact=True)
            yield Static(id="waiver-said")
            yield Button("Write the file", id="write", variant="primary", compact=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the reason."""
        self.query_one("#reason", Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is written once."""
        return not (action == "write" and self.is_written)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line."""
        event.stop()
        self.focus_next()

    def on_button_pressed(self) -> None:
        """Write it; afterwards the button leads back."""
        if self.is_written:
            self.action_leave()
        else:
            self.action_write()

    def action_write(self) -> None:
        """Write the file, or say what is wrong."""
        said = self.query_one("#waiver-said", Static)
        reason, until = (self.query_one(name, Input) for name in ("#reason", "#until"))
        session = self.session
        try:
            path = agreement.ask_waiver(
                session, self.guideline, reason.value, until.value, default_folder(session)
            )
        except WatchwordError as error:
            said.update(plain(f"{error.title} {error.detail} {error.remedy}", "$text-error"))
            (until if "waiver" in error.title else reason).focus()
            return
        self.is_written = True
        reason.disabled = until.disabled = True
        shown = clean(session.kit.host.show(str(path)), limit=300)
        lines = (f"Written: {shown}", *agreement.NEXT_STEPS)
        said.update(Content("\n").join(plain(line) for line in lines))
        button = self.query_one("#write", Button)
        button.label = "Back to the page"
        button.focus()
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Back to the page."""
        self.dismiss(None)
