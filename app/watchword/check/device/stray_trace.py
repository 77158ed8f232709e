"""What a look for credentials in the clear brings back: places, counts and line numbers, never a value."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from watchword.check.host import READ_LIMIT, Host, HostError, NotThere, Refused
from watchword.text import clean

LINE_LIMIT = 4096  # characters of a line that are looked at


class Kind(Enum):
    """What was found, as one thing and as several."""

    GIT_HELPER = ("a git setting that keeps passwords in a plain file", "such git settings")
    GIT_SETTING = ("a password inside a git setting", "passwords inside git settings")
    GIT_FILE = ("a password that git keeps in the clear", "passwords that git keeps in the clear")
    NETRC = ("a password in the clear", "passwords in the clear")
    NPM = ("an npm token in the clear", "npm tokens in the clear")
    PYPI = ("a PyPI password or token in the clear", "PyPI passwords or tokens in the clear")
    DOCKER = ("a registry log-in in the clear", "registry log-ins in the clear")
    CARGO = ("a cargo token in the clear", "cargo tokens in the clear")
    AWS = ("an AWS secret key", "AWS secret keys")
    GITHUB = ("a GitHub token in the clear", "GitHub tokens in the clear")
    POSTGRES = ("a PostgreSQL password", "PostgreSQL passwords")
    MYSQL = ("a MySQL password", "MySQL passwords")
    GEM = ("a RubyGems key", "RubyGems keys")
    SHELL = ("a secret set as it stands", "secrets set as they stand")
    SHEET = ("a file named like a recovery sheet", "files named like recovery sheets")
    EXPORT = ("a file named like a password export", "files named like password exports")

    @property
    def is_kept_by_design(self) -> bool:
        """Whether the tool made the file for this, to be read by its owner alone, and has no keychain."""
        return self in (Kind.AWS, Kind.POSTGRES, Kind.MYSQL, Kind.GEM)


@dataclass(frozen=True, slots=True)
class Stray:
    """Credentials of one kind in one place: how many, and in which lines where that is known.

    `mode` holds the permission bits of the file; `None` where there are none, as on Windows.
    """

    kind: Kind
    place: str
    count: int
    lines: tuple[int, ...] = ()
    mode: int | None = None

    @property
    def is_wide(self) -> bool:
        """Whether more than its owner may read the file."""
        return is_wide(self.mode)

    @property
    def is_kept(self) -> bool:
        """Whether it lies where its tool means it to, for its owner alone: no leak, and nothing to fix."""
        return self.kind.is_kept_by_design and not self.is_wide


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and the places that were clean, not there, or not to be seen, with the reason."""

    found: tuple[Stray, ...] = ()
    clean: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unseen: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Look) -> Look:
        return Look(
            self.found + other.found,
            self.clean + other.clean,
            self.absent + other.absent,
            self.unseen + other.unseen,
        )


def shown(host: Host, path: Path) -> str:
    """Return a name fit for evidence; a folder outside the home may carry other people's names."""
    text = host.show(path)
    return text if text.startswith("~") else clean(path.name, limit=100)


def folder_of(host: Host, variable: str, default: Path) -> Path:
    """Return the folder that a variable of the environment names, if it lies in the home folder.

    Elsewhere may be another machine, and looking there would contact it.
    """
    named = host.environment.get(variable, "")
    return Path(named) if named and Path(named).is_relative_to(host.home) else default


def read_lines(host: Host, path: Path) -> list[str]:
    """Return the lines of a small text file; raises `HostError`, also where it is larger than the limit."""
    raw = host.read_bytes(path, limit=READ_LIMIT + 1)
    if len(raw) > READ_LIMIT:
        raise HostError(f"it is larger than {READ_LIMIT // 1024} KiB")
    # Windows PowerShell writes UTF-16 where a profile was made with `>>`.
    coding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return [line[:LINE_LIMIT].rstrip("\r") for line in raw.decode(coding, "replace").split("\n")]


def mode_of(host: Host, path: Path) -> int | None:
    """Return the permission bits of a file, links followed; `None` on Windows, and where they are hidden."""
    if host.platform == "windows":
        return None
    try:
        return stat.S_IMODE(host.status(host.resolve(path)).st_mode)
    except HostError:
        return None


def is_wide(mode: int | None) -> bool:
    """Whether permission bits let anybody but the owner in: whether they are wider than 600."""
    return bool(mode and mode & 0o077)


def unseen(place: str, error: HostError) -> Look:
    """Return the look at a place that something was in the way of."""
    if isinstance(error, NotThere):
        return Look(absent=(place,))
    reason = "this account may not read it" if isinstance(error, Refused) else "it could not be read"
    # Other reasons name the path, which may lie outside the home folder.
    return Look(unseen=((place, error.reason if error.reason.startswith("it ") else reason),))
