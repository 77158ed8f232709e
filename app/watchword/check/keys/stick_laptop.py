"""The private keys of this laptop, as far as is needed to know a copy of one: fingerprints, nothing more.

GnuPG names its key files after a hash of the public key. Which of them belong to one OpenPGP key says `gpg`,
asked without waking its agent; where it is not installed, its own certificates name the keys.
"""

from __future__ import annotations

import asyncio
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from watchword.check.host import Host, HostError, NotThere
from watchword.check.keys.header import Lock
from watchword.check.keys.key_files import FILE_LIMIT, SIZE_LIMIT, identity_files
from watchword.check.keys.stick_content import READ, Kind, understand
from watchword.text import clean

_LIST = (
    "--batch",
    "--no-options",
    "--no-autostart",
    "--no-auto-check-trustdb",
    "--lock-never",
    "--with-colons",
)
_OTHERS = ("known_hosts", "authorized_keys", "config")
_REVOCATION = re.compile(r"([0-9A-F]{40}|[0-9A-F]{64})\.rev")
_AGENT_KEY = re.compile(r"([0-9A-F]{40})\.key")
_AGENT_LIMIT = 500  # key files of GnuPG that are looked at


@dataclass(frozen=True, slots=True)
class SshKey:
    """An SSH key whose secret is in a file here; `name` is fit for evidence."""

    name: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenPgpKey:
    """An OpenPGP key of this person. `files` are its key files whose secret is here, none of a smart card.

    `fingerprint` is empty where it could not be found out; `has_certificate`: GnuPG keeps one here.
    """

    fingerprint: str
    files: frozenset[str]
    has_certificate: bool


@dataclass(frozen=True, slots=True)
class LaptopKeys:
    """All of them; `problem` says what could not be read."""

    ssh: tuple[SshKey, ...] = ()
    openpgp: tuple[OpenPgpKey, ...] = ()
    problem: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """Everything that a copy may be known by; old certificates name a key by its id only."""
        found = {mark for key in self.ssh for mark in key.marks}
        for key in self.openpgp:
            found |= key.files
            found |= {key.fingerprint, key_id(key.fingerprint)} if key.fingerprint else set()
        return frozenset(found)


def key_id(fingerprint: str) -> str:
    """Return the long key id inside a fingerprint: the end of the short ones, the start of the long ones."""
    return fingerprint[-16:] if len(fingerprint) == 40 else fingerprint[:16]


async def read_keys(host: Host) -> LaptopKeys:
    """Read which keys there are; what may not be read is told in `problem`."""
    ssh, problem = await asyncio.to_thread(_read_ssh, host)
    try:
        openpgp = await _read_openpgp(host)
    except HostError as error:
        return LaptopKeys(ssh, (), error.reason)
    return LaptopKeys(ssh, openpgp, "" if openpgp else problem)  # SSH keys are judged without OpenPGP only


def _read_ssh(host: Host) -> tuple[tuple[SshKey, ...], str]:
    folder = host.home / ".ssh"
    try:
        names = [
            name for name in host.names(folder) if not name.endswith(".pub") and not name.startswith(_OTHERS)
        ]
    except NotThere:
        return (), ""
    except HostError as error:
        return (), error.reason
    try:
        texts, _ = identity_files(host.read_text(folder / "config"), str(host.home))
    except HostError:
        texts = []
    found: dict[Path, SshKey] = {}
    problem = ""
    for path in [*(folder / name for name in names[:FILE_LIMIT]), *map(Path, map(os.path.normpath, texts))]:
        real = host.resolve(path)
        try:
            key = None if real in found else _ssh_key(host, path, real)
        except NotThere:
            continue
        except HostError:
            problem = "A file in ~/.ssh may not be read by this account."
            continue
        if key:
            found[real] = key
    return tuple(found.values()), problem


