"""The reading half of `shell-history`: which lines of which history hold what kind of secret.

A value is in memory while its line is looked at, and nowhere after: kept are kinds and line numbers.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from watchword.check.device import dot_rule, history_rule
from watchword.check.device.history_files import (
    DOT_LIMIT,
    HISTORY_LIMIT,
    History,
    list_dot_files,
    list_histories,
)
from watchword.check.device.history_filter import Candidate, candidates
from watchword.check.device.history_habit import shells_that_leave_out
from watchword.check.device.stray_literal import holds_assignment
from watchword.check.device.stray_trace import is_wide, mode_of, shown
from watchword.check.host import Host, HostError, NotThere, Refused

if TYPE_CHECKING:
    from watchword.check.device.history_secrets import Recogniser

SIZE_LIMIT = 16 * 1024 * 1024  # bytes of one history; a hundred thousand commands are about 5 MiB
SECONDS = 5.0  # for all histories together

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Searched:
    """One history: how many lines it has, and the numbers of those that hold a secret, by kind.

    `left` counts the lines that are left to `stray-credentials`, which tells them; `problem` says why it was
    not searched, or not to its end; `mode` holds the permission bits, `None` where there are none;
    `leaves_out` the shells that it tells to keep no command that begins with a space.
    """

    place: str
    lines: int = 0
    hits: tuple[tuple[str, tuple[int, ...]], ...] = ()
    problem: str = ""
    left: int = 0
    is_dot_file: bool = False
    mode: int | None = None
    leaves_out: tuple[str, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether others may read what was typed: dot files are often meant to be read, histories never."""
        return not self.is_dot_file and is_wide(self.mode)

    @property
    def count(self) -> int:
        """How many lines hold a secret."""
        return sum(len(lines) for _, lines in self.hits)


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """What was found. `library` says why detect-secrets could not be asked, empty where it could;
    `elsewhere` what else this home folder may not speak for, empty on the laptop itself."""

    platform: str
    is_root: bool = False
    searched: tuple[Searched, ...] = ()
    unread: int = 0
    library: str = ""
    elsewhere: str = ""


def search(host: Host, is_stopped: Stopped) -> HistoryFacts:
    """Search every history and dot file of this person, until told to stop. Blocks until the end."""
    histories, dot_files = list_histories(host), list_dot_files(host)
    session = _Session(is_stopped)
    files = [*histories[:HISTORY_LIMIT], *dot_files[:DOT_LIMIT]]
    searched = [session.search(host, file) for file in files]
    has_lines = any(one.lines or one.problem for one in searched)
    return HistoryFacts(
        platform=host.platform,
        searched=tuple(searched),
        unread=len(histories) + len(dot_files) - len(files),
        library=session.library if has_lines else "",
    )


@dataclass
class _Session:
    """One search over all histories: when it has to end, and the library, loaded for the first candidate."""

    is_stopped: Stopped
    library: str = field(default_factory=lambda: _missing())
    recogniser: Recogniser | None = None
    ends: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def search(self, host: Host, history: History) -> Searched:
        place = shown(host, history.path)
        try:
            data = host.read_bytes(history.path, limit=SIZE_LIMIT + 1)
        except NotThere:
            return Searched(place)
        except Refused:
            return Searched(place, problem="this account may not read it")
        except HostError:
            return Searched(place, problem="it could not be read")
        problem = ""
        if len(data) > SIZE_LIMIT:
            data = data[:SIZE_LIMIT]
            problem = f"only its first {SIZE_LIMIT // 1024**2} MiB were searched"
        if data.startswith(_UTF_16):  # as Windows PowerShell writes a profile
            data = data.decode("utf-16", "replace").encode()
        hits: dict[str, list[int]] = {}
        left = 0
        for candidate in candidates(data, history.style, self._is_over, _more(history)):
            if self._is_over():
                break
            if _is_told(history, candidate.text):
                left += 1
            elif kind := self._kind(candidate) or _setting(history, candidate.text):
                hits.setdefault(kind, []).append(candidate.line)
        if self._is_over():
            problem = "the time was up before its end"
        found = tuple((kind, tuple(lines)) for kind, lines in hits.items())
        lines = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
        leaves_out = shells_that_leave_out(data) if history.is_start_file else ()
        mode = mode_of(host, history.path)
        return Searched(place, lines, found, problem, left, history.is_dot_file, mode, leaves_out)

    def _is_over(self) -> bool:
        return self.is_stopped() or time.monotonic() > self.ends

    def _kind(self, candidate: Candidate) -> str:
        """Return what a line gives away: by form, by Watchword's own rules, by the words in it."""
        recogniser = self._recogniser()
        return (
            (recogniser.precise(candidate) if recogniser else "")
            or history_rule.kind_of(candidate.text)
            or (recogniser.broad(candidate) if recogniser else "")
        )

    def _recogniser(self) -> Recogniser | None:
        if self.recogniser is None and not self.library:
            started = time.monotonic()
            try:
                from watchword.check.device.history_secrets import Recogniser

                self.recogniser = Recogniser()
            except Exception as error:  # whatever a foreign package raises when it is imported
                self.library = f"could not be loaded ({type(error).__name__})"
            self.ends += time.monotonic() - started  # loading is no searching
        return self.recogniser


def _more(history: History) -> tuple[bytes, ...]:
    """Return the words that curl's settings need: they give a password without naming it."""
    return (b"user", b"-u", b"bearer") if history.path.name.endswith("curlrc") else ()


def _is_told(history: History, text: str) -> bool:
    """Whether `stray-credentials` tells a line, so that it is not told twice."""
    is_there = history.is_start_file or dot_rule.is_git_helper(text, history.path.name)
    return is_there and holds_assignment(text)


def _setting(history: History, text: str) -> str:
    is_setting = history.is_dot_file and not history.is_start_file
    return dot_rule.kind_of(text, history.path.name) if is_setting else ""


def _missing() -> str:
    return "" if importlib.util.find_spec("detect_secrets") else "is not installed"
