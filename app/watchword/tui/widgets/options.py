"""Choices by digit, arrow or click; a tick and a radio button that show their state in a glyph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive, var
from textual.widgets import Checkbox, RadioButton, Static

from watchword.tui.markdown import render


class OptionLine(Horizontal):
    """One option; the mark in front shows which one enter takes."""

    DEFAULT_CSS = """
    OptionLine { height: auto; }
    OptionLine > Static { height: auto; width: 1fr; }
    OptionLine > .mark { width: 5; color: $text-primary; text-style: bold; }
    OptionLine.-current { background: $block-cursor-background; text-style: bold; }
    """

    is_current: var[bool] = var(False, toggle_class="-current")

    def __init__(self, place: int, text: Content) -> None:
        super().__init__()
        self.place = place
        self.text = text

    def compose(self) -> ComposeResult:
        """The mark and number, and the text beside them."""
        yield Static(self._mark(), classes="mark")
        yield Static(self.text)

    def watch_is_current(self) -> None:
        """Move the mark."""
        for static in self.query(".mark").results(Static):
            static.update(self._mark())

    def _mark(self) -> Content:
        return Content(f" {'▸' if self.is_current else ' '} {self.place + 1}")


class Options(Vertical, can_focus=True):
    """The options of a question; a digit or an arrow goes to one, enter answers with it, so does a click."""

    HELP = """
# Think

Choose with the arrows or the digits, answer with enter. Every answer is explained, and a question you missed
comes back later. `escape` leaves the options, so that the digits open the views again.
"""

    DEFAULT_CSS = """
    Options { height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Answer"),
        Binding("1", "pick(1)", "Choose", key_display="1-4"),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(2, 10)),
        Binding("up,k", "step(-1)", "Up", show=False),
        Binding("down,j", "step(1)", "Down", show=False),
        Binding("escape", "leave", "Leave the options", show=False),
    ]

    texts: reactive[Sequence[str]] = reactive(tuple, recompose=True)
    current: var[int] = var(0)

    class Taken(Message):
        """An option was answered with; `place` counts from 0."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    class Left(Message):
        """The person turned away from the options without answering."""

    def compose(self) -> ComposeResult:
        """One line an option, the first one current."""
        self.set_reactive(Options.current, 0)
        for place, text in enumerate(self.texts):
            line = OptionLine(place, render(text))
            line.is_current = place == 0
            yield line

    def watch_current(self) -> None:
        """Mark the option and bring it into sight."""
        for line in self.query(OptionLine):
            line.is_current = line.place == self.current
            if line.is_current:
                line.scroll_visible(animate=False)

    def action_step(self, step: int) -> None:
        """Go up or down, stopping at the ends."""
        self.current = min(max(0, self.current + step), len(self.texts) - 1)

    def action_pick(self, number: int) -> None:
        """Go to an option by its number, counted from 1."""
        if number <= len(self.texts):
            self.current = number - 1

    def action_take(self) -> None:
        """Answer with the current option."""
        if self.texts:
            self.post_message(self.Taken(self.current))

    def action_leave(self) -> None:
        """Turn away."""
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """The first click on an option goes to it, a second answers with it."""
        over = event.widget.ancestors_with_self if event.widget is not None else ()
        line = next((node for node in over if isinstance(node, OptionLine)), None)
        if line is not None:
            if line.place == self.current and self.has_focus:
                self.action_take()
            self.current = line.place
            self.focus()


class Tick(Checkbox):
    """A tick box whose state is in its glyph, not in its colour alone."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Show the state."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()


class Choice(RadioButton):
    """A radio button whose state is in its glyph, not in its colour alone."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Show the state."""
        self.BUTTON_INNER = "●" if self.value else " "
        super().watch_value()
