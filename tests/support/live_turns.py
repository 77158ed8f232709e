"""Real settings, changed by real tools while the page that judges them is open, and what it says then."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from support import encrypted_home
from support.disk_tree import DiskTree
from support.live_session import LiveSession, SessionHost

Do = Callable[[LiveSession], None]


@dataclass(frozen=True)
class Turn:
    """Something a person does (`told`, as they would write it down), and what the page shows then."""

    told: str
    does: Do
    shows: str


@dataclass(frozen=True)
class Case:
    """One guideline's page in one kind of session: what it shows at first, and how it turns.

    `prepare` sets the session up, or returns why it cannot be had here.
    """

    desktop: str
    guideline: str
    tools: tuple[str, ...]
    prepare: Callable[[LiveSession], str | None]
    shows: str
    turns: tuple[Turn, ...]


def typed(line: str, shows: str) -> Turn:
    """A command line as it would be typed; `~` is the session's home."""

    def does(session: LiveSession) -> None:
        session.tell(*(word.replace("~", str(session.home)) for word in shlex.split(line)))

    return Turn(line, does, shows)


def _bus(session: LiveSession) -> None:
    session.bus()


def _xfce(session: LiveSession) -> None:
    session.bus()
    session.start("sleep", "1000", name="xfce4-screensaver")  # the locker itself is not in every distribution


def _mate(session: LiveSession) -> None:
    session.schemas()
    session.bus()
    session.start("sleep", "1000", name="mate-screensaver")


def _cinnamon(session: LiveSession) -> None:
    session.schemas()
    session.bus()
    session.start("sleep", "1000", name="cinnamon-screensaver")


def _key(session: LiveSession) -> None:
    (session.home / ".ssh").mkdir(mode=0o700)
    session.tell("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{session.home}/.ssh/id_ed25519")


def _locked_key(session: LiveSession) -> None:
    _key(session)
    session.tell("ssh-keygen", "-q", "-p", "-P", "", "-N", "sample", "-f", f"{session.home}/.ssh/id_ed25519")


def _sway(session: LiveSession) -> None:
    session.sway()


def _start_swayidle(session: LiveSession) -> None:
    session.tell("swaymsg", "exec", "swayidle -w timeout 300 'swaylock -f'")
    session.wait(lambda: bool(session.running("swayidle")))


# Takes the name of the secret service under the process name of a password manager (PR_SET_NAME is 15).
_SERVICE = """
import ctypes, dbus, dbus.service, gi.repository.GLib
from dbus.mainloop.glib import DBusGMainLoop
ctypes.CDLL(None).prctl(15, b"keepassxc")
name = dbus.service.BusName("org.freedesktop.secrets", dbus.SessionBus(mainloop=DBusGMainLoop()))
print("ready", flush=True)
gi.repository.GLib.MainLoop().run()
"""


def _secret_bus(session: LiveSession) -> str | None:
    session.bus()
    try:
        session.tell("/usr/bin/python3", "-c", "import dbus, gi")
    except Exception:
        return "python3-dbus and python3-gi are not installed"
    return None


def _start_service(session: LiveSession) -> None:
    session.start("/usr/bin/python3", "-c", _SERVICE, name="keepassxc", announces=True)


