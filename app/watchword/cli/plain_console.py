"""The two ends of a conversation in lines: what is said, and what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

from watchword.cli.prose import wrap
from watchword.text import clean

TRIES = 10  # how often piped input may miss a prompt; a person may for ever
LONGEST_ANSWER = 1000


class Ended(Exception):
    """There is nothing more to read, or nobody answers what is asked."""


class Quit(Exception):
    """The person wants to end the sitting."""


class Skip(Exception):
    """The person wants to go on to the next guideline that is pending."""


class Go(Exception):
    """The person wants to be at another guideline."""

    def __init__(self, guideline: str) -> None:
        super().__init__(guideline)
        self.guideline = guideline


class Console:
    """A reader and a writer of lines.

    `read` shows a prompt and returns the line, or raises `EOFError`; `write` prints a line. With
    `interactive` off, what was read is printed too, so that a transcript of piped input can be followed.
    """

    def __init__(
        self, read: Callable[[str], str], write: Callable[[str], None], interactive: bool = True
    ) -> None:
        self._read = read
        self._write = write
        self.interactive = interactive

    def say(self, text: str = "") -> None:
        """Print one line as it is."""
        self._write(text)

    def say_all(self, lines: Iterable[str]) -> None:
        """Print lines as they are."""
        for line in lines:
            self._write(line)

    def tell(self, text: str) -> None:
        """Print a paragraph, wrapped."""
        self.say_all(wrap(text))

    def ask(self, prompt: str) -> str:
        """Show a prompt and return what was typed, made safe and without spaces around it."""
        try:
            answer = clean(self._read(f"{prompt} ").strip(), limit=LONGEST_ANSWER)
        except EOFError:
            self.say()
            raise Ended from None
        if not self.interactive:
            self.say(answer)
        return answer

    def tries(self) -> Iterator[None]:
        """Give one turn per attempt at a prompt; raises `Ended` after too many from piped input."""
        yield from repeat(None) if self.interactive else repeat(None, TRIES)
        raise Ended
