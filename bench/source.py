"""Reading source trees: each check against ripgrep, a second look, syntax trees on one core and two, memory.

The tree is 30 MB of what this Python brought along. Every figure is a median, beside its baseline from the
same run; each reading runs in a program of its own, so that its memory and its start are its own.

    uv run python bench/source.py
"""

from __future__ import annotations

import asyncio
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
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from watchword.check.host import Host
from watchword.check.source.audit_tools import NAMES
from watchword.check.source.reading import read_facts
from watchword.check.source.rules import MODULES, load
from watchword.check.subject import Tree

MEGABYTES = 30
TURNS = 7
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
TEXTS = (".py", ".js", ".css", ".html", ".txt", ".md", ".json", ".toml", ".yml", ".c", ".h", ".rst", ".cfg")
RULES = {name.rpartition(".")[2].removesuffix("_rule"): name for name in MODULES}
PARSED = ("logged_passwords", "reversible_passwords")
CODE = {
    ".py": "def log_in_{n}(name, password):\n    user = find(name)\n    if not check(user, password):\n  "
    "      log.info('no %s', name)\n",
    ".rb": "def log_in_{n}(name, password)\n  user = find(name)\n  logger.info(name) unless "
    "user.authenticate(password)\nend\n",
    ".js": "function logIn{n}(name, password) {{\n  const user = find(name);\n  if (!check(user, "
    "password)) console.log(name);\n}}\n",
    ".ts": "function logIn{n}(name: string, password: string) {{\n  const user = find(name);\n  "
    "check(user, password);\n}}\n",
    ".java": "class A{n} {{ void logIn(String name, String password) {{ log.info(name); "
    "check(find(name), password); }} }}\n",
    ".go": "func logIn{n}(name string, password string) {{\n\tuser := find(name)\n\tcheck(user, "
    "password)\n}}\n",
    ".php": "function logIn{n}($name, $password) {{ $user = find($name); check($user, $password); }}\n",
}
HEADS = {".go": "package a\n", ".php": "<?php\n"}


def texts() -> Iterator[Path]:
    """Give text files of the standard library and of what is installed beside it."""
    for place in ("stdlib", "purelib"):
        folder = Path(sysconfig.get_paths()[place])
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in TEXTS and path.is_file())


def build(top: Path, size: int) -> None:
    """Write a tree of so many bytes: copies of those files, forty to a folder."""
    written = 0
    for number, path in enumerate(itertools.cycle(texts())):
        data = path.read_bytes()[: 256 * 1024]
        folder = top / f"module{number // 40}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file{number}{path.suffix}").write_bytes(data)
        written += len(data)
        if written >= size:
            return


def build_code(top: Path, files: int) -> None:
    """Write so many files of 60 functions, six of which handle passwords, in seven languages by turns."""
    for number, suffix in zip(range(files), itertools.cycle(CODE), strict=False):
        folder = top / f"part{number // 100}"
        folder.mkdir(parents=True, exist_ok=True)
        parts = (CODE[suffix].format(n=f"{number}_{one}") for one in range(60))
        code = "".join(
            part if one % 10 == 0 else part.replace("password", "city") for one, part in enumerate(parts)
        )
        (folder / f"file{number}{suffix}").write_text(HEADS.get(suffix, "") + code)


def build_many(top: Path, files: int) -> None:
    """Write so many small files."""
    for number in range(files):
        folder = top / f"part{number // 1000}" / f"module{number % 1000 // 40}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file{number}.py").write_text(f"def f{number}(password):\n    return password\n" * 20)


