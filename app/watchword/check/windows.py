"""The parts of Windows that need its own libraries: the registry and the shell's property store.

Only `Host` imports this module, and only when a check asks. Elsewhere every function raises `HostError`.
"""

from __future__ import annotations

import os
from typing import Any

from watchword.check.obstacle import HostError, Refused

_HIVES = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}


def read_registry(hive: str, key: str, name: str) -> int | str | None:
    """Return a registry value, `None` when it is absent; raises `Refused` where it may not be read."""
    winreg = _winreg()
    try:
        with winreg.OpenKey(getattr(winreg, _HIVES[hive]), key) as handle:
            value, _kind = winreg.QueryValueEx(handle, name)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(f"The registry key {hive}\\{key} may not be read by this account.") from error
    return value if isinstance(value, int | str) else None


def list_registry(hive: str, key: str) -> list[str]:
    """Return the names of the subkeys of a registry key; empty when it is absent."""
    winreg = _winreg()
    found: list[str] = []
    try:
        with winreg.OpenKey(getattr(winreg, _HIVES[hive]), key) as handle:
            count = winreg.QueryInfoKey(handle)[0]
            found.extend(winreg.EnumKey(handle, index) for index in range(count))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Refused(f"The registry key {hive}\\{key} may not be read by this account.") from error
    return found


def _winreg() -> Any:
    if os.name != "nt":
        raise HostError("There is no Windows registry on this machine.")
    import winreg

    return winreg


def read_shell_property(path: str, set_id: str, number: int) -> int | None:
    """Return an integer from the shell's property store for a drive, `None` when it has none.

    This is what Explorer shows as the padlock on a drive; it needs no administrator
    (`IShellItem2::GetInt32`, shobjidl_core.h).
    """
    if os.name != "nt":
        raise HostError("There is no Windows shell on this machine.")
    from watchword.check import windows_shell

    return windows_shell.get_int32(path, set_id, number)
