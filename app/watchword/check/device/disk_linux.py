"""Disk encryption on Linux: the disks under the running root file system and under the home folder.

Nothing is inferred from what is installed or merely unlocked: the walk starts at what is mounted. An opened
LUKS stick or container file beside a plain root is not an encrypted disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchword.check import surroundings
from watchword.check.device import block_chain, mounts, zfs
from watchword.check.device.block_chain import Route, Seal
from watchword.check.device.mounts import Mount
from watchword.check.finding import Evidence
from watchword.check.host import Host, HostError, ToolMissing
from watchword.check.surroundings import Surroundings

_TABLE = "/proc/self/mountinfo"
_SWAPS = "/proc/swaps"
# File systems that encrypt by themselves, on top of anything.
_SELF_ENCRYPTING = ("ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs")
_REMOTE = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.sshfs")
_FSCRYPT = ("ext4", "f2fs", "ubifs")
_FLAGS = re.compile(r"([-A-Za-z]{8,64}) ")  # what lsattr prints before a name


@dataclass(frozen=True, slots=True)
class Volume:
    """A mounted file system: its kind, how it is sealed, and what was seen on the way down."""

    kind: str
    seal: Seal
    chain: tuple[str, ...] = ()
    doubt: str = ""
    is_remote: bool = False
    is_old_format: bool = False


@dataclass(frozen=True, slots=True)
class Swap:
    """A place the kernel swaps to."""

    name: str
    seal: Seal
    has_random_key: bool = False


@dataclass(frozen=True, slots=True)
class LinuxDisk:
    """What was seen. `home` is there only where the home folder has a file system of its own.

    `is_home_encrypted` tells of fscrypt, which encrypts single folders; `None` where nobody could say.
    """

    around: Surroundings
    root: Volume
    home: Volume | None = None
    is_home_encrypted: bool | None = False
    swaps: tuple[Swap, ...] = ()


async def read(host: Host) -> LinuxDisk:
    """Look at the root file system, the home folder and swap."""
    around = await surroundings.look(host)
    table = mounts.parse(host.read_text(_TABLE))
    top, below_home = mounts.holding(table, "/"), mounts.holding(table, host.resolve(host.home))
    if top is None:
        raise HostError("The mount table does not name a root file system.")
    root = await volume(host, top)
    home = await volume(host, below_home) if below_home and below_home != top else None
    is_home_encrypted: bool | None = False
    if root.seal in (Seal.PLAIN, Seal.MIXED) and (home or root).kind in _FSCRYPT:
        is_home_encrypted = await _fscrypt(host)
    return LinuxDisk(around, root, home, is_home_encrypted, await _swaps(host, table))


async def volume(host: Host, mount: Mount) -> Volume:
    """Return how one mounted file system is sealed; never raises, a doubt is part of the answer."""
    if mount.kind in _SELF_ENCRYPTING:
        return Volume(mount.kind, Seal.ENCRYPTED, (f"{mount.kind} encrypts by itself",))
    try:
        if mount.kind == "zfs":
            return await _zfs(host, mount)
        if not mount.source.startswith("/dev/"):
            is_remote = mount.kind in _REMOTE or mount.kind.startswith("9p")
            doubt = f"It is of the kind {mount.kind}, which has no disk of its own to look at."
            return Volume(mount.kind, Seal.UNCLEAR, doubt=doubt, is_remote=is_remote)
        name = block_chain.kernel_name(host, mount.source, mount.device)
        names = block_chain.companions(host, name) if mount.kind == "btrfs" else (name,)
        ways = tuple(way for each in names for way in block_chain.routes(host, each))
    except HostError as error:
        return Volume(mount.kind, Seal.UNCLEAR, doubt=error.reason)
    return _judged(mount.kind, ways)


async def _zfs(host: Host, mount: Mount) -> Volume:
    if await zfs.is_encrypted(host, mount.source):
        return Volume("zfs", Seal.ENCRYPTED, ("ZFS encrypts the dataset",))
    ways: list[Route] = []
    for device in await zfs.devices(host, mount.source):
        ways.extend(block_chain.routes(host, block_chain.kernel_name(host, device, "")))
    found = _judged("zfs", tuple(ways))
    return Volume("zfs", found.seal, ("ZFS itself does not encrypt the dataset", *found.chain), found.doubt)


def _judged(kind: str, ways: tuple[Route, ...]) -> Volume:
    seal = block_chain.seal_of(ways)
    chain = tuple(f"{kind} on {way}: {way.seal}" for way in ways)
    doubt = next((way.doubt for way in ways if way.seal is Seal.UNCLEAR), "")
    if seal is Seal.MEMORY:
        return Volume(kind, Seal.UNCLEAR, chain, "It lies in memory, not on a disk.")
    if kind == "bcachefs" and seal in (Seal.PLAIN, Seal.MIXED):
        return Volume(kind, Seal.UNCLEAR, chain, "bcachefs may encrypt by itself, which is not visible here.")
    is_old = any(layer.label == "LUKS1" for way in ways for layer in way.layers)
    return Volume(kind, seal, chain, doubt, is_old_format=is_old)


async def _fscrypt(host: Host) -> bool | None:
    """Whether the home folder itself is encrypted with fscrypt; `None` where no tool says."""
    home = str(host.home)
    try:
        ran = await host.run(["lsattr", "-d", home])
        flags = _FLAGS.match(ran.out)
        # e2fsprogs: E marks an encrypted folder
        return "E" in flags[1] if ran.code == 0 and flags else None
    except ToolMissing:
        pass
    except HostError:
        return None
    try:
        ran = await host.run(["fscrypt", "status", home])
    except HostError:
        return None
    if ran.code == 0 and "is encrypted with fscrypt" in ran.out:
        return True
    # Other errors (never set up, encrypted by another tool) say nothing of the folder.
    told = " ".join(ran.err.split())
    return False if "is not encrypted" in told or "encryption not enabled" in told else None


async def _swaps(host: Host, table: tuple[Mount, ...]) -> tuple[Swap, ...]:
    try:
        lines = host.read_text(_SWAPS).splitlines()[1:]
    except HostError:
        return ()
    rows = [words for line in lines if len(words := line.split()) >= 2]
    return tuple([await _swap(host, table, path, kind) for path, kind, *_ in rows])


async def _swap(host: Host, table: tuple[Mount, ...], path: str, kind: str) -> Swap:
    if kind == "file":
        place = mounts.holding(table, path)
        return Swap("a swap file", (await volume(host, place)).seal if place else Seal.UNCLEAR)
    name = host.resolve(path).name
    try:
        ways = block_chain.routes(host, name)
    except HostError:
        return Swap(name, Seal.UNCLEAR)
    # cryptsetup: plain mode without a header is what crypttab uses for swap with a key drawn at each start
    has_random_key = any(layer.label == "PLAIN" for way in ways for layer in way.layers)
    return Swap(name, block_chain.seal_of(ways), has_random_key)


def evidence(facts: LinuxDisk) -> tuple[Evidence, ...]:
    """Return what was read, without names that tell of the person or the machine."""
    walked = "/proc/self/mountinfo and /sys/class/block"
    found = [*facts.around.evidence, *_of("root", walked, facts.root)]
    if facts.home:
        found.extend(_of("home", walked, facts.home))
    if facts.is_home_encrypted:
        found.append(Evidence("lsattr -d ~", "the home folder is encrypted with fscrypt"))
    elif facts.is_home_encrypted is None:
        found.append(Evidence("lsattr -d ~", "whether the home folder is encrypted by itself is not known"))
    for swap in facts.swaps:
        how = " with a key drawn at each start" if swap.has_random_key else ""
        found.append(Evidence(_SWAPS, f"swap on {swap.name}: {swap.seal}{how}"))
    return tuple(found)


def _of(place: str, source: str, seen: Volume) -> list[Evidence]:
    return [Evidence(source, f"{place}: {line}") for line in seen.chain or (seen.doubt,)]
