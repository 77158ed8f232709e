"""Opening ten years of one person, beside somebody who has just been through the guide."""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.kit import Clock, a_profile, make_kit
from watchword import handover, renewal
from watchword.checklist.load import load
from watchword.checklist.locate import locate
from watchword.kit import Kit
from watchword.session import Session, open_session

YEARS = 10
STEP = 91  # days between two sittings, or another number of days as the first argument
TURNS = 15


def see(session: Session) -> None:
    """Record what every check showed, as a sitting does; nothing on this machine is looked at."""
    for standing in session.progress.applying:
        for use in standing.checks:
            session._record("checked", guideline=standing.guideline.id, check=use.name, outcome="pass")


def go_through(session: Session) -> None:
    """Do all that is left to do."""
    while (standing := session.next_pending("")) is not None and standing.left:
        name = standing.guideline.id
        session.visit(name)
        while drawn := session.draw(name):
            session.answer(name, drawn, drawn.right)
        if not session.standing(name).is_attested:
            session.attest(name)


def begin(kit: Kit) -> None:
    """The first walk, handed over."""
    session = open_session(kit)
    session.set_profile(a_profile())
    see(session)
    go_through(session)
    handover.export(session)
    session.close()


def live(kit: Kit, clock: Clock, years: int, step: int) -> int:
    """Do what is due every so many days, and hand it over; return the number of sittings."""
    sittings = 0
    for _ in range(0, round(years * 365.25), step):
        clock.forward(days=step)
        session = open_session(kit)
        if renewal.agenda(session).for_person:
            renewal.begin(session, renewal.next_sitting(session))
            see(session)
            go_through(session)
            if session.progress.is_complete:
                handover.export(session)
            sittings += 1
        session.close()
    return sittings


def spent(deed: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    begun = time.perf_counter()
    deed()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Live, then open both in turn and print the medians."""
    step = int(sys.argv[1]) if len(sys.argv) > 1 else STEP
    with tempfile.TemporaryDirectory() as name:
        kits: dict[str, Kit] = {}
        for who, years in (("new", 0), ("ten years", YEARS)):
            clock = Clock()
            kit = make_kit(Path(name) / who, clock=clock)
            kits[who] = replace(kit, token=lambda: secrets.token_hex(16))
            begin(kits[who])
            sittings = live(kits[who], clock, years, step)
            paths = kits[who].shelf("security").paths()
            size = sum(path.stat().st_size for path in paths)
            session = open_session(kits[who])
            events = len(session.events)
            session.close()
            held = f"{events} events in {len(paths)} journals, {size // 1024} KiB"
            print(f"{who:>10}: {held}, {sittings} sittings")
        times: dict[str, list[float]] = {who: [] for who in (*kits, "checklist")}
        for _ in range(TURNS):
            times["checklist"].append(spent(lambda: load(locate())))
            for who, kit in kits.items():
                opened: list[Session] = []
                times[who].append(spent(lambda: opened.append(open_session(kit))))  # noqa: B023
                opened[0].close()
    medians = {who: statistics.median(values) for who, values in times.items()}
    for who, value in medians.items():
        print(f"{who:>10}: {value:6.1f} ms  {value / medians['new']:5.2f} x")


if __name__ == "__main__":
    main()
