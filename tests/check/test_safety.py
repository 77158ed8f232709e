"""What no check may ever do, asked of all that are registered: a new one is included by itself.

Nothing planted is run, nothing is contacted, hostile tools and folders cost little and say nothing, and no
process is left behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from support.this_laptop import ThisLaptop
from watchword.check import registry
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, Process, Ran, ToolMissing
from watchword.check.runner import CHECK_SECONDS, Ask, stream

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the traps are those of POSIX")

NAMES = tuple(name for name in registry.names() if registry.about(name) == "machine")
PLATFORMS = ("linux", "macos", "windows")
ALL_CHECKS = Path(__file__).parents[1] / "support" / "all_checks.py"

# What is the same for everybody on the machine, so that being root is no obstacle.
NOT_PERSONAL = {"disk-encryption"}


async def look(host: Host, names: Sequence[str] = NAMES) -> dict[str, Finding]:
    """Run checks side by side as the app does."""
    return {ask.check: finding async for ask, finding in stream([Ask(name) for name in names], host)}


def furnish(home: Path) -> dict[str, str]:
    """Give a home folder something for every check to look at; return the environment of its session."""
    for folder in (
        ".ssh",
        ".gnupg",
        ".gnupg/private-keys-v1.d",
        ".config/gh",
        "Downloads",
        "Dropbox",
        "code",
    ):
        (home / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / ".ssh/id_ed25519").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n")
    (home / ".gnupg/private-keys-v1.d/00.key").write_text("Key: (private-key (ecc\n")
    (home / ".gnupg/pubring.kbx").write_bytes(b"")
    (home / ".gitconfig").write_text("[user]\n  name = Sample\n")
    (home / ".bash_history").write_text("ls\n")
    (home / ".dropbox").mkdir(exist_ok=True)
    (home / ".dropbox/info.json").write_text(json.dumps({"personal": {"path": str(home / "Dropbox")}}))
    (home / "code/.git").mkdir(exist_ok=True)
    return {
        "HOME": str(home),
        "USER": "sample",
        "XDG_CURRENT_DESKTOP": "GNOME",
        "XDG_RUNTIME_DIR": str(home),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/bus",
    }


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return furnish(home)


class Watched(ThisLaptop):
    """Remembers which tools were run, and from where."""

    def __init__(self, environment: Mapping[str, str], platform: str = "linux") -> None:
        super().__init__(home=Path(environment["HOME"]), environment=environment, platform=platform)
        self.used: list[str] = []

    def find_tool(self, name: str) -> str:
        path = super().find_tool(name)
        self.used.append(path)
        return path


# -- tools that were planted ------------------------------------------------------------------------------

PLANTED = (
    *(
        "ssh-keygen",
        "ssh-add",
        "gsettings",
        "fdesetup",
        "gpg",
        "gpgconf",
        "git",
        "busctl",
        "lsattr",
        "fscrypt",
    ),
    *("zfs", "zpool", "xset", "xfconf-query", "kreadconfig5", "loginctl", "systemd-detect-virt", "powercfg"),
    *("sysadminctl", "defaults", "pmset", "sysctl", "profiles", "nvram", "mount", "ls", "icacls", "reg"),
    *("lsblk", "findmnt", "diskutil", "dsregcmd", "keybase", "powershell", "which", "python3", "sh"),
)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_no_check_runs_a_tool_planted_in_path_or_in_the_working_folder(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    trap, mark = tmp_path / "trap", tmp_path / "sprung"
    trap.mkdir()
    for name in PLANTED:
        for suffix in ("", ".exe"):
            (trap / (name + suffix)).write_text(f'#!/bin/sh\necho "$0" >> {mark}\n')
            (trap / (name + suffix)).chmod(0o755)
    monkeypatch.chdir(trap)
    monkeypatch.setenv("PATH", f"{trap}:.:/usr/bin:/bin")
    host = Watched({**environment, "PATH": f"{trap}:.:/usr/bin:/bin"}, platform)
    await look(host)
    assert not mark.exists(), mark.read_text()
    assert not [path for path in host.used if not path.startswith(("/usr/", "/bin/", "/sbin/"))]
    assert host.used or platform != "linux"  # or the traps would have had no chance


# -- tools that misbehave ---------------------------------------------------------------------------------

MISBEHAVING = {
    "a gigabyte": "head -c 1073741824 /dev/zero",
    "a gigabyte of errors": "head -c 1073741824 /dev/zero >&2",
    "escape sequences": r"printf '\033]52;c;ZXZpbA==\007\033[2J\033[31mE E\033[0m\302\233 true 1\n%.0s' 1 2",
    "invalid UTF-8": r"printf '\377\376\300\200\355\240\200E true\n%.0s' 1 2",
    "never ends": "sleep 1000",
    "never ends and ignores signals": "trap '' TERM INT HUP; while :; do sleep 1000; done",
    "ends and leaves children": "sleep 1000 >/dev/null 2>&1 & (sleep 1000 >/dev/null 2>&1 &) ; echo '{?}'",
    "ends, and a child keeps the pipe": "sleep 1000 & echo '{?}'",
    "is killed": "kill -9 $$",
}


class Misled(ThisLaptop):
    """Finds the same program under every name, or none; has less patience than usual."""

    def __init__(self, environment: Mapping[str, str], platform: str, program: Path | None) -> None:
        super().__init__(home=Path(environment["HOME"]), environment=environment, platform=platform)
        self.program = program

    def find_tool(self, name: str) -> str:
        if self.program is None:
            raise ToolMissing(f"The command {name} is not installed.")
        return str(self.program)

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        return await super().run(argv, seconds=min(seconds, 0.4))

    def processes(self) -> list[Process]:
        return []


def left_behind(environment: Mapping[str, str]) -> list[str]:
    """Return the command lines of processes that were started with this home."""
    mark = f"HOME={environment['HOME']}\0".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


def gone(environment: Mapping[str, str], seconds: float = 3.0) -> bool:
    end = time.monotonic() + seconds
    while left_behind(environment) and time.monotonic() < end:
        time.sleep(0.02)
    return not left_behind(environment)


def texts(finding: Finding) -> Iterator[str]:
    """Give every text of a finding."""

    def inside(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for each in value.values():
                yield from inside(each)
        elif isinstance(value, list | tuple):
            for each in value:
                yield from inside(each)

    return inside(dataclasses.asdict(finding))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("how", MISBEHAVING)
async def test_a_tool_that_misbehaves_says_nothing_and_leaves_nothing_behind(
    tmp_path: Path, environment: dict[str, str], platform: str, how: str
) -> None:
    program = tmp_path / "tool"
    program.write_text(f"#!/bin/sh\n{MISBEHAVING[how]}\n")
    program.chmod(0o755)
    without = await look(Misled(environment, platform, None))
    begun = time.monotonic()
    found = await look(Misled(environment, platform, program))
    assert time.monotonic() - begun < CHECK_SECONDS
    for name, finding in found.items():
        assert finding.outcome in (Outcome.UNKNOWN, without[name].outcome), finding
        assert all(text.isprintable() for text in texts(finding)), finding
        assert "our defect" not in finding.summary, finding
    if sys.platform == "linux":
        assert gone(environment), left_behind(environment)


async def test_a_child_that_left_its_group_and_keeps_the_pipe_costs_the_time_limit_and_no_more(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    program = tmp_path / "tool"
    program.write_text("#!/bin/sh\nsetsid sleep 6 &\necho done\n")
    program.chmod(0o755)
    begun = time.monotonic()
    found = await look(Misled(environment, "linux", program))
    assert time.monotonic() - begun < 6
    assert all("our defect" not in finding.summary for finding in found.values())


async def test_a_tool_that_hangs_costs_its_own_time_limit_and_nobody_elses(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    program = tmp_path / "tool"
    program.write_text("#!/bin/sh\nsleep 1000\n")
    program.chmod(0o755)

    class OneHangs(ThisLaptop):
        def find_tool(self, name: str) -> str:
            return str(program) if name == "gsettings" else super().find_tool(name)

    names = ("screen-lock", "disk-encryption", "ssh-keys", "password-manager")
    host = OneHangs(home=Path(environment["HOME"]), environment=environment, platform="linux")
    begun = time.monotonic()
    came: dict[str, float] = {}
    async for ask, finding in stream([Ask(name) for name in names], host):
        came[ask.check] = time.monotonic() - begun
        if ask.check == "screen-lock":
            assert finding.outcome is Outcome.UNKNOWN
            assert "no answer within 3 seconds" in finding.summary
    assert 3 <= came.pop("screen-lock") < 4.5
    assert max(came.values()) < 2


async def test_leaving_a_stream_early_ends_what_is_running(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    program = tmp_path / "tool"
    program.write_text("#!/bin/sh\nsleep 1000\n")
    program.chmod(0o755)
    host = Misled(environment, "linux", program)
    findings: AsyncIterator[object] = stream([Ask("screen-lock"), Ask("ssh-keys")], host)
    async with contextlib.aclosing(findings):  # type: ignore[type-var]
        await anext(findings)
        assert left_behind(environment)
    assert gone(environment)


async def test_what_two_checks_ask_at_the_same_time_is_run_once(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    program = tmp_path / "tool"
    mark = tmp_path / "runs"
    program.write_text(
        f'#!/bin/sh\necho "$*" >> {mark}\necho org.gnome.desktop.session idle-delay uint32 300\n'
    )
    program.chmod(0o755)
    host = Misled(environment, "linux", program)
    await look(host, ["screen-lock", "password-on-wake"])
    ran = mark.read_text().splitlines()
    assert ran
    assert len(ran) == len(set(ran))
    await look(host, ["screen-lock"])
    assert len(mark.read_text().splitlines()) > len(ran)  # and the next look asks anew


async def test_a_check_that_is_given_up_leaves_the_others_their_answer(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    program = tmp_path / "tool"
    program.write_text("#!/bin/sh\nsleep 0.2\necho told\n")
    program.chmod(0o755)
    async with Misled(environment, "linux", program).at_once() as host:
        first = asyncio.create_task(host.run(["gsettings"], seconds=0.4))
        second = asyncio.create_task(host.run(["gsettings"], seconds=0.4))
        await asyncio.sleep(0.05)
        first.cancel()
        assert (await second).out == "told\n"


# -- folders that misbehave -------------------------------------------------------------------------------

CROWD = 200_000
PLACES = (
    *(".ssh", ".gnupg", ".gnupg/private-keys-v1.d", ".gnupg/openpgp-revocs.d", ".password-store"),
    *(".config/google-chrome", ".config/google-chrome/Default/Extensions", ".mozilla/firefox"),
    *("Dropbox", "Dropbox/inside", "Desktop", "Documents", "Downloads", ".config", ".dotfiles", "code/.git"),
    *(".local/share/chezmoi", ".config/systemd/user", ".aws", ".config/gh"),
)
GENEROUS = 6.0


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with 200,000 files, a link to itself, named pipes and files of 10 GB without contents."""
    memory = Path("/dev/shm")  # made there in two seconds, on some disks in more than a minute
    is_quick = memory.is_dir() and os.access(memory, os.W_OK)
    base = Path(tempfile.mkdtemp(dir=memory)) if is_quick else tmp_path_factory.mktemp("crowd")
    folder = base / "crowd"
    folder.mkdir(mode=0o700)
    here = os.open(folder, os.O_RDONLY)
    try:
        for number in range(CROWD):
            os.close(os.open(f"{number:06}.key", os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=here))
    finally:
        os.close(here)
    for name in ("!loop", "id_loop"):
        (folder / name).symlink_to(".")
    (folder / "id_self").symlink_to("id_self")
    for name in ("!pipe", "id_ecdsa", "config", "info.json", "Preferences", "extensions.json", "pipe.gpg"):
        os.mkfifo(folder / name)
    for name in ("!sparse", "id_rsa", "pubring.kbx", "sparse.csv", ".netrc", "sparse.rev"):
        with (folder / name).open("wb") as file:
            file.truncate(10 * 1024**3)
    yield folder
    shutil.rmtree(base)


