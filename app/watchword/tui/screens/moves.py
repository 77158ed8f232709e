"""The deeds of the guide screen: what each key does.

Apart from the screen itself so that each file has one thing to say: the screen how state flows, this one what
a person can do. `check_action` is the one place that knows which deeds are possible now; the footer and the
help panel ask it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.widgets import Input

from watchword.errors import WatchwordError
from watchword.tui.screens.looks import LOOKS
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.words import VIEWS

if TYPE_CHECKING:
    from watchword.tui.screens.guide import GuideScreen

T = TypeVar("T")

_UNDONE = {"answered": "answer", "attested": "word", "stated": "statement", "named": "sentence"}


class Moves:
    """Actions of `GuideScreen`, which is the only class that has them."""

    def check_action(self: GuideScreen, action: str, parameters: tuple[object, ...]) -> bool | None:  # type: ignore[misc]
        """Say whether an action is possible now: hidden where it makes no sense on this page."""
        if not self.guideline:
            return action in ("quit", "help")
        if action == "platforms":
            return self.view == "how" and self.how.has_others
        if action == "copy":
            return bool(self.open_view.commands)
        if action == "tree":
            return self.has_class("-narrow")
        if action == "links":
            return bool(self.open_view.links)
        if action in LOOKS:
            return self.view == "check" and self.makes_sense(action)
        if action == "unfold":
            return self.view == "why" and self.why.has_details
        if action == "question_first":
            return self.view in ("why", "how") and not self.standing.is_understood and self.standing.applies
        if action == "ask_again":
            return self.view == "think" and self.session.wait(self.guideline).rests
        if action == "undo":
            return self.session.may_undo
        if action == "waiver":
            return self.view in ("check", "attest") and self.standing.applies and not self.standing.is_settled
        if action == "due":
            return self.has_due and not self.session.sitting
        return True

    def first_view(self: GuideScreen) -> str:  # type: ignore[misc]
        """The view that a guideline opens with: in a renewal that is what is asked, else the why."""
        standing = self.standing
        if not standing.asked or standing.is_settled or standing.former is not None:
            return VIEWS[0]
        if not standing.is_understood:
            self.is_question_first = True
            return "think"
        return VIEWS[0] if standing.is_attested else "attest"

    def action_go_on(self: GuideScreen) -> None:  # type: ignore[misc]
        """Go on: through the views of a guideline, then to the next one with something to do."""
        standing = self.standing
        feedback = self.think.feedback if self.view == "think" else None
        if feedback is not None and feedback.is_right and feedback.left:
            self.think.reset()
            self.open("think")
        elif feedback is not None and not feedback.is_right and self.is_question_first:
            self.is_question_first = False
            self.open("why")
        elif feedback is not None and (not feedback.is_right or self._is_renewed):
            self.action_pending(1)
        elif (
            self.view == "attest" and standing.applies and standing.is_understood and not standing.is_attested
        ):
            self._give_word()
        elif self.view == "attest":
            self.action_pending(1)
        else:
            self._turn(1)

    @property
    def _is_renewed(self: GuideScreen) -> bool:  # type: ignore[misc]
        """Whether this guideline was asked anew, and all that was asked is done."""
        return bool(self.standing.asked) and self.standing.is_settled

    def _turn(self: GuideScreen, step: int) -> None:  # type: ignore[misc]
        place = VIEWS.index(self.view) + step
        if VIEWS[place % len(VIEWS)] == "check" and not self._has_check:
            place += step
        self.open(VIEWS[place % len(VIEWS)])

    @property
    def _has_check(self: GuideScreen) -> bool:  # type: ignore[misc]
        """Whether there is anything to look at or to practise here."""
        return bool(self.standing.checks or self.standing.guideline.drill)

    def _give_word(self: GuideScreen) -> None:  # type: ignore[misc]
        self._record(lambda: self.session.attest(self.guideline))
        self.refresh_progress()
        self.refresh_page()
        if self.session.progress.is_complete:
            self.action_summary()
        elif self._is_renewed:
            self.action_pending(1)

    def action_turn(self: GuideScreen, step: int) -> None:  # type: ignore[misc]
        """Open the view before or after."""
        self._turn(step)

    def action_view(self: GuideScreen, view: str) -> None:  # type: ignore[misc]
        """Open a view by its number."""
        self.open(view)

    def action_pending(self: GuideScreen, step: int) -> None:  # type: ignore[misc]
        """Open the next guideline with something to do, or say that there is none."""
        standing = self.session.next_pending(self.guideline, step)
        if standing is None or self.session.progress.is_complete or self.session.is_sitting_over:
            self.action_summary()
        elif standing.guideline.id == self.guideline and standing.left:
            self.notify(f"This is the one left. {standing.left[0]}", markup=False)
            self.open_guideline(self.guideline)
        else:
            self.open_guideline(standing.guideline.id)

    def action_find(self: GuideScreen) -> None:  # type: ignore[misc]
        """Open the search below the tree."""
        self.add_class("-find", "-tree")
        find = self.query_one("#find", Input)
        find.clear()
        find.focus()

    def end_find(self: GuideScreen) -> None:  # type: ignore[misc]
        """Close the search."""
        self.remove_class("-find")
        if self.app.size.width < 80:
            self.remove_class("-tree")
        self.open_view.focus()

    def key_escape(self: GuideScreen) -> None:  # type: ignore[misc]
        """One level back: the search, the tree, the help."""
        if self.has_class("-find"):
            self.end_find()
        elif self.query("HelpPanel"):
            self._hide_help()
        else:
            self.remove_class("-tree")
            self.open_view.focus()

    def action_tree(self: GuideScreen) -> None:  # type: ignore[misc]
        """Show the tree where it is hidden, and give it the keys."""
        if self.guide_tree.has_focus:
            self.remove_class("-tree")
            self.open_view.focus()
        else:
            self.add_class("-tree")
            self.guide_tree.focus()

    def action_question_first(self: GuideScreen) -> None:  # type: ignore[misc]
        """Put the question before the reading; whoever misses it is taken back to the why."""
        self.is_question_first = True
        self.open("think")

    def action_ask_again(self: GuideScreen) -> None:  # type: ignore[misc]
        """Note that it was talked over, and ask again."""
        self._record(lambda: self.session.talk_over(self.guideline))
        self.think.reset()
        self.refresh_progress()
        self.open("think")

    def action_unfold(self: GuideScreen) -> None:  # type: ignore[misc]
        """Show or hide what is folded away below the why."""
        self.why.unfolded = not self.why.unfolded

    def action_platforms(self: GuideScreen) -> None:  # type: ignore[misc]
        """Show or hide the steps for other platforms."""
        self.how.all_platforms = not self.how.all_platforms

    def action_copy(self: GuideScreen) -> None:  # type: ignore[misc]
        """Copy the first command of the page."""
        command = self.open_view.commands[0]
        self.app.copy_to_clipboard(command)
        self.notify(f"Sent to the clipboard, if your terminal allows it: {command}", markup=False)

    def action_undo(self: GuideScreen) -> None:  # type: ignore[misc]
        """Withdraw the last answer, word or statement of this sitting."""
        undone = self._record(self.session.undo)
        if undone is None:
            self.notify("There is nothing of this sitting to take back.", markup=False)
            return
        title = self.session.standing(undone.guideline).guideline.title
        self.notify(f"Taken back: your {_UNDONE[undone.kind]} on “{title}”.", markup=False)
        self.think.reset()
        self.refresh_progress()
        self.refresh_page()

    def action_help(self: GuideScreen) -> None:  # type: ignore[misc]
        """Show or hide the help panel."""
        if self.query("HelpPanel"):
            self._hide_help()
        else:
            self.add_class("-help")
            self.app.action_show_help_panel()

    def _hide_help(self: GuideScreen) -> None:  # type: ignore[misc]
        self.remove_class("-help")
        self.app.action_hide_help_panel()

    def _record(self: GuideScreen, deed: Callable[[], T]) -> T | None:  # type: ignore[misc]
        """Do something that writes; what goes wrong is shown with its remedy and nothing is lost."""
        try:
            return deed()
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
            return None
