"""KDE's configuration files, merged as KConfig merges them.

The files in `XDG_CONFIG_DIRS` come first, the least important of them before all, then the person's own. A
later file wins, except over what an earlier one marked immutable: `Key[$i]=`, `[Group][$i]`, or `[$i]` as the
first line of the file (KDE: Desktop Administration, "Kiosk"). So a plain reader of the person's file is wrong
exactly where an administrator has decided.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.device.settings import Settings
from watchword.check.host import Host, NotThere

_ENTRY = re.compile(r"^(?P<key>[^=\[]+?)\s*(?P<marks>(\[[^\]]*\])*)\s*(=(?P<value>.*))?$")


@dataclass
class _Merged:
    """One group on its way through the files."""

    group: str
    values: dict[str, str] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)
    is_locked: bool = False

    def add(self, text: str) -> None:
        """Lay one file over what is there."""
        is_inside, locks_all = False, self.is_locked
        fixed = set(self.locked)
        for line in (raw.strip() for raw in text.splitlines()):
            if line == "[$i]" and not is_inside:
                locks_all = True
            elif line.startswith("["):
                is_inside = line.removesuffix("[$i]") == f"[{self.group}]"
                locks_all = locks_all or (is_inside and line.endswith("[$i]"))
            elif is_inside and not self.is_locked:
                self._entry(line, fixed)
        self.is_locked = locks_all

    def _entry(self, line: str, fixed: set[str]) -> None:
        match = _ENTRY.match(line)
        if line.startswith("#") or match is None or match["key"] in fixed:
            return
        marks = re.findall(r"\[([^\]]*)\]", match["marks"])
        if any(not mark.startswith("$") for mark in marks):
            return  # a translation
        flags = "".join(marks)
        if "d" in flags:
            self.values.pop(match["key"], None)
        elif match["value"] is not None:
            self.values[match["key"]] = match["value"].strip()
        if "i" in flags:
            self.locked.add(match["key"])


def read(host: Host, file: str, group: str, defaults: Mapping[str, str]) -> Settings:
    """Return one group of a configuration file; files that are not there count as empty."""
    merged = _Merged(group)
    found = []
    for folder in folders(host):
        path = f"{folder}/{file}"
        try:
            merged.add(host.read_text(path))
        except NotThere:
            continue
        found.append(host.show(path))
    return Settings(" and ".join(found) or f"{file} (not there)", merged.values, defaults)


def folders(host: Host) -> list[str]:
    """Return the configuration folders, the least important first (XDG Base Directory Specification)."""
    shared = [part for part in host.environment.get("XDG_CONFIG_DIRS", "").split(":") if part.startswith("/")]
    own = host.environment.get("XDG_CONFIG_HOME") or str(host.home / ".config")
    return [*reversed(shared or ["/etc/xdg"]), own]
