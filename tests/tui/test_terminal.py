"""The real command on a real terminal: what only shows there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from support.terminal import Terminal

APP = Path(__file__).parents[2] / "app"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of POSIX")


def watchword(
    home: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
    ignore_hangup: bool = False,
) -> Terminal:
    """The real command; `before` is what starts it, such as strace."""
    command = [*before, sys.executable, "-m", "watchword", *arguments]
    merged = {"PYTHONPATH": str(APP), "WATCHWORD_HOME": str(home), **(environment or {})}
    return Terminal(command, merged, ignore_hangup=ignore_hangup)


def with_profile(home: Path) -> Path:
    """A home in which somebody has begun."""
    said = ["profile", "set", "--name", "New Person", "--email", "new@example.org"]
    subprocess.run(
        [sys.executable, "-m", "watchword", *said],
        env={**os.environ, "PYTHONPATH": str(APP), "WATCHWORD_HOME": str(home)},
        check=True,
        capture_output=True,
    )
    return home


def test_q_quits_and_says_how_things_stand(tmp_path: Path) -> None:
    with watchword(with_profile(tmp_path)) as terminal:
        terminal.wait_for("do not know what")
        terminal.press("q")
        assert terminal.status() == 0


def test_without_colour_no_colour_is_sent_and_words_carry_the_state(tmp_path: Path) -> None:
    with watchword(
        with_profile(tmp_path), environment={"NO_COLOR": "1", "COLORTERM": "truecolor"}
    ) as terminal:
        assert "in progress" in terminal.wait_for("do not know what")
        painted = terminal.output
    triples = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", painted)
    assert triples
    assert all(len(set(triple)) == 1 for triple in triples)  # grey only


def test_a_terminal_without_unicode_gets_the_plain_face(tmp_path: Path) -> None:
    with watchword(tmp_path, environment={"PYTHONIOENCODING": "ascii"}) as terminal:
        said = terminal.wait_for("Your name, as your manager knows it:")
        assert "Welcome to Watchword." in said
        terminal.press("\x03")
        assert terminal.status() == 130


def test_it_ends_when_the_terminal_is_gone_though_no_signal_came(tmp_path: Path) -> None:
    with watchword(with_profile(tmp_path), ignore_hangup=True) as terminal:
        terminal.wait_for("do not know what")
        terminal.hang_up()
        assert terminal.status() == 129


def test_killed_in_the_middle_it_loses_nothing_and_opens_again(tmp_path: Path) -> None:
    with watchword(with_profile(tmp_path)) as terminal:
        terminal.wait_for("do not know what")
        terminal.press("n")
        terminal.wait_for("Know what is at stake")  # the second guideline is open, and recorded
    with watchword(tmp_path) as terminal:
        terminal.wait_for("Continuing with: Know what")
        terminal.press("q")
        assert terminal.status() == 0


def test_a_checklist_that_cannot_be_read_is_named_on_the_terminal_one_returns_to(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "checklist.toml").write_text('format_version = 1\nid = "x"\n')
    with watchword(tmp_path / "home", "--checklist", str(broken)) as terminal:
        said = terminal.wait_for("watchword checklist lint")
        assert "checklist.toml:1" in said
        assert terminal.status() == 3


@pytest.mark.real
def test_no_network_socket_is_opened(tool: Callable[[str], str], tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    before = [tool("strace"), "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", str(trace)]
    with watchword(with_profile(tmp_path / "home"), before=before) as terminal:
        terminal.wait_for("do not know what", 60)
        terminal.press("3")
        terminal.press("q")
        assert terminal.status(60) == 0
    calls = trace.read_text()
    assert calls  # it was watched
    assert "AF_INET" not in calls
