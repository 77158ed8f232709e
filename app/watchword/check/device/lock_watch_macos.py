"""The door on macOS: the console's state in the I/O registry, readable by everybody."""

from __future__ import annotations

from typing import Any

from watchword.check import property_list
from watchword.check.device.lock_watch import Door
from watchword.check.host import Host, HostError

_COMMAND = ("ioreg", "-a", "-n", "Root", "-d1")


def door(host: Host) -> Door:
    """Return the only door there is here."""
    return Door(" ".join(_COMMAND), lambda: _ask(host))


async def _ask(host: Host) -> bool:
    ran = await host.run(_COMMAND)
    if ran.code:
        raise HostError("ioreg gave no answer.")
    return understand(property_list.parse(ran.out, "ioreg"), host.user_number)


def understand(root: dict[str, Any], user: int) -> bool:
    """Return whether the screen is locked, from the properties of the registry's root.

    Each person on the console has an entry; a key that says "locked" stands in it only while that is so.
    """
    people = property_list.dictionaries(root.get("IOConsoleUsers"))
    if not people and "IOConsoleLocked" not in root:
        raise HostError("ioreg does not tell whether the screen is locked.")
    mine = [person for person in people if person.get("kCGSSessionUserIDKey") == user]
    return root.get("IOConsoleLocked") is True or any(
        person.get("CGSSessionScreenIsLocked") in (True, 1) for person in mine
    )
