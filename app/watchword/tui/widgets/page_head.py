"""The head of a guideline page: its title, its rule and its state, and the five views to choose from."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from watchword.progress.standing import Standing
from watchword.tui.markdown import plain
from watchword.tui.words import STAGES, VIEW_TITLES, VIEWS


class PageHead(Widget):
    """Title with state, the rule in one line or two, and where in the guide it stands."""

    DEFAULT_CSS = """
    PageHead { height: auto; padding: 0 1; }
    """

    standing: reactive[Standing | None] = reactive(None, layout=True)
    where: reactive[str] = reactive("", layout=True)
    is_brief: reactive[bool] = reactive(False, layout=True)
    """Whether the rule is left out, where the page below needs the room."""

    def render(self) -> Content:
        """Draw the head."""
        if self.standing is None:
            return Content("Opening the guide…")
        guideline, look = self.standing.guideline, STAGES[self.standing.stage]
        state = (f"{look.glyph} {self.standing.stage}", f"${look.colour}")
        lines = [
            Content.assemble((f"{self.where} · ", "$text-muted"), state),
            plain(guideline.title, "bold $text-primary"),
        ]
        if not self.is_brief:
            lines.append(plain(guideline.rule, "italic"))
        if self.standing.reason:
            lines.append(plain(self.standing.reason, "$text-warning"))
        return Content("\n").join(lines)


class ViewTabs(Widget):
    """The five views with their numbers; the open one stands out, a click opens another."""

    DEFAULT_CSS = """
    ViewTabs { height: 1; padding: 0 1; background: $panel; }
    """

    view: reactive[str] = reactive(VIEWS[0])

    class Chosen(Message):
        """Somebody chose a view."""

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    def render(self) -> Content:
        """Draw the five titles."""
        parts: list[Content] = []
        for number, view in enumerate(VIEWS, 1):
            label = _label(number, view)
            is_open = view == self.view
            style = "bold $background on $text-primary" if is_open else ""
            parts.append(Content.styled(label, style))
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Find the title that was clicked."""
        place = event.get_content_offset(self)
        if place is None:
            return
        start = 0
        for number, view in enumerate(VIEWS, 1):
            start += len(_label(number, view))
            if place.x < start:
                self.post_message(self.Chosen(view))
                return


def _label(number: int, view: str) -> str:
    """A tab's text; spaces that do not break, since a line does not begin with the other kind."""
    return f"\N{NO-BREAK SPACE}{number} {VIEW_TITLES[view]}\N{NO-BREAK SPACE}"
