"""Which of a guideline's platforms is this machine, and in which order its blocks are read.

Pure: the platform and the desktop come in as words. Both faces show the block for this machine first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from watchword.checklist.model import Platform

T = TypeVar("T")

NAMES: Mapping[Platform, str] = {
    "any": "Everywhere",
    "macos": "macOS",
    "windows": "Windows",
    "gnome": "Linux with GNOME",
    "kde": "Linux with KDE Plasma",
    "linux": "Other Linux",
    "ios": "iPhone and iPad",
    "android": "Android",
    "code": "In code",
}

# Desktops that keep their settings where GNOME and KDE Plasma keep theirs, as XDG_CURRENT_DESKTOP has them.
_DESKTOPS: Mapping[str, Platform] = {
    "gnome": "gnome",
    "gnome-classic": "gnome",
    "gnome-flashback": "gnome",
    "unity": "gnome",
    "kde": "kde",
}


def detect(host_platform: str, desktop: str) -> Platform:
    """Return the platform of this machine: `macos`, `windows`, `gnome`, `kde` or `linux`.

    `host_platform` is that of `Host.platform`; `desktop` is XDG_CURRENT_DESKTOP, a list joined by colons.
    """
    if host_platform == "macos":
        return "macos"
    if host_platform == "windows":
        return "windows"
    for name in desktop.lower().split(":"):
        if found := _DESKTOPS.get(name.strip()):
            return found
    return "linux"


def order(blocks: Mapping[Platform, T], detected: Platform) -> list[tuple[Platform, T]]:
    """Return the blocks with that of this machine first, then what holds everywhere, then the others.

    On a GNOME or KDE desktop without a block of its own, the block for other Linux takes its place.
    """
    first = nearest(blocks, detected)
    names = [name for name in (first, "any", "code") if name in blocks]
    names += [name for name in blocks if name not in names]
    return [(name, blocks[name]) for name in names]


def nearest(blocks: Mapping[Platform, T], detected: Platform) -> Platform:
    """Return the platform whose block serves this machine best; `detected` itself when none does."""
    if detected not in blocks and detected in ("gnome", "kde") and "linux" in blocks:
        return "linux"
    return detected


def split(
    blocks: Mapping[Platform, T], detected: Platform, devices: Collection[str]
) -> tuple[list[tuple[Platform, T]], list[tuple[Platform, T]]]:
    """Return the blocks for this person (this machine, everywhere, the phones they use), and the others."""
    mine = {nearest(blocks, detected), "any", "code"}
    mine |= {name for name in ("ios", "android") if name in devices}
    ordered = order(blocks, detected)
    here = [pair for pair in ordered if pair[0] in mine]
    if not here:  # written for other machines only: then all of it is what there is
        return ordered, []
    return here, [pair for pair in ordered if pair[0] not in mine]
