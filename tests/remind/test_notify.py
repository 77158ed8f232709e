"""A notification: by the real tools on a message bus of our own, and text that nothing takes for code."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.message_bus import bus, mock
from support.sample_host import SampleHost
from watchword.check.host import Host, ToolMissing
from watchword.remind.notify import commands, notify

NASTY = "4 due, „ü“ <b>&amp; $(id) `id` ' \" \\n\n-second line"
CALL = "org.freedesktop.Notifications"


class Only(Host):
    """This machine with one tool only."""

    def __init__(self, name: str, address: str, home: Path) -> None:
        super().__init__(
            home=home, platform="linux", environment={"DBUS_SESSION_BUS_ADDRESS": address, "HOME": str(home)}
        )
        self.only = name

    def find_tool(self, name: str) -> str:
        if name != self.only:
            raise ToolMissing(f"The command {name} is not installed.")
        return super().find_tool(name)


def received(address: str) -> list[list[object]]:
    """What the notification service was asked to show."""
    place = ("/org/freedesktop/Notifications", "org.freedesktop.DBus.Mock", "GetMethodCalls", "s", "Notify")
    argv = ["busctl", f"--address={address}", "--json=short", "call", CALL, *place]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False)
    if done.returncode:
        return []
    return [[one["data"] for one in arguments] for _, arguments in json.loads(done.stdout)["data"][0]]


async def shown(name: str, address: str, home: Path) -> str:
    """Notify, and wait for a service that is only just starting."""
    end = time.monotonic() + 15
    while (why := await notify(Only(name, address, home), NASTY)) and time.monotonic() < end:
        time.sleep(0.1)
    return why


@pytest.mark.real
@pytest.mark.parametrize("name", ["notify-send", "gdbus"])
async def test_a_real_tool_hands_the_text_over_letter_by_letter(
    name: str, tool: Callable[[str], str], tmp_path: Path
) -> None:
    tool(name)
    tool("busctl")
    with bus(tool) as address, mock(address, "notification_daemon"):
        assert await shown(name, address, tmp_path) == ""
        (told,) = received(address)[-1:]
    assert told[0] == "Watchword"
    assert told[3] == "Watchword"
    assert told[4] == NASTY.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def test_where_nothing_shows_notifications_it_says_so() -> None:
    assert await notify(SampleHost("linux"), "4 due.") == "There is nothing here that shows notifications."


def test_on_macos_the_text_is_an_argument() -> None:
    (argv,) = commands("macos", NASTY)
    assert argv[-2:] == ["Watchword", NASTY]
    assert all(NASTY not in part for part in argv[:-1])


def test_on_windows_no_letter_of_the_text_is_code() -> None:
    (argv,) = commands("windows", NASTY)
    script = base64.b64decode(argv[-1]).decode("utf-16-le")
    assert "$(id)" not in script
    packed = script.split("FromBase64String('")[1].split("'")[0]
    assert "&lt;b&gt;&amp;amp; $(id)" in base64.b64decode(packed).decode()