def _plain_home(session: LiveSession) -> str | None:
    """A laptop with a plain disk, as files; the home folder on it is real and may be encrypted."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root may mount a file system"
    place = session.folder / "disk"
    session.at_end(lambda: encrypted_home.unmount(place))
    if not encrypted_home.mount(session.folder / "image", place):
        return "this machine lets nobody mount a file system in a file"
    home = place / "home"
    home.mkdir()
    session.home = home
    tree = DiskTree(session.folder / "laptop").disk("sda", "sda1").mount("/dev/sda1", "/")
    session.host = SessionHost(root=tree.root, home=home, environment=session.environment, platform="linux")
    return None


def _encrypt_home(session: LiveSession) -> None:
    encrypted_home.encrypt(session.home)


def _new_home(session: LiveSession) -> None:
    shutil.rmtree(session.home)
    session.home.mkdir()


IDLE = "gsettings set org.gnome.desktop.session idle-delay"
KDE = "kwriteconfig5 --file kscreenlockerrc --group Daemon --key"
XFCE = "xfconf-query -c xfce4-screensaver -n -t bool -p"
KEY = "~/.ssh/id_ed25519"

CASES = {
    "gnome": Case(
        "GNOME",
        "lock-when-away",
        ("gsettings", "dbus-daemon"),
        _bus,
        "GNOME locks by itself after 5 min",
        (
            typed(f"{IDLE} 0", "GNOME never locks by itself: the screen never blanks."),
            typed(f"{IDLE} 1200", "GNOME locks by itself after 20 min, later than 15 min"),
            typed(f"{IDLE} 300", "GNOME locks by itself after 5 min"),
        ),
    ),
    "gnome-wake": Case(
        "GNOME",
        "password-on-wake",
        ("gsettings", "dbus-daemon"),
        _bus,
        "GNOME asks for a password on wake",
        (
            typed(
                "gsettings set org.gnome.desktop.screensaver lock-enabled false",
                "GNOME does not ask for a password on wake",
            ),
            typed(
                "gsettings set org.gnome.desktop.screensaver lock-enabled true",
                "GNOME asks for a password on wake",
            ),
        ),
    ),
    "kde": Case(
        "KDE",
        "lock-when-away",
        ("kwriteconfig5",),
        lambda session: None,
        "KDE Plasma locks by itself after 5 min 5 s",
        (
            typed(f"{KDE} Autolock false", "KDE Plasma never locks by itself"),
            typed(f"{KDE} Autolock true", "KDE Plasma locks by itself after 5 min 5 s"),
            typed(f"{KDE} Timeout 40", "KDE Plasma locks by itself after 40 min 5 s, later than 15 min"),
        ),
    ),
    "xfce": Case(
        "XFCE",
        "lock-when-away",
        ("xfconf-query", "dbus-daemon"),
        _xfce,
        "XFCE locks by itself after 5 min",
        (
            typed(f"{XFCE} /lock/enabled -s false", "XFCE never locks by itself: the lock screen is"),
            typed(f"{XFCE} /lock/enabled -s true", "XFCE locks by itself after 5 min"),
        ),
    ),
    "mate": Case(
        "MATE",
        "lock-when-away",
        ("gsettings", "dbus-daemon", "glib-compile-schemas"),
        _mate,
        "MATE locks by itself after 5 min",
        (
            typed("gsettings set org.mate.session idle-delay 20", "MATE locks by itself after 20 min, later"),
            typed("gsettings set org.mate.screensaver lock-enabled false", "MATE never locks by itself"),
        ),
    ),
    "cinnamon": Case(
        "X-Cinnamon",
        "password-on-wake",
        ("gsettings", "dbus-daemon", "glib-compile-schemas"),
        _cinnamon,
        "Cinnamon asks for a password only at times",
        (
            typed(
                "gsettings set org.cinnamon.settings-daemon.plugins.power lock-on-suspend true",
                "Cinnamon asks for a password on wake",
            ),
        ),
    ),
    "sway": Case(
        "sway",
        "lock-when-away",
        ("sway", "swayidle", "swaylock", "swaymsg"),
        _sway,
        "Sway never locks by itself: no program that locks the screen by itself is running",
        (
            Turn(
                "swaymsg exec \"swayidle -w timeout 300 'swaylock -f'\"",
                _start_swayidle,
                "Sway locks by itself after 5 min",
            ),
            Turn(
                "kill $(pidof swayidle)",
                lambda session: session.end("swayidle"),
                "Sway never locks by itself",
            ),
        ),
    ),
    "key-mode": Case(
        "GNOME",
        "private-key-stays-private",
        ("ssh-keygen", "chmod"),
        _locked_key,
        "All SSH keys here are in order: 1 with a passphrase.",
        (
            typed(f"chmod 644 {KEY}", f"Others have rights to {KEY}"),
            typed(f"chmod 600 {KEY}", "All SSH keys here are in order"),
        ),
    ),
    "key-passphrase": Case(
        "GNOME",
        "private-key-stays-private",
        ("ssh-keygen",),
        _key,
        f"{KEY} has no passphrase.",
        (
            typed(f'ssh-keygen -q -p -P "" -N sample -f {KEY}', "All SSH keys here are in order"),
            typed(f'ssh-keygen -q -p -P sample -N "" -f {KEY}', f"{KEY} has no passphrase."),
        ),
    ),
    "password-manager": Case(
        "GNOME",
        "generated-passwords",
        ("busctl", "dbus-daemon", "/usr/bin/python3"),
        _secret_bus,
        "None of the",
        (
            Turn(
                "a stand-in named keepassxc takes org.freedesktop.secrets",
                _start_service,
                "KeePassXC is on this device",
            ),
            Turn("kill $(pidof keepassxc)", lambda session: session.end("keepassxc"), "None of the"),
        ),
    ),
    "encrypted-home": Case(
        "GNOME",
        "disk-encryption",
        ("mkfs.ext4", "mount", "umount", "lsattr"),
        _plain_home,
        "The disk under the running system is not encrypted.",
        (
            Turn(
                "ioctl FS_IOC_SET_ENCRYPTION_POLICY on ~, as fscrypt does",
                _encrypt_home,
                "Only your home folder is encrypted",
            ),
            Turn("rm -r ~; mkdir ~", _new_home, "The disk under the running system is not encrypted."),
        ),
    ),
}


def private(folder: Path, case: Case) -> LiveSession:
    """A new session for a case, below an empty folder."""
    folder.mkdir(parents=True)
    return LiveSession(folder, case.desktop)
