"""Appending to a journal of 100 and of 2,000 events, beside a plain write and fsync."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from watchword.progress.chain import Header
from watchword.progress.journal import Journal

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
TURNS = 100


def open_journal(folder: Path, count: int) -> Journal:
    """A journal that holds `count` events."""
    header = Header("0" * 32, AT, "security", "1", "0" * 64, "SHA256:none")
    journal = Journal.create(folder / f"{count}.toml", header)
    journal.append_all([("opened", AT, {"guideline": f"g-{n}"}) for n in range(count)])
    return journal


def main() -> None:
    """Measure in turn and print the medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journals = {count: open_journal(folder, count) for count in (100, 2000)}
        plain = os.open(folder / "plain", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        times: dict[object, list[float]] = {"plain": [], 100: [], 2000: []}
        for turn in range(TURNS):
            begun = time.perf_counter()
            os.write(plain, b"x" * 200)
            os.fsync(plain)
            times["plain"].append(time.perf_counter() - begun)
            for count, journal in journals.items():
                begun = time.perf_counter()
                journal.append("opened", AT, guideline=f"g-{turn}")
                times[count].append(time.perf_counter() - begun)
        for journal in journals.values():
            journal.close()
        os.close(plain)
    medians = {name: statistics.median(values) * 1000 for name, values in times.items()}
    for name, value in medians.items():
        print(f"{name!s:>6}: {value:6.2f} ms  {value / medians['plain']:5.2f} x")


if __name__ == "__main__":
    main()
