"""The lock drill: whether a lock and its unlock are seen, through every door there is."""

from __future__ import annotations

import asyncio
import os
import plistlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.message_bus import bus, mock
from support.sample_host import SampleHost
from watchword.check.device import (
    lock_drill,
    lock_watch,
    lock_watch_linux,
    lock_watch_macos,
    lock_watch_windows,
)
from watchword.check.device.desktop import Desktop
from watchword.check.device.lock_drill import DRILL
from watchword.check.device.lock_watch import Door, Seen, observe
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Process, Ran
from watchword.check.registry import find_drill

PASS, UNKNOWN = Outcome.PASS, Outcome.UNKNOWN
GNOME = "busctl --user --json=short --auto-start=no call org.gnome.ScreenSaver /org/gnome/ScreenSaver "
GNOME += "org.gnome.ScreenSaver GetActive"
ON, OFF = '{"type":"b","data":[true]}\n', '{"type":"b","data":[false]}\n'


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.now += seconds


def scripted(*answers: bool | str, name: str = "a door") -> Door:
    """A door that gives these answers in turn, then the last for ever; a string is an error."""
    left = list(answers)

    async def ask() -> bool:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, str):
            raise HostError(answer)
        return answer

    return Door(name, ask)


async def seen_by(*doors: Door, said: list[str] | None = None, seconds: float = 30.0) -> Seen:
    told: list[str] = [] if said is None else said
    time_ = Time()
    return await observe(
        doors, told.append, "Lock the screen now: X", clock=time_.clock, pause=time_.pause, seconds=seconds
    )


