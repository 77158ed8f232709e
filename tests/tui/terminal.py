"""A real pseudo-terminal with the real command in it (POSIX)."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

APP = Path(__file__).parents[2] / "app"
_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[@-_])"
)


class Terminal:
    """`watchword` on a terminal of its own; closed, it hangs up."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
        ignore_hangup: bool = False,
    ) -> None:
        import pty

        self.output = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            if ignore_hangup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            merged = {
                **os.environ,
                "TERM": "xterm-256color",
                "COLUMNS": "80",
                "LINES": "24",
                "PYTHONPATH": str(APP),
                "WATCHWORD_HOME": str(home),
                **(environment or {}),
            }
            command = [*before, sys.executable, "-m", "watchword", *arguments]
            os.execvpe(command[0], command, merged)

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

    def wait_for(self, text: str, seconds: float = 30.0) -> str:
        """Read until `text` was painted; return all that was, without escape sequences."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            visible = _ESCAPES.sub(b"", self.output).decode("utf-8", "replace")
            if text in visible:
                return visible
            if select.select([self.master], [], [], 0.1)[0]:
                with contextlib.suppress(OSError):
                    self.output += os.read(self.master, 65536)
        raise AssertionError(f"{text!r} was not painted within {seconds} s")

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def status(self, seconds: float = 20.0) -> int:
        """Wait for the end; return the exit status."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            with contextlib.suppress(OSError):
                if select.select([self.master], [], [], 0.05)[0]:
                    os.read(self.master, 65536)
        raise AssertionError(f"it did not end within {seconds} s")
