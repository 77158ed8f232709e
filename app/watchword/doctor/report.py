"""What the doctor found: plain values, fit to be pasted where anybody reads them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.finding import Outcome, Remedy


@dataclass(frozen=True, slots=True)
class System:
    """The machine in general terms; `distribution` is the family whose packages it takes, or empty."""

    platform: str
    name: str
    distribution: str = ""
    is_root: bool = False
    surroundings: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    """What showed the surroundings."""
    desktop: str = ""
    """The desktop of this session, on Linux; empty elsewhere."""
    family: str = ""
    """The family of desktops it is of, where that is known."""
    desktop_reason: str = ""
    """Why its locking cannot be judged, where it cannot."""


@dataclass(frozen=True, slots=True)
class ToolState:
    """A command that checks ask; `is_needed` is false where this machine gives no reason to ask it."""

    name: str
    is_there: bool
    is_needed: bool
    checks: tuple[str, ...]
    only: str = ""
    remedy: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """A library that is not needed to run, what it is for, and the command that adds it when missing."""

    name: str
    purpose: str
    version: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A check that another package brings; `trouble` says why it is not run as it is, empty when it is."""

    name: str
    package: str
    trouble: str = ""
    remedy: str = ""
    is_loaded: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of Watchword, its path as shown."""

    name: str
    path: str
    is_there: bool
    is_writable: bool


@dataclass(frozen=True, slots=True)
class Agent:
    """Whether an ssh-agent answers, and how many of its keys can sign a record."""

    keys: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JournalState:
    """The journals of the checklist in force: how many files and events; `trouble` when they do not fit."""

    files: int = 0
    events: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """The checklist in force: bundled, or another; `trouble` when it cannot be used, limits then default."""

    is_bundled: bool
    version: str = ""
    trouble: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """How one check came back here; `reason` and `remedy` are there when it could not tell."""

    check: str
    outcome: Outcome
    reason: str = ""
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """How many services and source trees the person named, and how many services may be contacted."""

    services: int = 0
    agreed: int = 0
    trees: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said."""

    version: str
    python: str
    system: System
    guide: Guide
    libraries: Mapping[str, str] = field(default_factory=dict)
    tools: tuple[ToolState, ...] = ()
    extras: tuple[Extra, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    places: tuple[Place, ...] = ()
    agent: Agent = Agent(None)
    journal: JournalState = JournalState()
    checks: tuple[Looked, ...] = ()
    named: Named = Named()

    @property
    def can_all(self) -> bool:
        """Whether everything there is could be looked at: each check told, plug-ins, guide, journal read."""
        told = all(one.outcome is not Outcome.UNKNOWN for one in self.checks)
        loaded = all(one.is_loaded for one in self.plugins)
        return told and loaded and not self.guide.trouble and not self.journal.trouble
