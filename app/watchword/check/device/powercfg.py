"""The power settings of Windows: what `powercfg` prints, whatever the language, and what policy sets over it.

The labels are translated, the order is not: the last two numbers are the value on mains and on battery.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchword.check.host import Host, HostError

_HEX = re.compile(r"0x([0-9a-fA-F]{8})\s*$")
_POLICY = r"SOFTWARE\Policies\Microsoft\Power\PowerSettings"
# powercfg /aliases: display off after, and "require a password on wakeup"
DISPLAY_OFF = "3c0bc021-c8a8-4e07-a973-6b14cbcb2b7e"
ASK_ON_WAKE = "0e796bdb-100d-47d6-a2d5-f7d2daa51f51"
COMMANDS = {
    DISPLAY_OFF: "powercfg /query SCHEME_CURRENT SUB_VIDEO VIDEOIDLE",
    # /qh: the setting is hidden on laptops with Modern Standby
    ASK_ON_WAKE: "powercfg /qh SCHEME_CURRENT SUB_NONE CONSOLELOCK",
}
STATES = "powercfg /a"


@dataclass(frozen=True, slots=True)
class Pair:
    """A setting on mains and on battery."""

    mains: int
    battery: int


def understand(text: str) -> Pair | None:
    """Return the two values; `None` where the setting is hidden or unknown to this machine."""
    lines = [line for line in text.splitlines() if line.strip()][-2:]
    values = [int(match[1], 16) for line in lines if (match := _HEX.search(line))]
    return Pair(values[0], values[1]) if len(values) == 2 else None


def has_modern_standby(text: str) -> bool | None:
    """Whether switching the display off is the way to sleep (S0), from `powercfg /a`; `None`: not told.

    Only the first block counts, the states that are available; the names in brackets are not translated.
    """
    available = re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0]
    if "(S0" in available:
        return True
    return False if re.search(r"\(S[123]\b", available) else None


async def read(host: Host, setting: str) -> Pair | None:
    """Return a setting of the active scheme; policy wins. `None` where it cannot be had."""
    key = f"{_POLICY}\\{setting}"
    mains, battery = (host.registry("HKLM", key, name) for name in ("ACSettingIndex", "DCSettingIndex"))
    found = await _asked(host, setting)
    if isinstance(mains, int) and isinstance(battery, int):
        return Pair(mains, battery)
    if found is None:
        return None
    return Pair(
        mains if isinstance(mains, int) else found.mains,
        battery if isinstance(battery, int) else found.battery,
    )


async def _asked(host: Host, setting: str) -> Pair | None:
    try:
        ran = await host.run(COMMANDS[setting].split(" "))
    except HostError:
        return None
    return understand(ran.out)


async def read_modern_standby(host: Host) -> bool | None:
    """Return whether this machine sleeps by Modern Standby, `None` where that is not told."""
    try:
        return has_modern_standby((await host.run(STATES.split(" "))).out)
    except HostError:
        return None
