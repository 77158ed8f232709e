"""Judge the session this script runs in, with real tools; print the outcome of both checks on locking.

The machine around it is hidden (tests may run in a container), and so is being root. `WATCHWORD_TEST_RUNNING`
names a program to pretend is running, or `real` for those that are.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2] / "app"), str(HERE.parents[1])]

from watchword.check.device.password_on_wake import CHECK as WAKE  # noqa: E402
from watchword.check.device.screen_lock import CHECK as LOCK  # noqa: E402
from watchword.check.host import Host, Process  # noqa: E402

RUNNING = os.environ.get("WATCHWORD_TEST_RUNNING", "")


class Session(Host):
    """A machine without anything but this session's settings."""

    @property
    def is_root(self) -> bool:
        return False

    def processes(self) -> list[Process]:
        if RUNNING == "real":
            return Host().processes()
        return [Process(100, (RUNNING,))] if RUNNING else []


async def main() -> None:
    """Print two words."""
    with tempfile.TemporaryDirectory() as empty:
        host = Session(root=Path(empty), home=Path(os.environ["HOME"]), platform="linux")
        for check in (LOCK, WAKE):
            print((await check.run(host)).outcome)


asyncio.run(main())
