"""The question: a scenario, its options in a drawn order, both explanations, and the person's own case."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input, Static

from watchword.checklist.question import Question
from watchword.progress.schedule import Draw, Feedback, Wait
from watchword.progress.standing import Standing
from watchword.tui.markdown import plain, render
from watchword.tui.widgets.options import Options
from watchword.tui.widgets.reading import joined_lines
from watchword.tui.widgets.view import View, heading, joined


class ThinkView(View):
    """Asks one question at a time, explains, says when a missed one comes back, and asks what is at risk."""

    DEFAULT_CSS = """
    ThinkView > Options { margin-top: 1; display: none; }
    ThinkView.-asks > Options { display: block; }
    ThinkView > Input { margin-top: 1; display: none; }
    ThinkView.-names > Input { display: block; }
    """

    drawn: var[Draw | None] = var(None, always_update=True)
    feedback: var[Feedback | None] = var(None)
    wait: var[Wait] = var(Wait())
    contact: var[str] = var("")
    """Whom to talk to, as the checklist says."""

    class Answered(Message):
        """The person chose an option."""

        def __init__(self, drawn: Draw, place: int) -> None:
            super().__init__()
            self.drawn = drawn
            self.place = place

    class Named(Message):
        """The person named what is at risk in their own case."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def compose(self) -> ComposeResult:
        """The scenario, the options, the explanations, a line to write on."""
        yield from super().compose()
        yield Options(id="think-options")
        yield Static(id="think-feedback", classes="text")
        yield Input(placeholder="in a few words; kinds of things, no secrets", max_length=300, id="stake")

    def ask(self, drawn: Draw | None, wait: Wait) -> None:
        """Put a question, or say that there is none now."""
        self.wait = wait
        if self.feedback is None:
            if drawn != self.drawn:
                self._list(drawn)
            self.drawn = drawn
        self.redraw()

    def explain(self, feedback: Feedback) -> None:
        """Show what an answer came back with."""
        self.feedback = feedback
        self.redraw()
        self.query_one("#think-feedback", Static).scroll_visible(animate=False)

    def reset(self) -> None:
        """Another guideline, another question."""
        self.feedback = None
        self.drawn = None

    @property
    def is_asking(self) -> bool:
        """Whether the options wait for an answer."""
        return self.drawn is not None and self.feedback is None

    def content(self, standing: Standing) -> Content:
        """Draw the scenario, or why there is none."""
        self.set_class(self.is_asking, "-asks")
        self.set_class(_may_name(standing), "-names")
        below = [*self._explanations(), *self._stake(standing)]
        self.query_one("#think-feedback", Static).update(joined(below))
        if self.drawn is not None:
            return joined([*_turn(self.drawn), render(self.drawn.question.stem, self.links)])
        if standing.is_understood:
            return self._understood(standing)
        if standing.wrong_since:
            return joined(
                [plain(self.wait.sentence(self.contact)), Content("n goes on with the next guideline.")]
            )
        return Content("There is no question to put now.")

    def on_options_taken(self, event: Options.Taken) -> None:
        """Hand the answer up."""
        event.stop()
        if self.drawn is not None and self.feedback is None:
            self.post_message(self.Answered(self.drawn, event.place))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the person's own sentence up; an empty line is handed up too, and means to go on."""
        event.stop()
        self.post_message(self.Named(event.value.strip()))
        event.input.clear()

    def _list(self, drawn: Draw | None) -> None:
        texts = tuple(option.text for option in drawn.options) if drawn else ()
        self.query_one(Options).texts = texts

    def _understood(self, standing: Standing) -> Content:
        last = standing.valid_answers[-1]
        day = last.at.astimezone().strftime("%d %B %Y")
        parts = [Content.styled(f"✓ Understood on {day}.", "bold $text-success")]
        bank = {question.id: question for question in standing.guideline.question}
        right = dict.fromkeys(answer.question for answer in standing.valid_answers if answer.right)
        for name in right:
            parts += self._answered(bank.get(name))
        return joined(parts)

    def _answered(self, question: Question | None) -> list[Content]:
        """A question that was answered rightly, as it reads today; what became of it if it is put no more."""
        if question is None:
            gone = "You also answered a question that has left the checklist since; your answer is kept."
            return [Content.styled(gone, "$text-muted")]
        parts = [render(question.stem, self.links)]
        if question.retired is not None:
            on = f"This question was retired on {question.retired.on}; your answer is kept."
            parts.append(plain(f"{on} {question.retired.reason}", "$text-muted"))
        right = question.right
        texts = render(right.text, self.links), render(right.because, self.links)
        return [*parts, joined_lines(heading("Right"), *texts)]

    def _explanations(self) -> list[Content]:
        if self.feedback is None:
            return []
        chosen, right = self.feedback.chosen, self.feedback.right
        if self.feedback.is_right:
            head = Content.styled("✓ That is right.", "bold $text-success")
            parts = [
                joined_lines(head, render(chosen.text, self.links)),
                render(right.because, self.links),
            ]
            return [*parts, *_more(self.feedback.left)]
        return [
            joined_lines(Content.styled("You chose", "bold $text-warning"), render(chosen.text, self.links)),
            render(chosen.because, self.links),
            joined_lines(Content.styled("Better", "bold $text-success"), render(right.text, self.links)),
            render(right.because, self.links),
            plain(self.feedback.wait.sentence(self.contact), "$text-muted"),
        ]

    def _stake(self, standing: Standing) -> list[Content]:
        begins = plain(f"{standing.guideline.why.stake} …", "italic")
        if standing.stake:
            return [joined_lines(heading("In your own case"), begins, plain(standing.stake, "bold"))]
        if not _may_name(standing):
            return []
        hint = (
            "If you like, finish the sentence: tab to the line below, write, enter. It is kept in your "
            "journal, which leaves with your record. Enter alone goes on."
        )
        return [joined_lines(heading("In your own case"), begins, Content.styled(hint, "$text-muted"))]


def _may_name(standing: Standing) -> bool:
    """Whether the person may finish the sentence on their own case now."""
    return bool(standing.guideline.why.stake) and standing.is_understood and not standing.stake


def _more(left: int) -> list[Content]:
    if not left:
        return []
    questions = "One more question" if left == 1 else f"{left} more questions"
    why = "here, since much hangs on this guideline. Enter puts the next one."
    return [Content.assemble((f"{questions} ", "bold"), (why, "$text-muted"))]


def _turn(drawn: Draw) -> list[Content]:
    """Which of the questions it is, where there is more than one, and whether it was put before."""
    parts = [f"Question {drawn.turn} of {drawn.turns}."] if drawn.turns > 1 else []
    if drawn.is_repeat:
        parts.append("You have seen this one before; its options stand in another order.")
    return [Content.styled(" ".join(parts), "$text-muted")] if parts else []
