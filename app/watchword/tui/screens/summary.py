"""What is done, what is left and why; and the way to signing."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from watchword.errors import WatchwordError
from watchword.progress.standing import Stage, Standing
from watchword.renewal import agenda
from watchword.session import Session
from watchword.text import in_words
from watchword.tui.looking import count_outcomes_here
from watchword.tui.markdown import plain
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.widgets.key_line import KeyLine
from watchword.tui.words import OUTCOMES, STAGES

# What is left comes first, most urgent on top; what is done and what does not apply follow.
_ORDER = (
    Stage.NEEDS_ACTION,
    Stage.TALK_OVER,
    Stage.COMES_BACK,
    Stage.NEEDS_WORD,
    Stage.IN_PROGRESS,
    Stage.NOT_STARTED,
    Stage.WAIVED,
    Stage.DONE,
    Stage.NOT_APPLICABLE,
)


class SummaryScreen(Screen[str | None]):
    """Hands up the guideline to open, `sign` to go to signing, or nothing."""

    HELP = "# Summary\n\nWhat is left comes first. Enter opens a guideline, `x` signs and exports."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,s,q", "dismiss(None)", "Back"),
        Binding("x", "sign", "Sign and export"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """A sentence, and a list that opens what is chosen."""
        with Vertical(id="summary"):
            yield Static(self._sentence(), id="summary-sentence")
            yield Static(id="summary-looks")
            yield OptionList(*self._lines(), id="summary-list")
            yield Button("Sign and export", id="to-sign", variant="primary", compact=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """The list has the keys; everything that can be looked at is looked at once more."""
        self.query_one(OptionList).focus()
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        """Run all checks, then say how it stands now."""
        if not self.session.asks():
            return
        said = self.query_one("#summary-looks", Static)
        said.update(Content.styled("Looking at everything once more…", "$text-muted"))
        try:
            outcomes = await count_outcomes_here(self.session)
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
            return
        told = ", ".join(f"{count} {OUTCOMES[outcome].word}" for outcome, count in sorted(outcomes.items()))
        said.update(Content.styled(f"All checks, run again just now: {told}.", "$text-muted"))
        self.query_one("#summary-sentence", Static).update(self._sentence())
        self._list_anew()

    def _list_anew(self) -> None:
        """Draw the list again, keeping the place in it."""
        listed = self.query_one(OptionList)
        place = listed.highlighted
        listed.set_options(self._lines())
        listed.highlighted = place

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen guideline."""
        self.dismiss(event.option.id)

    def on_button_pressed(self) -> None:
        """Go to signing."""
        self.action_sign()

    def action_sign(self) -> None:
        """Go to signing."""
        self.dismiss("sign")

    def _sentence(self) -> Content:
        progress = self.session.progress
        done, applying = len(progress.done), len(progress.applying)
        waived = len(progress.waived)
        if progress.is_complete:
            few = f"{done} of {applying} guidelines are done, {waived} waived."
            said = few if waived else f"All {applying} guidelines are done."
            head = Content.styled(f"✓ {said}", "bold $text-success")
            lines = ["x goes on to signing your record and exporting it.", self._next_day()]
            return Content("\n").join([head, *(Content(line) for line in lines if line)])
        left = applying - done - waived
        head = Content.styled(
            f"{done} of {applying} guidelines are done, {left} to go.", "bold $text-primary"
        )
        rest = Content("You may sign and export now; the record then says what is left.")
        return Content("\n").join([head, rest])

    def _next_day(self) -> str:
        """When something is due again, in a sentence."""
        later = agenda(self.session).later
        return f"The next question comes on {in_words(later[0].since)}." if later else ""

    def _lines(self) -> list[Option]:
        found = [standing for stage in _ORDER for standing in self.session.progress.with_stage(stage)]
        return [Option(self._line(standing), id=standing.guideline.id) for standing in found]

    def _line(self, standing: Standing) -> Content:
        look = STAGES[standing.stage]
        title = Content.assemble(
            (f"{look.glyph} ", f"${look.colour}"),
            (standing.guideline.title, "bold"),
            (f"  {standing.stage}", f"${look.colour}"),
        )
        why = standing.reason or " ".join(standing.left)
        if waiver := standing.waiver:
            why = f"Until {in_words(waiver.ends)}, approved by {waiver.approved_by}: {waiver.reason}"
        return Content("\n").join([title, plain(f"  {why}", "$text-muted")]) if why else title
