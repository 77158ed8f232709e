"""A desktop session of its own: a home, a bus and programs that end with it, and this machine's real tools.

What a check reads here is real: a setting was changed by the desktop's own tool, a program is running.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from support.this_laptop import ThisLaptop
from watchword.check.host import Host, Process

SCHEMAS = Path(__file__).parents[1] / "fixtures" / "device" / "linux" / "desktops.gschema.xml"
_SECONDS = 15.0


class SessionHost(ThisLaptop):
    """Sees of all running programs only those of this session."""

    def processes(self) -> list[Process]:
        mark = f"HOME={self.environment['HOME']}\0".encode()
        return [process for process in super().processes() if mark in _environment(process.pid)]


class LiveSession:
    """One session below a folder; leaving the context ends everything it started."""

    def __init__(self, folder: Path, desktop: str) -> None:
        self.home = folder / "home"
        self.folder = folder
        for name, mode in (("home", 0o700), ("config", 0o700), ("run", 0o700)):
            (folder / name).mkdir(mode)
        self.environment = {
            "HOME": str(self.home),
            "USER": "sample",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "XDG_CURRENT_DESKTOP": desktop,
        }
        self.host: Host | None = None
        self._ending = contextlib.ExitStack()

    def __enter__(self) -> LiveSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.close()

    def look(self) -> Host:
        """This session as the checks see it."""
        return self.host or SessionHost(home=self.home, environment=self.environment, platform="linux")

    def tell(self, *argv: str) -> None:
        """Run a command to its end, as the person would in a terminal of this session."""
        subprocess.run(argv, env=self._whole(), check=True, capture_output=True, timeout=_SECONDS)

    def start(self, *argv: str, name: str = "", announces: bool = False) -> str:
        """Start a program that stays; with `announces` wait for its first line and return it."""
        pipe = subprocess.PIPE if announces else subprocess.DEVNULL
        child = subprocess.Popen(
            [name or argv[0], *argv[1:]],
            executable=shutil.which(argv[0]),
            env=self._whole(),
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self._ending.callback(_end, child)
        return child.stdout.readline().strip() if child.stdout else ""

    def end(self, program: str) -> None:
        """End a program of this session, by the name it runs under."""
        for process in self.running(program):
            os.kill(process.pid, signal.SIGTERM)
        self.wait(lambda: not self.running(program))

    def running(self, program: str) -> list[Process]:
        """Return the processes of this session that run under a name."""
        return [each for each in self.look().processes() if Path(each.argv[0]).name == program]

    def bus(self) -> None:
        """Start the session's bus."""
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.start(
            "dbus-daemon", "--session", "--nofork", "--print-address", announces=True
        )

    def schemas(self) -> None:
        """Install the settings of desktops that are not on this machine."""
        place = self.folder / "share" / "glib-2.0" / "schemas"
        place.mkdir(parents=True)
        shutil.copy(SCHEMAS, place)
        self.tell("glib-compile-schemas", str(place))
        self.environment["XDG_DATA_DIRS"] = f"{self.folder / 'share'}:/usr/share"

    def sway(self) -> None:
        """Start Sway without a screen; it refuses root, who in a name space of its own is somebody else."""
        as_somebody = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
        (self.folder / "sway.conf").write_text("")
        command = ("sway", "-c", str(self.folder / "sway.conf"))
        for variable in ("WLR_BACKENDS=headless", "WLR_LIBINPUT_NO_DEVICES=1", "WLR_RENDERER=pixman"):
            name, _, value = variable.partition("=")
            self.environment[name] = value
        self.start(*(as_somebody if os.geteuid() == 0 else ()), *command)
        sockets = self.folder / "run"
        self.wait(lambda: any(sockets.glob("sway-ipc.*")) and any(sockets.glob("wayland-?")))
        self.environment["SWAYSOCK"] = str(next(sockets.glob("sway-ipc.*")))

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until something has come about."""
        end = time.monotonic() + _SECONDS
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("it did not come about in time")
            time.sleep(0.01)

    def at_end(self, callback: Callable[[], object]) -> None:
        """Have something done when the session ends."""
        self._ending.callback(callback)

    def _whole(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "LC_ALL": "C", **self.environment}


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def _end(child: subprocess.Popen[str]) -> None:
    """End a program and what it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout:
        child.stdout.close()
