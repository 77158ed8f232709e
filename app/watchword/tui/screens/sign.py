"""Signing and export: look once more, choose the key, sign, and say what to do with the files."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Label, RadioSet, Static

from watchword.errors import SigningError, WatchwordError
from watchword.session import Session
from watchword.tui.looking import count_outcomes
from watchword.tui.markdown import plain
from watchword.tui.screens.notice import ErrorScreen
from watchword.tui.widgets.key_line import KeyLine
from watchword.tui.widgets.options import Choice
from watchword.tui.widgets.view import heading


class SignScreen(Screen[bool]):
    """Hands up whether a record left."""

    HELP = """
# Sign and export

All checks run once more, then the record is signed with the key you choose and written with everything your
manager needs to verify it. Nothing is sent; you hand the folder over yourself.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("ctrl+s", "sign", "Sign and export", priority=True),
        Binding("c", "copy", "Copy the folder"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.keys: list[str] = ["file"]
        self.folder = ""

    def compose(self) -> ComposeResult:
        """What is signed, the key, the folder, one button."""
        from watchword.handover import default_folder

        with VerticalScroll(id="sign"):
            yield Static(Content.styled("Sign and export", "bold $text-primary"))
            yield Static(self._what(), id="sign-what")
            yield Static("Looking at everything once more…", id="sign-looks")
            yield Label("The key that signs")
            yield RadioSet(Choice("the key made for Watchword, in its own file", True), id="sign-key")
            yield Label("The folder to write to")
            yield Input(value=str(default_folder(self.session)), id="sign-folder", compact=True)
            yield Button("Sign and export", id="sign-now", variant="primary", compact=True)
            yield Static(id="sign-done")
        yield KeyLine()

    def on_mount(self) -> None:
        """List the agent's keys and look at the machine, both without holding the page up."""
        self.query_one("#sign-now").focus()
        self._list_keys()
        self._look()

    @work(exclusive=True, group="keys", thread=True)
    def _list_keys(self) -> None:
        """Ask the ssh-agent; none, or one that does not answer, leaves the file."""
        from watchword.record.choice import agent_keys

        try:
            keys = agent_keys(self.session.kit.host.environment)
        except SigningError:
            return
        self.app.call_from_thread(self._offer, [(key.public_key.fingerprint, key.comment) for key in keys])

    def _offer(self, keys: list[tuple[str, str]]) -> None:
        choice = self.query_one("#sign-key", RadioSet)
        for fingerprint, comment in keys:
            self.keys.append(fingerprint)
            label = plain(f"ssh-agent: {comment} {fingerprint}")
            choice.mount(Choice(label, fingerprint == self.session.kit.settings.key))

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        try:
            outcomes = await count_outcomes(self.session)
        except WatchwordError as error:
            self.app.push_screen(ErrorScreen(error))
            return
        said = (
            ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
            or "nothing to look at"
        )
        self.query_one("#sign-looks", Static).update(plain(f"Checks, run just now: {said}."))
        self.query_one("#sign-what", Static).update(self._what())

    def _what(self) -> Content:
        progress = self.session.progress
        who = progress.profile
        done, applying = len(progress.done), len(progress.applying)
        state = "complete" if progress.is_complete else f"not complete: {applying - done} still open"
        name = f"{who.name}, {who.email}" if who else ""
        return Content("\n").join(
            [
                plain(f"The record of {name}"),
                plain(f"{progress.checklist.title}, version {progress.checklist.version}"),
                Content.styled(f"{done} of {applying} guidelines done, {state}.", "bold"),
                plain("For each: what you know, what was seen, what you stated. No path, no machine name."),
            ]
        )

    def on_input_submitted(self) -> None:
        """Enter in the folder line goes to the button."""
        self.query_one("#sign-now").focus()

    def on_button_pressed(self) -> None:
        """Sign."""
        self.action_sign()

    def action_sign(self) -> None:
        """Sign and write, or say what is in the way."""
        self.query_one("#sign-now", Button).disabled = True
        self.query_one("#sign-done", Static).update("Signing… touch your key if it blinks.")
        self._sign()

    @work(exclusive=True, group="sign")
    async def _sign(self) -> None:
        """In a thread, since an agent may wait for a touch."""
        import asyncio
        from pathlib import Path

        from watchword.handover import choose_key, export

        chosen = self.keys[max(0, self.query_one("#sign-key", RadioSet).pressed_index)]
        folder = Path(self.query_one("#sign-folder", Input).value or ".").expanduser()
        done = self.query_one("#sign-done", Static)
        try:
            self.workers.cancel_group(self, "look")
            self.session.kit = choose_key(self.session.kit, chosen)
            exported = await asyncio.to_thread(export, self.session, folder)
        except WatchwordError as error:
            done.update("")
            self.app.push_screen(ErrorScreen(error))
        else:
            self.folder = str(exported.folder)
            done.update(self._handed_over(exported.record.signer.fingerprint, exported.names))
            self.call_after_refresh(self.query_one("#sign").scroll_end, animate=False)
        finally:
            self.query_one("#sign-now", Button).disabled = False
            self.refresh_bindings()

    def _handed_over(self, fingerprint: str, names: tuple[str, ...]) -> Content:
        lines = [
            Content.styled("✓ Signed and written.", "bold $text-success"),
            plain(self.folder, "$text-accent"),
            *(plain(f"  {name}", "$text-muted") for name in names),
            Content(""),
            heading("What now"),
            plain("Give the folder to your manager, as attachments. Tell them this fingerprint by voice:"),
            plain(fingerprint, "bold"),
            plain("VERIFY.txt tells them the rest. Keep the folder."),
        ]
        return Content("\n").join(lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copying makes sense once there is a folder."""
        return bool(self.folder) if action == "copy" else True

    def action_copy(self) -> None:
        """Copy the folder's path."""
        self.app.copy_to_clipboard(self.folder)
        self.notify("Sent to the clipboard, if your terminal allows it.", markup=False)

    def action_leave(self) -> None:
        """Back to the guide."""
        self.dismiss(bool(self.folder))
