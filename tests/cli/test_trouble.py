"""What can go wrong around a call: the terminal, the pipe, the disk, and Watchword itself."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.machine import machine
from cli.talk import APP, PROFILE, child, command, copy_small, environment, say
from support.kit import make_kit
from watchword.cli.call import Call
from watchword.cli.output import Output
from watchword.cli.run import run

POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and pipes as POSIX has them")
TYPOGRAPHY = ("Thinking first", "Thinking “first” – it’s … naïve 思")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_console_without_unicode(tmp_path: Path, variables: dict[str, str]) -> None:
    checklist = copy_small(tmp_path, TYPOGRAPHY)
    typed = "\n".join(PROFILE)
    for words in (["checklist", "show"], ["status"], ["--plain"], ["checklist", "show", "think-first"]):
        said = child(tmp_path / "home", *words, typed=typed, checklist=checklist, **variables)
        assert said.returncode in (0, 1), said.stderr
        assert said.stdout.isascii()
        assert said.stderr == ""
    assert 'Thinking "first" - it\'s ... na?ve ?' in said.stdout


def test_letters_that_are_none_do_not_stop_the_walk(tmp_path: Path) -> None:
    done = subprocess.run(
        command("--plain"),
        input=b"\xff\xfe\n\x00\n\x1b[A\nbad\n",
        env=environment(tmp_path, {}),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stdout


@POSIX
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for words in (["checklist", "show"], ["--plain"], ["status", "--json"], ["--help"], ["--version"]):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            command(*words) if words != ["--version"] else [sys.executable, "-m", "watchword", "--version"],
            stdout=writing,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env=environment(tmp_path, {}),
            timeout=60,
            check=False,
        )
        os.close(writing)
        assert done.stderr == b"", words
        assert done.returncode == 141, words


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_behind_the_output_is_said(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("checklist", "show"),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(tmp_path, {}),
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stderr.startswith("The output could not be written.\n")
    assert "Traceback" not in done.stderr


@POSIX
def test_ctrl_c_in_a_real_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("--plain"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path, {}),
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("\n".join([*PROFILE, ""]).encode())
        process.stdin.flush()
        seen = b""
        while b"? for help:" not in seen:
            seen += process.stdout.read1()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.decode().strip().count("\n") == 0
    assert b"Everything you answered is recorded" in err
    again = child(tmp_path, "--plain")
    assert again.stdout.startswith("Continuing with: Thinking first (0 of 7 done)")


SLOW = """\
import io, sys
from cli.machine import machine
from cli.talk import SMALL
from support.kit import make_kit
from watchword.check import registry
from watchword.cli.call import Call
from watchword.cli.output import Output
from watchword.cli.run import run

registry.BUNDLED["screen-lock"] = "cli.machine"
kit = make_kit(__import__("pathlib").Path(sys.argv[1]), host=machine("slow"))
print("ready", flush=True)
call = Call(Output(sys.stdout, sys.stderr, {}), make_kit=lambda: kit)
raise SystemExit(run(["--checklist", str(SMALL), "check", "screen-lock"], call))
"""


@POSIX
def test_ctrl_c_while_a_check_runs_ends_at_once(tmp_path: Path) -> None:
    paths = os.pathsep.join([str(APP), str(APP.parent / "tests")])
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path, {"PYTHONPATH": paths}),
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().strip().count("\n") == 0


def closed_homes(folder: Path) -> list[Path]:
    """Folders that cannot be made: below a file and, on Linux, below /proc, even for root."""
    (folder / "file").write_text("", "utf-8")
    proc = Path("/proc")
    return [folder / "file" / "home", *([proc / "watchword-home"] if proc.is_dir() else [])]


SETTING = ["profile", "set", "--name", "A", "--email", "a@example.org"]


@pytest.mark.parametrize("words", [SETTING, ["--plain"], ["key", "use", "file"]])
def test_a_home_that_cannot_be_written(tmp_path: Path, words: list[str]) -> None:
    for home in closed_homes(tmp_path):
        said = child(home, *words, typed="\n".join(PROFILE))
        assert said.returncode in (1, 2), said.stderr
        assert "Something went wrong inside" not in said.stderr
        assert "Traceback" not in said.stderr
        assert len(said.stderr.splitlines()) >= 2


@pytest.mark.parametrize(
    "words", [["status"], ["check", "screen-lock"], ["checklist", "show"], ["key", "show"], ["key", "list"]]
)
def test_looking_asks_for_no_writing(tmp_path: Path, words: list[str]) -> None:
    for home in closed_homes(tmp_path)[1:]:
        said = child(home, *words)
        assert said.returncode in (0, 1, 3), said.stderr
        assert "Something went wrong inside" not in said.stderr


def test_a_settings_file_that_cannot_be_used_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "settings.toml").write_text('\ncolour = "blue"\n', "utf-8")
    said = child(tmp_path, "key", "show")
    assert (said.returncode, said.stdout) == (2, "")
    assert "settings.toml, line 2: `colour` is no setting" in said.stderr


def test_a_second_session_is_told_so(tmp_path: Path) -> None:
    from support.kit import a_profile, make_session

    kit = make_kit(tmp_path, host=machine())
    with_it = make_session(tmp_path, kit=kit)
    with_it.set_profile(a_profile())
    said = say(tmp_path, "--plain", kit=kit)
    assert said.status == 1
    assert "Another session has this journal open." in said.err
    assert say(tmp_path, "status", kit=kit).out.startswith("Small guide")
    with_it.close()


def _defect(variables: dict[str, str]) -> tuple[int, str]:
    def make() -> object:
        raise ZeroDivisionError("secret detail")

    out, err = io.StringIO(), io.StringIO()
    call = Call(Output(out, err, {}), make_kit=make, environment=variables)  # type: ignore[arg-type]
    return run(["status"], call), err.getvalue()


def test_a_defect_is_one_line_and_no_traceback() -> None:
    status, err = _defect({})
    assert status == 1
    assert err.startswith("Something went wrong inside Watchword (ZeroDivisionError). ")
    assert err.count("\n") == 1
    assert "secret detail" not in err


def test_a_defect_shows_its_traceback_when_asked_for() -> None:
    assert "Traceback" in _defect({"WATCHWORD_DEBUG": "1"})[1]


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)],
)
def test_colour_repeats_the_word_on_terminals_only(
    tmp_path: Path, variables: dict[str, str], coloured: bool
) -> None:
    out = Terminal()
    kit = make_kit(tmp_path, host=machine("fail"))
    call = Call(Output(out, io.StringIO(), variables), make_kit=lambda: kit, environment=variables)
    assert run(["check", "screen-lock"], call) == 1
    assert "Fails" in out.getvalue()
    assert ("\x1b[31m" in out.getvalue()) is coloured
    assert "\x1b" not in say(tmp_path, "check", "screen-lock", kit=kit).out


def test_foreign_text_cannot_speak_to_the_terminal() -> None:
    out = io.StringIO()
    Output(out, out, {}).say("a\x1b]52;c;x\x07b\u202ec\r\x9bd")
    assert out.getvalue() == "a\ufffd]52;c;x\ufffdb\ufffdc\ufffd\ufffdd\n"