class Locking(SampleHost):
    """A machine whose answers to one command are given in turn, then the last for ever."""

    turns: tuple[str, list[Ran | str | HostError]] = ("", [])

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        line, answers = self.turns
        if " ".join(argv) == line:
            self.commands[line] = answers.pop(0) if len(answers) > 1 else answers[0]
        return await super().run(argv, seconds=seconds)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass between looks, and little until the end."""
    monkeypatch.setattr(lock_watch, "EVERY_SECONDS", 0.0)
    kept = observe

    async def short(*args: Any, **more: Any) -> Seen:
        return await kept(*args, **more, seconds=0.3)

    monkeypatch.setattr(lock_drill, "observe", short)


async def drill(host: Host, said: list[str] | None = None) -> Finding:
    told: list[str] = [] if said is None else said
    return await DRILL.run(host, told.append)


def gnome(*answers: str, **environment: str) -> Locking:
    host = Locking(environment={"XDG_CURRENT_DESKTOP": "GNOME", **environment}, commands={GNOME: OFF})
    host.turns = (GNOME, [OFF, *answers])
    return host


# -- watching ---------------------------------------------------------------------------------------------


async def test_a_lock_and_its_unlock_are_timed() -> None:
    seen = await seen_by(scripted(False, *[False] * 10, *[True] * 20, False))
    assert seen.until_lock == pytest.approx(3.0)
    assert seen.locked_for == pytest.approx(5.7)
    assert not seen.was_locked


async def test_the_person_is_told_what_is_seen() -> None:
    said: list[str] = []
    await seen_by(scripted(False, *[False] * 10, *[True] * 20, False), said=said)
    assert said == ["Lock the screen now: X", "Locked after 3 seconds.", "Unlocked."]


async def test_a_lock_within_a_second_is_said_to_take_one() -> None:
    said: list[str] = []
    await seen_by(scripted(False, True, False), said=said)
    assert said[1] == "Locked after 1 second."


async def test_a_screen_that_is_locked_already_has_to_be_unlocked_first() -> None:
    said: list[str] = []
    seen = await seen_by(scripted(True, True, False, False, True, False), said=said)
    assert seen.was_locked
    assert seen.locked_for is not None
    assert said[0] == "The screen is locked already. Unlock it first."
    assert said[1] == "Lock the screen now: X"


async def test_a_screen_that_stays_locked_from_the_start_shows_nothing() -> None:
    assert await seen_by(scripted(True)) == Seen(was_locked=True)


async def test_a_lock_that_does_not_come_ends_with_the_time() -> None:
    assert await seen_by(scripted(False)) == Seen()


async def test_an_unlock_that_does_not_come_is_not_made_up() -> None:
    seen = await seen_by(scripted(False, False, True))
    assert seen.until_lock is not None
    assert seen.locked_for is None


async def test_a_door_that_never_changes_does_not_hide_one_that_does() -> None:
    seen = await seen_by(scripted(False, name="logind"), scripted(False, False, True, False, name="locker"))
    assert seen.locked_for is not None
    assert seen.source == "locker"


async def test_a_door_that_fails_for_a_moment_is_no_unlock() -> None:
    seen = await seen_by(scripted(False, True, "busy", "busy", True, False))
    assert seen.locked_for == pytest.approx(0.9)


async def test_doors_that_stay_silent_end_the_watch_with_the_reason() -> None:
    seen = await seen_by(scripted(False, "The bus is gone."))
    assert seen.problem == "The bus is gone."


# -- judgement --------------------------------------------------------------------------------------------


async def test_the_registry_knows_the_drill() -> None:
    assert find_drill("lock-drill") is DRILL


async def test_lock_and_unlock_pass_with_the_times(fast: None) -> None:
    finding = await drill(gnome(OFF, ON, ON, OFF))
    assert finding.outcome is PASS
    assert "it stayed locked for 1 second" in finding.summary
    assert "not a habit" in finding.unproven


async def test_no_lock_is_unknown_and_never_a_failure(fast: None) -> None:
    finding = await drill(gnome(OFF))
    assert finding.outcome is UNKNOWN
    assert finding.remedy is not None
    assert "Super+L" in finding.remedy.steps[0]


async def test_a_lock_without_an_unlock_is_unknown_and_said(fast: None) -> None:
    finding = await drill(gnome(OFF, ON))
    assert finding.outcome is UNKNOWN
    assert "the unlock was not seen" in finding.summary


async def test_a_lock_from_the_start_is_in_the_evidence(fast: None) -> None:
    finding = await drill(gnome(ON, OFF, OFF, ON, OFF))
    assert finding.outcome is PASS
    assert "locked before the drill began" in repr(finding.evidence)


@pytest.mark.parametrize(
    ("environment", "shortcut"),
    [
        ({"XDG_CURRENT_DESKTOP": "GNOME"}, "Super+L"),
        ({"XDG_CURRENT_DESKTOP": "KDE"}, "Meta+L"),
        ({"XDG_CURRENT_DESKTOP": "X-Cinnamon"}, "Ctrl+Alt+L"),
        ({"XDG_CURRENT_DESKTOP": "sway"}, "the key you set"),
        ({"XDG_CURRENT_DESKTOP": "COSMIC"}, "Super+Escape"),
        ({"XDG_CURRENT_DESKTOP": "Strange"}, "the shortcut of your desktop"),
    ],
)
async def test_the_shortcut_is_that_of_the_desktop(
    fast: None, environment: dict[str, str], shortcut: str
) -> None:
    said: list[str] = []
    await drill(SampleHost(environment=environment, commands={GNOME: OFF}), said)
    assert said[0].startswith("Lock the screen now: ")
    assert shortcut in said[0]


async def test_root_is_not_the_person() -> None:
    host = gnome(OFF)
    host.root_user = True
    said: list[str] = []
    assert (await drill(host, said)).outcome is UNKNOWN
    assert said == []


async def test_over_ssh_nothing_is_watched() -> None:
    said: list[str] = []
    finding = await drill(gnome(OFF, ON, OFF, SSH_CONNECTION="x"), said)
    assert finding.outcome is UNKNOWN
    assert "SSH" in finding.summary
    assert said == []


# -- Linux ------------------------------------------------------------------------------------------------

HINT = "loginctl show-session {} -p Type -p LockedHint"


async def test_without_any_door_the_person_is_not_asked_to_lock() -> None:
    said: list[str] = []
    finding = await drill(SampleHost(environment={"XDG_CURRENT_DESKTOP": "GNOME"}), said)
    assert finding.outcome is UNKNOWN
    assert "Neither the screen saver of GNOME" in finding.summary
    assert said == []


async def test_without_a_graphical_session_the_reason_says_so() -> None:
    assert "no graphical session" in (await drill(SampleHost())).summary


@pytest.mark.parametrize(
    "service",
    [
        "org.gnome.ScreenSaver",
        "org.freedesktop.ScreenSaver",
        "org.cinnamon.ScreenSaver",
        "org.mate.ScreenSaver",
        "org.xfce.ScreenSaver",
    ],
)
async def test_every_screen_saver_service_is_a_door(service: str) -> None:
    command = GNOME.replace("org.gnome.ScreenSaver", service).replace("/org/gnome/", f"/{service[:-12]}/")
    command = command.replace(f"/{service[:-12]}/", "/" + service[:-12].replace(".", "/") + "/")
    host = SampleHost(commands={command: ON})
    doors = await lock_watch_linux.find_doors(host, Desktop(None, "no desktop"))
    assert [await door.ask() for door in doors] == [True]


async def test_no_screen_saver_is_started_by_asking() -> None:
    assert "--auto-start=no" in GNOME
    assert len(await lock_watch_linux.find_doors(SampleHost(commands={GNOME: OFF}), Desktop(None, "x"))) == 2


@pytest.mark.parametrize(("hint", "is_locked"), [("yes", True), ("no", False)])
async def test_the_hint_of_logind_is_a_door(hint: str, is_locked: bool) -> None:
    commands = {HINT.format("7"): f"Type=wayland\nLockedHint={hint}\n"}
    host = SampleHost(commands=commands, environment={"XDG_SESSION_ID": "7"})
    (door,) = await lock_watch_linux.find_doors(host, Desktop(None, "no desktop"))
    assert await door.ask() is is_locked


async def test_in_a_terminal_session_the_one_with_the_screen_is_asked() -> None:
    commands = {
        HINT.format("7"): "Type=tty\nLockedHint=no\n",
        HINT.format("2"): "Type=wayland\nLockedHint=yes\n",
        f"loginctl show-user {os.geteuid()} -p Display": "Display=2\n",
    }
    host = SampleHost(commands=commands, environment={"XDG_SESSION_ID": "7"})
    (door,) = await lock_watch_linux.find_doors(host, Desktop(None, "no desktop"))
    assert await door.ask()


async def test_a_locker_that_is_running_is_a_door(fast: None) -> None:
    host = SampleHost(environment={"XDG_CURRENT_DESKTOP": "sway"})
    turns: list[list[Process]] = [[], [], [Process(9, ("swaylock", "-f"))], [], []]
    host.processes = lambda: turns.pop(0) if len(turns) > 1 else turns[0]  # type: ignore[method-assign]
    finding = await drill(host)
    assert finding.outcome is PASS
    assert "swaylock" in repr(finding.evidence)


async def test_a_locker_beside_gnome_says_nothing(fast: None) -> None:
    host = gnome(OFF)
    host.running = [Process(9, ("swaylock",))]
    assert (await drill(host)).outcome is UNKNOWN


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"data":[]}', '{"data":["x"]}', '{"data":[1]}', "b true"])
async def test_a_reply_that_is_not_understood_is_no_answer(text: str) -> None:
    with pytest.raises(HostError):
        lock_watch_linux.understand_reply(text)


@given(st.text(max_size=100))
def test_any_reply_is_read_to_an_end(text: str) -> None:
    with suppress(HostError):
        assert isinstance(lock_watch_linux.understand_reply(text), bool)


# -- macOS ------------------------------------------------------------------------------------------------


def registry(*, user: int = 501, locked: bool | None = None, console: bool | None = None) -> str:
    person: dict[str, object] = {"kCGSSessionUserIDKey": user, "kCGSSessionUserNameKey": "canary"}
    if locked is not None:
        person["CGSSessionScreenIsLocked"] = locked
    root: dict[str, object] = {"IOConsoleUsers": [person]}
    if console is not None:
        root["IOConsoleLocked"] = console
    return plistlib.dumps(root).decode()


@pytest.mark.parametrize(
    ("text", "is_locked"),
    [
        (registry(), False),
        (registry(locked=True), True),
        (registry(console=True), True),
        (registry(console=False), False),
        (registry(user=502, locked=True, console=False), False),
    ],
)
async def test_macos_tells_by_the_state_of_the_console(text: str, is_locked: bool) -> None:
    assert lock_watch_macos.understand(plistlib.loads(text.encode()), 501) is is_locked


async def test_the_drill_on_macos_keeps_no_name(fast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "ioreg -a -n Root -d1"
    host = Locking("macos", commands={line: registry()})
    monkeypatch.setattr(Locking, "user_number", 501)
    host.turns = (line, [registry(), registry(), registry(locked=True), registry()])
    said: list[str] = []
    finding = await drill(host, said)
    assert finding.outcome is PASS
    assert "Control+Command+Q" in said[0]
    assert "canary" not in repr(finding)


@pytest.mark.parametrize("answer", ["", "<plist/>", "text", Ran(1, "", "no"), "<plist><dict/></plist>"])
async def test_an_ioreg_that_tells_nothing_is_unknown_before_anything_is_asked(answer: Ran | str) -> None:
    said: list[str] = []
    finding = await drill(SampleHost("macos", commands={"ioreg -a -n Root -d1": answer}), said)
    assert finding.outcome is UNKNOWN
    assert said == []


# -- Windows ----------------------------------------------------------------------------------------------


class User32:
    """As much of user32.dll as is called."""

    def __init__(self, handle: int) -> None:
        self.closed: list[int] = []

        def open_it(flags: int, inherit: int, access: int) -> int:
            return handle

        def close(given: int) -> int:
            self.closed.append(given)
            return 1

        self.OpenInputDesktop: Any = open_it
        self.CloseDesktop: Any = close


def test_windows_is_locked_where_the_input_desktop_is_refused() -> None:
    assert lock_watch_windows.is_locked(User32(0), lambda: 5)


def test_windows_is_not_locked_where_it_opens_and_it_is_closed_again() -> None:
    user32 = User32(7)
    assert not lock_watch_windows.is_locked(user32, lambda: 0)
    assert user32.closed == [7]


def test_another_error_of_windows_is_no_lock() -> None:
    with pytest.raises(HostError):
        lock_watch_windows.is_locked(User32(0), lambda: 87)


async def test_elsewhere_there_is_no_windows_desktop() -> None:
    finding = await drill(SampleHost("windows"))
    assert finding.outcome is UNKNOWN
    assert "no Windows desktop" in finding.summary


# -- real tools -------------------------------------------------------------------------------------------


class Session(Host):
    """This session's real tools on a machine without anything else; the tests may run as root."""

    is_root = False
    more: Mapping[str, str] = {}
    lockers: Callable[[], list[Process]] | None = None

    def _child_environment(self) -> dict[str, str]:
        return {**super()._child_environment(), **self.more}

    def processes(self) -> list[Process]:
        return self.lockers() if self.lockers else []


