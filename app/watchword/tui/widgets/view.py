"""What the five views share: a page that scrolls, drawn from one standing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from watchword.progress.standing import Standing
from watchword.tui.markdown import plain


class View(VerticalScroll, can_focus=True):
    """One of the five views of a guideline.

    State comes down as `standing`; what a person does goes up as messages. `links` are the addresses on the
    page in the order of their numbers, `commands` what can be copied from it.
    """

    DEFAULT_CSS = """
    View { padding: 1 2; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    View > .text { height: auto; }
    """

    standing: var[Standing | None] = var(None, always_update=True)

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.links: list[str] = []
        self.commands: list[str] = []

    def compose(self) -> ComposeResult:
        """The page is one text; views that ask something add to it."""
        yield Static(classes="text", id=f"{self.id}-text")

    def watch_standing(self, before: Standing | None, after: Standing | None) -> None:
        """Draw the page, from its top when it is another guideline's."""
        if after is None or not self.is_mounted:
            return
        if before is None or before.guideline.id != after.guideline.id:
            self.scroll_home(animate=False)
            self.reset()
        self.redraw()

    def on_mount(self) -> None:
        """Draw what was handed down before this view was there."""
        if self.standing is not None:
            self.redraw()

    def redraw(self) -> None:
        """Put the page's text together again."""
        if self.standing is None or not self.is_mounted:
            return
        self.links, self.commands = [], []
        self.query_one(f"#{self.id}-text", Static).update(self.content(self.standing))

    def reset(self) -> None:
        """Forget what belonged to the guideline before."""

    def content(self, standing: Standing) -> Content:
        """Return the page's text; each view has its own."""
        return plain(standing.guideline.title)


def heading(text: str) -> Content:
    """A heading inside a page."""
    return Content.styled(text, "bold $text-primary")


def joined(parts: list[Content]) -> Content:
    """Parts of a page, an empty line between them."""
    return Content("\n\n").join(parts)
