"""The view of the live check: what was seen, by which rule, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input

from watchword.check.finding import WORST_FIRST, Finding, Outcome
from watchword.progress.standing import Standing
from watchword.tui.markdown import plain
from watchword.tui.widgets.finding import draw_finding
from watchword.tui.widgets.reading import joined_lines
from watchword.tui.widgets.view import View, heading, joined
from watchword.tui.words import OUTCOMES

_NOTHING = (
    "Nothing on this machine can show whether this guideline is followed, so nothing is looked at. "
    "Your own word stands for it: 5 Attest."
)


class CheckView(View):
    """The findings of a guideline's checks, as they come; asks for a statement where none could tell."""

    HELP = """
# Check

A look at this machine, repeated while this view is open: change the setting and watch it turn. Nothing of it
leaves the machine but the outcome, in the record you sign. `r` looks again, `c` copies the command.
"""

    DEFAULT_CSS = """
    CheckView > Input { margin-top: 1; display: none; }
    CheckView.-asks > Input { display: block; }
    """

    findings: var[Mapping[str, Finding]] = var({}, always_update=True)
    looked_at: var[datetime | None] = var(None)

    class Stated(Message):
        """The person said in their own words how it is."""

        def __init__(self, check: str, text: str) -> None:
            super().__init__()
            self.check = check
            self.text = text

    def compose(self) -> ComposeResult:
        """The findings, and a line to write on."""
        yield from super().compose()
        yield Input(placeholder="How it is on this machine, in your own words", max_length=300)

    def watch_findings(self) -> None:
        """Draw what came back."""
        self.redraw()

    def watch_looked_at(self) -> None:
        """Draw the time of the last look."""
        self.redraw()

    def content(self, standing: Standing) -> Content:
        """Draw the findings."""
        self.set_class(bool(self._asking(standing)), "-asks")
        parts = [self._drill(use.name, standing) for use in standing.guideline.drill]
        parts += [self._finding(name, standing) for name in self._ordered(standing)]
        if not standing.guideline.check:
            parts.append(Content(_NOTHING))
        if standing.guideline.check and self.looked_at is not None:
            at = self.looked_at.astimezone().strftime("%H:%M:%S")
            parts.append(
                Content.styled(f"Looked at {at}; looks again by itself while this is open.", "$text-muted")
            )
        return joined(parts)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the statement up."""
        event.stop()
        asking = self._asking(self.standing) if self.standing else ()
        if asking and event.value.strip():
            self.post_message(self.Stated(asking[0], event.value))
            event.input.clear()

    def _asking(self, standing: Standing) -> tuple[str, ...]:
        return tuple(
            name
            for name in standing.unanswered
            if name in self.findings and self.findings[name].outcome is Outcome.UNKNOWN
        )

    def _ordered(self, standing: Standing) -> list[str]:
        """The checks, what needs the person first; what is still being looked at keeps its place."""
        names = [use.name for use in standing.guideline.check]
        if any(name not in self.findings for name in names):
            return names
        return sorted(names, key=lambda name: WORST_FIRST.index(self.findings[name].outcome))

    def _finding(self, check: str, standing: Standing) -> Content:
        finding = self.findings.get(check)
        if finding is None:
            return Content.styled(f"Looking: {check.replace('-', ' ')}…", "$text-muted")
        own = self._statement(check, standing) if finding.outcome is Outcome.UNKNOWN else None
        return draw_finding(finding, self.commands, own)

    def _statement(self, check: str, standing: Standing) -> Content:
        said = standing.statements.get(check)
        if said:
            return joined_lines(heading("You said"), plain(said))
        return Content.assemble(
            ("Say it yourself. ", "bold"), "Tab to the line below, write how it is, enter."
        )

    def _drill(self, drill: str, standing: Standing) -> Content:
        """The way to a drill, and how it ended last."""
        done = standing.drilled.get(drill)
        name = drill.replace("-", " ")
        if done is None:
            return Content.assemble(("Practise it. ", "bold"), f"p starts the {name}; nobody has to.")
        look, day = OUTCOMES[done.outcome], done.at.astimezone().strftime("%d %B %Y")
        return Content.assemble(
            (f"{look.glyph} {name}: {look.word}", f"bold ${look.colour}"),
            (f" on {day}; p does it again.", "$text-muted"),
        )
