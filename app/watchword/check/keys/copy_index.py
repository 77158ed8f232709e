"""What git tracks, read from the index of a repository; pure.

git itself is not asked: reading a repository may run programs that its configuration names, and on macOS the
command may be a stand-in that offers to install it. Source: git's `gitformat-index`, versions 2 to 4.
"""

from __future__ import annotations

import struct

_FIXED = 40  # bytes of times, device, mode, owner and size before the object's name
_EXTENDED = 0x4000
_SPLIT = b"link"  # most entries are in another file


class _Cut(Exception):
    """The bytes end before the index does."""


def parse(data: bytes, *, is_sha256: bool = False) -> frozenset[str] | None:
    """Return the tracked paths, relative to the work tree; `None` where that cannot be told."""
    if len(data) < 12 or data[:4] != b"DIRC":
        return None
    version, count = struct.unpack(">II", data[4:12])
    if version not in (2, 3, 4):
        return None
    hash_size = 32 if is_sha256 else 20
    paths: list[bytes] = []
    place, before = 12, b""
    try:
        for _ in range(count):
            before, place = _entry(data, place, hash_size, before if version == 4 else None)
            paths.append(before)
    except _Cut:
        return None
    while place + 8 <= len(data) - hash_size:
        if data[place : place + 4] == _SPLIT:
            return None
        place += 8 + int.from_bytes(data[place + 4 : place + 8], "big")
    return frozenset(path.decode("utf-8", "surrogateescape") for path in paths)


def _entry(data: bytes, start: int, hash_size: int, before: bytes | None) -> tuple[bytes, int]:
    """Return one path and where the next entry starts; `before` is the path before it, for version 4."""
    place = start + _FIXED + hash_size
    flags = int.from_bytes(data[place : place + 2], "big")
    place += 4 if flags & _EXTENDED else 2
    dropped = 0
    if before is not None:
        dropped, place = _number(data, place)
        if dropped > len(before):
            raise _Cut
    end = data.find(b"\0", place)
    if end < 0:
        raise _Cut
    path = data[place:end]
    if before is not None:
        return before[: len(before) - dropped] + path, end + 1
    return path, start + (end - start + 8) // 8 * 8  # entries are filled up with NULs, one at least


def _number(data: bytes, place: int) -> tuple[int, int]:
    """Return a number of variable width, as in git's pack files (`OFS_DELTA`), and where it ends."""
    value = -1
    while place < len(data):
        byte = data[place]
        value = (value + 1) << 7 | (byte & 0x7F)
        place += 1
        if not byte & 0x80:
            return value, place
    raise _Cut
