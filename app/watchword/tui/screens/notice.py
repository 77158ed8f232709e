"""Two small modal pages: something went wrong, and where a link leads."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from watchword.errors import WatchwordError
from watchword.text import clean
from watchword.tui.markdown import plain

SCHEMES = ("https://", "mailto:")


class ErrorScreen(ModalScreen[None]):
    """Title, detail and remedy of an error; any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss(None)", "Close")]

    def __init__(self, error: WatchwordError) -> None:
        super().__init__()
        self.error = error

    def compose(self) -> ComposeResult:
        """The three texts and a button."""
        with VerticalScroll(classes="card"):
            yield Static(plain(self.error.title, "bold $text-error"), id="error-title")
            yield Static(plain(self.error.detail), id="error-detail")
            yield Static(plain(self.error.remedy, "$text-primary"), id="error-remedy")
            yield Button("Close", id="close", compact=True)

    def on_button_pressed(self) -> None:
        """Close."""
        self.dismiss(None)


class LinkScreen(ModalScreen[None]):
    """Shows the full addresses of a page's links; opens one only when told to, and only https and mailto."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("c", "copy", "Copy the address"),
    ]

    def __init__(self, links: list[str]) -> None:
        super().__init__()
        self.links = [clean(link, limit=500) for link in links]

    def compose(self) -> ComposeResult:
        """The addresses in full; enter opens the chosen one."""
        with VerticalScroll(classes="card"):
            yield Static(
                Content("Where these links lead. Enter opens one in your browser; nothing else does.")
            )
            lines = (Option(Content(f"[{n}] {link}")) for n, link in enumerate(self.links, 1))
            yield OptionList(*lines, id="links")
            with Horizontal(classes="buttons"):
                yield Button("Copy", id="copy", compact=True)
                yield Button("Close", id="close", compact=True)

    def on_mount(self) -> None:
        """Begin on the first link."""
        self.query_one(OptionList).highlighted = 0
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen address if it is of a kind that is opened."""
        link = self.links[event.option_index]
        if link.startswith(SCHEMES):
            self.app.open_url(link)
            self.notify(f"Asked your browser to open {link}", markup=False)
        else:
            self.notify("Only https and mailto addresses are opened.", severity="warning", markup=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Copy, or close."""
        if event.button.id == "copy":
            self.action_copy()
        else:
            self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the address under the cursor."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.app.copy_to_clipboard(self.links[place])
            self.notify("Sent to the clipboard, if your terminal allows it.", markup=False)
