"""Which private keys GnuPG keeps for this person, and whose they are: the reading half of `openpgp-keys`.

Nothing is kept of a key but how it is locked: no contents, no name, no address.
"""

from __future__ import annotations

import asyncio
import stat
from dataclasses import dataclass, field
from pathlib import Path

from watchword.check.device.mounts import Mount
from watchword.check.host import Host, HostError, NotThere, Refused
from watchword.check.keys.access import Access, read_access, read_mounts
from watchword.check.keys.header import Header, Lock
from watchword.check.keys.key_files import KeyFile
from watchword.check.keys.openpgp_listing import Listed, Listing, list_keys
from watchword.check.keys.openpgp_lock import HEAD, SIZE_LIMIT, read_lock
from watchword.check.surroundings import look

FILE_LIMIT = 200  # key files that are opened
VAULT = "private-keys-v1.d"
FORM = "GnuPG"


@dataclass(frozen=True, slots=True)
class SecretKey:
    """One key file, the keygrip it is named after, and the OpenPGP key it belongs to, where that is known."""

    file: KeyFile
    grip: str
    owner: Listed | None = None

    @property
    def lock(self) -> Lock | None:
        """What locks it; `None` where the file could not be read."""
        return self.file.header.lock if self.file.header else None

    @property
    def part(self) -> str:
        """What it is of its owner: the primary key or a subkey, and whether that has run out."""
        if self.owner is None:
            return "belongs to no OpenPGP key that is known here"
        number = [part.grip for part in self.owner.parts].index(self.grip)
        state = self.owner.parts[number].state
        name = "subkey" if number else "primary key"
        return f"{name} of {self.owner.key_id}{f', {state}' if state else ''}"


@dataclass(frozen=True, slots=True)
class GnupgFacts:
    """Everything the judging halves need.

    `home` is GnuPG's folder as it is shown: below `~`, or `$GNUPGHOME` for one outside the home folder.
    `unread` counts files beyond the limit; `old_ring` says that there is a ring of secret keys of GnuPG 1 or
    2.0, which is not looked into.
    """

    platform: str
    home: str = "~/.gnupg"
    is_root: bool = False
    folder: Access | None = None
    vault: Access | None = None
    keys: tuple[SecretKey, ...] = ()
    unread: int = 0
    listing: Listing = field(default_factory=Listing)
    old_ring: bool = False
    is_wsl: bool = False

    @property
    def owners(self) -> tuple[Listed, ...]:
        """The OpenPGP keys of which a secret part lies here."""
        return tuple(dict.fromkeys(key.owner for key in self.keys if key.owner))


def find_home(host: Host) -> tuple[Path, str]:
    """Return GnuPG's folder and how it is shown; raises `HostError` for one on another machine."""
    named = host.environment.get("GNUPGHOME", "")
    if named.startswith(("//", "\\\\")):
        raise HostError("GNUPGHOME names a folder on another machine, which is not contacted.")
    default = host.home / ".gnupg"
    if host.platform == "windows":
        default = Path(host.environment.get("APPDATA") or host.home / "AppData/Roaming") / "gnupg"
    home = Path(named) if named else default
    if not home.is_absolute():
        raise HostError("GNUPGHOME is no absolute path, so it means another folder in every place.")
    shown = host.show(home).replace("\\", "/")
    return home, shown if shown.startswith("~") else "$GNUPGHOME"


async def read_gnupg(host: Host) -> GnupgFacts:
    """Look at every private key of GnuPG of this person."""
    if host.is_root:
        return GnupgFacts(host.platform, is_root=True)
    home, shown = find_home(host)
    is_wsl = (await look(host)).is_wsl
    old_ring = _holds_something(host, home / "secring.gpg")
    try:
        names = [name for name in host.names(home / VAULT) if name.endswith(".key")]
    except NotThere:
        return GnupgFacts(host.platform, shown, old_ring=old_ring, is_wsl=is_wsl)
    if not names:
        return GnupgFacts(host.platform, shown, old_ring=old_ring, is_wsl=is_wsl)
    listing = await list_keys(host, home)
    owners = {part.grip: key for key in listing.keys for part in key.parts}
    table = await read_mounts(host)
    found = []
    for name in names[:FILE_LIMIT]:
        await asyncio.sleep(0)  # many files take their time; whoever wants to quit must get a turn
        file = await _look(host, home / VAULT / name, f"{shown}/{VAULT}/{name}", table)
        grip = name.removesuffix(".key").upper()
        found += [SecretKey(file, grip, owners.get(grip))] if file else []
    return GnupgFacts(
        platform=host.platform,
        home=shown,
        folder=await read_access(host, host.resolve(home), table),
        vault=await read_access(host, host.resolve(home / VAULT), table),
        keys=tuple(found),
        unread=max(0, len(names) - FILE_LIMIT),
        listing=listing,
        old_ring=old_ring,
        is_wsl=is_wsl,
    )


def _holds_something(host: Host, path: Path) -> bool:
    try:
        return host.status(host.resolve(path)).st_size > 0
    except HostError:
        return False


async def _look(host: Host, path: Path, name: str, table: tuple[Mount, ...]) -> KeyFile | None:
    """Look at one file; `None` where there is no regular one (any more)."""
    real = host.resolve(path)
    is_home = name.startswith("~")
    try:
        if not stat.S_ISREG(host.status(real).st_mode):
            return None
        data = host.read_bytes(real, limit=HEAD)
        lock = read_lock(data, is_whole=len(data) < HEAD)
        if lock is None:
            lock = read_lock(host.read_bytes(real, limit=SIZE_LIMIT), is_whole=True)
        header = Header(FORM, lock or Lock.UNCLEAR)
        return KeyFile(name, header, await read_access(host, real, table), is_home=is_home)
    except NotThere:
        return None
    except Refused:
        return KeyFile(name, problem="it may not be read by this account", is_home=is_home)
    except HostError:
        return KeyFile(name, problem="it could not be read", is_home=is_home)
