"""Which folders a program that copies files elsewhere is set up for, from its settings; pure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

_NEXTCLOUD = re.compile(r"^[^\n=]*localPath=(.*)$", re.MULTILINE)
_QT_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{1,4})|\\(.)")
_SYNCTHING = re.compile(r"<folder\b[^>]*?\bpath=(?:\"([^\"]*)\"|'([^']*)')")
_DEFAULTS = re.compile(r"<defaults>.*?</defaults>", re.DOTALL)  # holds a sample folder, with the path ~
_ONEDRIVE = re.compile(r'^\s*sync_dir\s*=\s*"([^"\n]+)"', re.MULTILINE)


def dropbox(text: str) -> tuple[str, ...]:
    """Read `info.json`: an account kind (`personal`, `business`) to its `path`."""
    try:
        accounts = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(accounts, dict):
        return ()
    paths = [account.get("path") for account in accounts.values() if isinstance(account, dict)]
    return _plain(path for path in paths if isinstance(path, str))


def nextcloud(text: str) -> tuple[str, ...]:
    r"""Read `nextcloud.cfg` (ownCloud's is alike): `0\Folders\1\localPath=...`, in the manner of Qt."""
    values = [match[1].strip().strip('"') for match in _NEXTCLOUD.finditer(text)]
    return _plain(_QT_ESCAPE.sub(_unescape, value) for value in values)


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else str(match[2])


def syncthing(text: str) -> tuple[str, ...]:
    """Read `config.xml`: every `<folder path="...">`."""
    text = _DEFAULTS.sub("", text)
    values = [match[1] or match[2] or "" for match in _SYNCTHING.finditer(text)]
    return _plain(html.unescape(value) for value in values)


def onedrive(text: str) -> tuple[str, ...]:
    """Read the settings of the OneDrive client for Linux (abraunegg): `sync_dir = "..."`."""
    return _plain(match[1] for match in _ONEDRIVE.finditer(text))


def _plain(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value and "\0" not in value))
