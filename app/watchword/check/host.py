"""This machine as checks see it: the only door to the operating system.

Commands are argv lists without a shell, found in a fixed list of folders (never PATH, never the working
folder), with `LC_ALL=C`, no standard input, a time limit and an output limit; the child is killed when the
check is cancelled. Files are read up to a size limit and only when they are regular. Everything that can be
in the way raises `HostError` with a reason in words, which becomes an `unknown` finding.
"""

from __future__ import annotations

import contextlib
import copy
import os
import stat
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Self

from watchword.check.command import Answer, Errands, run
from watchword.check.command import Ran as Ran
from watchword.check.obstacle import HostError as HostError
from watchword.check.obstacle import NotThere as NotThere
from watchword.check.obstacle import Refused as Refused
from watchword.check.obstacle import ToolMissing as ToolMissing
from watchword.text import clean

if TYPE_CHECKING:
    from watchword.check.pace import Pace

READ_LIMIT = 256 * 1024
FOLDER_LIMIT = 5000
COMMAND_SECONDS = 3.0

_TOOL_FOLDERS = {
    "linux": (
        "/usr/bin",
        "/bin",
        "/usr/sbin",
        "/sbin",
        "/usr/local/bin",
        "/snap/bin",
        "/run/current-system/sw/bin",
    ),
    "macos": ("/usr/bin", "/bin", "/usr/sbin", "/sbin"),
    "windows": (r"C:\Windows\System32", r"C:\Windows\System32\WindowsPowerShell\v1.0"),
}
# What a child may inherit: the session it has to find, and nothing that could change what is run.
_INHERITED = (
    "HOME",
    "USER",
    "LOGNAME",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "XDG_CONFIG_DIRS",
    "XDG_DATA_DIRS",
    "XDG_CURRENT_DESKTOP",
    "XDG_SESSION_ID",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "SWAYSOCK",
    "SYSTEMROOT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
)
_NAMES = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}


@dataclass(frozen=True, slots=True)
class Process:
    """A running process of this person: its number and its arguments."""

    pid: int
    argv: tuple[str, ...]


