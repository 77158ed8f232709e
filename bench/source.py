"""Reading a source tree of 36,000 files: bytes and files a second, twice, in one process and in several.

The tree is made of what this Python brought along, unless a folder is named. Each reading runs in a
program of its own, so that its memory is its own. Beside it, in the same run: ripgrep, looking for the same
literals (without it that row is missing), and the pass over the literals alone, over bytes that are in
memory already.

    uv run python bench/source.py [FOLDER]
"""

from __future__ import annotations

import asyncio
import importlib
import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from watchword.check.host import Host
from watchword.check.source.reading import read_facts
from watchword.check.source.rules import MODULES, load
from watchword.check.source.sieve import Sieve
from watchword.check.subject import Tree

FILES = 36_000
LONGEST = 16 * 1024  # so the files are about as long as those of ordinary repositories, 5 KiB
TURNS = 5
SAMPLE = ("support.source_rules.literals",)
TEXTS = (".py", ".js", ".css", ".html", ".txt", ".md", ".json", ".toml", ".yml", ".c", ".h", ".rst", ".cfg")
LITERAL_PASS = 100.0  # MB a second, wanted
SECOND_TIME = 5.0  # times as fast, wanted
KIB = 1024


def originals() -> Iterator[Path]:
    """Give text files of the standard library and of what is installed beside it."""
    for place in ("stdlib", "purelib"):
        folder = Path(sysconfig.get_paths()[place])
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in TEXTS and path.is_file())


def build(top: Path) -> None:
    """Write the tree: copies of those files, forty to a folder, until there are enough."""
    texts = [data for path in originals() if b"\0" not in (data := path.read_bytes()[:LONGEST])]
    names = [path.suffix for path in originals()]
    for number, (data, suffix) in enumerate(
        itertools.islice(zip(itertools.cycle(texts), itertools.cycle(names), strict=False), FILES)
    ):
        folder = top / f"part{number // 4000}" / f"module{number // 40}"
        if number % 40 == 0:
            folder.mkdir(parents=True)
        (folder / f"file{number}{suffix}").write_bytes(data)


async def read(top: Path, modules: tuple[str, ...], cache: Path | None, processes: int) -> dict[str, float]:
    """Read the tree once; return what it took, with how long the event loop was held up at most."""
    host = Host()
    host.cache = cache
    latest = 0.0

    async def tick() -> None:
        nonlocal latest
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            latest = max(latest, time.perf_counter() - begun - 0.005)

    ticking = asyncio.create_task(tick())
    begun = time.perf_counter()
    facts = await read_facts(host, Tree(top), modules, processes=processes)
    seconds = time.perf_counter() - begun
    ticking.cancel()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB
    return {
        "seconds": seconds,
        "files": facts.files,
        "megabytes": facts.size / 1e6,
        "spots": len(facts.spots),
        "own": own,
        "worker": worker,
        "late": latest * 1000,
    }


def measure(top: Path, modules: tuple[str, ...], cache: Path | None, processes: int) -> dict[str, float]:
    """Read in a program of its own; return the medians of its figures over some turns."""
    task = json.dumps([str(top), modules, str(cache) if cache else None, processes])
    turns = []
    for _ in range(TURNS):
        done = subprocess.run(
            [sys.executable, __file__, "--read", task], capture_output=True, text=True, check=True
        )
        turns.append(json.loads(done.stdout))
    return {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}


def show(name: str, found: dict[str, float], note: str = "") -> None:
    seconds = found["seconds"]
    print(
        f"{name:28} {seconds * 1000:7.0f} ms {found['megabytes'] / seconds:7.0f} MB/s "
        f"{found['files'] / seconds:8.0f} files/s  {found['own']:5.0f} + {found['worker']:3.0f} MiB  "
        f"loop late by {found['late']:3.0f} ms  {note}"
    )


def measure_ripgrep(top: Path, literals: tuple[bytes, ...]) -> float | None:
    """Return the median seconds that ripgrep takes to count the lines that hold a literal."""
    if (rg := shutil.which("rg")) is None:
        return None
    words = itertools.chain.from_iterable(("-e", literal.decode()) for literal in literals)
    command = [rg, "--no-config", "--no-ignore", "--hidden", "-i", "-F", "-c", *words, str(top)]
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def measure_pass(top: Path, modules: tuple[str, ...]) -> tuple[float, int]:
    """Return megabytes a second of the pass over the literals alone, and how many literals there are."""
    sieve = Sieve([rule for rule in load(modules) if rule.literals])
    numbers = range(len(sieve.rules))
    datas = [path.read_bytes() for path in itertools.islice(top.rglob("*.*"), 4000) if path.is_file()]
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        for data in datas:
            sieve.holding(numbers, data.lower())
        times.append(time.perf_counter() - begun)
    literals = {literal for rule in sieve.rules for literal in rule.literals}
    return sum(map(len, datas)) / 1e6 / statistics.median(times), len(literals)


def there() -> tuple[str, ...]:
    """Return the modules of the app's own rules that can be imported."""
    found = []
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            print(f"not there: {name}")
        else:
            found.append(name)
    return tuple(found)


def compare(top: Path, modules: tuple[str, ...], title: str) -> None:
    """Measure one set of rules and print the rows."""
    speed, literals = measure_pass(top, modules)
    print(f"\n{title}: {len(modules)} modules, {literals} literals")
    print(f"{'literal pass, in memory':28} {'':10} {speed:7.0f} MB/s  (wanted: {LITERAL_PASS:.0f})")
    one = measure(top, modules, None, 1)
    show("one process", one)
    several = measure(top, modules, None, os.cpu_count() or 1)
    show(f"{os.cpu_count()} processes", several, f"{one['seconds'] / several['seconds']:.2f} x one")
    with tempfile.TemporaryDirectory() as cache:
        first = measure(top, modules, Path(cache), os.cpu_count() or 1)
        second = measure(top, modules, Path(cache), os.cpu_count() or 1)
    del first
    ratio = several["seconds"] / second["seconds"]
    show("unchanged, second time", second, f"{ratio:.1f} x as fast (wanted: {SECOND_TIME:.0f})")
    every = tuple({literal for rule in load(modules) for literal in rule.literals})
    if every and (seconds := measure_ripgrep(top, every)):
        print(
            f"{'ripgrep, the same literals':28} {seconds * 1000:7.0f} ms "
            f"{several['megabytes'] / seconds:7.0f} MB/s"
        )


def main() -> None:
    """Build the tree, or take the one that is named, and measure both sets of rules."""
    with tempfile.TemporaryDirectory() as made:
        top = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made, "tree")
        if len(sys.argv) == 1:
            build(top)
        compare(top, SAMPLE, "a rule with few findings")
        if modules := there():
            compare(top, modules, "the app's own rules")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        folder, rules, kept, most = json.loads(sys.argv[2])
        answer = asyncio.run(read(Path(folder), tuple(rules), Path(kept) if kept else None, most))
        print(json.dumps(answer))
    else:
        main()
