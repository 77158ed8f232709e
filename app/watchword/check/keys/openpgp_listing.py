"""Which OpenPGP key a key file belongs to, by GnuPG's list of public keys.

The list of *secret* keys needs gpg-agent: without one it is empty, and asking for it starts one. The list of
public keys names the keygrip of every part, which is what the files in `private-keys-v1.d` are called. Names
and addresses in the list are not kept.

Left alone, gpg also writes when it lists: a missing key ring or trust database is made, the TOFU database is
touched. So it is not run without a key ring, and `--trust-model always` keeps it off both databases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from watchword.check.host import Host, HostError, Ran, ToolMissing

_LIST = (
    *("--batch", "--no-autostart", "--no-auto-check-trustdb", "--lock-never", "--trust-model", "always"),
    *("--with-colons", "--with-keygrip", "--list-keys"),
)
# GnuPG is no part of macOS or Windows; these are the places its packages choose.
_GPG = {
    "linux": ("gpg",),
    "macos": (
        "/usr/local/MacGPG2/bin/gpg",
        "/opt/homebrew/bin/gpg",
        "/usr/local/bin/gpg",
        "/opt/local/bin/gpg",
    ),
    "windows": (r"C:\Program Files (x86)\GnuPG\bin\gpg", r"C:\Program Files\GnuPG\bin\gpg"),
}
_RINGS = ("pubring.kbx", "pubring.gpg", "public-keys.d/pubring.db")
_STATES = {"e": "expired", "r": "revoked"}
_RECORD = re.compile(r"^(?:tru|pub|sub|uid|fpr|grp):", re.MULTILINE)
_DIGITS = re.compile(r"[0-9A-F]{32,64}")


@dataclass(frozen=True, slots=True)
class Part:
    """A primary key or a subkey: its keygrip, and `expired`, `revoked` or nothing."""

    grip: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One OpenPGP key: its fingerprint, and its parts, the primary key first."""

    fingerprint: str
    parts: tuple[Part, ...]

    @property
    def key_id(self) -> str:
        """The last 16 digits of the fingerprint, by which gpg finds the key."""
        return self.fingerprint[-16:]


@dataclass(frozen=True, slots=True)
class Listing:
    """The keys, or why they could not be listed, in a sentence."""

    keys: tuple[Listed, ...] = ()
    problem: str = ""


async def list_keys(host: Host, home: Path) -> Listing:
    """Ask gpg for the public keys in a GnuPG home, which must exist; starts no agent and writes nothing."""
    if not any(host.exists(home / ring) for ring in _RINGS):
        return Listing(problem="GnuPG has no ring of public keys here, so its files cannot be told apart.")
    try:
        ran = await _run(host, home)
    except HostError as error:
        return Listing(problem=error.reason)
    keys = parse(ran.out)
    if ran.code != 0 and not keys:
        return Listing(problem=f"gpg could not list the keys (it ended with {ran.code}).")
    if ran.out.strip() and not keys and not _RECORD.search(ran.out):
        return Listing(problem="What gpg answered is no list of keys.")
    return Listing(keys)


async def _run(host: Host, home: Path) -> Ran:
    for gpg in _GPG.get(host.platform, ()):
        try:
            return await host.run([gpg, "--homedir", str(host.locate(home)), *_LIST])
        except ToolMissing:
            continue
    raise ToolMissing("The command gpg was not found in any of the places it is usually installed.")


def parse(text: str) -> tuple[Listed, ...]:
    """Read a listing with colons and keygrips (GnuPG's `doc/DETAILS`)."""
    found: list[tuple[str, list[Part]]] = []
    state = ""
    for line in text.splitlines():
        fields = line.split(":")
        kind, value = fields[0], fields[9] if len(fields) > 9 else ""
        if kind == "pub":
            found.append(("", []))
        if kind in ("pub", "sub"):
            state = _STATES.get(fields[1], "") if len(fields) > 1 else ""
        elif found and _DIGITS.fullmatch(value):
            fingerprint, parts = found[-1]
            if kind == "fpr" and not fingerprint:
                found[-1] = (value, parts)
            elif kind == "grp":
                parts.append(Part(value, state))
    return tuple(Listed(fingerprint, tuple(parts)) for fingerprint, parts in found if fingerprint and parts)
