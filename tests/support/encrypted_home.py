"""A folder that the kernel itself encrypts (fscrypt), on a file system in a file; needs root."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
from pathlib import Path

# Linux, uapi/linux/fscrypt.h
_ADD_KEY = 0xC0506617
_SET_POLICY = 0x800C6613
_BY_IDENTIFIER = 2
_AES_256_XTS, _AES_256_CTS, _PADDED_TO_32 = 1, 4, 3


def mount(image: Path, place: Path) -> bool:
    """Mount a new ext4 file system that may encrypt; `False` where this machine does not allow it."""
    with image.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    place.mkdir(exist_ok=True)
    make = ["mkfs.ext4", "-q", "-O", "encrypt", str(image)]
    for command in (make, ["mount", "-o", "loop", str(image), str(place)]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return False
    return True


def unmount(place: Path) -> None:
    """Let go of the file system."""
    subprocess.run(["umount", str(place)], capture_output=True, check=False)


def encrypt(folder: Path) -> None:
    """Have an empty folder encrypted from now on, with a key made of this very moment."""
    key = os.urandom(64)
    handle = os.open(folder, os.O_RDONLY)
    try:
        told = bytearray(struct.pack("=II32sII32x", _BY_IDENTIFIER, 0, b"", len(key), 0) + key)
        fcntl.ioctl(handle, _ADD_KEY, told)
        policy = struct.pack("=BBBB4x16s", 2, _AES_256_XTS, _AES_256_CTS, _PADDED_TO_32, bytes(told[8:24]))
        fcntl.ioctl(handle, _SET_POLICY, policy)
    finally:
        os.close(handle)
