"""A program on a pseudo-terminal of its own, and a watch on what it paints (POSIX)."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[@-_])"
)
_ALTERNATE = b"\x1b[?1049h"  # from here on the screen is the app's


class Terminal:
    """A running command; leaving the context kills it and closes the terminal."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        size: tuple[int, int] = (80, 24),
        ignore_hangup: bool = False,
    ) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.begun = time.perf_counter()
        self.output = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            if ignore_hangup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            merged = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
            os.execvpe(command[0], list(command), merged)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.hang_up()

    def hang_up(self) -> None:
        """Close the window."""
        with contextlib.suppress(OSError):
            os.close(self.master)

    def wait_for(self, text: str = "", seconds: float = 30.0) -> str:
        """Read until `text`, or anything at all, was painted; return all that was, without escapes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            visible = _ESCAPES.sub(b"", self.output.rpartition(_ALTERNATE)[2])
            if text.encode() in visible if text else visible.strip():
                return visible.decode("utf-8", "replace")
            self._read(0.05)
        raise AssertionError(f"{text!r} was not painted within {seconds} s: {visible[-500:]!r}")

    def press(self, keys: str) -> None:
        """Type; what was painted before is forgotten."""
        self.output = b""
        os.write(self.master, keys.encode())

    def settle(self, quiet: float = 0.25) -> None:
        """Wait until nothing was painted for `quiet` seconds."""
        while self._read(quiet):
            pass

    def status(self, seconds: float = 20.0) -> int:
        """Wait for the end; return the exit status."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(0.005)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"it did not end within {seconds} s")

    def _read(self, seconds: float) -> bool:
        try:
            if select.select([self.master], [], [], seconds)[0]:
                self.output += os.read(self.master, 65536)
                return True
        except OSError:  # closed, by the program or by us
            time.sleep(0.01)
        return False
