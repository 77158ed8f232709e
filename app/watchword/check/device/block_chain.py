"""What lies under a Linux block device: every way down to a disk, read from `/sys/class/block`.

The names shown are the kernel's (`dm-0`, `nvme0n1p3`): mapper names often hold a host name (Debian's
installer names the volume group after the host) or the id of the container (Fedora).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from watchword.check.host import Host, HostError, NotThere
from watchword.text import clean

_BLOCK = "/sys/class/block"
_DEEPEST = 24
# cryptsetup: a device-mapper uuid starts with CRYPT- and the type; these types encrypt
_ENCRYPTING = ("CRYPT-LUKS1-", "CRYPT-LUKS2-", "CRYPT-PLAIN-", "CRYPT-BITLK-")
# ... and these only check that nothing was altered (dm-integrity, dm-verity), or are a helper below such one
_CHECKING = ("CRYPT-INTEGRITY-", "CRYPT-VERITY-", "CRYPT-SUBDEV-")
# cryptsetup reencrypt: while it runs, a LUKS2 device is spread over helpers with these names, and what it has
# not come to may still be plain
_CHANGING = re.compile(r"^CRYPT-SUBDEV-.*-(?:overlay|hotzone-(?:forward|backward))$")
# leaves whose bytes lie somewhere that is not seen from here
_ELSEWHERE = {
    "loop": "a file in another file system",
    "nbd": "a network disk",
    "rbd": "a network disk",
    "drbd": "a network disk",
}


class Seal(StrEnum):
    """Whether what is written reaches a disk readable."""

    ENCRYPTED = "encrypted"
    PLAIN = "not encrypted"
    MIXED = "partly encrypted"
    MEMORY = "in memory only"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Layer:
    """One block device on the way down; `doubt` says why it cannot be judged.

    `is_changing`: it is being encrypted, decrypted or encrypted anew right now.
    """

    name: str
    label: str = ""
    encrypts: bool = False
    doubt: str = ""
    is_changing: bool = False

    def __str__(self) -> str:
        return f"{self.name} ({self.label})" if self.label else self.name


@dataclass(frozen=True, slots=True)
class Route:
    """One way from a file system down to a disk, top first."""

    layers: tuple[Layer, ...]

    @property
    def seal(self) -> Seal:
        """Encrypted as soon as one layer encrypts; what lies below it does not matter then."""
        if any(layer.is_changing for layer in self.layers):
            return Seal.UNCLEAR
        if any(layer.encrypts for layer in self.layers):
            return Seal.ENCRYPTED
        if self.doubt:
            return Seal.UNCLEAR
        return Seal.MEMORY if self.layers[-1].name.startswith(("zram", "ram")) else Seal.PLAIN

    @property
    def doubt(self) -> str:
        """Why this way cannot be judged; empty when it can."""
        return next((layer.doubt for layer in self.layers if layer.doubt), "")

    def __str__(self) -> str:
        return " on ".join(map(str, self.layers))


def seal_of(routes: tuple[Route, ...]) -> Seal:
    """Return the seal of all ways together: one plain way beside an encrypted one is `MIXED`."""
    seals = {route.seal for route in routes}
    if Seal.PLAIN in seals:
        return Seal.PLAIN if seals == {Seal.PLAIN} else Seal.MIXED
    if len(seals) == 1:
        return seals.pop()
    return Seal.UNCLEAR


def routes(host: Host, name: str, above: tuple[Layer, ...] = ()) -> tuple[Route, ...]:
    """Return every way from the device with this kernel name down to a disk."""
    if len(above) >= _DEEPEST or any(layer.name == name for layer in above):
        doubt = Layer(name, doubt="The block devices form a loop.")
        return (Route((*above, doubt)),)
    if not host.exists(f"{_BLOCK}/{name}"):
        doubt = Layer(name, "not visible", doubt="The disk under it is not visible from here.")
        return (Route((*above, doubt)),)
    layer = _layer(host, name)
    below = _below(host, name)
    if not below:
        return (Route((*above, _leaf(layer))),)
    return tuple(route for child in below for route in routes(host, child, (*above, layer)))


def kernel_name(host: Host, source: str, device: str) -> str:
    """Return the kernel name of a mounted device, or raise `HostError`.

    Tried in turn: the link in `/dev` that udev keeps; without udev, the device-mapper name; at last the
    major:minor number of the mount (which for btrfs and other many-device file systems is none of a disk).
    """
    name = host.resolve(source).name
    if host.exists(f"{_BLOCK}/{name}"):
        return name
    wanted = PurePosixPath(source).name
    for candidate in _names(host, _BLOCK):
        if candidate.startswith("dm-") and _line(host, f"{_BLOCK}/{candidate}/dm/name") == wanted:
            return candidate
    link = f"/sys/dev/block/{device}"
    if host.exists(link):
        return host.resolve(link).name
    raise HostError("The disk under it is not visible from here.")


def companions(host: Host, name: str) -> tuple[str, ...]:
    """Return the kernel names of all devices of the btrfs file system that `name` belongs to."""
    for folder in _names(host, "/sys/fs/btrfs"):
        members = _names(host, f"/sys/fs/btrfs/{folder}/devices")
        if name in members:
            return tuple(members)
    return (name,)


def _layer(host: Host, name: str) -> Layer:
    uuid = _line(host, f"{_BLOCK}/{name}/dm/uuid")
    if uuid.startswith(_ENCRYPTING):
        return Layer(name, uuid.split("-")[1], encrypts=True)
    if _CHANGING.match(uuid):
        doubt = "It is being encrypted, decrypted or encrypted anew; look again when that is done."
        return Layer(name, "being changed", doubt=doubt, is_changing=True)
    if uuid.startswith("CRYPT-") and not uuid.startswith(_CHECKING):
        kind = clean(uuid.split("-")[1], limit=16)
        return Layer(name, kind, doubt=f"Watchword does not know the kind of encryption {kind}.")
    if uuid.startswith(_CHECKING):
        return Layer(name, "checksums only")
    return Layer(name, next((word for word in ("LVM", "mpath") if uuid.startswith(word)), ""))


def _leaf(layer: Layer) -> Layer:
    word = layer.name.rstrip("0123456789")
    if word in _ELSEWHERE and not layer.encrypts:
        what = _ELSEWHERE[word]
        return Layer(layer.name, what, doubt=f"It lies on {what}, which is not judged.")
    return layer


def _below(host: Host, name: str) -> list[str]:
    slaves = _names(host, f"{_BLOCK}/{name}/slaves")
    if slaves or not host.exists(f"{_BLOCK}/{name}/partition"):
        return slaves
    # A partition is a folder inside its disk's folder, and the disk may itself lie on others (md, bcache).
    parent = host.resolve(f"{_BLOCK}/{name}").parent.name
    return [parent] if host.exists(f"{_BLOCK}/{parent}") else []


def _names(host: Host, path: str) -> list[str]:
    try:
        return host.names(path)
    except NotThere:
        return []


def _line(host: Host, path: str) -> str:
    try:
        return host.read_text(path, limit=1024).strip()
    except NotThere:
        return ""
