"""First frame, readable page, `--version`, `status`, quitting, beside a one-label app and an empty Python."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.terminal import Terminal

RUNS = 9
LABEL = """
from textual.app import App
from textual.widgets import Label
class Hello(App):
    def compose(self):
        yield Label("Hello")
Hello().run()
"""


def prepare(home: Path) -> dict[str, str]:
    """Make a journal with a profile, so that the app opens on the walk."""
    environment = {"WATCHWORD_HOME": str(home)}
    profile = ["profile", "set", "--name", "Bench", "--email", "bench@example.org", "--role", "developer"]
    command = [sys.executable, "-m", "watchword", *profile]
    subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    return environment


def spent(command: list[str], environment: dict[str, str] | None = None) -> float:
    """How long a command takes that prints and exits, in milliseconds; `status` exits with 1 when begun."""
    begun = time.perf_counter()
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})}, check=False
    )
    assert done.returncode in (0, 1)
    return (time.perf_counter() - begun) * 1000


def paint(command: list[str], environment: dict[str, str], text: str = "") -> float:
    """How long until something, or `text`, is painted."""
    with Terminal(command, environment) as terminal:
        terminal.wait_for(text)
        return (time.perf_counter() - terminal.begun) * 1000


def leave(command: list[str], environment: dict[str, str], text: str, key: str) -> float:
    """How long it takes to end after `key`, pressed as soon as `text` is painted: checks still run."""
    with Terminal(command, environment) as terminal:
        terminal.wait_for(text)
        begun = time.perf_counter()
        terminal.press(key)
        terminal.status()
        return (time.perf_counter() - begun) * 1000


def medians(measures: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Run all measures in turn, so that a busy moment of the machine falls on all of them."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(RUNS + 1):
        for name, measure in measures.items():
            value = measure()
            if turn:  # the first turn warms the caches
                found[name].append(value)
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    """Measure and print."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    app = [sys.executable, "-m", "watchword"]
    with tempfile.TemporaryDirectory() as folder:
        home = prepare(Path(folder))
        label = [sys.executable, "-c", LABEL]
        found = medians(
            {
                "one label: first frame": lambda: paint(label, {}),
                "watchword: first frame": lambda: paint(app, home),
                "watchword: page readable": lambda: paint(app, home, "do not know what"),
                "one label: quit": lambda: leave(label, {}, "Hello", "\x11"),
                "watchword: quit": lambda: leave(app, home, "do not know what", "q"),
                "python -c pass": lambda: spent([sys.executable, "-c", "pass"]),
                "watchword --version": lambda: spent([*app, "--version"]),
                "watchword status": lambda: spent([*app, "status"], home),
                "watchword status, anew": lambda: spent([*app, "status", "--all"], home),
            }
        )
    bases = {
        "frame": "one label: first frame",
        "readable": "one label: first frame",
        "quit": "one label: quit",
        "version": "python -c pass",
        "status": "python -c pass",
    }
    for name, value in found.items():
        base = next((found[bases[word]] for word in bases if word in name), 0.0)
        print(f"{name:28} {value:8.1f} ms" + (f"  {value / base:5.2f} x" if base else ""))


if __name__ == "__main__":
    main()
