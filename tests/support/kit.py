"""Sessions made for tests: a folder of their own, a clock that is set, ids that can be foretold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from support.sample_host import SampleHost
from watchword.check.host import Host
from watchword.kit import Kit
from watchword.paths import Paths
from watchword.progress.profile import Profile, build
from watchword.session import Session, open_session
from watchword.settings import Settings

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

IDLE = "gsettings list-recursively org.gnome.desktop.session"
GNOME = {
    IDLE: "org.gnome.desktop.session idle-delay uint32 300\n",
    "gsettings list-recursively org.gnome.desktop.screensaver": (
        "org.gnome.desktop.screensaver lock-enabled true\norg.gnome.desktop.screensaver lock-delay uint32 0\n"
    ),
    "gsettings list-recursively org.gnome.desktop.lockdown": (
        "org.gnome.desktop.lockdown disable-lock-screen false\n"
    ),
}


class Clock:
    """A clock that moves a second with every look, and further when told."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def forward(self, **parts: float) -> None:
        """Move on, as in `forward(days=2)`."""
        self.time += timedelta(**parts)


def gnome_host() -> SampleHost:
    """A GNOME desktop that locks after five minutes."""
    return SampleHost(
        environment={"XDG_CURRENT_DESKTOP": "GNOME", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"},
        commands=GNOME,
    )


def make_kit(folder: Path, *, host: Host | None = None, clock: Clock | None = None) -> Kit:
    """Return a kit whose folders are below `folder`."""
    numbers = count(1)
    return Kit(
        paths=Paths.below(folder),
        settings=Settings(),
        host=host or gnome_host(),
        now=clock or Clock(),
        token=lambda: f"{next(numbers):032x}",
    )


def a_profile(**changes: object) -> Profile:
    """A person who writes software on a Linux laptop."""
    said: dict[str, object] = {
        "name": "New Person",
        "email": "new@example.org",
        "roles": ["developer"],
        "devices": ["linux"],
        **changes,
    }
    return build(**said)  # type: ignore[arg-type]


def make_session(folder: Path, *, kit: Kit | None = None, checklist: Path = SMALL) -> Session:
    """Open a session on the small checklist; the profile is still to be set."""
    return open_session(kit or make_kit(folder), checklist)


def answer_rightly(session: Session, guideline: str) -> None:
    """Answer what is asked on a guideline with the right option, until nothing more is asked."""
    assert session.draw(guideline) is not None
    while drawn := session.draw(guideline):
        session.answer(guideline, drawn, drawn.right)


def answer_wrongly(session: Session, guideline: str) -> None:
    """Answer the question of a guideline with a wrong option."""
    drawn = session.draw(guideline)
    assert drawn is not None
    session.answer(guideline, drawn, (drawn.right + 1) % len(drawn.options))
