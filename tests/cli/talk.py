"""Talking to Watchword in tests: in this process with typed lines, or as a real child process."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cli.machine import machine
from support.kit import SMALL, a_profile, answer_rightly, make_kit, make_session
from watchword.cli.call import Call
from watchword.cli.output import Output
from watchword.cli.run import run
from watchword.kit import Kit

RIGHT, WRONG = "(the right option)", "(a wrong option)"
PROFILE = ("New Person", "new@example.org", "1", "3", "no")
"""What somebody answers who writes software on a Linux laptop."""

CAN_ASK = "Your answer, 1 to"
APP = Path(__file__).parents[2] / "app"


class Said(NamedTuple):
    """What came of a call."""

    status: int
    out: str
    err: str


def say(
    folder: Path,
    *arguments: str,
    typed: Iterable[str] = (),
    kit: Kit | None = None,
    checklist: Path | None = SMALL,
    interactive: bool = False,
    read: Callable[[str], str] | None = None,
) -> Said:
    """Run Watchword in this process; `typed` is what the person types, RIGHT and WRONG among it.

    Without a checklist named, the settings say which.
    """
    out, err = io.StringIO(), io.StringIO()
    kit = kit or make_kit(folder, host=machine())
    call = Call(
        Output(out, err, {}),
        read=read or reader(out, typed),
        interactive=interactive,
        make_kit=lambda: kit,
        environment={},
    )
    named = ["--checklist", str(checklist)] if checklist else []
    status = run([*named, *arguments], call)
    return Said(status, out.getvalue(), err.getvalue())


def reader(out: io.StringIO, typed: Iterable[str]) -> Callable[[str], str]:
    """Give lines one after another; RIGHT and WRONG become the number that stands on the page."""
    lines = iter(typed)

    def read(prompt: str) -> str:
        out.write(prompt)
        try:
            line = next(lines)
        except StopIteration:
            raise EOFError from None
        if line in (RIGHT, WRONG):
            assert CAN_ASK in prompt, f"no question is asked here: {prompt}"
            options = re.findall(r"^  (\d)\. (The .*)$", out.getvalue(), re.MULTILINE)[-4:]
            fitting = [n for n, text in options if text.startswith("The right") == (line == RIGHT)]
            return fitting[0]
        return line

    return read


def child(
    folder: Path, *arguments: str, typed: str = "", checklist: Path = SMALL, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Watchword as a process of its own, its home below `folder`."""
    return subprocess.run(
        command(*arguments, checklist=checklist),
        input=typed,
        env=environment(folder, variables),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def command(*arguments: str, checklist: Path = SMALL) -> list[str]:
    """The command line of a child process."""
    return [sys.executable, "-m", "watchword", "--checklist", str(checklist), *arguments]


def environment(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child process: no agent, no colour, and what is asked for."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    ours = {"WATCHWORD_HOME": str(folder), "PYTHONPATH": str(APP), "PYTHONIOENCODING": "utf-8"}
    return {**kept, **ours, **variables}


def copy_small(folder: Path, *changes: tuple[str, str], checks: bool = True) -> Path:
    """Copy the small checklist, with texts replaced; without `checks`, nothing looks at this machine."""
    target = folder / "checklist"
    shutil.copytree(SMALL, target)
    for path in target.glob("*.toml"):
        text = path.read_text("utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        if not checks:
            text = text.replace('[[guideline.check]]\nname = "screen-lock"\n', "")
        path.write_text(text, "utf-8")
    return target


def through(count: int, *, start: int = 1) -> list[str]:
    """What somebody types who does guidelines rightly, one after another, of the small checklist."""
    return ["", RIGHT, "yes"] * (count - start + 1)


def begin(folder: Path, *done: str, kit: Kit | None = None) -> Kit:
    """Begin a journal, with these guidelines done, and return the kit."""
    kit = kit or make_kit(folder, host=machine())
    session = make_session(folder, kit=kit)
    session.set_profile(a_profile())
    for guideline in done:
        session.visit(guideline)
        answer_rightly(session, guideline)
        session.attest(guideline)
    session.close()
    return kit


def value(said: Said) -> Any:
    """What was printed as JSON."""
    return json.loads(said.out)
