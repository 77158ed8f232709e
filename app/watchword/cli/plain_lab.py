"""The practice lab in lines: what to find, a look by the real check, a hint, the why, and mending it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from watchword.check.finding import Outcome
from watchword.checklist.model import Checklist
from watchword.cli.finding_text import finding_lines
from watchword.cli.plain_console import Console
from watchword.cli.prose import wrap
from watchword.cli.words import show_path
from watchword.errors import WatchwordError
from watchword.kit import Kit
from watchword.lab.exercise import Exercise, exercises_for
from watchword.lab.lab import Lab
from watchword.lab.thread import keep_open

KEYS = "l look, h hint, w why, m mend it for me, enter goes on:"


def listed(checklist: Checklist) -> Iterator[tuple[str, str, Exercise]]:
    """Yield id and title of a guideline with each exercise it has, in walking order."""
    for guideline in checklist.guidelines:
        for exercise in exercises_for(use.name for use in guideline.check):
            yield guideline.id, guideline.title, exercise


def reports_of(checklist: Checklist) -> str:
    """Return where the team wants reports; empty where the checklist does not say."""
    return str(checklist.policy.get("reporting_address", ""))


def practise(kit: Kit, checklist: Checklist, console: Console, exercises: Sequence[Exercise]) -> None:
    """Open the lab for these exercises, one after another; raises what the console raises."""
    with keep_open(kit.paths.state / "lab", reports_of(checklist)) as lab:
        Practice(kit, checklist, console, lab).run(exercises)


class Practice:
    """A sitting in an open lab."""

    def __init__(self, kit: Kit, checklist: Checklist, console: Console, lab: Lab) -> None:
        self.kit = kit
        self.checklist = checklist
        self.console = console
        self.lab = lab

    def run(self, exercises: Iterable[Exercise]) -> None:
        """Go through exercises; enter goes on to the next."""
        for exercise in exercises:
            self.console.say("Practice")
            self.console.tell(exercise.find)
            self.tell_where(exercise)
            while typed := self.console.ask(KEYS):
                self._do(exercise, typed)
            self.console.say()

    def tell_where(self, exercise: Exercise) -> None:
        """Say where the mistake is to be looked for."""
        home = self.kit.host.home
        if exercise.is_about_server:
            self.console.tell(
                f"The shop is open at {self.lab.place.plain} and {self.lab.place.secure} (a browser "
                f"warns of its "
                f"certificate, as it is known here only). What it does stands in "
                f"{show_path(self.lab.switch_file, home)}: change it there."
            )
        else:
            self.console.tell(
                f"The project lies in {show_path(self.lab.tree.path, home)}: it is yours to change."
            )

    def look(self, exercise: Exercise) -> Outcome:
        """Have the real check look, and say what it saw; raises `UsageError`."""
        limits = {
            name: value
            for guideline in self.checklist.guidelines
            for use in guideline.check
            if use.name == exercise.check
            for name, value in self.checklist.limits(use).items()
        }
        finding = asyncio.run(self.lab.look(exercise, self.kit.host, limits))
        self.console.say_all(finding_lines(finding))
        if finding.outcome is Outcome.PASS:
            self.console.say("Nothing left of this mistake.")
        return finding.outcome

    def _do(self, exercise: Exercise, typed: str) -> None:
        try:
            if typed == "l":
                self.look(exercise)
            elif typed == "h":
                self.console.tell(exercise.hint)
            elif typed == "w":
                self.console.tell(exercise.explain)
            elif typed == "m":
                written = self.lab.mend(exercise)
                names = ", ".join(show_path(path, self.kit.host.home) for path in written)
                self.console.tell(f"Mended: {names}. Type l to look again.")
            else:
                self.console.say("Type l, h, w or m, or enter alone to go on.")
        except WatchwordError as error:
            self.console.say_all(wrap(" ".join(filter(None, (error.title, error.detail, error.remedy)))))