async def longest_gap(stop: asyncio.Event) -> float:
    """Return the longest time for which nobody else got a turn."""
    longest, last = 0.0, time.monotonic()
    while not stop.is_set():
        await asyncio.sleep(0.01)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    return longest


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("place", PLACES)
async def test_a_folder_full_of_traps_costs_seconds_at_the_most(
    crowd: Path, place: str, platform: str
) -> None:
    home = Path(tempfile.mkdtemp(dir=crowd.parent))
    environment = furnish(home)
    target = home / place
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    crowd.rename(target)
    try:
        stop = asyncio.Event()
        gap = asyncio.create_task(longest_gap(stop))
        begun = time.monotonic()
        found = await look(ThisLaptop(home=home, environment=environment, platform=platform))
        spent = time.monotonic() - begun
        stop.set()
        assert spent < GENEROUS
        assert await gap < GENEROUS / 4  # whoever wants to quit gets a turn
    finally:
        target.rename(crowd)
    for finding in found.values():
        assert "no answer within" not in finding.summary, finding
        assert "our defect" not in finding.summary, finding


# -- root -------------------------------------------------------------------------------------------------


class Administrator(ThisLaptop):
    """Run with `sudo`."""

    @property
    def is_root(self) -> bool:
        return True


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_PERSONAL])
async def test_run_as_root_a_check_says_that_it_cannot_judge_a_person(
    tmp_path: Path, environment: dict[str, str], name: str, platform: str
) -> None:
    home = Path(environment["HOME"])
    host = Administrator(root=tmp_path / "empty", home=home, environment=environment, platform=platform)
    finding = (await look(host, [name]))[name]
    if platform not in registry.find(name).platforms:
        return
    assert finding.outcome is Outcome.UNKNOWN
    assert "root" in finding.summary or "administrator" in finding.summary


# -- the network ------------------------------------------------------------------------------------------


@pytest.mark.real
def test_no_check_opens_a_network_socket(
    tmp_path: Path, environment: dict[str, str], tool: Callable[[str], str]
) -> None:
    trace = tmp_path / "trace"
    script = [sys.executable, str(ALL_CHECKS)]
    strace = [tool("strace"), "-f", "-qq", "-e", "trace=network,execve", "-o", str(trace)]
    session = [tool("dbus-run-session"), "--"]
    done = subprocess.run(
        [*session, *strace, *script],
        env={**environment, "PATH": os.environ["PATH"]},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert set(json.loads(done.stdout)) == set(NAMES)
    seen = trace.read_text(errors="replace")
    assert "AF_INET" not in seen
    assert seen.count("execve(") > 1, "or no tool was watched"
