"""The tree of sections and guidelines, each with its state as a glyph and a word."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.message import Message
from textual.reactive import var
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from watchword.progress.standing import Standing
from watchword.progress.state import Progress
from watchword.text import clean
from watchword.tui.words import STAGES

INDENT = 2


class GuidelineTree(Tree[str]):
    """Sections with their guidelines; a node's data is the guideline's id, empty for a section."""

    HELP = """
# The guide

Each line shows a guideline and its state. Move with the arrows, open with enter, fold a section with space,
search with `/`.
"""

    progress: var[Progress | None] = var(None)

    class Chosen(Message):
        """Somebody opened a guideline."""

        def __init__(self, guideline: str) -> None:
            super().__init__()
            self.guideline = guideline

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__("Guide", id=id)
        self.show_root = False
        self.show_guides = False
        self.guide_depth = INDENT
        self._lines_of: dict[str, TreeNode[str]] = {}

    def watch_progress(self, before: Progress | None, after: Progress | None) -> None:
        """Build the tree the first time; afterwards refresh the lines whose state changed."""
        if after is None:
            return
        if before is None or before.checklist is not after.checklist:
            self._fill(after)
            return
        for name, standing in after.standings.items():
            was = before.standings[name]
            if was is not standing and was.stage is not standing.stage:
                self._lines_of[name].refresh()

    def show(self, guideline: str) -> None:
        """Put the cursor on a guideline, unfolding its section."""
        node = self._lines_of.get(guideline)
        if node is None:
            return
        if node.parent is not None and not node.parent.is_expanded:
            node.parent.expand()
        self.call_after_refresh(self.move_cursor, node)

    def matches(self, text: str) -> list[str]:
        """Return the guidelines whose title or rule holds `text`, in walking order."""
        if self.progress is None or not text.strip():
            return []
        wanted = text.strip().casefold()
        return [
            name
            for name, standing in self.progress.standings.items()
            if wanted in f"{standing.guideline.title}\n{standing.guideline.rule}".casefold()
        ]

    def render_label(self, node: TreeNode[str], base_style: Style, style: Style) -> Text:
        """Draw a section as its title, a guideline as glyph, title and word."""
        standing = self._standing(node)
        if standing is None:
            mark = "▾ " if node.is_expanded else "▸ "
            return Text.assemble((mark, base_style), (str(node.label), base_style + Style(bold=True) + style))
        look = STAGES[standing.stage]
        colour = Style(color=self.app.theme_variables.get(look.colour, "default"))
        width = max(10, self.size.width - 2 * INDENT - 1)
        room = width - cell_len(look.glyph) - cell_len(look.word) - 2
        title = str(node.label)
        if cell_len(title) > room:
            title = set_cell_size(title, room - 1) + "…"
        state = style if style.bgcolor is not None else colour + style
        return Text.assemble(
            (f"{look.glyph} ", state), (set_cell_size(title, room), style), (f" {look.word}", state)
        )

    def on_resize(self) -> None:
        """Draw the lines again, since the word stands at the right edge."""
        for node in self._lines_of.values():
            node.refresh()

    def on_tree_node_selected(self, event: Tree.NodeSelected[str]) -> None:
        """Say which guideline was opened; a section only folds."""
        event.stop()
        if event.node.data:
            self.post_message(self.Chosen(event.node.data))

    def _standing(self, node: TreeNode[str]) -> Standing | None:
        standings: Mapping[str, Standing] = self.progress.standings if self.progress else {}
        return standings.get(node.data or "")

    def _fill(self, progress: Progress) -> None:
        self.clear()
        self._lines_of = {}
        for section in progress.checklist.sections:
            branch = self.root.add(Text(clean(section.title)), data="", expand=True)
            for guideline in section.guidelines:
                self._lines_of[guideline.id] = branch.add_leaf(
                    Text(clean(guideline.title)), data=guideline.id
                )
