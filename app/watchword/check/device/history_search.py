"""The reading half of `shell-history`: which lines of which history hold what kind of secret.

A value is in memory while its line is looked at, and nowhere after: kept are kinds and line numbers.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from watchword.check.device import history_rule
from watchword.check.device.history_files import HISTORY_LIMIT, History, list_dot_files, list_histories
from watchword.check.device.history_filter import Candidate, candidates
from watchword.check.device.stray_literal import holds_assignment
from watchword.check.device.stray_trace import shown
from watchword.check.host import Host, HostError, NotThere, Refused

if TYPE_CHECKING:
    from watchword.check.device.history_secrets import Recogniser

SIZE_LIMIT = 16 * 1024 * 1024  # bytes of one history; a hundred thousand commands are about 5 MiB
SECONDS = 5.0  # for all histories together

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Searched:
    """One history: how many lines it has, and the numbers of those that hold a secret, by kind.

    `problem` says why it was not searched, or not to its end.
    """

    place: str
    lines: int = 0
    hits: tuple[tuple[str, tuple[int, ...]], ...] = ()
    problem: str = ""

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
    histories = [*list_histories(host), *list_dot_files(host)]
    session = _Session(is_stopped)
    searched = [session.search(host, history) for history in histories[:HISTORY_LIMIT]]
    has_lines = any(one.lines or one.problem for one in searched)
    return HistoryFacts(
        platform=host.platform,
        searched=tuple(searched),
        unread=max(0, len(histories) - HISTORY_LIMIT),
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
        hits: dict[str, list[int]] = {}
        for candidate in candidates(data, history.style, self._is_over):
            if self._is_over():
                break
            if history.is_start_file and holds_assignment(candidate.text):
                continue
            if kind := self._kind(candidate):
                hits.setdefault(kind, []).append(candidate.line)
        if self._is_over():
            problem = "the time was up before its end"
        found = tuple((kind, tuple(lines)) for kind, lines in hits.items())
        return Searched(place, data.count(b"\n") + (not data.endswith(b"\n") and bool(data)), found, problem)

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


def _missing() -> str:
    return "" if importlib.util.find_spec("detect_secrets") else "is not installed"
