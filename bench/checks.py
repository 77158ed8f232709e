"""All device checks together, beside the slowest of them alone; on this machine, as this user."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterable

from watchword.check.host import Host
from watchword.check.registry import BUNDLED
from watchword.check.runner import Ask, stream

TURNS = 15


async def spend(names: Iterable[str]) -> float:
    """Run these checks side by side; return the milliseconds."""
    host = Host()
    begun = time.perf_counter()
    async for _ask, _finding in stream([Ask(name) for name in names], host):
        pass
    return (time.perf_counter() - begun) * 1000


async def main() -> None:
    """Measure each alone and all together in turn, and print the medians."""
    times: dict[str, list[float]] = {name: [] for name in (*BUNDLED, "all")}
    for turn in range(TURNS + 1):
        for name in times:
            value = await spend(BUNDLED if name == "all" else [name])
            if turn:
                times[name].append(value)
    medians = {name: statistics.median(values) for name, values in times.items()}
    slowest = max(value for name, value in medians.items() if name != "all")
    for name, value in medians.items():
        print(
            f"{name:18} {value:7.1f} ms"
            + (f"  {value / slowest:5.2f} x the slowest" if name == "all" else "")
        )


if __name__ == "__main__":
    asyncio.run(main())
