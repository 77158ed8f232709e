"""What a look for password managers brings back: one trace per place, in tiers of what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from watchword.check.host import Host


class Tier(IntEnum):
    """How much a trace shows, the most first."""

    AGENT = 1
    ENABLED = 2
    INSTALLED = 3
    UNSURE = 4  # an extension whose state could not be read
    OFF = 5  # an extension that is switched off
    BUILT_IN = 6  # a store that comes with the browser or the system

    @property
    def shows_manager(self) -> bool:
        """Whether this shows a password manager of one's own in working order."""
        return self <= Tier.INSTALLED


@dataclass(frozen=True, slots=True)
class Trace:
    """One product in one place; `source` and `fact` are fit for evidence."""

    product: str
    tier: Tier
    source: str
    fact: str


@dataclass(frozen=True, slots=True)
class Traces:
    """Everything found, and the places that could not be looked at, in words."""

    found: tuple[Trace, ...] = ()
    unseen: tuple[str, ...] = ()

    def __add__(self, other: Traces) -> Traces:
        return Traces(self.found + other.found, self.unseen + other.unseen)


def expand(host: Host, place: str) -> Path:
    """Return a place of the product list on this machine; unset variables mean the platform's default."""
    return Path(spell_out(host, place))


def spell_out(host: Host, place: str) -> str:
    """As `expand`, as text: hundreds of places are looked at of which few are there."""
    if not place.startswith("{"):
        return place
    head, _, rest = place.partition("/")
    return f"{_STARTS[head](host)}/{rest}" if head in _STARTS else place


# Asked some hundred times in a look, so each is worked out only when it is wanted.
_STARTS: dict[str, Callable[[Host], object]] = {
    "{home}": lambda host: host.home,
    "{config}": lambda host: host.environment.get("XDG_CONFIG_HOME") or host.home / ".config",
    "{local}": lambda host: host.environment.get("LOCALAPPDATA") or host.home / "AppData/Local",
    "{roaming}": lambda host: host.environment.get("APPDATA") or host.home / "AppData/Roaming",
    "{programs}": lambda host: host.environment.get("PROGRAMFILES") or "C:/Program Files",
    "{programs86}": lambda host: host.environment.get("PROGRAMFILES(X86)") or "C:/Program Files (x86)",
}
