"""People who guess, each sitting the whole guide 1,000 times under the real pass rule.

A guesser walks from page to page, answers whatever may be asked, comes back to what comes back on the same
day, and does not claim to have talked anything over. Printed: the share of answers that were right at first
sight, of guidelines understood, and of high-stake guidelines understood.
"""

from __future__ import annotations

import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.guess import NAMES, Guesser
from watchword.checklist.load import load
from watchword.checklist.locate import locate
from watchword.checklist.model import Checklist
from watchword.progress.event import Event
from watchword.progress.schedule import draw, may_ask, option_id
from watchword.progress.state import advance, compute

SITTINGS = 1_000
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
SO_MUCH_BETTER = 1.25
HIGH_STAKE_AT_MOST = 0.02


@dataclass
class Tally:
    """What came of the sittings of one guesser."""

    answers: int = 0
    right: int = 0
    asked: int = 0
    understood: int = 0
    high: int = 0
    high_understood: int = 0


def sit(checklist: Checklist, guesser: Guesser, seed: str, tally: Tally) -> None:
    """Let a guesser walk the whole guide once, on one day."""
    progress, n = compute(checklist, []), 0
    again = True
    while again:
        again = False
        for name in progress.standings:
            at = NINE + timedelta(seconds=n)
            while may_ask(progress.standings[name], progress.standings, at):
                standing = progress.standings[name]
                drawn = draw(standing, seed)
                place = guesser.guess(standing.guideline, drawn)
                is_right, n, again = place == drawn.right, n + 1, True
                tally.answers += not drawn.is_repeat
                tally.right += is_right and not drawn.is_repeat
                fields = {
                    "guideline": name,
                    "question": drawn.question.id,
                    "revision": drawn.question.revision,
                    "option": option_id(drawn.options[place]),
                    "right": is_right,
                    "attempt": drawn.attempt,
                }
                progress = advance(progress, Event(n, at, "answered", fields)) or progress
    for standing in progress.standings.values():
        tally.asked += 1
        tally.understood += standing.is_understood
        tally.high += standing.guideline.high_stake
        tally.high_understood += standing.guideline.high_stake and standing.is_understood


def run(name: str) -> Tally:
    """All sittings of one guesser."""
    checklist, guesser, tally = load(locate()), Guesser(name), Tally()
    seeds = random.Random(name)
    for _ in range(SITTINGS):
        sit(checklist, guesser, f"{seeds.getrandbits(128):032x}", tally)
    return tally


def main() -> int:
    """Print the table; status 1 when a guesser does better than it may."""
    with ProcessPoolExecutor() as pool:
        tallies = dict(zip(NAMES, pool.map(run, NAMES), strict=True))
    chance = tallies["random"].understood / tallies["random"].asked
    print(
        f"{SITTINGS:,} sittings each; a guideline of high stake may be completed in {HIGH_STAKE_AT_MOST:.0%}"
    )
    print(f"{'guesser':<26}{'first sight':>12}{'understood':>12}{'vs random':>11}{'high stake':>12}")
    worst = 0
    for name, tally in tallies.items():
        share, high = tally.understood / tally.asked, tally.high_understood / tally.high
        worst += share > SO_MUCH_BETTER * chance or high > HIGH_STAKE_AT_MOST
        sight = tally.right / tally.answers
        print(f"{name:<26}{sight:>12.1%}{share:>12.1%}{share / chance:>11.2f}{high:>12.2%}")
    return 1 if worst else 0


if __name__ == "__main__":
    raise SystemExit(main())