def _ssh_key(host: Host, path: Path, real: Path) -> SshKey | None:
    status = host.status(real)
    if not stat.S_ISREG(status.st_mode) or status.st_size > SIZE_LIMIT:
        return None
    try:
        beside = host.read_bytes(f"{path}.pub", limit=READ)
    except HostError:
        beside = b""
    content = understand(path.name, host.read_bytes(real, limit=READ), status.st_size, beside)
    if content is None or content.kind is not Kind.SSH or content.lock is Lock.HARDWARE:
        return None
    shown = host.show(path).replace("\\", "/")
    return SshKey(shown if shown.startswith("~/") else clean(path.name, limit=100), content.marks)


async def _read_openpgp(host: Host) -> tuple[OpenPgpKey, ...]:
    home = gnupg_home(host)
    try:
        files = await asyncio.to_thread(_agent_files, host, home / "private-keys-v1.d")
    except NotThere:
        return ()
    certificates = _certificates(host, home)
    if not files:
        return ()
    secrets = frozenset(name for name, lock in files.items() if lock is not Lock.HARDWARE)
    listed = await _listed(host, home)
    if listed is None:  # no gpg that could be asked: every key file may belong to every key
        prints = sorted(certificates) or [""]
        return tuple(OpenPgpKey(each, secrets, each in certificates) for each in prints)
    return tuple(
        OpenPgpKey(fingerprint, grips & secrets, fingerprint in certificates)
        for fingerprint, grips in listed.items()
        if grips & files.keys()
    )


def gnupg_home(host: Host) -> Path:
    """Return where GnuPG keeps its files."""
    if named := host.environment.get("GNUPGHOME"):
        return Path(named)
    if host.platform == "windows":
        return Path(host.environment.get("APPDATA", str(host.home / "AppData" / "Roaming"))) / "gnupg"
    return host.home / ".gnupg"


def _agent_files(host: Host, folder: Path) -> dict[str, Lock]:
    found = {}
    for name in host.names(folder, limit=_AGENT_LIMIT):
        if match := _AGENT_KEY.fullmatch(name):
            content = understand(name, host.read_bytes(folder / name, limit=READ), 0)
            if content and content.kind is Kind.AGENT:
                found[match[1]] = content.lock
    return found


def _certificates(host: Host, home: Path) -> frozenset[str]:
    """Return the fingerprints that the certificates GnuPG made by itself are named after."""
    try:
        names = host.names(home / "openpgp-revocs.d")
    except HostError:
        return frozenset()
    return frozenset(match[1] for name in names if (match := _REVOCATION.fullmatch(name)))


async def _listed(host: Host, home: Path) -> dict[str, frozenset[str]] | None:
    """Return key files by fingerprint, as `gpg` tells; `None` where it cannot be asked.

    Where there is no key ring, `gpg` would make one, so it is not asked then.
    """
    if not any(host.exists(home / name) for name in ("pubring.kbx", "pubring.gpg")):
        return None
    try:
        ran = await host.run(["gpg", "--homedir", str(home), *_LIST, "--with-keygrip", "--list-keys"])
    except HostError:
        return None
    return understand_listing(ran.out) or None if ran.code == 0 else None


def understand_listing(text: str) -> dict[str, frozenset[str]]:
    """Return the keygrips of each key that is not revoked, by fingerprint (GnuPG's DETAILS, colons)."""
    found: dict[str, set[str]] = {}
    current = ""
    is_wanted = expects_print = False
    for line in text.splitlines():
        fields = line.split(":")
        kind, value = fields[0], fields[9] if len(fields) > 9 else ""
        if kind == "pub":
            is_wanted, expects_print, current = fields[1] != "r", True, ""
        elif kind == "fpr" and expects_print:
            current, expects_print = (value if is_wanted else ""), False
            if current:
                found[current] = set()
        elif kind == "grp" and current and value:
            found[current].add(value)
    return {fingerprint: frozenset(grips) for fingerprint, grips in found.items()}
