"""Where shells and other prompts keep what was typed: the histories of this person."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from watchword.check.device.stray_files import start_files
from watchword.check.device.stray_trace import folder_of
from watchword.check.host import Host, HostError

HISTORY_LIMIT = 50  # histories that are looked at
DOT_LIMIT = 150  # dot files that are looked at; fish alone may have a hundred


class Style(Enum):
    """How a history is written."""

    PLAIN = "one line per entry"
    ZSH = "a time before each entry, more lines after a backslash"
    FISH = "a list in the manner of YAML"
    POWERSHELL = "more lines after a backtick"


@dataclass(frozen=True, slots=True)
class History:
    """One history and how it is written."""

    path: Path
    style: Style
    is_dot_file: bool = False
    is_start_file: bool = False  # of a shell: what is set there as it stands, `stray-credentials` tells


# Below the home folder, on every platform: Git for Windows brings bash, and PowerShell runs anywhere.
_PLAIN = (
    ".bash_history",
    ".sh_history",
    ".python_history",
    ".psql_history",
    ".mysql_history",
    ".mariadb_history",
    ".sqlite_history",
    ".node_repl_history",
    ".irb_history",
)
# Notes and settings in which people put a command or a value for once.
_DOT_FILES = (
    *(".envrc", ".gitconfig", ".curlrc", ".wgetrc", ".tmux.conf", ".vimrc", ".inputrc", ".ssh/config"),
    *("_curlrc", "_vimrc", ".screenrc", ".psqlrc", ".irbrc", ".pryrc", ".Renviron", ".s3cfg", ".boto"),
)
_SAMPLES = (".example", ".sample", ".template", ".dist")
_ZSH = (".zsh_history", ".zhistory", ".histfile")
_SESSIONS = (
    (".bash_sessions", Style.PLAIN),
    (".zsh_sessions", Style.ZSH),
)  # Terminal of macOS, one per window


def list_histories(host: Host) -> list[History]:
    """Return the histories that are there, each file once."""
    found: dict[Path, History] = {}
    for history in _places(host):
        if host.exists(history.path):
            found.setdefault(host.resolve(history.path), history)
    # A link to nowhere is how people keep no history.
    return [history for real, history in found.items() if str(real) != "/dev/null"]


def list_dot_files(host: Host) -> list[History]:
    """Return the dot files that are there, each file once: start files of shells, those of a few tools."""
    starts = start_files(host)
    found: dict[Path, History] = {}
    for path in (*_env_files(host), *(host.home / name for name in _DOT_FILES), *starts):
        if host.exists(path) and not _is_folder(host, path):
            style = Style.POWERSHELL if path.suffix == ".ps1" else Style.PLAIN
            found.setdefault(host.resolve(path), History(path, style, True, path in starts))
    return list(found.values())


def _env_files(host: Host) -> Iterator[Path]:
    """Give `.env` and `.env.NAME` of the home folder, other than the samples that are made to be shared."""
    try:
        names = host.names(host.home)
    except HostError:
        return
    for name in names:
        if (name == ".env" or name.startswith(".env.")) and not name.endswith(_SAMPLES):
            yield host.home / name


def _is_folder(host: Host, path: Path) -> bool:
    """Whether a folder goes by the name of a file: many a virtual environment is called `.env`."""
    try:
        return stat.S_ISDIR(host.status(host.resolve(path)).st_mode)
    except HostError:
        return False


def _places(host: Host) -> Iterator[History]:
    home = host.home
    for name in _PLAIN:
        yield History(home / name, Style.PLAIN)
    zsh = folder_of(host, "ZDOTDIR", home)
    for folder in (home, zsh):
        for name in _ZSH:
            yield History(folder / name, Style.ZSH)
    own = host.environment.get("HISTFILE", "")
    if own and Path(own).is_relative_to(home) and ".." not in Path(own).parts:
        yield History(Path(own), Style.ZSH if "zsh" in own or own.endswith(".histfile") else Style.PLAIN)
    data = folder_of(host, "XDG_DATA_HOME", home / ".local" / "share")
    yield from _in_folder(host, data / "fish", "_history", Style.FISH)
    if host.platform == "windows":
        roaming = folder_of(host, "APPDATA", home / "AppData" / "Roaming")
        readline = roaming / "Microsoft" / "Windows" / "PowerShell" / "PSReadLine"
    else:
        readline = data / "powershell" / "PSReadLine"
    yield from _in_folder(host, readline, "_history.txt", Style.POWERSHELL)
    for folder_name, style in _SESSIONS if host.platform == "macos" else ():
        yield from _in_folder(host, home / folder_name, ".history", style)


def _in_folder(host: Host, folder: Path, ending: str, style: Style) -> Iterator[History]:
    try:
        names = host.names(folder)
    except HostError:
        return
    for name in names:
        if name.endswith(ending):
            yield History(folder / name, style)
