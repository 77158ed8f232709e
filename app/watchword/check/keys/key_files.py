"""Which private keys lie in `~/.ssh`, or are named in its `config`: the reading half of `ssh-keys`.

At most `HEAD` bytes of a file are read, and nothing of them is kept but the verdict on the header: no
contents, no comment, no fingerprint. Names of files in the home folder are kept, other folders are not.
"""

from __future__ import annotations

import asyncio
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from watchword.check.device.mounts import Mount
from watchword.check.host import Host, HostError, NotThere, Refused
from watchword.check.keys.access import Access, read_access, read_mounts
from watchword.check.keys.header import HEAD, Header, parse
from watchword.check.surroundings import look
from watchword.text import clean

FILE_LIMIT = 200  # files in ~/.ssh that are opened
IDENTITY_LIMIT = 50  # IdentityFile entries that are followed
SIZE_LIMIT = 64 * 1024  # bytes; the largest real key, RSA with 16384 bits, has about 13 KiB

# Files that ssh keeps beside the keys; they are not opened.
_OTHERS = ("known_hosts", "authorized_keys")
_ENTRY = re.compile(r'\s*IdentityFile(?:\s*=\s*|\s+)("[^"]*"|[^\s"]+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One private key, or a file that could not be read (`problem` says why).

    `name` is fit for evidence: `~/.ssh/NAME`, or the bare name for files outside the home folder.
    """

    name: str
    header: Header | None = None
    access: Access | None = None
    problem: str = ""
    is_home: bool = True


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """Everything the judging half needs. `unread` counts files beyond the limits, `unfollowed` the
    `IdentityFile` entries whose place cannot be told without a connection."""

    platform: str
    is_root: bool = False
    has_folder: bool = False
    folder: Access | None = None
    keys: tuple[KeyFile, ...] = ()
    looked_at: int = 0
    unread: int = 0
    unfollowed: int = 0
    config_problem: str = ""
    is_wsl: bool = False


async def read_keys(host: Host) -> KeyFacts:
    """Look at every private key of this person."""
    if host.is_root:
        return KeyFacts(host.platform, is_root=True)
    folder = host.home / ".ssh"
    is_wsl = (await look(host)).is_wsl
    try:
        names = host.names(folder)
    except NotThere:
        return KeyFacts(host.platform, is_wsl=is_wsl)
    named = [folder / name for name in names if _may_be_key(name)]
    entries, unfollowed, config_problem = _read_config(host)
    table = await read_mounts(host)
    found = {}
    for path in [*named[:FILE_LIMIT], *entries]:
        real = host.resolve(path)
        await asyncio.sleep(0)  # many files take their time; whoever wants to quit must get a turn
        if real not in found:
            found[real] = await _look(host, path, real, table)
    return KeyFacts(
        platform=host.platform,
        has_folder=True,
        folder=await read_access(host, host.resolve(folder), table),
        keys=tuple(key for key in found.values() if key),
        looked_at=len(found),
        unread=max(0, len(named) - FILE_LIMIT),
        unfollowed=unfollowed,
        config_problem=config_problem,
        is_wsl=is_wsl,
    )


def _may_be_key(name: str) -> bool:
    return name != "config" and not name.endswith(".pub") and not name.startswith(_OTHERS)


async def _look(host: Host, path: Path, real: Path, table: tuple[Mount, ...]) -> KeyFile | None:
    """Look at one file; `None` where it is no private key. Only regular files are ever opened."""
    name, is_home = _name(host, path)
    try:
        status = host.status(real)
        if not stat.S_ISREG(status.st_mode) or status.st_size > SIZE_LIMIT:
            return None
        header = parse(host.read_bytes(real, limit=HEAD))
        if header is None:
            return None
        return KeyFile(name, header, await read_access(host, real, table), is_home=is_home)
    except NotThere:
        return None
    except Refused:
        return KeyFile(name, problem="it may not be read by this account", is_home=is_home)
    except HostError:  # its reason may hold a path outside the home folder
        return KeyFile(name, problem="it could not be read", is_home=is_home)


def _name(host: Host, path: Path) -> tuple[str, bool]:
    """Return a name fit for evidence; a folder outside the home may carry other people's names."""
    shown = host.show(path).replace("\\", "/")
    return (shown, True) if shown.startswith("~/") else (clean(path.name, limit=100), False)


def _read_config(host: Host) -> tuple[list[Path], int, str]:
    try:
        text = host.read_text(host.home / ".ssh" / "config")
    except NotThere:
        return [], 0, ""
    except HostError as error:
        return [], 0, error.reason
    texts, unfollowed = identity_files(text, str(host.home))
    return [Path(os.path.normpath(path)) for path in texts], unfollowed, ""


def identity_files(text: str, home: str) -> tuple[list[str], int]:
    """Return the places that `IdentityFile` lines name, and how many lines name one that cannot be told.

    `~` and `%d` are the home folder (ssh_config(5)); other tokens depend on the connection. A path on another
    machine (`//server/...`) is not followed: looking at it would contact that machine.
    """
    found: list[str] = []
    unfollowed = 0
    for match in filter(None, map(_ENTRY.match, text.splitlines())):
        place = match[1].strip('"')
        if place.lower() == "none" or place.endswith(".pub"):
            continue
        expanded = _expand(place, home)
        if expanded is None or len(found) >= IDENTITY_LIMIT:
            unfollowed += 1
        elif expanded not in found:
            found.append(expanded)
    return found, unfollowed


def _expand(place: str, home: str) -> str | None:
    if place.startswith(("~/", "~\\")):
        place = "%d" + place[1:]
    tokens = {"d": home, "%": "%"}
    if "${" in place or "\0" in place or not tokens.keys() >= set(re.findall("%(.?)", place)):
        return None
    place = re.sub("%(.)", lambda match: tokens[match[1]], place)
    return place if os.path.isabs(place) and not place.startswith(("//", "\\\\")) else None
