"""What one call of the command line stands on, handed from the group to every command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from watchword.cli.output import Output

if TYPE_CHECKING:
    from watchword.checklist.model import Checklist
    from watchword.kit import Kit
    from watchword.session import Session


def _compose() -> Kit:
    from watchword.cli.compose import compose

    return compose()


def _read_nothing(_prompt: str) -> str:
    raise EOFError


_DRAWN = "✓▸│█…"  # a few of the letters that the full-screen face draws with


@dataclass
class Call:
    """Where to print, how to ask, how to get a kit, and which checklist was named."""

    out: Output
    read: Callable[[str], str] = _read_nothing
    """Shows a prompt and returns the line typed; raises `EOFError` at the end of the input."""

    interactive: bool = False
    """Whether a person sits in front of it."""

    make_kit: Callable[[], Kit] = _compose
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    folder: Path | None = None

    @classmethod
    def of_process(cls) -> Call:
        """The call of this process, its streams made safe for letters they do not know."""
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="replace")
        out = Output(sys.stdout, sys.stderr, os.environ)
        return cls(out, _reader(out), interactive=_is_terminal(sys.stdin))

    @property
    def is_plain(self) -> bool:
        """Whether the linear face is the one to show: asked for, or no terminal that could be drawn on."""
        wanted = bool(self.environment.get("WATCHWORD_PLAIN")) or self.environment.get("TERM") == "dumb"
        draws = _is_terminal(sys.stdin) and _is_terminal(sys.stdout) and _knows(_DRAWN, sys.stdout)
        return wanted or not draws

    @cached_property
    def kit(self) -> Kit:
        """The kit, made at the first need."""
        return self.make_kit()

    def checklist(self) -> Checklist:
        """Load the checklist in force; raises `ChecklistError`. Opens no journal."""
        from watchword.checklist.load import load
        from watchword.checklist.locate import locate

        return load(locate(self.named_folder))

    @property
    def named_folder(self) -> Path | None:
        """The checklist's folder: the one named here, else the one in the settings."""
        if self.folder is not None:
            return self.folder
        return Path(self.kit.settings.checklist).expanduser() if self.kit.settings.checklist else None

    @property
    def folders(self) -> list[Path | None]:
        """The folder named with `--checklist`, or those of all checklists that are followed.

        First comes the one that opens; `None` stands for it.
        """
        from watchword.checklist.locate import locate

        if self.folder is not None:
            return [self.folder]
        others = self.kit.settings.followed[1:]
        return [None, *(Path(one).expanduser() if one else Path(str(locate())) for one in others)]

    @contextmanager
    def session(self, folder: Path | None = None, *, only_looks: bool = False) -> Iterator[Session]:
        """Open a session, tell its notices, and close it at the end.

        To whoever `only_looks`, that another session is writing makes no difference, and is not told.
        `folder` is that of a checklist; without one it is the checklist in force.
        """
        from watchword.session import open_session

        session = open_session(self.kit, folder or self.named_folder)
        try:
            for notice in () if only_looks and session.is_read_only else session.notices:
                self.out.tell(notice)
            yield session
        finally:
            session.close()


def _reader(out: Output) -> Callable[[str], str]:
    """Read lines from stdin. `input` is no choice: it can swallow a Ctrl+C that comes with the prompt."""

    def read(prompt: str) -> str:
        out.ask(prompt)
        line = sys.stdin.readline() if sys.stdin else ""
        if not line:
            raise EOFError
        return line

    return read


def _knows(letters: str, stream: object) -> bool:
    """Whether a stream can show these letters."""
    try:
        letters.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _is_terminal(stream: object) -> bool:
    try:
        return bool(getattr(stream, "isatty", bool)())
    except ValueError:  # a closed stream
        return False
