"""What a crash, a cut, a flipped bit and a full disk do to a journal: nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest

from support.journals import HEADER, NOON, SAMPLE, build, fill
from watchword.errors import JournalError
from watchword.progress.chain import verify
from watchword.progress.event import Value
from watchword.progress.journal import Journal

APP = Path(__file__).parents[2] / "app"
KILLS = 64

# For every line on stdin a child is forked that appends and acknowledges on stdout until it is killed.
# Forking saves the imports, which take longer than the rest.
FORKER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
import filelock
from watchword.progress.journal import Journal

path, marks = map(Path, sys.argv[1:])
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        now = datetime(2026, 1, 5, 12, tzinfo=UTC)
        with Journal.open(path, at=now, high_water=marks) as journal:
            for notice in journal.notices:
                os.write(1, f"notice {notice}\\n".encode())
            while True:
                event = journal.append("stated", now, guideline="g", check="c", text="word " * 20)
                os.write(1, f"recorded {event.n} {journal.head}\\n".encode())
    os.write(1, f"child {pid}\\n".encode())
    os.waitpid(pid, 0)
    os.write(1, b"over\\n")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "security" / "2026.toml"


@pytest.fixture
def run() -> Callable[..., subprocess.Popen[str]]:
    def start(code: str, *arguments: object) -> subprocess.Popen[str]:
        argv = [sys.executable, "-c", code, *map(str, arguments)]
        pipe = subprocess.PIPE
        env = {**os.environ, "PYTHONPATH": str(APP)}
        return subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True, env=env)

    return start


def read_until_over(lines: IO[str]) -> Iterator[list[str]]:
    for line in lines:
        if line == "over\n":
            return
        yield line.split()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork")
def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    path: Path, tmp_path: Path, run: Callable[..., subprocess.Popen[str]]
) -> None:
    fill(path, 0)
    chance = random.Random(7)
    recorded: dict[int, str] = {}
    with run(FORKER, path, tmp_path / "state" / "high-water.toml") as forker:
        assert forker.stdin is not None
        assert forker.stdout is not None
        for _ in range(KILLS):
            forker.stdin.write("go\n")
            forker.stdin.flush()
            said, child, wait = 0, 0, chance.randrange(1, 8)
            for word, *rest in read_until_over(forker.stdout):
                if word == "child":
                    child = int(rest[0])
                if word == "recorded":
                    recorded[int(rest[0])] = rest[1]
                    said += 1
                assert word != "notice" or rest[:3] == ["The", "last", "step"], rest
                if said >= wait and child:
                    time.sleep(chance.random() / 200)
                    os.kill(child, signal.SIGKILL)
                    said, wait = 0, 1 << 60
            chain = verify(path.read_bytes())
            assert chain.count >= max(recorded)
        forker.stdin.close()
    assert len(recorded) >= KILLS
    assert all(chain.heads[number] == head for number, head in recorded.items())


def test_cut_anywhere_it_holds_the_events_before_the_cut() -> None:
    whole = verify(SAMPLE)
    starts = [place for place in range(len(SAMPLE)) if SAMPLE.startswith(b"[[event]]\n", place)] + [
        len(SAMPLE)
    ]
    for cut in range(starts[0], len(SAMPLE)):
        count = sum(start <= cut for start in starts[1:])
        for tail in (b"", b"\0", b"\0" * 5000):
            chain = verify(SAMPLE[:cut] + tail)
            assert chain.events == whole.events[:count]
            assert chain.head == whole.heads[count]
            assert chain.torn == SAMPLE[starts[count] : cut] + tail
    for cut in range(starts[0]):
        with pytest.raises(JournalError):
            verify(SAMPLE[:cut])


def test_cut_inside_the_last_event_it_recovers_to_the_one_before(path: Path) -> None:
    data = fill(path, 2)
    last = data.rindex(b"[[event]]")
    for cut in range(last + 1, len(data)):
        path.write_bytes(data[:cut])
        with Journal.open(path, at=NOON) as journal:
            assert [event.kind for event in journal.events] == ["opened", "recovered"]
            assert journal.events[-1].number("bytes") == cut - last
            assert len(journal.notices) == 1
        aside = path.with_name("2026.toml.torn-1")
        assert aside.read_bytes() == data[last:cut]
        assert path.read_bytes().startswith(data[:last])
        assert verify(path.read_bytes()).torn == b""
        aside.unlink()


def test_no_flipped_bit_goes_unnoticed_against_a_known_head() -> None:
    profile: dict[str, Value] = {
        "name": "Ä",
        "email": "",
        "roles": ["dev"],
        "devices": [],
        "public_places": True,
    }
    opened: dict[str, Value] = {"guideline": "phishing"}
    data = build([("profile", profile), ("opened", opened), ("opened", opened)])
    head = verify(data).head
    last = data.rindex(b"[[event]]")
    for place in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            try:
                chain = verify(bytes(flipped))
            except JournalError:
                continue
            assert place >= last
            assert chain.head != head


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from watchword.errors import JournalError
from watchword.progress.journal import Journal

path, room = Path(sys.argv[1]), int(sys.argv[2])
now = datetime(2026, 1, 5, 12, tzinfo=UTC)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Journal.open(path, at=now) as journal:
    before = path.read_bytes()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, usual[1]))
    try:
        journal.append("opened", now, guideline="g")
    except JournalError as error:
        print(error.title, error.remedy)
    print(path.read_bytes() == before)
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    print(journal.append("opened", now, guideline="g").n)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("room", [0, 1, 50])
def test_a_write_that_only_half_fits_is_taken_back(
    path: Path, run: Callable[..., subprocess.Popen[str]], room: int
) -> None:
    fill(path, 1)
    with run(FULL, path, room) as child:
        said = child.communicate()[0].splitlines()
    assert said == [
        "Nothing was recorded. Free some space on this disk, then do the step again.",
        "True",
        "2",
    ]
    assert verify(path.read_bytes()).count == 2


@pytest.fixture
def small_disk(tmp_path: Path, tool: Callable[[str], str]) -> Iterator[Path]:
    """Give a disk of 64 KiB, made of memory; only root can have one."""
    place = tmp_path / "small"
    place.mkdir(mode=0o700)
    argv = [tool("mount"), "-t", "tmpfs", "-o", "size=64k,mode=700", "watchword-test", str(place)]
    if (
        not hasattr(os, "geteuid")
        or os.geteuid() != 0
        or subprocess.run(argv, capture_output=True).returncode
    ):
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run([tool("umount"), str(place)], check=True)


def fill_up(file: Path) -> None:
    """Take all the room that is left on the disk."""
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"x" * 512):
            pass


def append_until_refused(journal: Journal) -> JournalError:
    """Append until the disk takes no more: the last page may still have had some room."""
    for _ in range(100):
        try:
            journal.append("opened", NOON, guideline="b")
        except JournalError as error:
            return error
    pytest.fail("the disk is not full")


@pytest.mark.real
def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    path = small_disk / "2026.toml"
    with Journal.create(path, HEADER) as journal:
        journal.append("opened", NOON, guideline="a")
        fill_up(small_disk / "filler")
        refusal = append_until_refused(journal)
        assert refusal.title == "Nothing was recorded."
        assert "Free some space" in refusal.remedy
        kept = verify(path.read_bytes())
        assert (kept.count, kept.head, kept.torn) == (journal.count, journal.head, b"")
        (small_disk / "filler").unlink()
        assert journal.append("opened", NOON, guideline="c").n == kept.count + 1


@pytest.mark.real
def test_a_disk_mounted_to_be_read_is_read(small_disk: Path, tool: Callable[[str], str]) -> None:
    path = small_disk / "2026.toml"
    fill(path, 2)
    subprocess.run([tool("mount"), "-o", "remount,ro", str(small_disk)], check=True)
    with Journal.open(path, at=NOON) as journal:
        assert (journal.read_only, journal.count) == (True, 2)
        with pytest.raises(JournalError, match="Nothing was recorded") as caught:
            journal.append("opened", NOON, guideline="d")
    assert "can only be read" in caught.value.remedy
