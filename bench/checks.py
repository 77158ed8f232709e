"""All device checks together, beside the slowest of them alone, in a desktop session made for it.

The session has a home with keys, a bus and the settings of GNOME; what is read of the machine is real. Where
the tools for that are missing, the session is the one this runs in. Below that: how long the commands of all
checks take, one after another, and Lynis's tests of the same kind for scale, where it is installed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.live_session import LiveSession
from support.this_laptop import ThisLaptop
from watchword.check import registry
from watchword.check.host import Host, Ran
from watchword.check.runner import Ask, stream

TURNS = 15
NAMES = [name for name in registry.names() if registry.about(name) == "machine"]
SO_MUCH_SLOWER = 1.2
COMMANDS_WITHIN = 200.0  # milliseconds, all commands of all checks one after another
LATE = 0.3  # seconds
LYNIS = ["lynis", "audit", "system", "--tests-from-group", "crypto", "--quick", "--quiet", "--no-colors"]


async def spend(host: Host, wanted: Iterable[str]) -> float:
    """Run these checks side by side; return the milliseconds."""
    begun = time.perf_counter()
    async for _ask, _finding in stream([Ask(name) for name in wanted], host):
        pass
    return (time.perf_counter() - begun) * 1000


async def spend_processors(host: Host) -> float:
    """Return the least time all checks could take here: their processor time, in milliseconds a processor.

    The bus and the settings service answer on top of that; they are not counted.
    """
    begun = os.times()
    for _ in range(TURNS):
        await spend(host, NAMES)
    spent = sum(os.times()[:4]) - sum(begun[:4])
    return spent * 1000 / TURNS / (os.cpu_count() or 1)


async def measure(host: Host) -> None:
    """Measure each alone and all together in turn, and print the medians."""
    times: dict[str, list[float]] = {name: [] for name in (*NAMES, "all")}
    for turn in range(TURNS + 1):
        for name in times:
            value = await spend(host, NAMES if name == "all" else [name])
            if turn:
                times[name].append(value)
    medians = {name: statistics.median(values) for name, values in times.items()}
    slowest = max(value for name, value in medians.items() if name != "all")
    for name, value in medians.items():
        together = f"  {value / slowest:5.2f} x the slowest (wanted: {SO_MUCH_SLOWER})"
        print(f"{name:24} {value:8.1f} ms" + (together if name == "all" else ""))
    alone = sum(value for name, value in medians.items() if name != "all")
    print(f"{'one after another':24} {alone:8.1f} ms")
    print(f"{'no machine like this':24} {await spend_processors(host):8.1f} ms could be below: all processor")
    print(f"{'':24} time, Watchword's and the commands', spread evenly over {os.cpu_count()} processors")


async def measure_slow(host: Host) -> None:
    """Print the same where the commands, not the processors, take the time: on a cold or busy disk."""

    async def late(self: Host, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        await asyncio.sleep(LATE)
        return await type(host).run(self, argv, seconds=seconds)

    slow = type("Slow", (type(host),), {"run": late})(home=host.home, environment=host.environment)
    alone = [await spend(slow, [name]) for name in NAMES]
    together = await spend(slow, NAMES)
    print(f"\nwith commands that take {LATE} s longer each: all in {together:.0f} ms, ", end="")
    print(f"{together / max(alone):.2f} x the slowest")


async def list_commands(host: Host) -> set[tuple[str, ...]]:
    """Return the commands that all checks run, each once."""
    seen: set[tuple[str, ...]] = set()
    run = type(host).run

    async def noting(self: Host, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        seen.add(tuple(argv))
        return await run(self, argv, seconds=seconds)

    listening = type("Listening", (type(host),), {"run": noting})
    host = listening(home=host.home, environment=host.environment)
    await spend(host, NAMES)
    return seen


async def measure_commands(host: Host) -> None:
    """Print the commands and their times, one after another."""
    print()
    total = 0.0
    for argv in sorted(await list_commands(host)):
        values = []
        for _ in range(TURNS):
            begun = time.perf_counter()
            try:
                await host.run(argv)
            except Exception as error:  # a tool that is not here takes no time
                print(f"{argv[0]:24}        -     {error}")
                break
            values.append((time.perf_counter() - begun) * 1000)
        if values:
            total += statistics.median(values)
            shown = " ".join(argv).replace(str(host.home), "~")
            print(f"{shown[:66]:66} {statistics.median(values):6.1f} ms")
    print(f"{'all commands, one after another':66} {total:6.1f} ms (wanted: below {COMMANDS_WITHIN:g})")


def measure_lynis() -> None:
    """Time another tool's tests on encryption, once."""
    print()
    if shutil.which("lynis") is None:
        print("Lynis is not installed, so there is nothing beside it.")
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = ["--logfile", f"{folder}/log", "--report-file", f"{folder}/report"]
        begun = time.perf_counter()
        done = subprocess.run([*LYNIS, *kept], capture_output=True, check=False, stdin=subprocess.DEVNULL)
    print(
        f"Lynis, group crypto      {(time.perf_counter() - begun) * 1000:8.1f} ms (status {done.returncode})"
    )


def furnish(session: LiveSession) -> None:
    """Give the session a bus and the home three keys."""
    session.bus()
    (session.home / ".ssh").mkdir(mode=0o700)
    for name in ("id_ed25519", "work", "spare"):
        file = str(session.home / ".ssh" / name)
        session.tell("ssh-keygen", "-q", "-t", "ed25519", "-N", "sample", "-f", file)


async def main() -> None:
    """Measure in a session of its own, or in this one."""
    if all(shutil.which(tool) for tool in ("gsettings", "dbus-daemon", "ssh-keygen")):
        with tempfile.TemporaryDirectory() as folder, LiveSession(Path(folder), "GNOME") as session:
            furnish(session)
            host = ThisLaptop(home=session.home, environment=session.environment)
            await measure(host)
            await measure_slow(host)
            await measure_commands(host)
    else:
        await measure(Host())
        await measure_slow(Host())
        await measure_commands(Host())
    measure_lynis()


if __name__ == "__main__":
    asyncio.run(main())
