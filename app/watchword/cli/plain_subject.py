"""Naming services and source trees in lines, while walking."""

from __future__ import annotations

from watchword import subjects
from watchword.check.subject import Service, read_subject
from watchword.cli.plain_console import Console
from watchword.cli.subject_text import subject_line, subject_lines
from watchword.errors import WatchwordError
from watchword.session import Session


class Naming:
    """What is named in one sitting; nobody is asked twice in it about the same service."""

    def __init__(self, session: Session, console: Console) -> None:
        self.session = session
        self.console = console
        self._asked: set[str] = set()

    def list_all(self) -> None:
        """Say what is named, and how to name more."""
        self.console.say_all(subject_lines(self.session.kit))
        self.console.tell("Type w, a space and an address or a folder to name one.")

    def name(self, text: str) -> bool:
        """Name what was typed; whether that went well."""
        try:
            typed = read_subject(text)
            subject = subjects.find(self.session.kit, typed) or typed
            self.session.kit = subjects.add(self.session.kit, subject)
        except WatchwordError as error:
            self.console.tell(" ".join(filter(None, (error.title, error.detail, error.remedy))))
            return False
        self.console.say(f"Named: {subject_line(self.session.kit, subject)}")
        if isinstance(subject, Service):
            self._asked.discard(subject.url)
            self.offer(subject)
        return True

    def offer(self, service: Service) -> None:
        """Ask whether a service may be asked for pages, where that is not known; keeps a yes."""
        if service.is_agreed or service.url in self._asked:
            return
        self._asked.add(service.url)
        self.console.tell(f"{service.name}: {subjects.ASKED}")
        answer = self.console.ask("Does your team run it, and may Watchword ask it? [y/N]")
        if answer.lower() in ("y", "yes"):
            self.session.kit = subjects.agree(self.session.kit, service)
            self.console.say("Agreed.")
        else:
            self.console.say("It is not contacted.")