async def read(top: Path, modules: Sequence[str], cache: Path | None, processes: int) -> dict[str, float]:
    """Read the tree once; return what it took: seconds, bytes, files, and the highest memory in MiB."""
    host = Host()
    host.cache = cache
    begun = time.perf_counter()
    facts = await read_facts(host, Tree(top), tuple(modules), processes=processes)
    seconds = time.perf_counter() - begun
    memory = [
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return {"seconds": seconds, "size": facts.size, "files": facts.files, "memory": max(memory)}


def measure(top: Path, modules: Sequence[str], cache: Path | None, processes: int) -> dict[str, float]:
    """Read in programs of their own; return the medians."""
    task = json.dumps([str(top), list(modules), str(cache) if cache else None, processes])
    turns = []
    for _ in range(TURNS):
        done = subprocess.run([sys.executable, __file__, task], capture_output=True, text=True, check=True)
        turns.append(json.loads(done.stdout))
    return {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}


def timed(deed: Callable[[], object], turns: int = TURNS) -> float:
    """Return the median seconds of a deed."""
    times = []
    for _ in range(turns):
        begun = time.perf_counter()
        deed()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def against_ripgrep(top: Path) -> None:
    """Each check that looks for literals, beside ripgrep for the same ones."""
    rg = shutil.which("rg")
    for name in ("relative_urls", "stored_passwords", "security_alerts"):
        (rule,) = load((RULES[name],))
        literals = rule.literals or tuple(one.encode() for one in NAMES)
        ours = measure(top, [RULES[name]], None, CORES)
        row = f"{name:22} {ours['seconds'] * 1000:6.0f} ms"
        if rg:
            words = list(itertools.chain.from_iterable(("-e", one.decode()) for one in literals))
            command = [rg, "--no-config", "--no-ignore", "--hidden", "-i", "-F", "-c", *words, str(top)]
            seconds = timed(partial(subprocess.run, command, stdout=subprocess.DEVNULL, check=False))
            row += f"   rg {seconds * 1000:4.0f} ms   {ours['seconds'] / seconds:4.1f} x  (at most 12)"
        print(row)


def all_and_again(top: Path) -> None:
    """All checks at once, and once more with nothing changed."""
    with tempfile.TemporaryDirectory() as cache:
        first = measure(top, MODULES, None, CORES)
        measure(top, MODULES, Path(cache), CORES)
        again = measure(top, MODULES, Path(cache), CORES)
    ratio = first["seconds"] / again["seconds"]
    print(
        f"{'all seven':22} {first['seconds'] * 1000:6.0f} ms   {first['size'] / 1e6:.0f} MB, "
        f"{first['files']:.0f} files"
    )
    print(f"{'again, unchanged':22} {again['seconds'] * 1000:6.0f} ms   {ratio:4.1f} x as fast  (at least 5)")


def syntax_trees(top: Path) -> None:
    """1,500 files that handle passwords, read as syntax trees on one core and on all."""
    for name in PARSED:
        one = measure(top, [RULES[name]], None, 1)["seconds"]
        several = measure(top, [RULES[name]], None, CORES)["seconds"]
        print(f"{name:22} {one * 1000:6.0f} ms on one core  (under 3000)   {one / several:.2f} x on {CORES}")


def memory(few: Path, many: Path) -> None:
    """The highest memory of any process, with ten times as many files."""
    small, large = (measure(top, MODULES, None, CORES)["memory"] for top in (few, many))
    print(
        f"{'3,600 files':22} {small:6.0f} MiB\n{'36,000 files':22} {large:6.0f} MiB   {large / small:.2f} x"
    )


def secrets(folder: Path) -> None:
    """A shell history of 20,000 lines: ours with the library's plug-ins, and the library alone."""
    from detect_secrets import SecretsCollection
    from detect_secrets.settings import default_settings

    from watchword.check.device.history_search import search

    history = folder / ".bash_history"
    lines = [
        f"git commit -m 'change {n}' && make test TARGET={n} && ls -la src/module{n}" for n in range(20_000)
    ]
    history.write_text("\n".join(lines) + "\n")
    host = Host(home=folder, environment={})
    search(host, lambda: False)
    ours = timed(lambda: search(host, lambda: False))

    def alone() -> None:
        with default_settings():
            SecretsCollection().scan_file(str(history))

    library = timed(alone, 1)
    print(
        f"{'secrets, ours':22} {ours * 1000:6.0f} ms\n{'detect-secrets alone':22} {library * 1000:6.0f} ms",
        end="",
    )
    print(f"   ours: {library / ours:.0f} x as fast  (at least 100)")


def main() -> None:
    """Build the trees and print every figure."""
    with tempfile.TemporaryDirectory() as made:
        top, code, few, many, home = (Path(made, name) for name in ("top", "code", "few", "many", "home"))
        build(top, MEGABYTES * 1_000_000)
        build_code(code, 1500)
        build_many(few, 3600)
        build_many(many, 36_000)
        home.mkdir()
        against_ripgrep(top)
        all_and_again(top)
        syntax_trees(code)
        memory(few, many)
        secrets(home)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        folder, rules, kept, most = json.loads(sys.argv[1])
        print(json.dumps(asyncio.run(read(Path(folder), rules, Path(kept) if kept else None, most))))
    else:
        main()