def call(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    argv = ["busctl", f"--address={address}", "call", *words]
    return subprocess.run(argv, capture_output=True, text=True, timeout=10)


def wait(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def later(*steps: tuple[float, Callable[[], object]]) -> threading.Thread:
    """Do things one after another, each after so many seconds."""

    def run() -> None:
        for seconds, do in steps:
            time.sleep(seconds)
            do()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.real
def test_a_real_busctl_sees_a_screen_saver_lock_and_unlock(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    tool("busctl")
    saver = ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver")
    with bus(tool) as address, mock(address, "gnome_screensaver"):
        assert wait(lambda: call(address, *saver, "GetActive").returncode == 0)
        environment = {"DBUS_SESSION_BUS_ADDRESS": address, "XDG_CURRENT_DESKTOP": "GNOME"}
        host = Session(root=tmp_path, home=tmp_path, environment=environment, platform="linux")
        person = later(
            (0.8, lambda: call(address, *saver, "SetActive", "b", "true")),
            (1.2, lambda: call(address, *saver, "SetActive", "b", "false")),
        )
        said: list[str] = []
        finding = asyncio.run(drill(host, said))
        person.join()
    assert finding.outcome is PASS, finding
    assert said[1:] == ["Locked after 1 second.", "Unlocked."]
    assert "busctl --user call org.gnome.ScreenSaver GetActive" in repr(finding.evidence)


@pytest.mark.real
def test_a_real_busctl_without_a_screen_saver_is_unknown(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("busctl")
    with bus(tool) as address:
        environment = {"DBUS_SESSION_BUS_ADDRESS": address, "XDG_CURRENT_DESKTOP": "GNOME"}
        host = Session(root=tmp_path, home=tmp_path, environment=environment, platform="linux")
        said: list[str] = []
        finding = asyncio.run(drill(host, said))
    assert finding.outcome is UNKNOWN
    assert said == []


class Booted(Session):
    """Lets the real `loginctl` believe that systemd is running, in a mount name space of its own."""

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        if argv[0] != "loginctl" or Path("/run/systemd/system").exists():
            return await super().run(argv, seconds=seconds)
        script = 'mount -t tmpfs none /run && mkdir -p /run/systemd/system && exec "$@"'
        return await super().run(
            ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", *argv], seconds=seconds
        )


@pytest.mark.real
def test_a_real_loginctl_sees_the_hint_of_a_session(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("loginctl")
    tool("unshare")
    manager = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.DBus.Mock")
    session = (
        "org.freedesktop.login1",
        "/org/freedesktop/login1/session/c1",
        "org.freedesktop.DBus.Properties",
    )
    hint = ("ssv", "org.freedesktop.login1.Session", "LockedHint", "b")
    with bus(tool) as address, mock(address, "logind"):
        add = (*manager, "AddSession", "ssusb", "c1", "seat0", "500", "tester", "true")
        assert wait(lambda: call(address, *manager[:2], "org.freedesktop.DBus.Peer", "Ping").returncode == 0)
        assert call(address, *add).returncode == 0
        host = Booted(root=tmp_path, home=tmp_path, environment={"XDG_SESSION_ID": "c1"}, platform="linux")
        host.more = {"DBUS_SYSTEM_BUS_ADDRESS": address}
        person = later(
            (0.8, lambda: call(address, *session, "Set", *hint, "true")),
            (1.2, lambda: call(address, *session, "Set", *hint, "false")),
        )
        finding = asyncio.run(drill(host))
        person.join()
    assert finding.outcome is PASS, finding
    assert "LockedHint" in repr(finding.evidence)


@pytest.mark.real
def test_a_real_swaylock_in_a_real_sway_is_seen(tmp_path: Path, tool: Callable[[str], str]) -> None:
    sway, swaylock = tool("sway"), tool("swaylock")
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    mark = tmp_path / "started"
    # Two seconds of peace, then the locker; it goes when it is told to by a signal.
    (tmp_path / "sway.conf").write_text(f"exec touch {mark}\nexec sh -c 'sleep 2; exec {swaylock}'\n")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(run),
        "WLR_BACKENDS": "headless",
        "WLR_LIBINPUT_NO_DEVICES": "1",
        "WLR_RENDERER": "pixman",
    }
    # Sway does not start as root; in a name space of its own root is somebody else
    as_somebody = [tool("unshare"), "--user", "--map-user=1000", "--map-group=1000"]
    child = subprocess.Popen(
        [*(as_somebody if os.geteuid() == 0 else []), sway, "-c", str(tmp_path / "sway.conf")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def lockers() -> list[Process]:
        """Ours only: others may test on this machine at the same time."""
        found = [each for each in Host().processes() if each.argv[0] == swaylock]
        return [each for each in found if str(run).encode() in Path(f"/proc/{each.pid}/environ").read_bytes()]

    def unlock() -> None:
        assert wait(lambda: bool(lockers()))
        time.sleep(1.0)
        for process in lockers():
            os.kill(process.pid, signal.SIGUSR1)

    try:
        assert wait(mark.exists), "sway did not start"
        host = Session(
            root=tmp_path, home=tmp_path, environment={"XDG_CURRENT_DESKTOP": "sway"}, platform="linux"
        )
        host.lockers = lockers
        person = later((0.0, unlock))
        finding = asyncio.run(drill(host))
        person.join()
    finally:
        child.terminate()
        child.wait(10)
        for process in lockers():
            os.kill(process.pid, signal.SIGKILL)
    assert finding.outcome is PASS, finding
    assert "running programs" in repr(finding.evidence)
