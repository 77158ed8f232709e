"""The walk: the tree on the left, one guideline on the right in five views.

The screen owns which guideline and which view are open; everything it shows comes from the session and goes
down to the widgets, and what people do comes up as messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Input, Static

from watchword.check.finding import Finding
from watchword.checklist.platform import detect
from watchword.progress.standing import Standing
from watchword.session import Session
from watchword.text import clean
from watchword.tui.commands import ChecklistProvider, GuidelineProvider
from watchword.tui.looking import Kept
from watchword.tui.markdown import plain
from watchword.tui.screens.looks import Looks
from watchword.tui.screens.moves import Moves
from watchword.tui.screens.visits import Visits
from watchword.tui.widgets.attest_view import AttestView
from watchword.tui.widgets.check_view import CheckView, Key
from watchword.tui.widgets.guideline_tree import GuidelineTree
from watchword.tui.widgets.key_line import KeyLine
from watchword.tui.widgets.options import Options
from watchword.tui.widgets.page_head import PageHead, ViewTabs
from watchword.tui.widgets.progress_line import ProgressLine
from watchword.tui.widgets.reading import HowView, WhyView
from watchword.tui.widgets.think_view import ThinkView
from watchword.tui.widgets.view import View
from watchword.tui.words import VIEWS

AFTER_OPENING = 0.3  # seconds until it is worked out whether anything is due: the page comes first


class GuideScreen(Moves, Visits, Looks, Screen[None]):
    """Shows and records the walk through the guide."""

    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        GuidelineProvider,
        ChecklistProvider,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Go on"),
        Binding(
            "n,right_square_bracket", "pending(1)", "Next", tooltip="The next guideline with something to do"
        ),
        Binding("a", "ask_again", "Ask again", tooltip="You have talked it over: ask the question again"),
        Binding("f", "question_first", "Question", tooltip="For those who know: ask me before I read"),
        Binding("escape", "stop_looking", "Stop", tooltip="Stop looking; what was seen stays"),
        Binding("w", "subjects", "Services", tooltip="Name the services and source trees to look at"),
        Binding(
            "p",
            "practise",
            "Practise",
            tooltip="Do the drill of this guideline, or find its mistakes in the lab",
        ),
        Binding("0", "none_yet", "None yet", tooltip="Say that you have no such service or source tree yet"),
        Binding("1,2,3,4,5", "noop", "Views", key_display="1-5"),
        *(Binding(str(n), f"view('{view}')", show=False) for n, view in enumerate(VIEWS, 1)),
        Binding("slash", "find", "Find", key_display="/"),
        Binding("z", "undo", "Undo", tooltip="Withdraw the last answer or word of this sitting"),
        Binding("u", "due", "Due", tooltip="What is due again, and why"),
        Binding("s", "summary", "Summary", tooltip="What is done, what is left, and why"),
        Binding("x", "sign", "Sign", tooltip="Sign and export the completion record"),
        Binding("e", "unfold", "Sources", tooltip="Show or hide sources, place in the guide, abbreviations"),
        Binding("o", "platforms", "Other systems"),
        Binding("c", "copy", "Copy command"),
        Binding("l", "links", "Links"),
        Binding("r", "look", "Look again"),
        Binding("v", "waiver", "Waiver", tooltip="Ask your manager for a waiver from this guideline"),
        Binding("i", "profile", "About you", show=False),
        Binding("t", "tree", "Tree"),
        Binding("b,left_square_bracket", "pending(-1)", "Back", show=False),
        Binding("left", "turn(-1)", "View before", show=False),
        Binding("right", "turn(1)", "View after", show=False),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "app.quit", "Quit"),
    ]

    guideline: var[str] = var("")
    view: var[str] = var(VIEWS[0])

    guide_tree = getters.query_one("#tree", GuidelineTree)
    head = getters.query_one("#head", PageHead)
    tabs = getters.query_one("#tabs", ViewTabs)
    views = getters.query_one("#views", ContentSwitcher)
    why = getters.query_one("#why", WhyView)
    how = getters.query_one("#how", HowView)
    check = getters.query_one("#check", CheckView)
    think = getters.query_one("#think", ThinkView)
    attest = getters.query_one("#attest", AttestView)

    def __init__(self, session: Session, *, has_due: bool = False) -> None:
        super().__init__()
        self.session = session
        self.found: Mapping[Key, Finding] = {}
        self.kept = Kept()
        self.is_looking = False
        """Whether what the person named is being looked at: that can take long, and can be stopped."""
        self.is_question_first: bool = False
        """Whether the person asked for the question before reading."""
        self.has_due = has_due
        """Whether something was due when that was looked at last: too dear for every key press."""

    def compose(self) -> ComposeResult:
        """The tree with search and progress; the page with its head, its tabs and its views."""
        with Horizontal():
            with Vertical(id="side"):
                yield GuidelineTree(id="tree")
                yield Input(placeholder="a word of a title or rule", id="find", compact=True)
                yield Static(id="find-count")
                yield ProgressLine(id="progress")
            with Vertical(id="page"):
                yield Static(id="banner")
                yield PageHead(id="head")
                yield ViewTabs(id="tabs")
                with ContentSwitcher(id="views", initial="why"):
                    yield WhyView(id="why")
                    yield HowView(id="how")
                    yield CheckView(id="check")
                    yield ThinkView(id="think")
                    yield AttestView(id="attest")
        yield KeyLine()

    def on_mount(self) -> None:
        """Hand the checklist down and open where the person left off."""
        self.why.sources = self.session.checklist.sources
        self.why.glossary = self.session.checklist.glossary
        self.how.sources = self.session.checklist.sources
        self.think.contact = self.session.checklist.contact
        self.why.scopes = {
            section.guidelines[0].id: section.scope for section in self.session.checklist.sections
        }
        host = self.session.kit.host
        self.how.platform = detect(host.platform, host.environment.get("XDG_CURRENT_DESKTOP", ""))
        self._show_notices()
        self.refresh_progress()
        self.set_timer(AFTER_OPENING, self.find_due)
        standing = self.session.resume() or next(iter(self.session.progress.applying))
        is_begun = bool(self.session.sitting)  # the person just chose to: no need to say where
        if self.session.progress.place and not self.session.progress.is_complete and not is_begun:
            self.app.sub_title = f"continuing: {standing.guideline.title}"
            self.notify(f"Continuing with: {clean(standing.guideline.title)}", markup=False)
        self.open_guideline(standing.guideline.id)
        if self.session.progress.is_complete and not self.session.sitting:
            self.action_summary()

    def find_due(self) -> None:
        """Find out whether anything is due, once the page stands."""
        from watchword.renewal import agenda

        self.has_due = bool(agenda(self.session).for_person)
        self.refresh_bindings()

    # -- state comes down -----------------------------------------------------------------------------------

    @property
    def standing(self) -> Standing:
        """How the open guideline stands."""
        return self.session.standing(self.guideline)

    @property
    def open_view(self) -> View:
        """The view that is open."""
        return self.query_one(f"#{self.view}", View)

    def refresh_progress(self) -> None:
        """Hand the progress to the tree and the line below it."""
        progress = self.session.progress
        self.how.devices = progress.profile.devices if progress.profile else ()
        self.guide_tree.progress = progress
        self.query_one(ProgressLine).progress = progress

    def refresh_page(self) -> None:
        """Hand the standing to the head and the open view."""
        standing = self.standing
        self.head.standing = standing
        self.head.is_brief = self.view != "why" and self.has_class("-short")
        self.why.former = standing.former
        self.open_view.standing = standing
        if self.view == "think":
            self.think.ask(self.session.draw(self.guideline), self.session.wait(self.guideline))
        if self.view == "check":
            self.check.findings = self.found
        if self.view == "attest":
            self.attest.gain = self.session.gain(self.guideline)
        self.refresh_bindings()

    def open_guideline(self, guideline: str) -> None:
        """Open a guideline at its first view, and look at the machine for it."""
        if guideline != self.guideline:
            self.guideline = guideline
            self.found = self.kept.get(guideline, self.session.kit.now())
            self.head.where = self._where(guideline)
            self.think.reset()
            self.is_question_first = False
            self._record(lambda: self.session.visit(guideline))
            self.refresh_progress()
        self.guide_tree.show(guideline)
        self.open(self.first_view())
        self.look(only_machine=bool(self.found))

    def open(self, view: str) -> None:
        """Open one of the five views and give it the keys."""
        self.view = view
        self.tabs.view = view
        self.views.current = view
        self.refresh_page()
        asks = view == "think" and self.think.is_asking
        (self.query_one(Options) if asks else self.open_view).focus(scroll_visible=False)

    def _where(self, guideline: str) -> str:
        for section in self.session.checklist.sections:
            names = [one.id for one in section.guidelines]
            if guideline in names:
                return f"{section.title} · {names.index(guideline) + 1} of {len(names)}"
        return ""

    def _show_notices(self) -> None:
        notices = list(self.session.notices)
        if self.session.is_read_only and not notices:
            notices.append("Another session has the journal open; here nothing is recorded.")
        self.query_one("#banner", Static).update(plain(" ".join(notices), "$text-warning"))
        self.query_one("#banner").display = bool(notices)

    # -- messages come up -----------------------------------------------------------------------------------

    @on(GuidelineTree.Chosen)
    def _open_chosen(self, event: GuidelineTree.Chosen) -> None:
        self.open_guideline(event.guideline)
        if self.app.size.width < 80:
            self.remove_class("-tree")

    @on(ViewTabs.Chosen)
    def _open_view(self, event: ViewTabs.Chosen) -> None:
        self.open(event.view)

    @on(Options.Left)
    def _leave_options(self) -> None:
        self.think.focus()

    @on(ThinkView.Answered)
    def _answer(self, event: ThinkView.Answered) -> None:
        feedback = self._record(lambda: self.session.answer(self.guideline, event.drawn, event.place))
        if feedback is not None:
            self.refresh_progress()
            self.think.explain(feedback)
            self.refresh_page()
            self.think.focus()

    @on(ThinkView.Named)
    def _name_stake(self, event: ThinkView.Named) -> None:
        self.think.focus()
        if not event.text:
            self.action_go_on()
            return
        self._record(lambda: self.session.name_stake(self.guideline, event.text))
        self.refresh_page()

    @on(CheckView.Stated)
    def _state(self, event: CheckView.Stated) -> None:
        self._record(lambda: self.session.state(self.guideline, event.check, event.text))
        self.refresh_progress()
        self.refresh_page()
        self.check.focus()

    @on(Input.Changed, "#find")
    def _count_matches(self, event: Input.Changed) -> None:
        matches = self.guide_tree.matches(event.value)
        label = f"{len(matches)} found, enter opens" if matches else "none found, esc closes"
        self.query_one("#find-count", Static).update(label if event.value.strip() else "")
        if matches:
            self.guide_tree.show(matches[0])

    @on(Input.Submitted, "#find")
    def _open_match(self, event: Input.Submitted) -> None:
        matches = self.guide_tree.matches(event.value)
        self.end_find()
        if matches:
            self.open_guideline(matches[0])
        elif event.value.strip():
            self.notify("No guideline has this in its title or rule.", markup=False)
