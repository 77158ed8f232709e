"""`watchword --plain`: the whole guide as a conversation in lines, for screen readers and simple terminals.

No boxes, no spinners, no moving cursor; every state is a word. Whatever ends it, what was answered is kept.
"""

from __future__ import annotations

import asyncio

from watchword.checklist.platform import detect
from watchword.cli.call import Call
from watchword.cli.output import Output
from watchword.cli.plain_command import Commands
from watchword.cli.plain_console import Console, Ended, Go, Quit, Skip
from watchword.cli.plain_due import offer
from watchword.cli.plain_handover import hand_over, look_again
from watchword.cli.plain_page import Page
from watchword.cli.plain_profile import ask_profile
from watchword.cli.plain_welcome import welcome_lines
from watchword.cli.profile_text import change_lines
from watchword.cli.prose import render
from watchword.cli.summary_text import applying_lines, done_of
from watchword.errors import JournalError
from watchword.followed import known_profile
from watchword.outlook import one_line
from watchword.progress.standing import Standing
from watchword.renewal import agenda
from watchword.session import Session


def walk(call: Call) -> int:
    """Walk the guide with the person; return 0 when everything is done, 1 when something is left."""
    console = Console(call.read, call.out.say, call.interactive)
    with call.session() as session:
        if session.is_read_only:  # the notices said why
            raise JournalError(
                "Nothing can be recorded now.",
                "Your journal is open elsewhere, or can only be read.",
                "Close the other session, then start again; `watchword checklist show` reads the guide.",
            )
        Walk(session, console, call.out).run()
        return 0 if session.progress.is_complete else 1


class Walk:
    """One sitting in plain text."""

    def __init__(self, session: Session, console: Console, out: Output) -> None:
        self.session = session
        self.console = console
        self.out = out
        self.commands = Commands(session, console)
        host = session.kit.host
        self.detected = detect(host.platform, host.environment.get("XDG_CURRENT_DESKTOP", ""))
        self._read: set[str] = set()  # shown whole in this sitting
        self._round: set[str] = set()  # seen since the person last got further
        self._best = -1
        self._idle = 0
        self._section = ""

    def run(self) -> None:
        """Greet, walk, and say goodbye."""
        try:
            self._begin()
            self._walk()
        except (Quit, Ended):
            pass
        self._say_goodbye()

    # -- beginning and ending -----------------------------------------------------------------------------

    def _begin(self) -> None:
        session, console = self.session, self.console
        if session.profile is None:
            console.say_all(welcome_lines(session))
            console.say()
            session.set_profile(ask_profile(console, known_profile(session.kit), session.kit.host.platform))
            console.say_all(change_lines(session.progress, None))
            console.say_all(applying_lines(session.progress))
            console.say()
            console.tell("At every prompt, ? and enter lists what you can type.")
        else:
            going_on = session.resume()
            what = going_on.guideline.title if going_on and not self._is_complete else session.checklist.title
            console.tell(f"Continuing with: {what} ({done_of(session.progress)})")
            console.say("Type ? at any prompt for help.")
            offer(self.commands)
        console.say()

    def _say_goodbye(self) -> None:
        progress = self.session.progress
        if progress.profile is None:
            self.console.tell("Nothing was recorded. Come back with `watchword --plain`.")
            return
        end = "" if self._is_complete else " Come back with `watchword --plain`."
        self.console.tell(f"{done_of(progress)}. Everything you answered is recorded.{end}")

    @property
    def _is_complete(self) -> bool:
        return self.session.progress.is_complete

    # -- walking ------------------------------------------------------------------------------------------

    def _walk(self) -> None:
        standing = self._first()
        place = ""
        self._count()
        while True:
            try:
                if standing is None:
                    self._rest()
                    self.session.sitting = ()
                    standing = None if self._is_complete else self.session.next_pending(place)
                    continue
                place = standing.guideline.id
                self._show(place)
                standing = self._next(place)
            except Go as go:
                standing = self.session.standing(go.guideline)
            except Skip:
                standing = self._next(place)
            self._count()

    def _first(self) -> Standing | None:
        return None if self._is_complete else self.session.resume()

    def _show(self, guideline: str) -> None:
        self._say_section(guideline)
        page = Page(self.commands, self.out, self.detected, guideline, again=guideline in self._read)
        self._read.add(guideline)
        self._round.add(guideline)
        page.run()
        self.console.say()

    def _say_section(self, guideline: str) -> None:
        for section in self.session.checklist.sections:
            if section.id != self._section and guideline in [one.id for one in section.guidelines]:
                self._section = section.id
                self.console.say(f"Section: {section.title}")
                self.console.say_all(render(section.scope))
                self.console.say()

    def _next(self, place: str) -> Standing | None:
        """The next with something to do; `None` when all is done, or when a whole round brought nothing."""
        self._count()
        is_over = self._is_complete or self.session.is_sitting_over
        found = None if is_over else self.session.next_pending(place)
        return None if found is None or found.guideline.id in self._round else found

    def _count(self) -> None:
        """Notice whether the person got further; piped input that never does is not walked round for ever."""
        standings = self.session.progress.applying
        far = sum(
            one.is_understood + one.is_attested + one.is_done + len(one.statements) for one in standings
        )
        if far > self._best:
            self._best, self._idle = far, 0
            self._round.clear()
        self._idle += 1
        if not self.console.interactive and self._idle > 4 * len(standings) + 20:
            raise Ended

    # -- at the end of a round ----------------------------------------------------------------------------

    def _rest(self) -> None:
        """Show the summary and offer to sign, or to go on with what is left."""
        commands, console = self.commands, self.console
        commands.place, commands.more = "", None
        self._round.clear()
        if self._is_complete:
            asyncio.run(look_again(self.session, console))
            console.say()
        console.say("Summary")
        commands.show_summary()
        console.say()
        if self._is_complete:
            console.tell(one_line(self.session.progress, agenda(self.session)))
            console.tell("Everything that applies to you is done. The last step is to sign and hand it over.")
            ask = "Press enter or type x to sign and export, q to quit:"
        else:
            console.tell("You have been through everything that can be done now.")
            ask = "Press enter to go through what is left, x to sign and export as it is, q to quit:"
        typed = commands.prompt(ask)
        if self._is_complete:
            if not typed:
                hand_over(self.session, console, looked=True)
            raise Quit
