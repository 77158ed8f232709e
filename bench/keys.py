"""Key press to painted page with 30 and with 1,000 guidelines, in a real pseudo-terminal.

The time runs from the moment the key is written to the terminal until the rule of the next guideline, or the
text of another view, can be read in what the app has painted since.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.terminal import Terminal

SMALL = Path(__file__).parents[1] / "tests" / "fixtures" / "small"
PRESSES = 25


def grow(folder: Path, count: int) -> None:
    """Write a checklist of `count` guidelines by repeating one of the small one's."""
    start, _, rest = (SMALL / "basics.toml").read_text().partition("[[guideline]]")
    one = "[[guideline]]" + rest.partition("[[guideline]]")[0]
    names = []
    for first in range(0, count, 100):
        numbers = range(first, min(first + 100, count))
        parts = [
            one.replace("think-first", f"think-{number}").replace("You keep", f"Rule {number:04}: keep")
            for number in numbers
        ]
        names.append(f"part-{first}")
        text = start.replace('"basics"', f'"{names[-1]}"').replace("a-case", f"case-{first}")
        (folder / f"{names[-1]}.toml").write_text(text + "\n".join(parts).replace("a-case", f"case-{first}"))
    head = (SMALL / "checklist.toml").read_text().replace('["basics", "code"]', str(names).replace("'", '"'))
    (folder / "checklist.toml").write_text(head)


def press(terminal: Terminal, key: str, text: str) -> float:
    """Press a key; return the milliseconds until `text` was painted."""
    begun = time.perf_counter()
    terminal.press(key)
    terminal.wait_for(text)
    return (time.perf_counter() - begun) * 1000


def measure(count: int) -> tuple[float, float]:
    """Return the medians, in ms, of opening the next guideline and of opening another view."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grow(folder, count)
        environment = {"WATCHWORD_HOME": str(folder / "home")}
        app = [sys.executable, "-m", "watchword", "--checklist", str(folder)]
        said = ["profile", "set", "--name", "Bench", "--email", "bench@example.org"]
        subprocess.run([*app, *said], env={**os.environ, **environment}, check=True, capture_output=True)
        with Terminal(app, environment) as terminal:
            terminal.wait_for("Rule 0000")
            terminal.settle()
            nexts = []
            for number in range(1, PRESSES + 1):
                nexts.append(press(terminal, "n", f"Rule {number:04}"))
                terminal.settle()
            views = []
            for _ in range(PRESSES):
                views.append(press(terminal, "2", "You can see"))
                terminal.settle()
                views.append(press(terminal, "1", "somebody else"))
                terminal.settle()
    return statistics.median(nexts), statistics.median(views)


def main() -> None:
    """Measure both sizes in the same run and print."""
    few, many = measure(30), measure(1000)
    for name, small, large in zip(("next guideline", "other view"), few, many, strict=True):
        print(f"{name:16} 30: {small:6.1f} ms   1,000: {large:6.1f} ms   {large / small:5.2f} x")


if __name__ == "__main__":
    main()
