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
from watchword.check.pace import Pace
from watchword.check.registry import about
from watchword.progress.standing import Standing
from watchword.tui.markdown import plain
from watchword.tui.widgets.finding import draw_finding
from watchword.tui.widgets.reading import joined_lines
from watchword.tui.widgets.view import View, heading, joined
from watchword.tui.words import OUTCOMES

Key = tuple[str, str]  # a check, and the service or source tree it looked at; empty for this machine

BAR = 20

_NOTHING = (
    "Nothing on this machine can show whether this guideline is followed, so nothing is looked at. Your "
    "own word stands for it: 5 Attest."
)


class CheckView(View):
    """The findings of a guideline's checks, as they come; asks for a statement where none could tell."""

    HELP = """
# Check

A look at this machine, repeated while this view is open: change the setting and watch it turn. Nothing of it
leaves the machine but the outcome, in the record you sign. `r` looks again, `c` copies the command.

Some guidelines are about what your team runs and writes: `w` names services and source trees, `escape` stops
a long look, and `p` opens the practice lab, where there are mistakes to find.
"""

    DEFAULT_CSS = """
    CheckView > Input { margin-top: 1; display: none; }
    CheckView.-asks > Input { display: block; }
    """

    findings: var[Mapping[Key, Finding]] = var({}, always_update=True)
    looked_at: var[datetime | None] = var(None)
    paces: var[Mapping[str, Pace]] = var({})
    is_stopped: var[bool] = var(False)

    class Stated(Message):
        """The person said in their own words how it is."""

        def __init__(self, check: str, text: str) -> None:
            super().__init__()
            self.check = check
            self.text = text

    def compose(self) -> ComposeResult:
        """The findings, and a line to write on."""
        yield from super().compose()
        yield Input(placeholder="How it is, in your own words", max_length=300)

    def watch_findings(self) -> None:
        """Draw what came back."""
        self.redraw()

    def watch_looked_at(self) -> None:
        """Draw the time of the last look."""
        self.redraw()

    def watch_paces(self) -> None:
        """Draw how far a long look is."""
        if self.paces:
            self.is_stopped = False
        self.redraw()

    def watch_is_stopped(self) -> None:
        """Say that the look was stopped."""
        self.redraw()

    def reset(self) -> None:
        """Another guideline is looked at anew."""
        self.is_stopped = False

    def content(self, standing: Standing) -> Content:
        """Draw the findings."""
        self.set_class(bool(self._asking(standing)), "-asks")
        parts = [self._drill(use.name, standing) for use in standing.guideline.drill]
        parts += self._findings(standing)
        parts += [_bar(pace) for pace in self.paces.values()]
        if not standing.checks:
            parts.append(Content(_NOTHING))
        if standing.checks and self.looked_at is not None:
            at = self.looked_at.astimezone().strftime("%H:%M:%S")
            again = "r looks again." if self._waits else "looks again by itself while this is open."
            parts.append(Content.styled(f"Looked at {at}; {again}", "$text-muted"))
        return joined(parts)

    @property
    def _waits(self) -> bool:
        """Whether what is looked at is no part of this machine: then nobody looks again unasked."""
        return any(about(use.name) != "machine" for use in self.standing.checks) if self.standing else False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the statement up."""
        event.stop()
        asking = self._asking(self.standing) if self.standing else ()
        if asking and event.value.strip():
            self.post_message(self.Stated(asking[0], event.value))
            event.input.clear()

    def _asking(self, standing: Standing) -> tuple[str, ...]:
        unknown = {check for (check, _), one in self.findings.items() if one.outcome is Outcome.UNKNOWN}
        return tuple(name for name in standing.unanswered if name in unknown)

    def _findings(self, standing: Standing) -> list[Content]:
        """The findings, worst first; what is still being looked at keeps its place."""
        names = [use.name for use in standing.checks]
        seen = {check for check, _ in self.findings}
        found = [one for (check, _), one in self.findings.items() if check in names]
        is_complete = set(names) <= seen
        found.sort(key=lambda one: WORST_FIRST.index(one.outcome) if is_complete else names.index(one.check))
        said = "Stopped before it was seen, r looks again" if self.is_stopped else "Looking"
        waiting = [
            Content.styled(
                f"{said}: {name.replace('-', ' ')}{'.' if self.is_stopped else '…'}", "$text-muted"
            )
            for name in names
            if name not in seen
        ]
        return [self._finding(finding, standing) for finding in found] + waiting

    def _finding(self, finding: Finding, standing: Standing) -> Content:
        own = self._statement(finding, standing) if finding.outcome is Outcome.UNKNOWN else None
        return draw_finding(finding, self.commands, own)

    def _statement(self, finding: Finding, standing: Standing) -> Content:
        said = standing.statements.get(finding.check)
        if said:
            return joined_lines(heading("You said"), plain(said))
        is_unnamed = about(finding.check) != "machine" and not finding.subject
        none = (
            " 0 says that you have none yet; p practises on an example with mistakes." if is_unnamed else ""
        )
        return Content.assemble(
            ("Say it yourself. ", "bold"), f"Tab to the line below, write how it is, enter.{none}"
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


def _bar(pace: Pace) -> Content:
    """How far the reading of a source tree is, and how fast: bar, digits and words."""
    filled = round(BAR * pace.done / pace.total) if pace.total else 0
    speed = pace.size / 1e6 / max(pace.seconds, 0.001)
    return Content.assemble(
        f"Reading {pace.subject}  ",
        ("█" * filled, "$text-success"),
        ("░" * (BAR - filled), "$text-muted"),
        f" {pace.done:,} of {pace.total:,} files, {speed:.0f} MB/s.",
    )
