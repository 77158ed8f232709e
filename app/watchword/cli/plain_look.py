"""The looks of the walk in lines: at this machine, and at the services and source trees that are named."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from watchword import subjects
from watchword.check.finding import Finding, Outcome
from watchword.check.pace import Pace
from watchword.check.registry import about
from watchword.check.subject import Service, Subject
from watchword.cli.finding_text import print_finding
from watchword.cli.output import Output
from watchword.cli.plain_command import Commands
from watchword.cli.words import join
from watchword.progress.standing import Standing

TOLD_EVERY = 5.0  # seconds between two words on how far a long look is


class PlainLook:
    """The looks for one guideline: once, again while something fails, and then what the person says of it."""

    def __init__(self, commands: Commands, out: Output, guideline: str) -> None:
        self.commands = commands
        self.session = commands.session
        self.console = commands.console
        self.out = out
        self.id = guideline
        self._told: dict[str, float] = {}

    @property
    def standing(self) -> Standing:
        """How the guideline stands now."""
        return self.session.standing(self.id)

    def run(self) -> None:
        """Look, and ask for what nobody could tell; raises what the commands raise."""
        if self.standing.guideline.drill:
            self.console.tell("There is something to practise here, if you like: type y at any prompt.")
        if not self.standing.checks:
            return
        self.console.say("Check")
        if self._kinds - {"machine"}:
            self._introduce()
        findings = self._look_until_it_holds()
        for finding in self._open(findings):
            self._state(finding)
        self.console.say()

    @property
    def _kinds(self) -> set[str]:
        return {about(use.name) for use in self.standing.checks}

    @property
    def _named(self) -> tuple[Subject, ...]:
        return tuple(one for kind in sorted(self._kinds) for one in subjects.named(self.session.kit, kind))

    def _introduce(self) -> None:
        """Say how to name something and how to practise, and ask what has to be asked before a contact."""
        if not self._named:
            self.console.tell(
                "This is about what your team runs and writes. Type w and an address or a folder to name it "
                "(w https://shop.example.com, w ~/work/shop), or y to practise on an example with mistakes."
            )
        for one in self._named:
            if isinstance(one, Service):
                self.commands.naming.offer(one)

    def _look_until_it_holds(self) -> list[Finding]:
        tries = self.console.tries()
        while True:
            next(tries)
            self.console.tell(self._announcement())
            findings = self._look()
            if not any(finding.outcome is Outcome.FAIL for finding in findings):
                return findings
            typed = self.commands.choose(
                "Put it right, then type 1 to look again; 2 goes on and leaves it for later [2]:",
                {"1": "1", "2": "2", "": "2"},
                "Type 1 to look again, or 2 to go on.",
            )
            if typed == "2":
                return findings

    def _announcement(self) -> str:
        names = ["this machine"] if "machine" in self._kinds else []
        names += [one.name for one in self._named if not isinstance(one, Service) or one.is_agreed]
        return f"Looking at {join(names)}." if names else "There is nothing named yet to look at."

    def _look(self) -> list[Finding]:
        findings: list[Finding] = []

        async def look() -> None:
            async for _, finding in self.session.look([self.id], tell=self._tell):
                print_finding(self.out, finding)
                findings.append(finding)

        self._told = {}
        try:
            asyncio.run(look())
        except KeyboardInterrupt:
            self.console.say()
            self.console.say("Stopped; what came back before counts.")
        return findings

    def _tell(self, pace: Pace) -> None:
        if pace.seconds - self._told.get(pace.subject, 0.0) >= TOLD_EVERY:
            self._told[pace.subject] = pace.seconds
            self.console.say(f"Reading {pace.subject}: {pace.done:,} of {pace.total:,} files. Ctrl+C stops.")

    def _open(self, findings: list[Finding]) -> Iterator[Finding]:
        """The findings for which the person can say how it is, each check once."""
        told: set[str] = set()
        for finding in findings:
            if finding.outcome is Outcome.UNKNOWN and finding.check not in told:
                told.add(finding.check)
                yield finding

    def _state(self, finding: Finding) -> None:
        said = self.standing.statements.get(finding.check, "")
        none = subjects.none_yet(self.session.kit, finding.check)
        self.console.tell(
            f"The check {finding.check} could not tell, so your own word counts. Say in a sentence how it is."
        )
        if said:
            self.console.tell(f"You said: {said}")
        elif none:
            self.console.tell(f"Type 0 for: {none}")
        hint = "enter keeps what you said" if said else "enter alone leaves it for later"
        if typed := self.commands.prompt(f"How it is ({hint}):"):
            self.session.state(self.id, finding.check, none if none and typed == "0" else typed)
            self.console.say("Recorded.")
