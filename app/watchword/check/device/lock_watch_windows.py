"""The door on Windows: whether this session may open the desktop that gets the input.

While the screen is locked, input goes to a desktop of the system's own, which nobody else may open. A request
for an administrator's rights is shown on that desktop too. Written after Microsoft's documentation
(`OpenInputDesktop`, winuser.h); not yet tried on a Windows machine.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any

from watchword.check.device.lock_watch import Door
from watchword.check.host import HostError

_SWITCH = 0x0100  # DESKTOP_SWITCHDESKTOP, the right asked for
_ACCESS_DENIED = 5


def door() -> Door:
    """Return the only door there is here."""
    return Door("OpenInputDesktop", _ask)


async def _ask() -> bool:
    if os.name != "nt":
        raise HostError("There is no Windows desktop on this machine.")
    windows: Any = ctypes  # the loaders exist on Windows only
    return is_locked(windows.WinDLL("user32", use_last_error=True), windows.get_last_error)


def is_locked(user32: Any, last_error: Any) -> bool:
    """Ask `user32`; `last_error` gives the code of the last call."""
    user32.OpenInputDesktop.restype = ctypes.c_void_p
    user32.OpenInputDesktop.argtypes = [ctypes.c_uint32, ctypes.c_int, ctypes.c_uint32]
    user32.CloseDesktop.argtypes = [ctypes.c_void_p]
    handle = user32.OpenInputDesktop(0, 0, _SWITCH)
    if handle:
        user32.CloseDesktop(handle)
        return False
    code = last_error()
    if code != _ACCESS_DENIED:
        raise HostError(f"Windows does not tell which desktop gets the input (error {code}).")
    return True
