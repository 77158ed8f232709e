"""How the walk looks at the machine, and at what the person named: once, again, and until told to stop.

Apart from the screen for the reader's sake: it has no state of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from watchword.check.finding import Finding
from watchword.check.pace import Pace
from watchword.check.registry import about
from watchword.errors import WatchwordError
from watchword.subjects import none_yet
from watchword.tui.looking import keep_looking
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.widgets.check_view import Key

if TYPE_CHECKING:
    from watchword.tui.screens.guide import GuideScreen

LOOKS = ("look", "stop_looking", "subjects", "none_yet", "practise")  # the actions that need the check open


class Looks:
    """The looks of `GuideScreen`, which is the only class that has them."""

    found: Mapping[Key, Finding]
    is_looking: bool

    @property
    def looks_beyond(self: GuideScreen) -> bool:  # type: ignore[misc]
        """Whether a check of this guideline looks at what the person names."""
        return any(about(use.name) != "machine" for use in self.standing.checks)

    def makes_sense(self: GuideScreen, action: str) -> bool:  # type: ignore[misc]
        """Say whether one of `LOOKS` has something to do while the view of the check is open."""
        if action == "look":
            return bool(self.standing.checks)
        if action == "none_yet":
            return bool(self.said_of_none)
        if action == "stop_looking":
            return self.is_looking
        return self.looks_beyond or (action == "practise" and bool(self.standing.guideline.drill))

    @property
    def said_of_none(self: GuideScreen) -> dict[str, str]:  # type: ignore[misc]
        """What the person may say, check by check, who has nothing yet that could be looked at."""
        said = {name: none_yet(self.session.kit, name) for name in self.standing.unanswered}
        return {name: text for name, text in said.items() if text}

    def action_none_yet(self: GuideScreen) -> None:  # type: ignore[misc]
        """Say that there is nothing yet that could be looked at."""
        for name, text in self.said_of_none.items():
            self._record(partial(self.session.state, self.guideline, name, text))
        self.refresh_progress()
        self.refresh_page()

    @work(exclusive=True, group="look")
    async def look(self: GuideScreen, *, only_machine: bool = False) -> None:
        """Look once at everything, then at this machine again and again, or `only_machine` from the first."""
        self.is_looking = self.looks_beyond and not only_machine
        self.check.paces = {}
        try:
            await keep_looking(self.session, self.guideline, self, only_machine)
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))

    def look_anew(self: GuideScreen) -> None:  # type: ignore[misc]
        """Forget what was seen for this page, and look at everything."""
        self.found = {}
        self.refresh_page()
        self.look()

    def take_finding(self: GuideScreen, guideline: str, finding: Finding) -> None:  # type: ignore[misc]
        """A check came back: show it at once, wherever on the page it matters."""
        if guideline != self.guideline:
            return
        key = (finding.check, finding.subject)
        before = self.found.get(key)
        self.found = {**self.found, key: finding}
        self.check.looked_at = self.session.kit.now()
        self.kept.put(guideline, self.found, self.session.kit.now())
        if before != finding or self.view == "check":
            self.refresh_progress()
            self.refresh_page()

    def take_pace(self: GuideScreen, pace: Pace) -> None:  # type: ignore[misc]
        """A long look says how far it is."""
        self.check.paces = {**self.check.paces, pace.subject: pace}

    def end_round(self: GuideScreen) -> None:  # type: ignore[misc]
        """Everything was looked at once."""
        self.is_looking = False
        self.check.paces = {}
        self.refresh_bindings()

    def wants_another(self: GuideScreen) -> bool:  # type: ignore[misc]
        """Whether to go on looking: while the view is open."""
        return self.view == "check"

    def action_stop_looking(self: GuideScreen) -> None:  # type: ignore[misc]
        """Stop a long look; what was seen stays, the rest is looked at when the person wants it."""
        self.workers.cancel_group(self, "look")
        self.end_round()
        self.check.is_stopped = True

    def action_look(self: GuideScreen) -> None:  # type: ignore[misc]
        """Look again now."""
        if self.looks_beyond:
            self.look_anew()
        else:
            self.look()

    def action_subjects(self: GuideScreen) -> None:  # type: ignore[misc]
        """Name the services and source trees to look at, then look."""
        from watchword.tui.screens.subjects import SubjectsScreen

        def named(is_changed: bool | None) -> None:
            if is_changed:
                self.kept.forget()
                self.look_anew()

        self.app.push_screen(SubjectsScreen(self.session), named)

    def action_practise(self: GuideScreen) -> None:  # type: ignore[misc]
        """Go to the drill of this guideline, or to its mistakes in the lab."""
        if not self.standing.guideline.drill:
            from watchword.tui.screens.lab import LabScreen

            self.app.push_screen(LabScreen(self.session, self.guideline))
            return
        from watchword.check.registry import find_drill
        from watchword.tui.screens.drill import DrillScreen

        def practised(_nothing: None) -> None:
            self.refresh_progress()
            self.refresh_page()

        drill = find_drill(self.standing.guideline.drill[0].name)
        self.app.push_screen(DrillScreen(self.session, self.guideline, drill), practised)
