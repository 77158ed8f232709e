"""Files in which tools keep passwords and tokens in the clear, and shell start files that set them.

Each reader takes the lines of a file and gives the numbers of those that hold a credential; 0 stands for one
whose line is not known.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from watchword.check.device.stray_literal import holds_assignment, is_literal
from watchword.check.device.stray_trace import (
    Kind,
    Look,
    Stray,
    folder_of,
    mode_of,
    read_lines,
    shown,
    unseen,
)
from watchword.check.host import Host, HostError

FISH_LIMIT = 100  # files in conf.d of fish that are looked at

Reader = Callable[[list[str]], list[int]]

_GIT = re.compile(r"\s*\w+://[^@/\s]*:[^@/\s]+@")
# npm expands ${NAME} in values; a bare _auth is for all registries
_NPM = re.compile(r"\s*(?://\S+:)?_(?:authToken|auth|password)\s*=\s*(.+)")
_PYPI = re.compile(r"\s*password\s*[=:]\s*(\S.*)", re.IGNORECASE)
_CARGO = re.compile(r"\s*(?:token|secret-key)\s*=\s*(?:\"[^\"]+\"|'[^']+')")
_AWS = re.compile(r"\s*aws_secret_access_key\s*=\s*(\S+)", re.IGNORECASE)
_GITHUB = re.compile(r"\s*oauth_token\s*:\s*(\S+)")
_POSTGRES = re.compile(r"(?:[^:\\\n]|\\.)*:(?:[^:\\\n]|\\.)*:(?:[^:\\\n]|\\.)*:(?:[^:\\\n]|\\.)*:.")
_MYSQL = re.compile(r"\s*(?:password|pass)\s*=\s*(.+)", re.IGNORECASE)
_GEM = re.compile(r"\s*:?[\w:/.-]+:\s*['\"]?(?:Bearer )?\w{16,}")
_DOCKER = ("auth", "password", "identitytoken", "registrytoken")


def git_lines(lines: list[str]) -> list[int]:
    """git-credential-store: one web address with name and password per line."""
    return [number for number, line in enumerate(lines, 1) if _GIT.match(line)]


def netrc_lines(lines: list[str]) -> list[int]:
    """netrc(5): words in any layout; `password` and the word after it, once a machine was named."""
    found: list[int] = []
    is_named = is_due = is_macro = False
    for number, line in enumerate(lines, 1):
        if is_macro:  # a macro goes on to the next empty line
            is_macro = bool(line.strip())
            continue
        for word in line.split():
            if is_due:
                found.append(number)
                is_due = False
            elif word.startswith("#"):
                break
            elif word == "macdef":
                is_macro = True
                break
            elif word in ("machine", "default"):
                is_named = True
            else:
                is_due = is_named and word == "password"
    return found


def npm_lines(lines: list[str]) -> list[int]:
    """npmrc: tokens and passwords of registries, unless they are taken from the environment."""
    return [n for n, line in enumerate(lines, 1) if (match := _NPM.match(line)) and is_literal(match[1])]


def pypi_lines(lines: list[str]) -> list[int]:
    """Pypirc: every `password`; the file knows no references."""
    return [number for number, line in enumerate(lines, 1) if _PYPI.match(line)]


def cargo_lines(lines: list[str]) -> list[int]:
    """credentials.toml of cargo: tokens and secret keys of registries."""
    return [number for number, line in enumerate(lines, 1) if _CARGO.match(line)]


def aws_lines(lines: list[str]) -> list[int]:
    """Credentials of the AWS tools: the secret halves of keys."""
    return [n for n, line in enumerate(lines, 1) if (match := _AWS.match(line)) and is_literal(match[1])]


def github_lines(lines: list[str]) -> list[int]:
    """hosts.yml of gh: a token, where it was not put into the keyring."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if (match := _GITHUB.match(line)) and is_literal(match[1]):
            found.setdefault(match[1], number)  # that of the account in use is there twice
    return list(found.values())


def postgres_lines(lines: list[str]) -> list[int]:
    """Pgpass: host, port, database, user and password between colons (libpq, "The Password File")."""
    return [n for n, line in enumerate(lines, 1) if not line.startswith("#") and _POSTGRES.match(line)]


def mysql_lines(lines: list[str]) -> list[int]:
    """my.cnf: `password` of a client."""
    return [n for n, line in enumerate(lines, 1) if (match := _MYSQL.match(line)) and is_literal(match[1])]


def gem_lines(lines: list[str]) -> list[int]:
    """Credentials of RubyGems: a key for each host."""
    return [number for number, line in enumerate(lines, 1) if _GEM.match(line)]


def docker_lines(lines: list[str]) -> list[int]:
    """config.json of Docker: log-ins that lie in the file itself. With a credential store, entries are empty.

    Raises `HostError` for what is no JSON object.
    """
    try:
        whole = json.loads("\n".join(lines).strip() or "{}")
    except (ValueError, RecursionError) as error:
        raise HostError("it is damaged, so it could not be understood") from error
    logins = whole.get("auths") if isinstance(whole, dict) else None
    entries = logins.values() if isinstance(logins, dict) else ()
    return [0 for entry in entries if isinstance(entry, dict) and any(entry.get(key) for key in _DOCKER)]


def shell_lines(lines: list[str]) -> list[int]:
    """Shell start files: variables named for a secret and set to a literal, commented out or not."""
    return [number for number, line in enumerate(lines, 1) if holds_assignment(line)]


