"""A message bus of our own, and services on it played by python-dbusmock."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def bus(tool: Callable[[str], str]) -> Iterator[str]:
    """A message bus of our own; gives its address."""
    daemon = subprocess.Popen(
        [tool("dbus-daemon"), "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert daemon.stdout
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait(10)
        if daemon.stdout:
            daemon.stdout.close()


@contextmanager
def mock(address: str, template: str) -> Iterator[None]:
    """A service played by python-dbusmock on that bus, as its session and its system bus."""
    if subprocess.run(["/usr/bin/python3", "-c", "import dbusmock"], capture_output=True).returncode:
        if os.environ.get("WATCHWORD_TOOLS_REQUIRED"):
            pytest.fail("python3-dbusmock is not installed, and WATCHWORD_TOOLS_REQUIRED is set")
        pytest.skip("python3-dbusmock is not installed on this machine")
    names = ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS")
    environment = {**os.environ, **dict.fromkeys(names, address)}
    child = subprocess.Popen(
        ["/usr/bin/python3", "-m", "dbusmock", "--template", template],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait(10)
