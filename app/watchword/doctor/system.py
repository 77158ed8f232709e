"""The machine in general terms: the system with its version, what surrounds the session, the desktop."""

from __future__ import annotations

import plistlib
import re
from pathlib import PurePosixPath

from watchword.check import surroundings
from watchword.check.device import desktop
from watchword.check.host import Host, HostError
from watchword.check.surroundings import Surroundings
from watchword.check.tool import ARCH, DEBIAN, FEDORA
from watchword.doctor.report import System
from watchword.text import clean

_RELEASES = ("/etc/os-release", "/usr/lib/os-release")
_KERNEL = "/proc/sys/kernel/osrelease"
_MACOS = "/System/Library/CoreServices/SystemVersion.plist"
_WINDOWS = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_FIRST_BUILD_OF_11 = 22000  # Microsoft: Windows 11 release information; its ProductName still says 10
# os-release(5): ID and ID_LIKE
_FAMILIES = {
    **dict.fromkeys(("debian", "ubuntu"), DEBIAN),
    **dict.fromkeys(("fedora", "rhel", "centos"), FEDORA),
    **dict.fromkeys(("arch", "archlinux"), ARCH),
}


async def look(host: Host) -> System:
    """Return what can be said of the machine without naming it."""
    around = await surroundings.look(host)
    release = _release(host) if host.platform == "linux" else {}
    found = desktop.decide(host) if host.platform == "linux" else None
    return System(
        platform=host.platform,
        name=_name(host, release),
        distribution=_distribution(release),
        is_root=host.is_root,
        surroundings=_surroundings(around),
        signs=tuple(f"{one.source}: {one.fact}" for one in around.evidence),
        desktop=found.name if found else "",
        family=found.family or "" if found else "",
        desktop_reason=found.reason if found else "",
    )


def parse_release(text: str) -> dict[str, str]:
    """Return the entries of an os-release file; what is no entry is passed over."""
    found = {}
    for line in text.splitlines():
        if match := re.fullmatch(r"([A-Z0-9_]+)=(.*)", line.strip()):
            value = match[2].strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            found[match[1]] = clean(value, limit=80)
    return found


def _release(host: Host) -> dict[str, str]:
    for path in _RELEASES:
        try:
            return parse_release(host.read_text(path, limit=16 * 1024))
        except HostError:
            continue
    return {}


def _distribution(release: dict[str, str]) -> str:
    words = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((_FAMILIES[word] for word in words if word in _FAMILIES), "")


def _name(host: Host, release: dict[str, str]) -> str:
    if host.platform == "macos":
        return f"macOS {_macos_version(host)}".strip()
    if host.platform == "windows":
        return _windows_name(host)
    parts = ["Linux", release.get("PRETTY_NAME") or release.get("NAME", ""), _kernel(host)]
    return ", ".join(part for part in parts if part)


def _kernel(host: Host) -> str:
    """Major and minor only: what follows may be named after a company or a machine."""
    try:
        match = re.match(r"\d+\.\d+", host.read_text(_KERNEL, limit=256))
    except HostError:
        return ""
    return f"kernel {match[0]}" if match else ""


def _macos_version(host: Host) -> str:
    try:
        values = plistlib.loads(host.read_bytes(PurePosixPath(_MACOS)))
    except (HostError, ValueError, plistlib.InvalidFileException):
        return ""
    version = values.get("ProductVersion") if isinstance(values, dict) else ""
    return clean(version, limit=20) if isinstance(version, str) else ""


def _windows_name(host: Host) -> str:
    try:
        build, version = (
            str(host.registry("HKLM", _WINDOWS, name) or "")
            for name in ("CurrentBuildNumber", "DisplayVersion")
        )
    except HostError:
        return "Windows"
    if not build.isdecimal():
        return "Windows"
    edition = "11" if int(build) >= _FIRST_BUILD_OF_11 else "10"
    return ", ".join(
        part for part in (f"Windows {edition}", clean(version, limit=10), f"build {build}") if part
    )


def _surroundings(around: Surroundings) -> tuple[str, ...]:
    words = {
        "the Windows Subsystem for Linux": around.is_wsl,
        "a container": around.is_container,
        "a virtual machine": around.is_virtual_machine,
        "an SSH session": around.is_ssh,
    }
    return tuple(word for word, holds in words.items() if holds)
