"""Automatic log-in on Linux: what GDM, SDDM, LightDM, greetd and agetty are told.

Sections count, later files win, and a commented line says nothing. Which user is logged in is never kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import PurePosixPath

from watchword.check.host import Host, HostError, NotThere

_YES = ("true", "1", "yes")
_GDM = ("/etc/gdm3/custom.conf", "/etc/gdm/custom.conf", "/etc/gdm3/daemon.conf")
_GETTY_UNITS = "/etc/systemd/system"
_GETTY = re.compile(r"^(getty|autovt)@[^/]*\.service(\.d)?$")
_AUTOLOGIN_OPTION = re.compile(r"\s(--autologin\b|-\w*a\b)")


def in_use(host: Host) -> str:
    """Return the unit name of the display manager that starts with the machine; empty where none is set."""
    link = "/etc/systemd/system/display-manager.service"
    if host.exists(link):
        name = host.resolve(link).name.removesuffix(".service")
        # NixOS has one unit for all, which does not tell
        return "" if name == "display-manager" else name
    try:  # Debian, also without systemd
        return PurePosixPath(host.read_text("/etc/X11/default-display-manager", limit=1024).strip()).name
    except HostError:
        return ""


def where(host: Host, manager: str) -> str:
    """Return the file in which this manager is told to log somebody in, or an empty string.

    Raises `HostError` where its settings may not be read.
    """
    if manager in ("gdm", "gdm3"):
        return _gdm(host)
    if manager in ("sddm", "plasmalogin"):
        return _sddm(host, manager)
    if manager == "lightdm":
        return _lightdm(host)
    if manager == "greetd":
        return _greetd(host)
    raise HostError(f"How {manager} is told to log somebody in is not known to Watchword.")


def _gdm(host: Host) -> str:
    for path in _GDM:
        section = _sections(_read(host, path)).get("daemon", {})
        logs_in = section.get("AutomaticLoginEnable", "").lower() in _YES and section.get("AutomaticLogin")
        if logs_in or section.get("TimedLoginEnable", "").lower() in _YES:
            return path
    return ""


def _sddm(host: Host, manager: str) -> str:
    user, found = "", ""
    # sddm.conf(5): the vendor's folder, then the machine's, then the one file
    folders = (f"/usr/lib/{manager}/{manager}.conf.d", f"/etc/{manager}.conf.d")
    for path in (*_files(host, folders), f"/etc/{manager}.conf"):
        value = _sections(_read(host, path)).get("Autologin", {}).get("User")
        if value is not None:
            user, found = value, path
    return found if user else ""


def _lightdm(host: Host) -> str:
    told: dict[tuple[str, str], tuple[str, str]] = {}
    folders = ("/usr/share/lightdm/lightdm.conf.d", "/etc/xdg/lightdm/lightdm.conf.d")
    for path in (*_files(host, (*folders, "/etc/lightdm/lightdm.conf.d")), "/etc/lightdm/lightdm.conf"):
        for name, section in _sections(_read(host, path)).items():
            if name.startswith("Seat"):
                told.update({(name, key): (value, path) for key, value in section.items()})
    for (_, key), (value, path) in told.items():
        if (key == "autologin-user" and value) or (key == "autologin-guest" and value.lower() in _YES):
            return path
    return ""


def _greetd(host: Host) -> str:
    path = "/etc/greetd/config.toml"
    try:
        return path if "initial_session" in tomllib.loads(host.read_text(path)) else ""
    except NotThere as error:
        raise HostError("The settings of greetd are not where they are looked for.") from error
    except tomllib.TOMLDecodeError as error:
        raise HostError("The settings of greetd could not be understood.") from error


def getty(host: Host) -> str:
    """Return the file that lets a text console log somebody in, or an empty string."""
    flag = "/run/agetty.autologged"
    if host.exists(flag):
        return flag
    try:
        units = [name for name in host.names(_GETTY_UNITS) if _GETTY.match(name)]
    except NotThere:
        return ""
    for unit in units:
        path = f"{_GETTY_UNITS}/{unit}"
        start, found = "", ""
        for file in _files(host, (path,)) if unit.endswith(".d") else (path,):
            for line in _read(host, file).splitlines():
                if line.startswith("ExecStart="):
                    start, found = line, file
        if _AUTOLOGIN_OPTION.search(start):
            return found
    return ""


def asks_no_password(host: Host) -> bool:
    """Whether this account is in the group that GDM and LightDM let in without a password."""
    own = host.environment.get("USER") or host.environment.get("LOGNAME") or host.home.name
    for line in _read(host, "/etc/group").splitlines():
        words = line.split(":")
        if words[0] == "nopasswdlogin" and len(words) == 4:
            return own in words[3].split(",")
    return False


def _files(host: Host, folders: Iterable[str]) -> list[str]:
    found: list[str] = []
    for folder in folders:
        try:
            found.extend(f"{folder}/{name}" for name in host.names(folder) if name.endswith(".conf"))
        except NotThere:
            continue
    return found


def _read(host: Host, path: str) -> str:
    try:
        return host.read_text(path)
    except NotThere:
        return ""


def _sections(text: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    section = ""
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif "=" in line and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            found.setdefault(section, {})[key.strip()] = value.strip()
    return found