async def read_files(host: Host) -> Look:
    """Look at every such file of this person."""
    look = Look()
    starts = ((Kind.SHELL, place, shell_lines) for place in start_files(host))
    for kind, path, reader in dict.fromkeys([*_tool_files(host), *starts]):
        await asyncio.sleep(0)  # whoever wants to quit must get a turn
        look += read_file(host, kind, path, reader)
    return look


def read_file(host: Host, kind: Kind, path: Path, reader: Reader) -> Look:
    """Look at one file."""
    place = shown(host, path)
    try:
        lines = reader(read_lines(host, path))
    except HostError as error:
        return unseen(place, error)
    if not lines:
        return Look(clean=(place,))
    known = tuple(line for line in lines if line)
    return Look((Stray(kind, place, len(lines), known, mode_of(host, path)),))


def _tool_files(host: Host) -> Iterator[tuple[Kind, Path, Reader]]:
    home = host.home
    config = folder_of(host, "XDG_CONFIG_HOME", home / ".config")
    yield Kind.GIT_FILE, home / ".git-credentials", git_lines
    yield Kind.GIT_FILE, config / "git" / "credentials", git_lines
    yield Kind.NETRC, home / ".netrc", netrc_lines
    if host.platform == "windows":
        yield Kind.NETRC, home / "_netrc", netrc_lines
    yield Kind.NPM, folder_of(host, "NPM_CONFIG_USERCONFIG", home / ".npmrc"), npm_lines
    yield Kind.PYPI, home / ".pypirc", pypi_lines
    yield Kind.DOCKER, folder_of(host, "DOCKER_CONFIG", home / ".docker") / "config.json", docker_lines
    if host.platform == "linux":
        yield Kind.DOCKER, config / "containers" / "auth.json", docker_lines
    yield Kind.AWS, folder_of(host, "AWS_SHARED_CREDENTIALS_FILE", home / ".aws" / "credentials"), aws_lines
    yield Kind.AWS, folder_of(host, "AWS_CONFIG_FILE", home / ".aws" / "config"), aws_lines
    roaming = folder_of(host, "APPDATA", home / "AppData" / "Roaming")
    is_windows = host.platform == "windows"
    # On Windows too, gh first asks for XDG_CONFIG_HOME.
    is_own = is_windows and not host.environment.get("XDG_CONFIG_HOME")
    gh = folder_of(host, "GH_CONFIG_DIR", roaming / "GitHub CLI" if is_own else config / "gh")
    yield Kind.GITHUB, gh / "hosts.yml", github_lines
    postgres = roaming / "postgresql" / "pgpass.conf" if is_windows else home / ".pgpass"
    yield Kind.POSTGRES, folder_of(host, "PGPASSFILE", postgres), postgres_lines
    yield Kind.MYSQL, home / ".my.cnf", mysql_lines
    yield Kind.GEM, home / ".gem" / "credentials", gem_lines
    data = folder_of(host, "XDG_DATA_HOME", home / ".local" / "share")
    yield Kind.GEM, data / "gem" / "credentials", gem_lines  # where the former is not there
    cargo = folder_of(host, "CARGO_HOME", home / ".cargo")
    yield Kind.CARGO, cargo / "credentials.toml", cargo_lines
    yield Kind.CARGO, cargo / "credentials", cargo_lines  # the name until 2019, still read


def start_files(host: Host) -> list[Path]:
    """Return where the shells of this person look for what they do first."""
    home = host.home
    names = [".profile", ".bash_profile", ".bash_login", ".bashrc", ".bash_aliases"]
    places = [home / name for name in names]
    zsh = folder_of(host, "ZDOTDIR", home)
    places += [home / ".zshenv", *(zsh / name for name in (".zshenv", ".zprofile", ".zshrc", ".zlogin"))]
    config = folder_of(host, "XDG_CONFIG_HOME", home / ".config")
    fish = config / "fish"
    places += [fish / "config.fish", fish / "fish_variables", *_fish_parts(host, fish / "conf.d")]
    if host.platform == "windows":
        folder = known_folder(host, "Personal", "Documents")
        powershells = [folder / name for name in ("PowerShell", "WindowsPowerShell")] if folder else []
    else:
        powershells = [config / "powershell"]
    for powershell in powershells:
        places += [powershell / "profile.ps1", powershell / "Microsoft.PowerShell_profile.ps1"]
    return places


def _fish_parts(host: Host, folder: Path) -> list[Path]:
    try:
        return [folder / name for name in host.names(folder) if name.endswith(".fish")][:FISH_LIMIT]
    except HostError:
        return []


_SHELL_FOLDERS = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"


def known_folder(host: Host, value: str, default: str) -> Path | None:
    """Return a folder that Windows lets people move; `None` where it now lies outside the home folder.

    It may then be on another machine, and looking there would contact it.
    """
    try:
        named = str(host.registry("HKCU", _SHELL_FOLDERS, value) or "")
    except HostError:
        named = ""
    if not named:
        return host.home / default
    inside = re.sub(r"^%USERPROFILE%", lambda _: str(host.home), named, flags=re.IGNORECASE)
    if "%" in inside:
        return None
    path = Path(inside.replace("\\", "/") if "/" in str(host.home) else inside)
    return path if path.is_relative_to(host.home) else None
