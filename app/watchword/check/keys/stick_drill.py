"""The drill in which the person plugs in the stick with their backup, and Watchword knows their keys on it.

Only what can be taken away counts: a copy on a disk that stays in the laptop goes where the laptop goes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from watchword.check import surroundings
from watchword.check.drill import Drill, Say
from watchword.check.host import Host, HostError
from watchword.check.keys.stick_laptop import LaptopKeys, read_keys
from watchword.check.keys.stick_rule import ID, Place, StickFacts, judge
from watchword.check.keys.stick_search import search
from watchword.check.keys.stick_volume import Volume, Volumes, read_volumes

WAIT_SECONDS = 45.0  # for a stick to be plugged in
EVERY_SECONDS = 1.0
MOST_VOLUMES = 6


@dataclass(frozen=True)
class Patience:
    """How long to wait for a stick, by which clock."""

    seconds: float = WAIT_SECONDS
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep)


async def watch(host: Host, say: Say, patience: Patience | None = None) -> StickFacts:
    """Read this laptop's keys, wait for a stick, and look for their copies on it."""
    if host.is_root:
        reason = "Watchword runs as the administrator, whose keys are not yours; start it as yourself."
        return StickFacts(host.platform, reason=reason)
    around = await surroundings.look(host)
    if around.is_wsl or around.is_container:  # a stick shows in neither
        return StickFacts(host.platform, reason=around.reason)
    keys = await read_keys(host)
    if not keys.ssh and not keys.openpgp:
        nothing = "No private key of yours was found on this laptop, so there is nothing to compare with."
        return StickFacts(host.platform, keys, reason=keys.problem or nothing)
    volumes = await _wait_for_stick(host, say, patience or Patience())
    if not volumes.removable:
        return StickFacts(host.platform, keys, volumes, places=await _look(keys, host, volumes.mounted))
    if host.platform == "macos":
        say("macOS may now ask whether your terminal may read removable volumes. Allow it, to go on.")
    count = len(volumes.removable)
    say(f"Found {count} removable volume{'s' if count > 1 else ''}. Looking for copies of your keys.")
    places = await _look(keys, host, volumes.mounted)
    say(f"Looked at {sum(place.sight.looked_at for place in places)} files.")
    return StickFacts(host.platform, keys, volumes, places)


async def _wait_for_stick(host: Host, say: Say, patience: Patience) -> Volumes:
    """Return what is plugged in, as soon as one removable volume is mounted or the time is over."""
    end = patience.clock() + patience.seconds
    told = ""
    while True:
        volumes = await read_volumes(host)
        if volumes.removable or patience.clock() >= end:
            return volumes
        wish = (
            "The stick is locked. Unlock it now." if volumes.locked else "Plug the stick in and open it now."
        )
        if wish != told:
            say(wish)
            told = wish
        await patience.pause(EVERY_SECONDS)


async def _look(keys: LaptopKeys, host: Host, volumes: tuple[Volume, ...]) -> tuple[Place, ...]:
    """Look over the volumes, the removable ones first."""
    ordered = sorted(volumes, key=lambda volume: not volume.is_removable)
    places = []
    for volume in ordered[:MOST_VOLUMES]:
        try:
            places.append(Place(volume, await search(host.locate(volume.point), keys.marks)))
        except HostError as error:
            places.append(Place(volume, problem=error.reason))
    return tuple(places)


DRILL = Drill(
    id=ID,
    question="Is there a copy of your private key, and of its revocation certificate, on a stick?",
    steps=(
        "Fetch the stick (or card, or USB disk) with your backup and plug it in.",
        "Open it in the file manager; if it is encrypted, unlock it.",
        "Start the drill. On a Mac, allow your terminal to read removable volumes when it asks.",
        "When the drill is over, eject the stick and put it back where it is safe.",
    ),
    reads=(
        "the fingerprints of your SSH and OpenPGP keys, the list of removable disks, and on those the names "
        "of files and the beginning of what may be a key or a certificate; nothing of it is kept but whether "
        "it is a copy of yours and has a passphrase"
    ),
    platforms=("linux", "macos", "windows"),
    watch=watch,
    judge=judge,
)
