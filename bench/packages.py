"""Large packages of other people, looked at by the source checks: every finding, to be read by a person.

What came of reading them stands in `bench/README.md`. Downloads them with pip and npm to a temporary folder.

    uv run --with pip python bench/packages.py
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from watchword.check import registry
from watchword.check.finding import WORST_FIRST
from watchword.check.host import Host
from watchword.check.runner import Ask, stream
from watchword.check.subject import Tree

PYTHON = (
    *(
        "Django==5.2.19",
        "wagtail==8.0.1",
        "django-oscar==4.2.1",
        "Flask-AppBuilder==5.3.0",
        "Mezzanine==6.1.1",
    ),
    *("buildbot==4.3.0", "apache-superset==6.1.0"),
)
NODE = ("nodebb@1.4.0", "ghost@5.130.6", "parse-server@9.10.0", "sequelize@6.37.8", "typeorm@1.1.1")
CHECKS = [name for name in registry.BUNDLED if registry.about(name) == "tree"]


def fetch(folder: Path) -> Iterator[Path]:
    """Download each package and yield the folder it was unpacked into."""
    for name in PYTHON:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary",
            ":all:",
            "-d",
            folder,
        ]
        yield from _unpacked(folder, [*map(str, command), name], name.replace("==", "-"))
    for name in NODE if shutil.which("npm") else ():
        yield from _unpacked(
            folder, ["npm", "pack", "--silent", "--pack-destination", str(folder), name], name
        )


def _unpacked(folder: Path, command: list[str], name: str) -> Iterator[Path]:
    before = set(folder.iterdir())
    if subprocess.run(command, capture_output=True, check=False).returncode:
        print(f"{name}: could not be downloaded")
        return
    target = folder / f"tree-{name.replace('/', '-')}"
    for archive in set(folder.iterdir()) - before:
        with tarfile.open(archive) as packed:
            packed.extractall(target, filter="data")
        yield target


async def look(tree: Path) -> None:
    """Print every finding that is no pass, with all that it rests on."""
    begun = time.perf_counter()
    asks = [Ask(name, subject=Tree(tree)) for name in CHECKS]
    found = [finding async for _, finding in stream(asks, Host())]
    print(f"\n{tree.name.removeprefix('tree-')}: {time.perf_counter() - begun:.1f} s")
    for finding in sorted(found, key=lambda one: WORST_FIRST.index(one.outcome)):
        print(f"  {finding.check}: {finding.outcome}: {finding.summary}")
        for row in finding.evidence if finding.outcome != "pass" else ():
            print(f"      {row.source}: {row.fact}")


def main() -> None:
    """Look at one package after the other."""
    with tempfile.TemporaryDirectory() as made:
        for tree in fetch(Path(made)):
            asyncio.run(look(tree))


if __name__ == "__main__":
    main()
