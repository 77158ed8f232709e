"""Real settings changed while the page that judges them is open: what the page said, and how soon it turned.

Prints a transcript with times, and the longest wait. Each change comes right after a look, so that it waits
as long as one can. With names as arguments only those cases are run.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.live_page import LivePage, open_check
from support.live_turns import CASES, Case, private

CHANGED_WITHIN = 2.0


def say(begun: float, mark: str, text: str) -> None:
    """Print a line with the time since the page was opened."""
    print(f"  {time.monotonic() - begun:6.2f} s  {mark} {text}", flush=True)


def painted(page: LivePage, text: str) -> str:
    """Return the lines in which the page says how it is: the verdict, and the sentence under it."""
    lines = [line.strip() for line in page.text().splitlines()]
    place = next(number for number, line in enumerate(lines) if text in line)
    return f"{lines[place - 1]} | {lines[place]}"


async def record(case: Case, folder: Path) -> list[float]:
    """Run one case and print what happened; return the waits."""
    waits = []
    with private(folder / "session", case) as session:
        if reason := case.prepare(session):
            print(f"  left out: {reason}")
            return []
        async with open_check(folder / "app", session.look(), case.guideline) as page:
            begun = time.monotonic()
            await page.shows(case.shows)
            say(begun, " ", painted(page, case.shows))
            for turn in case.turns:
                await page.next_look()
                say(begun, "$", turn.told)
                await asyncio.to_thread(turn.does, session)
                waits.append(await page.shows(turn.shows))
                say(begun, " ", f"{painted(page, turn.shows)} | turned after {waits[-1]:.2f} s")
    return waits


async def main() -> None:
    """Run all cases whose tools are here."""
    waits = []
    print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}, no key is pressed once a page is open")
    for name in sys.argv[1:] or CASES:
        case = CASES[name]
        print(f"\n{name}: the page {case.guideline!r} on {case.desktop}")
        if missing := [tool for tool in case.tools if shutil.which(tool) is None]:
            print(f"  left out: {', '.join(missing)} not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            waits += await record(case, Path(folder))
    if waits:
        print(f"\n{len(waits)} changes; median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s")
    if waits and max(waits) > CHANGED_WITHIN:
        raise SystemExit(f"One took longer than {CHANGED_WITHIN:g} s.")


if __name__ == "__main__":
    asyncio.run(main())
