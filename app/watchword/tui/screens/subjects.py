"""Naming what is looked at besides this machine: services the team runs, source trees the person works on."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from watchword import subjects
from watchword.check.subject import API, SITE, Service, Subject, read_subject
from watchword.errors import WatchwordError
from watchword.kit import Kit
from watchword.session import Session
from watchword.text import clean
from watchword.tui.markdown import plain
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.widgets.key_line import KeyLine

_INTRO = (
    "Some guidelines are about what your team runs and writes. Name it here, and it is looked at with "
    "them. It stays in your settings; neither your record nor your journal names it."
)
_MORE = "Login paths, a CA file, other ports and exceptions: watchword service add --help."


class SubjectsScreen(Screen[bool]):
    """A list to choose from and a line to write on; says whether anything was changed."""

    HELP = """
# Services and source trees

Type an address such as `https://shop.example.com`, or a folder such as `~/work/shop`. A service is contacted
only after you agreed, with `a`. `k` says whether it is a site or an API, `delete` forgets it.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "agree", "Agree"),
        Binding("k", "turn_kind", "Site or API"),
        Binding("delete,backspace", "remove", "Forget", key_display="del"),
        Binding("escape", "leave", "Back"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.is_changed = False

    def compose(self) -> ComposeResult:
        """What it is for, the list, the line."""
        with VerticalScroll(id="subjects"):
            yield Static(Content.styled("What your team runs and writes", "bold $text-primary"))
            yield Static(plain(_INTRO), classes="part")
            yield OptionList(id="subject-list", classes="part")
            yield Static(id="subject-asked", classes="part")
            yield Input(placeholder="https://… or a folder; enter names it", id="subject-new", max_length=500)
            yield Static(id="subject-error")
            yield Static(plain(_MORE, "$text-muted"), classes="part")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin on the line, or on the list where something is named."""
        self._show()
        (self.query_one(OptionList) if self._subjects else self.query_one(Input)).focus()

    @property
    def _subjects(self) -> list[Subject]:
        settings = self.session.kit.settings
        return [*settings.service, *settings.tree]

    @property
    def _chosen(self) -> Subject | None:
        place = self.query_one(OptionList).highlighted
        return self._subjects[place] if place is not None and place < len(self._subjects) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done with the one under the cursor."""
        if not self.is_mounted or action == "leave":
            return True
        if not self.query_one(OptionList).has_focus:
            return False
        chosen = self._chosen
        if action == "agree":
            return isinstance(chosen, Service) and not chosen.is_agreed
        if action == "turn_kind":
            return isinstance(chosen, Service)
        return chosen is not None

    def on_option_list_option_highlighted(self) -> None:
        """Say what agreeing means while something waits for it."""
        self._explain()

    def on_option_list_option_selected(self) -> None:
        """Enter agrees."""
        if self.check_action("agree", ()):
            self.action_agree()

    def on_descendant_focus(self) -> None:
        """Keys change with what has them."""
        self.refresh_bindings()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Name what was typed."""
        event.stop()
        if not event.value.strip():
            return
        try:
            subject = read_subject(event.value)
            self._change(subjects.add(self.session.kit, subject))
        except WatchwordError as error:
            text = f"{error.title} {error.detail} {error.remedy}"
            self.query_one("#subject-error", Static).update(plain(text, "$text-error"))
            return
        event.input.clear()
        found = self.query_one(OptionList)
        found.highlighted = self._subjects.index(subject)
        found.focus()

    def action_agree(self) -> None:
        """Agree that the service under the cursor is asked for pages."""
        if isinstance(chosen := self._chosen, Service):
            self._try(replace(chosen, is_agreed=True))

    def action_turn_kind(self) -> None:
        """Say that it is an API, or a site."""
        if isinstance(chosen := self._chosen, Service):
            self._try(replace(chosen, kind=SITE if chosen.kind == API else API))

    def action_remove(self) -> None:
        """Forget the one under the cursor."""
        if (chosen := self._chosen) is not None:
            self._change(subjects.remove(self.session.kit, chosen))

    def action_leave(self) -> None:
        """Back to the page."""
        self.dismiss(self.is_changed)

    def _try(self, subject: Subject) -> None:
        try:
            self._change(subjects.add(self.session.kit, subject))
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))

    def _change(self, kit: Kit) -> None:
        self.session.kit = kit
        self.is_changed = True
        self.query_one("#subject-error", Static).update("")
        self._show()

    def _show(self) -> None:
        found = self.query_one(OptionList)
        place = found.highlighted
        found.clear_options()
        found.add_options([Option(self._line(subject)) for subject in self._subjects])
        found.display = bool(self._subjects)
        if self._subjects:
            found.highlighted = min(place or 0, len(self._subjects) - 1)
        self._explain()

    def _line(self, subject: Subject) -> Content:
        if not isinstance(subject, Service):
            return plain(self.session.kit.host.show(subject.path))
        kind = "API" if subject.kind == API else "site"
        state = ("agreed", "$text-muted") if subject.is_agreed else ("not agreed yet: enter", "$text-warning")
        return Content.assemble(clean(subject.url, limit=100), (f"  {kind}  ", "$text-muted"), state)

    def _explain(self) -> None:
        chosen = self._chosen
        waits = isinstance(chosen, Service) and not chosen.is_agreed
        self.query_one("#subject-asked", Static).update(
            plain(f"{subjects.ASKED} Enter agrees." if waits else "")
        )
        self.refresh_bindings()
