"""The commands that checks ask, per platform: which checks use each, when it is needed, how to get it.

One table, so that what is missing on a machine can be said at once, with the way to install it. A test holds
it against the commands that the checks run. What a platform brings along has no package here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.device.desktop import Family
from watchword.check.host import Host, ToolMissing

DEBIAN, FEDORA, ARCH = "debian", "fedora", "arch"

_INSTALL = {DEBIAN: "sudo apt install", FEDORA: "sudo dnf install", ARCH: "sudo pacman -S"}
_DISTRIBUTIONS = {DEBIAN: "Debian", FEDORA: "Fedora", ARCH: "Arch"}
_PLATFORMS = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}

_LAPTOP = ("disk-encryption", "screen-lock", "password-on-wake")
_LOCKING = ("screen-lock", "password-on-wake")
_OPENPGP = ("openpgp-keys", "revocation-certificate", "stick-drill")
_GSETTINGS = (Family.GNOME, Family.CINNAMON, Family.MATE)
_X11 = (Family.X11, Family.XFCE)
_ON_GNOME = "on GNOME, Cinnamon and MATE"
_WITH_ZFS = "where the disk uses ZFS"
_WITH_GIT = "where you use git"
_WITH_OPENPGP = "where you have OpenPGP keys"


@dataclass(frozen=True, slots=True)
class Tool:
    """A command: `checks` are the checks and drills that run it.

    `packages` says what holds it on Linux, by distribution; `command` what installs it elsewhere. `places`
    are those where it may be beside the usual folders. `only` says in words when it is needed, `families` on
    which desktops, if it is for those; elsewhere it is not missed.
    """

    name: str
    checks: tuple[str, ...]
    packages: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    places: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    only: str = ""

    def remedy(self, platform: str, distribution: str = "") -> tuple[str, str]:
        """Return how to get it on this platform, in a sentence, and the command to copy, if there is one."""
        if self.command:
            return "Install it.", self.command
        if not self.packages:
            return f"It is a part of {_PLATFORMS.get(platform, platform)}; ask whoever set this up.", ""
        if package := self.packages.get(distribution):
            return f"Install {package}.", f"{_INSTALL[distribution]} {package}"
        named = (f"{_DISTRIBUTIONS[known]}: {package}" for known, package in self.packages.items())
        return f"Install the package that holds it ({', '.join(named)}).", ""


def _in(debian: str, fedora: str = "", arch: str = "") -> dict[str, str]:
    return {DEBIAN: debian, FEDORA: fedora or debian, ARCH: arch or debian}


_ZFS = _in("zfsutils-linux", "zfs", "zfs-utils")
_MACOS_GPG = ("/usr/local/MacGPG2/bin", "/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin")
_WINDOWS_GPG = (r"C:\Program Files (x86)\GnuPG\bin", r"C:\Program Files\GnuPG\bin")

TOOLS: Mapping[str, tuple[Tool, ...]] = {
    "linux": (
        Tool(
            "gsettings",
            _LOCKING,
            _in("libglib2.0-bin", "glib2", "glib2"),
            families=_GSETTINGS,
            only=_ON_GNOME,
        ),
        Tool("xfconf-query", _LOCKING, _in("xfconf"), families=(Family.XFCE,), only="on XFCE"),
        Tool("xset", _LOCKING, _in("x11-xserver-utils", "xset", "xorg-xset"), families=_X11, only="on X11"),
        Tool("busctl", ("password-manager", "lock-drill"), _in("systemd")),
        Tool("loginctl", ("lock-drill",), _in("systemd")),
        Tool("lsattr", ("disk-encryption",), _in("e2fsprogs")),
        Tool("lsblk", ("stick-drill",), _in("util-linux")),
        Tool("git", ("stray-credentials",), _in("git"), only=_WITH_GIT),
        Tool("gpg", _OPENPGP, _in("gpg", "gnupg2", "gnupg"), only=_WITH_OPENPGP),
        Tool("fscrypt", ("disk-encryption",), _in("fscrypt"), only="where fscrypt encrypts the home folder"),
        Tool("zfs", ("disk-encryption",), _ZFS, only=_WITH_ZFS),
        Tool("zpool", ("disk-encryption",), _ZFS, only=_WITH_ZFS),
    ),
    "macos": (
        Tool("sysctl", _LAPTOP),
        Tool("fdesetup", ("disk-encryption", "password-on-wake")),
        Tool("sysadminctl", _LOCKING),
        Tool("defaults", _LOCKING),
        Tool("pmset", _LOCKING),
        Tool("ls", ("ssh-keys",)),
        Tool("mount", ("ssh-keys",)),
        Tool("ioreg", ("lock-drill",)),
        Tool("diskutil", ("stick-drill",)),
        Tool("profiles", ("remote-wipe",)),
        Tool("nvram", ("remote-wipe",)),
        Tool("system_profiler", ("remote-wipe",)),
        Tool("xcode-select", ("stray-credentials",), only=_WITH_GIT),
        Tool("git", ("stray-credentials",), command="xcode-select --install", only=_WITH_GIT),
        Tool("gpg", _OPENPGP, command="brew install gnupg", places=_MACOS_GPG, only=_WITH_OPENPGP),
    ),
    "windows": (
        Tool("powercfg", _LOCKING),
        Tool("dsregcmd", ("remote-wipe",)),
        Tool(
            "gpg",
            _OPENPGP,
            command="winget install GnuPG.Gpg4win",
            places=_WINDOWS_GPG,
            only=_WITH_OPENPGP,
        ),
    ),
}


def of(platform: str) -> tuple[Tool, ...]:
    """Return the tools of a platform; none for one that no check knows."""
    return TOOLS.get(platform, ())


def is_there(host: Host, tool: Tool) -> bool:
    """Whether the command is where checks look for commands."""
    apart = "\\" if host.platform == "windows" else "/"
    for name in (tool.name, *(f"{place}{apart}{tool.name}" for place in tool.places)):
        try:
            host.find_tool(name)
        except ToolMissing:
            continue
        return True
    return False
