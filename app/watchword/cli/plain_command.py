"""What can be typed at every prompt of the walk: help, the list, going elsewhere, undoing, the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from watchword.check.registry import about
from watchword.cli.guideline_text import detail_lines
from watchword.cli.plain_console import Console, Go, Quit, Skip
from watchword.cli.plain_drill import practise
from watchword.cli.plain_handover import hand_over
from watchword.cli.plain_profile import ask_profile
from watchword.cli.plain_subject import Naming
from watchword.cli.plain_waiver import ask_for_waiver
from watchword.cli.profile_text import change_lines
from watchword.cli.summary_text import applying_lines, counts_line, left_lines, list_lines, name
from watchword.session import Session
from watchword.text import clean

HELP = """\
At every prompt you can type one of these, then enter:
  ?     this help
  b     back to the guideline before this one
  n     skip to the next guideline that has something left
  l     list all guidelines, each with its state and its id
  g ID  go to the guideline with this id
  m     more: other platforms, or what was shortened
  e     evidence: the sources, and what abbreviations mean
  y     practise: the drill of this guideline, or an example with mistakes
  w     name what your team runs and writes: w https://shop.example.com
  f     question first, from here on; again: the reading first
  a     ask again: you have talked a missed question over
  u     undo the last answer, word or statement of this sitting
  p     change your profile
  s     summary: what is done and what is left
  v     ask your manager for a waiver from this guideline
  x     sign your record and export it
  q     quit; everything you answered is recorded"""

_UNDONE = {
    "answered": "your answer on",
    "attested": "your word on",
    "stated": "your statement on",
    "named": "your sentence on",
}


class Commands:
    """The commands, for one session; `place` is the guideline where the person is, if anywhere."""

    def __init__(self, session: Session, console: Console) -> None:
        self.session = session
        self.console = console
        self.place = ""
        self.more: Callable[[], Iterable[str]] | None = None
        self.question_first = False
        self.naming = Naming(session, console)

    def prompt(self, text: str) -> str:
        """Ask until something is typed that is no command, and return it.

        Raises `Quit`, `Skip`, `Go` and `Ended`.
        """
        tries = self.console.tries()
        while True:
            next(tries)
            typed = self.console.ask(text)
            if not self.run(typed):
                return typed

    def choose(self, prompt: str, known: dict[str, str], hint: str) -> str:
        """Ask until one of the known answers is typed, and return what it stands for; raises as `prompt`."""
        tries = self.console.tries()
        while True:
            next(tries)
            typed = self.prompt(prompt)
            if typed in known:
                return known[typed]
            self.console.say(hint)

    def run(self, typed: str) -> bool:
        """Carry out a command; `False` when this is none."""
        word, _, rest = typed.partition(" ")
        if word == "g" and rest.strip():
            self._go(rest.strip())
        elif word == "w" and rest.strip():
            self._name(rest.strip())
        elif typed in self._actions:
            self._actions[typed]()
        else:
            return False
        return True

    @property
    def _actions(self) -> dict[str, Callable[[], None]]:
        return {
            "?": lambda: self.console.say_all(HELP.split("\n")),
            "b": self._back,
            "n": self._skip,
            "l": lambda: self.console.say_all(list_lines(self.session.progress)),
            "g": lambda: self.console.tell("Type g, a space and the id of a guideline; l lists all ids."),
            "m": self._more,
            "e": self._details,
            "f": self._turn_around,
            "y": self._practise,
            "w": self.naming.list_all,
            "a": self._ask_again,
            "u": self._undo,
            "p": self.change_profile,
            "s": self.show_summary,
            "v": self._ask_for_waiver,
            "x": self._hand_over,
            "q": self._quit,
        }

    def show_summary(self) -> None:
        """Say what is done, what is left and why, and what does not apply and why."""
        progress = self.session.progress
        self.console.tell(counts_line(progress))
        self.console.say_all([*left_lines(progress), *applying_lines(progress)])

    def change_profile(self) -> None:
        """Ask for the profile again; goes on where the person is, or at the next that applies."""
        session = self.session
        before = [one.guideline.id for one in session.progress.applying]
        session.set_profile(ask_profile(self.console, session.profile, session.kit.host.platform))
        self.console.say_all(change_lines(session.progress, before))
        if self.place and session.standing(self.place).applies:
            raise Go(self.place)
        raise Skip

    def _go(self, guideline: str) -> None:
        if guideline in self.session.progress.standings:
            raise Go(guideline)
        known = clean(guideline, limit=60)
        self.console.tell(f"There is no guideline with the id {known}. l lists all ids.")

    def _back(self) -> None:
        ids = [one.guideline.id for one in self.session.progress.applying]
        before = ids[: ids.index(self.place)] if self.place in ids else ids
        if before:
            raise Go(before[-1])
        self.console.say("This is the first guideline.")

    def _more(self) -> None:
        lines = list(self.more()) if self.more else []
        self.console.say_all(lines or ["There is nothing more to show here."])

    def _details(self) -> None:
        if not self.place:
            self.console.say("There are no details here.")
            return
        guideline = self.session.standing(self.place).guideline
        self.console.say_all(detail_lines(guideline, self.session.checklist))

    def _turn_around(self) -> None:
        self.question_first = not self.question_first
        if not self.question_first:
            self.console.say("From the next page on you read first.")
            return
        self.console.tell("From here on the question comes first; m shows the why and the how.")
        if self.place and self.session.draw(self.place) is not None:
            raise Go(self.place)

    def _practise(self) -> None:
        standing = self.session.standing(self.place) if self.place else None
        if standing is not None and standing.guideline.drill:
            practise(self.session, self.console, self.place, standing.guideline.drill[0].name)
            return
        from watchword.cli.plain_lab import practise as practise_in_lab
        from watchword.lab.exercise import exercises_for

        exercises = exercises_for(use.name for use in standing.checks) if standing else ()
        if not exercises:
            self.console.say("There is nothing to practise here.")
            return
        practise_in_lab(self.session.kit, self.session.checklist, self.console, exercises)

    def _name(self, text: str) -> None:
        looks_beyond = self.place and any(
            about(use.name) != "machine" for use in self.session.standing(self.place).checks
        )
        if self.naming.name(text) and looks_beyond:
            raise Go(self.place)

    def _ask_again(self) -> None:
        if not self.place or not self.session.wait(self.place).rests:
            self.console.say("There is nothing here that waits until it is talked over.")
            return
        self.session.talk_over(self.place)
        raise Go(self.place)

    def _undo(self) -> None:
        undone = self.session.undo()
        if undone is None:
            self.console.say("There is nothing to undo in this sitting.")
            return
        standing = self.session.standing(undone.guideline)
        self.console.tell(f"Withdrawn: {_UNDONE.get(undone.kind, undone.kind)} {name(standing)}.")
        raise Go(undone.guideline)

    def _ask_for_waiver(self) -> None:
        if not self.place or self.session.standing(self.place).waiver is not None:
            self.console.say("There is nothing here to ask a waiver from.")
            return
        ask_for_waiver(self.session, self.console, self.place)

    def _hand_over(self) -> None:
        is_last = not self.place and self.session.progress.is_complete
        if hand_over(self.session, self.console) and is_last:
            raise Quit

    def _skip(self) -> None:
        raise Skip

    def _quit(self) -> None:
        raise Quit
