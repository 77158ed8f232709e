"""What both kinds of `watchword check` say: counts, the exit status, and how far a long look is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from watchword.check.finding import Finding, Outcome
from watchword.check.pace import Pace
from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.words import count_outcomes
from watchword.text import count

DRAWN_AFTER = 0.5  # seconds


def limits_of(checklist: Checklist, name: str) -> dict[str, bool | int | str | tuple[str, ...]]:
    """The limits that the checklist sets for a check, wherever it uses it."""
    uses = [use for one in checklist.guidelines for use in one.check if use.name == name]
    return {limit: value for use in uses for limit, value in checklist.limits(use).items()}


def tell_counts(call: Call, found: Sequence[Finding]) -> list[Outcome]:
    """Tell how many checks came back with what; returns the outcomes."""
    outcomes = [finding.outcome for finding in found]
    call.out.tell(f"{count(len(outcomes), 'check')}: {count_outcomes(outcomes)}.")
    return outcomes


def status_of(outcomes: Sequence[Outcome]) -> int:
    """The exit status: 1 something fails, 3 something could not be told, else 0."""
    if Outcome.FAIL in outcomes:
        return 1
    return 3 if Outcome.UNKNOWN in outcomes else 0


@contextmanager
def bar_on(call: Call) -> Iterator[Callable[[Pace], None]]:
    """Give what draws, on a terminal, how far a long look is; short looks draw nothing, nor does a file."""
    paces: dict[str, Pace] = {}
    with ExitStack() as stack:
        bars: list[Any] = []

        def tell(pace: Pace) -> None:
            paces[pace.subject] = pace
            if call.out.drawing is None or (not bars and pace.seconds < DRAWN_AFTER):
                return
            if not bars:
                bar = click.progressbar(
                    length=1, label="Reading", file=call.out.drawing, show_eta=False, item_show_func=_rate
                )
                bars.append(stack.enter_context(bar))
            done = sum(one.done for one in paces.values())
            bars[0].length = max(1, sum(one.total for one in paces.values()))
            bars[0].update(done - bars[0].pos, pace)

        yield tell


def _rate(pace: Pace | None) -> str:
    """How much of which tree, and how fast."""
    if pace is None:
        return ""
    speed = pace.size / 1e6 / max(pace.seconds, 0.001)
    return f"{pace.subject}: {pace.done:,} of {pace.total:,} files, {speed:.0f} MB/s"