class Host:
    """The machine Watchword runs on, seen as the logged-in user.

    `root` moves every absolute POSIX path below another folder, `home` and `environment` replace the
    person's own; tests use them to look at real trees that were built for the purpose. `addresses` answers
    for host names before the resolver does, as the practice lab needs.
    """

    def __init__(
        self,
        *,
        root: Path = Path("/"),
        home: Path | None = None,
        environment: Mapping[str, str] | None = None,
        platform: str | None = None,
        addresses: Mapping[str, str] | None = None,
    ) -> None:
        self.root = root
        self._is_moved = root != Path("/")
        self.home = home or Path.home()
        self.environment: Mapping[str, str] = dict(os.environ if environment is None else environment)
        self.platform = platform or _platform()
        self.addresses: Mapping[str, str] = addresses or {}
        # Long looks tell here how far they are, and keep here what they saw for the next time, if anywhere.
        self.tell: Callable[[Pace], None] = lambda _: None
        self.cache: Path | None = None
        self.locale = "C"  # what commands speak; checks read their words
        self._errands: Errands | None = None
        self._processes: list[Process] | None = None

    @contextlib.asynccontextmanager
    async def at_once(self) -> AsyncIterator[Self]:
        """Give this machine to checks that look at the same time.

        What two of them ask is asked once, and all see the same list of processes.
        """
        shared = copy.copy(self)
        shared._errands = Errands()
        try:
            yield shared
        finally:
            await shared._errands.end()

    async def share(self, key: tuple[str, ...], start: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Do something that several checks need; of those that look at once, only the first does it."""
        return await (self._errands.share(key, start) if self._errands else start())

    @property
    def platform_name(self) -> str:
        """The platform as people write it: Linux, macOS, Windows."""
        return _NAMES.get(self.platform, self.platform)

    @property
    def is_root(self) -> bool:
        """Whether Watchword runs as the administrator, who has no settings of their own to judge."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    @property
    def user_number(self) -> int:
        """The numeric user id, or -1 where there is none (Windows)."""
        return os.geteuid() if hasattr(os, "geteuid") else -1

    def show(self, path: PurePath | str) -> str:
        """Return a path fit for evidence: cleaned, and with the home folder as `~`."""
        text = str(path)
        home = str(self.home)
        if text == home or text.startswith((home + "/", home + "\\")):
            text = "~" + text[len(home) :]
        return clean(text, limit=200)

    # -- commands -------------------------------------------------------------------------------------

    def find_tool(self, name: str) -> str:
        """Return the absolute path of a command, or raise `ToolMissing`."""
        suffix = ".exe" if self.platform == "windows" else ""
        for folder in _TOOL_FOLDERS.get(self.platform, ()):
            candidate = os.path.join(folder, name + suffix)
            if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
                return candidate
        raise ToolMissing(f"The command {name} is not installed.")

    async def run(self, argv: Sequence[str], *, seconds: float = COMMAND_SECONDS) -> Ran:
        """Run a command by name and return what it printed.

        Raises `ToolMissing`, or `HostError` when it takes longer than `seconds`, prints more than
        `OUTPUT_LIMIT` bytes or cannot be started.
        """
        command = [self.find_tool(argv[0]), *argv[1:]]
        key = (*command, str(seconds))
        return await self.share(key, lambda: run(command, self._child_environment(), seconds))

    def _child_environment(self) -> dict[str, str]:
        kept = {name: self.environment[name] for name in _INHERITED if name in self.environment}
        kept["PATH"] = os.pathsep.join(_TOOL_FOLDERS.get(self.platform, ()))
        return {**kept, "LC_ALL": self.locale, "LANGUAGE": "C"}

    # -- files ----------------------------------------------------------------------------------------

    def locate(self, path: PurePath | str) -> Path:
        """Return where `path` really is: below `root` for absolute paths outside the home folder."""
        whole = path if isinstance(path, Path) else Path(path)
        if not self._is_moved or whole.is_relative_to(self.home) or whole.is_relative_to(self.root):
            return whole
        return self.root / whole.relative_to(whole.anchor)

    def _at(self, path: PurePath | str) -> PurePath | str:
        """As `locate`, without a new `Path` where nothing is moved: asked a thousand times a look."""
        return self.locate(path) if self._is_moved else path

    def read_bytes(self, path: PurePath | str, *, limit: int = READ_LIMIT) -> bytes:
        """Return at most the first `limit` bytes of a regular file.

        Raises `NotThere`, `Refused`, or `HostError` for anything that is not a regular file.
        """
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(self._at(path), flags)
        except OSError as error:
            raise self._because(path, error) from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise HostError(f"{self.show(path)} is not a regular file.")
        with open(handle, "rb") as file:
            try:
                return file.read(limit)
            except OSError as error:
                raise self._because(path, error) from error

    def read_text(self, path: PurePath | str, *, limit: int = READ_LIMIT) -> str:
        """As `read_bytes`, decoded as UTF-8 with replacements."""
        return self.read_bytes(path, limit=limit).decode("utf-8", "replace")

    def exists(self, path: PurePath | str) -> bool:
        """Whether something is there; `False` too where looking is not allowed."""
        return os.path.lexists(self._at(path))

    def status(self, path: PurePath | str) -> os.stat_result:
        """Return `lstat` of `path`; raises `NotThere` or `Refused`."""
        try:
            return os.lstat(self._at(path))
        except OSError as error:
            raise self._because(path, error) from error

    def names(self, path: PurePath | str, *, limit: int = FOLDER_LIMIT) -> list[str]:
        """Return the sorted names in a folder, at most `limit`; raises `NotThere` or `Refused`."""
        found = []
        try:
            with os.scandir(self._at(path)) as entries:
                for entry in entries:
                    found.append(entry.name)
                    if len(found) >= limit:
                        break
        except OSError as error:
            raise self._because(path, error) from error
        return sorted(found)

    def resolve(self, path: PurePath | str) -> Path:
        """Return `path` with links followed, as an absolute path inside `root`."""
        real = Path(os.path.realpath(self._at(path)))
        if self._is_moved and real.is_relative_to(self.root):
            return Path("/") / real.relative_to(self.root)
        return real

    def _because(self, path: PurePath | str, error: OSError) -> HostError:
        shown = self.show(path)
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return NotThere(f"{shown} does not exist.")
        if isinstance(error, PermissionError):
            return Refused(f"{shown} may not be read by this account.")
        return HostError(f"{shown} could not be read ({error.strerror}).")

    # -- what is running ------------------------------------------------------------------------------

    def processes(self) -> list[Process]:
        """Return this person's running processes (Linux, from `/proc`); empty elsewhere."""
        if self._processes is not None:
            return self._processes
        found = [process for pid in self._pids() if (process := self._process(pid))]
        if self._errands:
            self._processes = found
        return found

    def _pids(self) -> list[int]:
        try:
            return [int(name) for name in self.names("/proc", limit=100_000) if name.isdigit()]
        except HostError:
            return []

    def _process(self, pid: int) -> Process | None:
        """Read one process; hundreds are read in a row, so this goes without what `read_bytes` sees to."""
        folder = f"{self.root}/proc/{pid}"
        with contextlib.suppress(OSError):
            if self._is_moved or os.stat(folder).st_uid == self.user_number:
                with open(f"{folder}/cmdline", "rb", buffering=0) as file:
                    raw = file.read(16 * 1024)
                argv = tuple(part.decode("utf-8", "replace") for part in raw.rstrip(b"\0").split(b"\0"))
                return Process(pid, argv) if raw else None
        return None

    # -- Windows --------------------------------------------------------------------------------------

    def registry(self, hive: str, key: str, name: str) -> int | str | None:
        """Return a value of the Windows registry, `None` when it is absent.

        `hive` is `HKCU` or `HKLM`. Raises `HostError` on other platforms, `Refused` where it may not be read.
        """
        from watchword.check.windows import read_registry

        return read_registry(hive, key, name)

    def registry_subkeys(self, hive: str, key: str) -> list[str]:
        """Return the names of the keys below a key of the Windows registry; empty when it is absent."""
        from watchword.check.windows import list_registry

        return list_registry(hive, key)

    def shell_property(self, path: str, set_id: str, number: int) -> int | None:
        """Return an integer property that the Windows shell keeps for a drive, `None` when it has none."""
        from watchword.check.windows import read_shell_property

        return read_shell_property(path, set_id, number)


def _platform() -> str:
    if sys.platform == "darwin":
        return "macos"
    return "windows" if sys.platform == "win32" else "linux"
