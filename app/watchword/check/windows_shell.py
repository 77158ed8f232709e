"""The Windows shell's property store, reached through COM with ctypes."""

from __future__ import annotations


def get_int32(path: str, set_id: str, number: int) -> int | None:
    """Return `IShellItem2::GetInt32` of property `{set_id} number`, `None` when the drive has none."""
    raise NotImplementedError
