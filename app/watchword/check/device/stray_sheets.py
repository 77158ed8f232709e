"""Recovery sheets and exports of password managers that were left where downloads go, by their file names.

Only names are read, and none is kept: the name of an Emergency Kit holds the number of the account.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

from watchword.check.device.stray_files import known_folder
from watchword.check.device.stray_trace import Kind, Look, Stray, folder_of, shown, unseen
from watchword.check.host import FOLDER_LIMIT, Host, HostError

FOLDERS = ("Downloads", "Desktop", "Documents")

# 1Password; GitHub (github-recovery-codes.txt) and others; Google (Backup-codes-NAME.txt)
_SHEET = re.compile(
    r".*emergency[ _-]?kit.*\.pdf|.*recovery.*codes?\b.*|.*backup[ _-]?codes?\b.*", re.IGNORECASE
)
# 1Password (.1pux), Bitwarden unless encrypted, LastPass, and what browsers and Apple call their exports
_EXPORT = re.compile(
    r".*\.1pux|bitwarden_export_.*\.(?:json|csv)|lastpass.*export.*\.csv|(?:.*\b)?passwords\b.*\.csv",
    re.IGNORECASE,
)
# user-dirs.dirs(5):  XDG_DOWNLOAD_DIR="$HOME/Downloads"
_XDG = re.compile(r'\s*XDG_(DOWNLOAD|DESKTOP|DOCUMENTS)_DIR="\$HOME/([^"]+)"')
_WINDOWS = {
    "{374DE290-123F-4565-9164-39C4925E467B}": "Downloads",
    "Desktop": "Desktop",
    "Personal": "Documents",
}


async def read_sheets(host: Host) -> Look:
    """Look through the names in the person's download, desktop and document folders.

    Not on macOS, which asks the person for consent before a terminal may look there.
    """
    if host.platform == "macos":
        return Look()
    return await asyncio.to_thread(_read_folders, host)


def kind_of(name: str) -> Kind | None:
    """Return what a file is by its name, `None` for anything else."""
    if _SHEET.fullmatch(name):
        return Kind.SHEET
    return Kind.EXPORT if _EXPORT.fullmatch(name) and "encrypted" not in name.lower() else None


def _read_folders(host: Host) -> Look:
    look = Look()
    moved = 0
    for folder in dict.fromkeys(_folders(host)):
        if folder is None:
            moved += 1
        else:
            look += _read_folder(host, folder)
    if moved:
        elsewhere = "it lies outside the home folder, so it was not looked at"
        look += Look(unseen=(("a folder of downloads, desktop or documents", elsewhere),))
    return look


def _read_folder(host: Host, folder: Path) -> Look:
    place = shown(host, folder)
    try:
        names = host.names(folder, limit=FOLDER_LIMIT)
    except HostError as error:
        return unseen(place, error)
    kinds = [kind for name in names if (kind := kind_of(name))]
    look = Look(tuple(Stray(kind, place, kinds.count(kind)) for kind in dict.fromkeys(kinds)))
    if len(names) >= FOLDER_LIMIT:
        return look + Look(
            unseen=((place, f"it holds more than the {FOLDER_LIMIT} names that were looked at"),)
        )
    return look if kinds else Look(clean=(f"{place} (names only)",))


def _folders(host: Host) -> Iterator[Path | None]:
    if host.platform == "windows":
        for value, default in _WINDOWS.items():
            yield known_folder(host, value, default)
        return
    named = dict(_named(host))
    for key, default in zip(("DOWNLOAD", "DESKTOP", "DOCUMENTS"), FOLDERS, strict=True):
        yield host.home / named.get(key, default)


def _named(host: Host) -> Iterator[tuple[str, str]]:
    """Give the folders that a Linux desktop in another language has named its own way."""
    try:
        text = host.read_text(folder_of(host, "XDG_CONFIG_HOME", host.home / ".config") / "user-dirs.dirs")
    except HostError:
        return
    for match in filter(None, map(_XDG.match, text.split("\n"))):
        if ".." not in Path(match[2]).parts:
            yield match[1], match[2].strip("/")
