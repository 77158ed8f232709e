"""The Windows shell's property store, reached through COM with ctypes.

COM objects are pointers to a table of functions. `IShellItem2` (shobjidl_core.h) follows `IShellItem`, which
follows `IUnknown`; the places used here are 2 (`Release`) and 15 (`GetInt32`).
"""

from __future__ import annotations

import ctypes
import uuid
from typing import Any

from watchword.check.host import HostError

_SHELL_ITEM_2 = "7E9FB0D3-919F-4307-AB2E-9B1860310C93"  # IID_IShellItem2
_RELEASE, _GET_INT32 = 2, 15
_NOT_FOUND = 0x80070490  # HRESULT_FROM_WIN32(ERROR_NOT_FOUND)
_CHANGED_MODE = 0x80010106  # RPC_E_CHANGED_MODE: COM runs on this thread already, in the other mode
_APARTMENT = 0x2  # COINIT_APARTMENTTHREADED, which shell objects ask for


class PropertyKey(ctypes.Structure):
    """PROPERTYKEY: a set of properties (a GUID) and the number of one in it."""

    _fields_ = (("set_id", ctypes.c_ubyte * 16), ("number", ctypes.c_uint32))


def get_int32(path: str, set_id: str, number: int) -> int | None:
    """Return `IShellItem2::GetInt32` of property `{set_id} number`, `None` when the drive has none.

    Raises `HostError` when COM, the drive or the property cannot be reached.
    """
    windows: Any = ctypes  # the loaders exist on Windows only
    ole32, shell32 = windows.WinDLL("ole32"), windows.WinDLL("shell32")
    ole32.CoInitializeEx.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    started = _code(ole32.CoInitializeEx(None, _APARTMENT))
    if _failed(started) and started != _CHANGED_MODE:
        raise HostError("The Windows shell could not be asked (COM did not start).")
    try:
        item = _open_item(shell32, path)
        try:
            return read_item(item, property_key(set_id, number), windows.WINFUNCTYPE)
        finally:
            _method(item, _RELEASE, windows.WINFUNCTYPE, ctypes.c_uint32)(item)
    finally:
        if not _failed(started):
            ole32.CoUninitialize()


def property_key(set_id: str, number: int) -> PropertyKey:
    """Return a property key from its GUID as text and its number."""
    return PropertyKey(_guid(set_id), number)


def read_item(item: ctypes.c_void_p, key: PropertyKey, function_type: Any) -> int | None:
    """Ask an open shell item for an integer; `function_type` is the calling convention of its methods."""
    value = ctypes.c_int32(0)
    arguments = (ctypes.POINTER(PropertyKey), ctypes.POINTER(ctypes.c_int32))
    ask = _method(item, _GET_INT32, function_type, ctypes.c_int32, *arguments)
    code = _code(ask(item, ctypes.byref(key), ctypes.byref(value)))
    if code == _NOT_FOUND:
        return None
    if _failed(code):
        raise HostError(f"The Windows shell did not answer for this drive (0x{code:08X}).")
    return value.value


def _open_item(shell32: Any, path: str) -> ctypes.c_void_p:
    item = ctypes.c_void_p()
    wanted = _guid(_SHELL_ITEM_2)
    create = shell32.SHCreateItemFromParsingName
    create.argtypes = [ctypes.c_wchar_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    create.restype = ctypes.c_int32
    code = _code(create(path, None, ctypes.byref(wanted), ctypes.byref(item)))
    if _failed(code) or not item:
        raise HostError(f"The Windows shell does not know this drive (0x{code:08X}).")
    return item


def _method(item: ctypes.c_void_p, place: int, function_type: Any, result: Any, *arguments: Any) -> Any:
    table = ctypes.cast(item, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    return function_type(result, ctypes.c_void_p, *arguments)(table[place])


def _guid(text: str) -> ctypes.Array[ctypes.c_ubyte]:
    return (ctypes.c_ubyte * 16).from_buffer_copy(uuid.UUID(text).bytes_le)


def _code(result: int) -> int:
    return result & 0xFFFFFFFF


def _failed(code: int) -> bool:
    return code >= 0x80000000
