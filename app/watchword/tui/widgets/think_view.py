"""The question: a scenario, its options in a drawn order, and both explanations afterwards."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from watchword.checklist.question import Question
from watchword.progress.schedule import Draw
from watchword.progress.state import Standing
from watchword.session import Feedback
from watchword.tui.markdown import render
from watchword.tui.widgets.options import Options
from watchword.tui.widgets.reading import joined_lines
from watchword.tui.widgets.view import View, heading, joined


class ThinkView(View):
    """Asks, explains, and says when a question comes back."""

    DEFAULT_CSS = """
    ThinkView > Options { margin-top: 1; display: none; }
    ThinkView.-asks > Options { display: block; }
    """

    drawn: var[Draw | None] = var(None, always_update=True)
    feedback: var[Feedback | None] = var(None)
    others_to_go: var[int] = var(0)

    class Answered(Message):
        """The person chose an option."""

        def __init__(self, drawn: Draw, place: int) -> None:
            super().__init__()
            self.drawn = drawn
            self.place = place

    def compose(self) -> ComposeResult:
        """The scenario, the options, the explanations."""
        yield from super().compose()
        yield Options(id="think-options")
        yield Static(id="think-feedback", classes="text")

    def ask(self, drawn: Draw | None, others_to_go: int) -> None:
        """Put a question, or say that there is none now."""
        self.others_to_go = others_to_go
        if self.feedback is None:
            if drawn != self.drawn:
                self._list(drawn)
            self.drawn = drawn
        self.redraw()

    def explain(self, feedback: Feedback) -> None:
        """Show what an answer came back with."""
        self.feedback = feedback
        self.others_to_go = feedback.others_to_go
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
        feedback = self._explanations() if self.feedback else Content("")
        self.query_one("#think-feedback", Static).update(feedback)
        if self.drawn is not None:
            repeat = f"Attempt {self.drawn.attempt}. " if self.drawn.attempt > 1 else ""
            return Content.assemble((repeat, "$text-muted"), render(self.drawn.question.stem, self.links))
        if standing.is_understood:
            return self._understood(standing)
        if standing.wrong_since:
            return Content(
                f"This question comes back after {_others(self.others_to_go)}, perhaps put in another way. "
                "n goes to the next guideline."
            )
        return Content("There is no question to put now.")

    def on_options_taken(self, event: Options.Taken) -> None:
        """Hand the answer up."""
        event.stop()
        if self.drawn is not None and self.feedback is None:
            self.post_message(self.Answered(self.drawn, event.place))

    def _list(self, drawn: Draw | None) -> None:
        texts = tuple(option.text for option in drawn.options) if drawn else ()
        self.query_one(Options).texts = texts

    def _understood(self, standing: Standing) -> Content:
        last = standing.standing_answers[-1]
        day = last.at.astimezone().strftime("%d %B %Y")
        parts = [Content.styled(f"✓ Understood on {day}.", "bold $text-success")]
        question = _find(standing, last.question)
        if question is not None:
            parts += [render(question.stem), self._right(question)]
        return joined(parts)

    def _explanations(self) -> Content:
        assert self.feedback is not None  # noqa: S101 - asked by the caller
        chosen, right = self.feedback.chosen, self.feedback.right
        if self.feedback.is_right:
            head = Content.styled("✓ That is right.", "bold $text-success")
            return joined(
                [joined_lines(head, render(chosen.text, self.links)), render(right.because, self.links)]
            )
        back = _others(self.others_to_go)
        later = (
            f"The question comes back after {back}." if self.others_to_go else "The question comes back soon."
        )
        return joined(
            [
                joined_lines(
                    Content.styled("You chose", "bold $text-warning"), render(chosen.text, self.links)
                ),
                render(chosen.because, self.links),
                joined_lines(Content.styled("Better", "bold $text-success"), render(right.text, self.links)),
                render(right.because, self.links),
                Content.styled(later, "$text-muted"),
            ]
        )

    def _right(self, question: Question) -> Content:
        right = question.right
        return joined_lines(
            heading("Right"), render(right.text, self.links), render(right.because, self.links)
        )


def _others(count: int) -> str:
    return "one other guideline" if count == 1 else f"{count} other guidelines"


def _find(standing: Standing, question: str) -> Question | None:
    return next((one for one in standing.guideline.question if one.id == question), None)
