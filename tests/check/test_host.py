"""The host: the only door to the operating system, and what it keeps out."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from watchword.check.command import OUTPUT_LIMIT
from watchword.check.host import Host, HostError, NotThere, Refused, ToolMissing

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are those of POSIX")


def running(mark: str) -> bool:
    """Whether a process with this argument is there."""
    return any(mark in process.argv for process in Host().processes())


def wait_for(mark: str, *, there: bool) -> bool:
    end = time.monotonic() + 5
    while running(mark) is not there and time.monotonic() < end:
        time.sleep(0.01)
    return running(mark) is there


async def test_a_tool_planted_first_in_path_is_not_run(tmp_path: Path) -> None:
    planted = tmp_path / "uname"
    planted.write_text("#!/bin/sh\necho planted\n")
    planted.chmod(0o755)
    ran = await Host(environment={"PATH": f"{tmp_path}:/usr/bin:/bin"}).run(["uname"])
    assert "planted" not in ran.out
    assert ran.code == 0


async def test_a_tool_planted_in_the_working_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = tmp_path / "uname"
    planted.write_text("#!/bin/sh\necho planted\n")
    planted.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert "planted" not in (await Host(environment={"PATH": ".:/usr/bin"}).run(["uname"])).out


async def test_a_child_does_not_run_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (await Host(environment={}).run(["pwd"])).out == "/\n"


async def test_a_tool_that_is_not_installed_is_an_error_with_its_name() -> None:
    with pytest.raises(ToolMissing, match="no-such-tool-anywhere"):
        await Host().run(["no-such-tool-anywhere"])


async def test_a_tool_that_takes_too_long_is_ended() -> None:
    mark = f"60.{uuid.uuid4().int % 10**12}"
    with pytest.raises(HostError, match=r"no answer within 0\.2 seconds"):
        await Host().run(["sleep", mark], seconds=0.2)
    assert wait_for(mark, there=False)


async def test_a_tool_that_prints_without_end_is_ended() -> None:
    mark = uuid.uuid4().hex
    with pytest.raises(HostError, match=f"more than {OUTPUT_LIMIT // 1024} KiB"):
        await Host().run(["yes", mark])
    assert wait_for(mark, there=False)


async def test_cancelling_a_look_ends_the_tool() -> None:
    mark = f"61.{uuid.uuid4().int % 10**12}"
    task = asyncio.create_task(Host().run(["sleep", mark], seconds=60))
    while not running(mark):
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert wait_for(mark, there=False)


async def test_what_a_tool_started_is_ended_with_it() -> None:
    mark = f"62.{uuid.uuid4().int % 10**12}"
    with pytest.raises(HostError):
        await Host().run(["sh", "-c", f"sleep {mark} & wait"], seconds=0.3)
    assert wait_for(mark, there=False)


@pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="only Linux tells of the end of a child by a handle"
)
def test_waiting_for_commands_starts_no_thread_even_in_two_loops_at_once() -> None:
    async def ask() -> tuple[int, int]:
        ran = await Host().run(["sh", "-c", "sleep 0.05; exit 7"])
        return ran.code, sum("waitpid" in thread.name for thread in threading.enumerate())

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: asyncio.run(ask()), range(2)))

    assert found == [(7, 0), (7, 0)]


async def test_standard_input_is_closed() -> None:
    assert (await Host().run(["cat"], seconds=2)).out == ""


async def test_a_child_inherits_only_what_leads_to_the_session() -> None:
    environment = {
        "HOME": "/home/sample",
        "LD_PRELOAD": "/tmp/evil.so",
        "PYTHONPATH": "/tmp",
        "GIT_DIR": "/tmp",
        "SECRET_TOKEN": "s3cret",
        "LANG": "de_DE.UTF-8",
        "LC_MESSAGES": "de_DE.UTF-8",
        "PATH": "/tmp",
    }
    lines = (await Host(environment=environment).run(["env"])).out.splitlines()
    told = dict(line.split("=", 1) for line in lines)
    assert told.pop("PATH").startswith("/usr/bin:")
    assert told == {"HOME": "/home/sample", "LC_ALL": "C", "LANGUAGE": "C"}


async def test_status_and_both_outputs_are_kept_apart() -> None:
    ran = await Host().run(["sh", "-c", "echo out; echo err >&2; exit 3"])
    assert (ran.code, ran.out, ran.err) == (3, "out\n", "err\n")


async def test_what_is_no_text_is_replaced() -> None:
    assert (await Host().run(["printf", r"a\377b"])).out == "a\N{REPLACEMENT CHARACTER}b"


def test_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    began = time.monotonic()
    with pytest.raises(HostError, match="not a regular file"):
        Host().read_bytes(tmp_path / "pipe")
    assert time.monotonic() - began < 1


def test_a_folder_is_not_read_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(HostError):
        Host().read_bytes(tmp_path)


def test_a_file_that_is_not_there_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="does not exist"):
        Host(home=tmp_path).read_bytes(tmp_path / "nothing")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0)
    with pytest.raises(Refused):
        Host().read_bytes(tmp_path / "secret")


def test_only_the_beginning_of_a_long_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 100)
    assert Host().read_bytes(tmp_path / "long", limit=10) == b"x" * 10


def test_only_so_many_names_of_a_folder_are_read(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / str(number)).touch()
    assert len(Host().names(tmp_path, limit=3)) == 3


def test_the_home_folder_is_shown_as_a_tilde() -> None:
    host = Host(home=Path("/home/sample"))
    assert host.show("/home/sample/.config/x") == "~/.config/x"
    assert host.show("/home/sampler/x") == "/home/sampler/x"


def test_a_path_is_shown_without_what_a_terminal_obeys() -> None:
    assert "\x1b" not in Host().show("/tmp/\x1b[2J")


def test_links_stay_inside_the_root_that_was_given(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "dm-0").touch()
    (tmp_path / "dev" / "root").symlink_to("dm-0")
    assert Host(root=tmp_path, home=tmp_path / "home").resolve("/dev/root") == Path("/dev/dm-0")


def test_processes_are_those_of_this_person() -> None:
    assert os.getpid() in {process.pid for process in Host().processes()}
