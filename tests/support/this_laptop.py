"""This very machine as somebody's laptop: real tools, files and processes, whatever the tests run in.

Tests run in containers and virtual machines, and often as root, where every check on a person's own settings
rightly refuses to judge. Hidden is only that; what the checks then read is real.
"""

from __future__ import annotations

from pathlib import PurePath

from watchword.check.host import Host

_TELLING = (
    "/.dockerenv",
    "/.flatpak-info",
    "/run/.containerenv",
    "/run/systemd/container",
    "/sys/class/dmi/id",
    "/proc/cpuinfo",
    "/proc/sys/kernel/osrelease",
)


class ThisLaptop(Host):
    """A `Host` that does not notice containers, virtual machines and being root."""

    @property
    def is_root(self) -> bool:
        return False

    def _at(self, path: PurePath | str) -> PurePath | str:
        return "/nowhere" if str(path).startswith(_TELLING) else path
