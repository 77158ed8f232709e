"""Who the person is and which guidelines are theirs: name, address, roles, devices, places."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Label, Static

from watchword.errors import ProfileError
from watchword.progress.profile import DEVICES, LAPTOPS, PHONES, ROLES, Profile, build
from watchword.tui.markdown import plain
from watchword.tui.widgets.key_line import KeyLine
from watchword.tui.widgets.options import Tick


class ProfileScreen(Screen[Profile | None]):
    """A form; ctrl+s or the button saves, escape leaves it as it was."""

    HELP = """
# About you

It decides which guidelines apply; the others are left out, with the reason in your record. Tab moves, space
ticks, `ctrl+s` saves. You can change it at any time.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(self, before: Profile | None, platform: str) -> None:
        super().__init__()
        self.before = before
        self.platform = platform

    def compose(self) -> ComposeResult:
        """Two lines to fill in, three groups to tick."""
        before = self.before
        chosen = set(before.roles + before.devices) if before else {self.platform}
        with VerticalScroll(id="profile"):
            yield Static(Content.styled("About you", "bold $text-primary"))
            yield Label("Your name, as your manager knows it")
            yield Input(value=before.name if before else "", id="name", max_length=100, compact=True)
            yield Label("Your work e-mail address; it goes into the record you sign")
            yield Input(value=before.email if before else "", id="email", max_length=254, compact=True)
            yield Static(id="profile-error")
            yield Label("What you do. I ...")
            for name, words in ROLES.items():
                yield Tick(f"{words}", name in chosen, id=f"is-{name}", compact=True)
            yield Label("What you use for work")
            for name, words in self._devices():
                yield Tick(words, name in chosen, id=f"is-{name}", compact=True)
            yield Label("Where you work")
            public = before.public_places if before else False
            label = "regularly in public places: cafés, trains, shared offices"
            yield Tick(label, public, id="public-places", compact=True)
            yield Button("Save and go on", id="save", variant="primary", compact=True)
        yield KeyLine()

    def _devices(self) -> list[tuple[str, str]]:
        """This laptop first; another kind of laptop only where the profile already names one."""
        laptop = [
            (self.platform, f"this laptop ({LAPTOPS.get(self.platform, 'a laptop').removeprefix('a ')})")
        ]
        kept = [
            name for name in LAPTOPS if name != self.platform and self.before and name in self.before.devices
        ]
        return laptop + [(name, DEVICES[name]) for name in kept] + list(PHONES.items())

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#name", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line."""
        event.stop()
        self.focus_next()

    def on_button_pressed(self) -> None:
        """Save."""
        self.action_save()

    def action_save(self) -> None:
        """Check the form; say what is wrong, or hand the profile up."""
        try:
            profile = self._read()
        except ProfileError as error:
            text = plain(f"{error.title} {error.detail} {error.remedy}", "$text-error")
            self.query_one("#profile-error", Static).update(text)
            self.query_one("#email" if "e-mail" in error.title else "#name", Input).focus()
            return
        self.dismiss(profile)

    def action_leave(self) -> None:
        """Leave the profile as it was."""
        self.dismiss(None)

    def _read(self) -> Profile:
        ticked = {str(box.id).removeprefix("is-") for box in self.query(Tick) if box.value}
        return build(
            self.query_one("#name", Input).value,
            self.query_one("#email", Input).value,
            roles=ticked & set(ROLES),
            devices=ticked & set(DEVICES),
            public_places="public-places" in ticked,
        )
