"""What is due, and what happened since last time: the first page of a renewal."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from watchword import renewal
from watchword.errors import WatchwordError
from watchword.outlook import due_words, one_line
from watchword.progress.due import Due, Urgency
from watchword.renewal_words import left_words, news_lines, reason, state
from watchword.session import Session
from watchword.text import in_words
from watchword.tui.looking import count_outcomes_here
from watchword.tui.markdown import plain
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.widgets.key_line import KeyLine

_LOOKS = {
    Urgency.OVERDUE: ("!", "$text-error"),
    Urgency.DUE: ("↻", "$text-warning"),
    Urgency.LATER: ("·", "$text-muted"),
}


class DueScreen(Screen[bool]):
    """Hands up whether the person begins with what is due; otherwise they go to the guide."""

    HELP = """
# What is due

Only what is due or has changed is asked, with a question you have not seen lately. Enter begins. `p` puts it
off by a week, `g` goes to the guide without beginning.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin", priority=True),
        Binding("p", "postpone", "Put off"),
        Binding("g,escape", "guide", "The guide"),
        Binding("q", "app.quit", "Quit"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.agenda = renewal.agenda(session)

    def compose(self) -> ComposeResult:
        """What is due in a line, what is new since last time, the list, and what can be done."""
        with Vertical(id="due"):
            yield Static(id="due-head")
            yield Static(id="due-news")
            yield OptionList(id="due-list")
            with Horizontal(classes="buttons"):
                yield Button("Begin", id="begin", variant="primary", compact=True)
                yield Button("Put off a week", id="put-off", compact=True)
                yield Button("The guide", id="to-guide", compact=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known; then look at everything, which may settle some of it."""
        self._draw(looked=False)
        self.query_one(OptionList).focus()
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        if not self.session.asks():
            return
        try:
            await count_outcomes_here(self.session)
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
            return
        self.agenda = renewal.agenda(self.session)
        self._draw(looked=True)

    def _draw(self, *, looked: bool) -> None:
        found, progress = self.agenda, self.session.progress
        sitting = renewal.next_sitting(self.session, found)
        said = due_words(progress, found) if found.for_person else one_line(progress, found)
        lines = [Content.styled(f"{said}", "bold $text-primary")]
        if found.for_person:
            lines.append(Content("Only this is asked, and nothing else of the guide."))
        if left := left_words(sitting.left):
            lines.append(Content.styled(left, "$text-muted"))
        self.query_one("#due-head", Static).update(Content("\n").join(lines))
        self._draw_news(looked)
        listed = self.query_one(OptionList)
        listed.set_options(Option(self._line(due), id=due.guideline) for due in sitting.dues)
        self.query_one("#begin", Button).disabled = not sitting.dues
        self.query_one("#put-off", Button).disabled = not self._may_postpone
        self.refresh_bindings()

    def _draw_news(self, looked: bool) -> None:
        told = list(news_lines(renewal.news(self.session)))
        lines = [plain(f"• {line}") for line in told]
        if told:
            lines.insert(0, Content.styled("Since last time", "bold $text-primary"))
        looking = "Everything that can be looked at was looked at just now." if looked else "Looking…"
        if self.session.asks():
            lines.append(Content.styled(looking, "$text-muted"))
        self.query_one("#due-news", Static).update(Content("\n").join(lines))

    def _line(self, due: Due) -> Content:
        glyph, colour = _LOOKS[due.urgency]
        head = Content.assemble(
            (f"{glyph} ", colour), (due.standing.guideline.title, "bold"), (f"  {state(due)}", colour)
        )
        return Content("\n").join([head, plain(reason(due, brief=True), "$text-muted")])

    @property
    def _may_postpone(self) -> bool:
        return self.session.may_record and any(due.postponements_left for due in self.agenda.now)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Beginning needs something due and a journal to write to; putting off has its limit."""
        if action == "begin":
            return bool(self.agenda.for_person) and self.session.may_record
        return self._may_postpone if action == "postpone" else True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        {"begin": self.action_begin, "put-off": self.action_postpone, "to-guide": self.action_guide}[
            event.button.id or ""
        ]()

    def action_begin(self) -> None:
        """Take up the sitting, and go to its first guideline; on another button, press that."""
        pressed = self.focused
        if isinstance(pressed, Button) and pressed.id != "begin":
            pressed.press()
            return
        self.workers.cancel_group(self, "look")
        try:
            renewal.begin(self.session, renewal.next_sitting(self.session))
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
            return
        self.dismiss(True)

    def action_postpone(self) -> None:
        """Put off what may be put off, and say until when."""
        try:
            until = renewal.postpone(self.session)
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
            return
        self.notify(f"Put off until {in_words(until)}.", markup=False)
        self.agenda = renewal.agenda(self.session)
        if self.agenda.for_person:
            self._draw(looked=True)
        else:
            self.dismiss(False)

    def action_guide(self) -> None:
        """Leave it for later."""
        self.dismiss(False)
