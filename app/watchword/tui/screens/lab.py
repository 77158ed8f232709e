"""The practice lab: mistakes to find, looked at by the real checks, for who has nothing of their own yet."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from watchword.check.finding import Finding, Outcome
from watchword.errors import WatchwordError
from watchword.lab.exercise import Exercise, exercises_for
from watchword.lab.lab import Lab, open_lab
from watchword.session import Session
from watchword.tui.markdown import plain
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.widgets.finding import draw_finding
from watchword.tui.widgets.key_line import KeyLine
from watchword.tui.widgets.view import heading, joined


class LabScreen(Screen[None]):
    """One mistake at a time: what to find, where, a look; a hint, the why, and mending it on request."""

    HELP = """
# Practice lab

A small project in a folder of yours, and a server on this machine alone, with mistakes to find. Enter has the
real check look. `h` gives a hint, `y` says why it is a mistake, `m` mends it, `f` brings all of it back as it
was. Change files in your own editor and look again. Nothing here is recorded.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,r", "look", "Look"),
        Binding("escape,q", "dismiss(None)", "Back"),
        Binding("h", "hint", "Hint"),
        Binding("y", "explain", "Why"),
        Binding("m", "mend", "Mend it", tooltip="Mend this mistake for me"),
        Binding("n", "next", "Next mistake"),
        Binding("f", "fresh", "As it was", tooltip="Bring the lab back as it was in the beginning"),
        Binding("c", "copy", "Copy command"),
    ]

    def __init__(self, session: Session, guideline: str) -> None:
        super().__init__()
        self.session = session
        self.uses = {use.name: use for use in session.standing(guideline).checks}
        self.exercises = exercises_for(self.uses)
        self.place = 0
        self.lab: Lab | None = None
        self.shown: set[str] = set()
        self.finding: Finding | None = None
        self.note = ""
        self.commands: list[str] = []

    def compose(self) -> ComposeResult:
        """What there is to find, and what a look showed."""
        with VerticalScroll(id="lab"):
            yield Static(id="lab-task")
            yield Static(id="lab-found", classes="part")
        yield KeyLine()

    def on_mount(self) -> None:
        """Open the lab; the page can be read meanwhile."""
        self.query_one("#lab").focus()
        self._draw()
        self._keep_open()

    @property
    def exercise(self) -> Exercise | None:
        """The mistake that is looked for now; `None` where the guideline has none."""
        return self.exercises[self.place] if self.exercises else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action in ("look", "mend", "fresh"):
            return self.lab is not None and self.exercise is not None
        if action in ("hint", "explain"):
            return self.exercise is not None and action not in self.shown
        if action == "next":
            return len(self.exercises) > 1
        return bool(self.commands) if action == "copy" else True

    @work(exclusive=True, group="lab")
    async def _keep_open(self) -> None:
        folder = self.session.kit.paths.state / "lab"
        reports = str(self.session.checklist.policy.get("reporting_address", ""))
        try:
            async with open_lab(folder, reports) as lab:
                self.lab = lab
                self._draw()
                await asyncio.Event().wait()  # until the page is left
        except (WatchwordError, OSError) as error:
            self.note = f"The lab could not be opened: {error}."
            self._draw()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        lab, exercise = self.lab, self.exercise
        if lab is None or exercise is None:
            return
        self.note = "Looking…"
        self._draw()
        limits = self.session.checklist.limits(self.uses[exercise.check])
        try:
            self.finding = await lab.look(exercise, self.session.kit.host, limits)
            is_mended = self.finding.outcome is Outcome.PASS
            self.note = "Nothing is left of this mistake." if is_mended else ""
        except WatchwordError as error:
            self.note = ""
            self.app.push_screen(ErrorScreen(error))
        self._draw()
        found = self.query_one("#lab-found")
        self.call_after_refresh(self.query_one("#lab").scroll_to_widget, found, top=True, animate=False)

    def action_look(self) -> None:
        """Have the real check look."""
        self._look()

    def action_hint(self) -> None:
        """Say where to look."""
        self.shown.add("hint")
        self._draw()

    def action_explain(self) -> None:
        """Say why it is a mistake."""
        self.shown.add("explain")
        self._draw()

    def action_mend(self) -> None:
        """Mend the mistake, and look again."""
        if self.lab is None or self.exercise is None:
            return
        try:
            self.lab.mend(self.exercise)
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
            return
        self._look()

    def action_fresh(self) -> None:
        """Bring everything back as it was."""
        if self.lab is not None:
            self.lab.begin_anew()
            self.finding = None
            self.note = "Everything in the lab is as it was in the beginning."
            self._draw()

    def action_next(self) -> None:
        """Go to the next mistake of this guideline."""
        self.place = (self.place + 1) % len(self.exercises)
        self.shown.clear()
        self.finding, self.note = None, ""
        self._draw()

    def action_copy(self) -> None:
        """Copy the command of the remedy."""
        self.app.copy_to_clipboard(self.commands[0])
        self.notify("Sent to the clipboard, if your terminal allows it.", markup=False)

    def _draw(self) -> None:
        self.commands = []
        parts = [Content.styled(self._title(), "bold $text-primary")]
        if (exercise := self.exercise) is None:
            parts.append(plain("There is nothing to practise for this guideline."))
        else:
            parts += [plain(exercise.find), *self._where(exercise)]
            parts += [Content.assemble(("Hint. ", "bold"), exercise.hint)] if "hint" in self.shown else []
            parts += (
                [Content.assemble(("Why. ", "bold"), exercise.explain)] if "explain" in self.shown else []
            )
        self.query_one("#lab-task", Static).update(joined(parts))
        found = [plain(self.note, "bold")] if self.note else []
        found += [draw_finding(self.finding, self.commands)] if self.finding is not None else []
        self.query_one("#lab-found", Static).update(joined(found))
        self.refresh_bindings()

    def _title(self) -> str:
        count = len(self.exercises)
        return f"Practice lab · mistake {self.place + 1} of {count}" if count > 1 else "Practice lab"

    def _where(self, exercise: Exercise) -> list[Content]:
        if self.lab is None:
            return [plain("The lab is being opened…", "$text-muted")]
        show = self.session.kit.host.show
        if not exercise.is_about_server:
            text = f"The project lies in {show(self.lab.tree.path)}; it is yours to change."
            return [Content.assemble(heading("Where"), "\n", plain(text))]
        text = (
            f"The shop is open at {self.lab.place.plain} and {self.lab.place.secure}. Browsers warn of its "
            f"certificate, which is known here only. What it does stands in {show(self.lab.switch_file)}: "
            "change it there."
        )
        return [Content.assemble(heading("Where"), "\n", plain(text))]
