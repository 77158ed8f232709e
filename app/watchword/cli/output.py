"""What is printed: data to stdout, talk to stderr, in letters the terminal knows.

Every line goes through here, so nothing reaches a terminal that it could obey, and a console without Unicode
gets plain letters instead of a crash. Colour only repeats a word that stands there anyway.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TextIO

import click

from watchword.cli.prose import wrap
from watchword.errors import UsageError, WatchwordError
from watchword.text import clean

Tint = Literal["green", "yellow", "red", ""]

_PLAIN_LETTERS = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "--",
        "\N{MINUS SIGN}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{BULLET}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{REPLACEMENT CHARACTER}": "?",
    }
)


class PipeClosed(Exception):
    """Whoever read what was printed has gone away."""


class Output:
    """Where a call prints to."""

    def __init__(self, data: TextIO, talk: TextIO, environment: Mapping[str, str]) -> None:
        self._data = data
        self._talk = talk
        dumb = environment.get("TERM") == "dumb" or bool(environment.get("NO_COLOR"))
        self.colour = data.isatty() and not dumb
        self.drawing: TextIO | None = talk if talk.isatty() and not dumb else None
        """Where talk may be drawn over; nothing where it goes to a file or to a screen reader."""

    def say(self, text: str = "", *, word: str = "", tint: Tint = "") -> None:
        """Print data; `word` is put in front of it, in colour where there is colour."""
        self._print(self._data, text, word, tint if self.colour else "")

    def ask(self, prompt: str) -> None:
        """Print a prompt, and stay on its line."""
        self._print(self._data, prompt, "", "", end=False)

    def tell(self, text: str = "") -> None:
        """Print talk, which is for people only."""
        self._print(self._talk, text, "", "")

    def say_all(self, lines: Iterable[str]) -> None:
        """Print several lines of data."""
        for line in lines:
            self.say(line)

    def say_json(self, value: Any) -> None:
        """Print data for a program, in plain ASCII."""
        self.say(json.dumps(value, indent=1, ensure_ascii=True))

    def tell_error(self, error: WatchwordError) -> None:
        """Print what went wrong, the detail, and the way out, each on lines of its own.

        On a terminal they are wrapped; elsewhere each stays whole, for whoever searches a log.
        """
        wide = not self._talk.isatty()
        for part in (error.title, error.detail, error.remedy):
            for line in part.splitlines():
                for shown in [line] if wide else wrap(line, indent="  ", first=""):
                    self.tell(shown)

    def abandon(self) -> None:
        """Let go of stdout after its reader has gone, so that the interpreter does not try once more."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._data.fileno())
            os.close(null)

    def _print(self, stream: TextIO, text: str, word: str, tint: Tint, *, end: bool = True) -> None:
        safe = fit(_clean(text), stream)
        if word:
            shown = fit(_clean(word), stream)
            safe = (click.style(shown, fg=tint) if tint else shown) + safe
        try:
            click.echo(safe, file=stream, nl=end, color=bool(tint))
        except OSError as error:
            if error.errno in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL for a pipe that was closed
                raise PipeClosed from error
            raise UsageError(
                "The output could not be written.", f"{error.strerror}.", "Send it somewhere else."
            ) from error


def fit(text: str, stream: TextIO) -> str:
    """Return the text in letters that the stream can carry; what it cannot becomes a question mark."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN_LETTERS).encode(encoding, "replace").decode(encoding)
    return text


def _clean(text: str) -> str:
    # Most lines are plain ASCII; `clean` looks at each character.
    if text.isascii() and text.isprintable():
        return text
    return clean(text, limit=len(text) + 1, lines=True)
