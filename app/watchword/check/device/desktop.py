"""Which desktop this session is: asked of the session, never inferred from what is installed.

Libraries of GNOME are on most machines that run another desktop, and `gsettings` answers there all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from watchword.check.finding import Evidence
from watchword.check.host import Host, Process
from watchword.text import clean

_VARIABLES = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_DESKTOP", "DESKTOP_SESSION")


class Family(StrEnum):
    """Desktops that keep their lock settings in the same way."""

    GNOME = "gnome"
    KDE = "kde"
    CINNAMON = "cinnamon"
    MATE = "mate"
    XFCE = "xfce"
    WLROOTS = "sway"
    HYPRLAND = "hyprland"
    X11 = "x11"


# Lower-case words of the three variables -> family and the name people use. `None`: known, but how it keeps
# its lock settings is not.
_WORDS: dict[str, tuple[Family | None, str]] = {
    "gnome": (Family.GNOME, "GNOME"),
    "gnome-classic": (Family.GNOME, "GNOME"),
    "gnome-xorg": (Family.GNOME, "GNOME"),
    "gnome-wayland": (Family.GNOME, "GNOME"),
    "gnome-flashback": (Family.GNOME, "GNOME Flashback"),
    "ubuntu": (Family.GNOME, "GNOME"),
    "ubuntu-xorg": (Family.GNOME, "GNOME"),
    "ubuntu-wayland": (Family.GNOME, "GNOME"),
    "unity": (Family.GNOME, "Unity"),
    "unity7": (Family.GNOME, "Unity"),
    "budgie": (Family.GNOME, "Budgie"),
    "budgie-desktop": (Family.GNOME, "Budgie"),
    "pantheon": (Family.GNOME, "Pantheon"),
    "kde": (Family.KDE, "KDE Plasma"),
    "plasma": (Family.KDE, "KDE Plasma"),
    "plasmax11": (Family.KDE, "KDE Plasma"),
    "plasmawayland": (Family.KDE, "KDE Plasma"),
    "cinnamon": (Family.CINNAMON, "Cinnamon"),
    "x-cinnamon": (Family.CINNAMON, "Cinnamon"),
    "mate": (Family.MATE, "MATE"),
    "xfce": (Family.XFCE, "XFCE"),
    "xfce4": (Family.XFCE, "XFCE"),
    "xubuntu": (Family.XFCE, "XFCE"),
    "hyprland": (Family.HYPRLAND, "Hyprland"),
    **{word: (Family.WLROOTS, name) for word, name in (("sway", "Sway"), ("river", "River"))},
    **{word: (Family.WLROOTS, word) for word in ("labwc", "wayfire", "niri", "dwl", "qtile-wayland")},
    **{word: (Family.X11, word) for word in ("i3", "i3-with-shmlog", "bspwm", "openbox", "awesome", "qtile")},
    **{word: (Family.X11, word) for word in ("dwm", "xmonad", "herbstluftwm", "fluxbox", "icewm")},
    "lxde": (Family.X11, "LXDE"),
    "lxqt": (None, "LXQt"),
    "cosmic": (None, "COSMIC"),
    "deepin": (None, "Deepin"),
    "enlightenment": (None, "Enlightenment"),
    "gamescope": (None, "Gamescope"),
}
# Programs of which exactly one family's is running in a session; beginnings of their names.
_SHELLS = {
    Family.GNOME: ("gnome-shell", "gnome-session", "gnome-flashback", "budgie-", "gala", "unity-", "compiz"),
    Family.KDE: ("plasmashell", "kwin_", "startplasma"),
    Family.CINNAMON: ("cinnamon-session", "cinnamon-launcher"),
    Family.MATE: ("mate-session",),
    Family.XFCE: ("xfce4-session",),
    Family.HYPRLAND: ("Hyprland", "hyprland"),
}


@dataclass(frozen=True, slots=True)
class Desktop:
    """The desktop of this session; without a family, `reason` says why its locking cannot be judged."""

    family: Family | None
    name: str
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


def decide(host: Host) -> Desktop:
    """Return which desktop this session says it is, unless what is running contradicts it."""
    strange = ""
    for variable in _VARIABLES:
        value = host.environment.get(variable, "")
        words = [PurePosixPath(word).name.lower() for word in value.split(":") if word]
        strange = strange or clean(value, limit=60)
        for word in words:
            if word in _WORDS:
                return _confirmed(host, *_WORDS[word], Evidence(variable, clean(value, limit=60)))
    if strange:
        return Desktop(None, strange, f"Watchword does not know the desktop {strange}.")
    reason = "There is no graphical session here; run Watchword in a terminal of your desktop."
    return Desktop(None, "no desktop", reason)


def _confirmed(host: Host, family: Family | None, name: str, said: Evidence) -> Desktop:
    if family is None:
        reason = f"How {name} keeps its lock settings is not known to Watchword."
        return Desktop(None, name, reason, (said,))
    programs = {program_name(process) for process in host.processes()}
    running = {each for each, shells in _SHELLS.items() if _has(programs, shells)}
    if running and family in _SHELLS and family not in running:
        other = ", ".join(sorted(running))
        reason = f"The session says that it is {name}, but what is running is {other}."
        return Desktop(None, name, reason, (said,))
    return Desktop(family, name, "", (said,))


def _has(programs: Iterable[str], beginnings: tuple[str, ...]) -> bool:
    return any(program.startswith(beginnings) for program in programs)


def program_name(process: Process) -> str:
    """Return the name of the program a process runs; for a script that of the script."""
    words = [word.rstrip("/").rpartition("/")[2] for word in process.argv[:2]]
    first = words[0] if words else ""
    if len(words) > 1 and first.startswith(("python", "perl", "sh", "bash", "gjs", "cjs")):
        first = words[1]
    # Nix wraps programs: `.swayidle-wrapped`
    return first.removeprefix(".").removesuffix("-wrapped")


def find_running(host: Host, *beginnings: str) -> Process | None:
    """Return a running process of this person whose program name begins so."""
    return next((each for each in host.processes() if program_name(each).startswith(beginnings)), None)
