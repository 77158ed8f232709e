"""Removable volumes on Windows: drive letters, their kind, and Explorer's padlock.

A USB hard disk calls itself a built-in one and is not found; a stick or a card is. Written after Microsoft's
documentation (`GetLogicalDrives`, `GetDriveTypeW`, fileapi.h); not yet tried on a Windows machine.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any

from watchword.check.device.disk_windows import NUMBER, SET_ID
from watchword.check.host import Host, HostError
from watchword.check.keys.stick_volume import Volume, Volumes

_REMOVABLE = 2  # DRIVE_REMOVABLE
# Explorer's padlock: on; off, being switched off, suspended, or with a key in clear; locked.
_STATES = {1: True, 2: False, 4: False, 5: False, 8: False}
_WAITING = 6


def read(host: Host, kernel32: Any = None) -> Volumes:
    """Ask which drives there are; no administrator is needed."""
    if kernel32 is None:
        if os.name != "nt":
            raise HostError("There are no Windows drives on this machine.")
        windows: Any = ctypes  # the loaders exist on Windows only
        kernel32 = windows.WinDLL("kernel32")
        kernel32.GetDriveTypeW.argtypes = [ctypes.c_wchar_p]
    own = str(host.home)[:2].upper()
    found, locked = [], 0
    for letter in letters(kernel32.GetLogicalDrives()):
        drive = f"{letter}:\\"
        if drive[:2] == own or kernel32.GetDriveTypeW(drive) != _REMOVABLE:
            continue
        state = _state(host, drive)
        if state == _WAITING:
            locked += 1
        elif host.exists(drive):  # a reader without a card has a letter too
            found.append(Volume(Path(drive), "", _STATES.get(state)))
    return Volumes(tuple(found), locked, 0, "GetDriveTypeW")


def letters(mask: int) -> list[str]:
    """Return the drive letters in a bit mask, A at bit 0."""
    return [chr(ord("A") + bit) for bit in range(26) if mask >> bit & 1]


def _state(host: Host, drive: str) -> int:
    try:
        return host.shell_property(drive, SET_ID, NUMBER) or 0
    except HostError:
        return 0
