"""How far the person is: a bar, digits and words; the bar gives way when the line is short."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from watchword.progress.standing import Stage
from watchword.progress.state import Progress

BAR = 10


class ProgressLine(Widget):
    """One line for the whole guide."""

    DEFAULT_CSS = """
    ProgressLine { height: 2; padding: 0 1; color: $text-muted; }
    """

    progress: reactive[Progress | None] = reactive(None)

    def render(self) -> Content:
        """Draw the bar, the digits and the words."""
        if self.progress is None:
            return Content("")
        done, applying = len(self.progress.done), len(self.progress.applying)
        filled = round(BAR * done / applying) if applying else 0
        line = Content.assemble(
            ("█" * filled, "$text-success"),
            ("░" * (BAR - filled), "$text-muted"),
            f" {done} of {applying} done",
        )
        return Content("\n").join([line, Content(self._rest(self.progress))])

    def _rest(self, progress: Progress) -> str:
        if progress.is_complete:
            return "x signs and exports"
        action = len(progress.with_stage(Stage.NEEDS_ACTION))
        later = len(progress.with_stage(Stage.COMES_BACK, Stage.TALK_OVER))
        said = []
        if action:
            said.append(f"{action} need action" if action > 1 else "1 needs action")
        if later:
            said.append(f"{later} come back" if later > 1 else "1 comes back")
        to_go = len(progress.applying) - len(progress.done) - len(progress.waived)
        return ", ".join(said) or f"{to_go} to go"
