"""A pseudo-terminal to run a full-screen program in, and a watch on what it paints (POSIX)."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[@-_])"
)
_ALTERNATE = b"\x1b[?1049h"


class Terminal:
    """A program on a terminal of its own; all times are in milliseconds."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> None:
        self.begun = time.perf_counter()
        self.output = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
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
        os.close(self.master)

    def wait_for(self, text: str = "", seconds: float = 20.0) -> float:
        """Wait until `text`, or anything at all, was painted; return the time since the start."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            visible = _ESCAPES.sub(b"", self.output.rpartition(_ALTERNATE)[2])
            if text.encode() in visible if text else visible.strip():
                return self._since(self.begun)
            self._read(0.05)
        raise TimeoutError(f"{text!r} was not painted: {visible[-500:]!r}")

    def press(self, key: bytes, text: str) -> float:
        """Press a key; return the time until `text` was painted after it."""
        self.output = b""
        begun = time.perf_counter()
        os.write(self.master, key)
        self.wait_for(text)
        return self._since(begun)

    def settle(self, quiet: float = 0.25) -> None:
        """Wait until nothing was painted for `quiet` seconds."""
        while self._read(quiet):
            pass

    def quit(self, key: bytes) -> float:
        """Press a key; return the time until the program has ended."""
        begun = time.perf_counter()
        os.write(self.master, key)
        while self._since(begun) < 15_000:
            self._read(0.005)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return self._since(begun)
        raise TimeoutError("the program did not end")

    def _read(self, seconds: float) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        with contextlib.suppress(OSError):
            self.output += os.read(self.master, 65536)
        return True

    def _since(self, begun: float) -> float:
        return (time.perf_counter() - begun) * 1000
