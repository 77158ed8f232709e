"""Where a reminder is kept on this system, and how it is switched on and off. Pure.

A plan names files to write and commands to run; `scheduler` carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from watchword.remind.entry import (
    LABEL,
    MARK,
    NAME,
    TASK,
    Command,
    Time,
    launch_agent,
    service_unit,
    task_xml,
    timer_unit,
)

Argv = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A reminder on one system.

    `kind` is what people call its scheduler. `files` are to be written, each of them marked as ours by
    holding `mark`; `on` and `off` are run one after another, `ask` exits with 0 while it is switched on.
    """

    kind: str
    files: Mapping[Path, bytes]
    mark: bytes
    on: tuple[Argv, ...]
    off: tuple[Argv, ...]
    ask: Argv


def make_plan(
    platform: str,
    *,
    home: Path,
    environment: Mapping[str, str],
    state: Path,
    command: Command,
    at: Time,
    user: int,
) -> Plan:
    """Return the plan for `linux`, `macos` or `windows`; `user` is the number of the account on macOS."""
    if platform == "macos":
        return _launchd(home, command, at, user)
    if platform == "windows":
        return _windows(state, command, at)
    return _systemd(home, environment, command, at)


def _systemd(home: Path, environment: Mapping[str, str], command: Command, at: Time) -> Plan:
    base = environment.get("XDG_CONFIG_HOME", "")
    folder = (Path(base) if base.startswith("/") else home / ".config") / "systemd" / "user"
    timer = f"{NAME}.timer"
    user = ("systemctl", "--user")
    return Plan(
        kind="systemd timer",
        files={
            folder / f"{NAME}.service": service_unit(command).encode(),
            folder / timer: timer_unit(at).encode(),
        },
        mark=MARK.encode(),
        on=((*user, "daemon-reload"), (*user, "enable", "--now", timer), (*user, "restart", timer)),
        off=((*user, "disable", "--now", timer), (*user, "daemon-reload")),
        ask=(*user, "is-enabled", "--quiet", timer),
    )


def _launchd(home: Path, command: Command, at: Time, user: int) -> Plan:
    path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    session = f"gui/{user}"
    return Plan(
        kind="launch agent",
        files={path: launch_agent(command, at)},
        mark=f"<string>{LABEL}</string>".encode(),
        on=(("launchctl", "bootstrap", session, str(path)),),
        off=(("launchctl", "bootout", f"{session}/{LABEL}"),),
        ask=("launchctl", "print", f"{session}/{LABEL}"),
    )


def _windows(state: Path, command: Command, at: Time) -> Plan:
    path = state / f"{NAME}.xml"
    return Plan(
        kind="scheduled task",
        files={path: task_xml(command, at)},
        mark=MARK.encode("utf-16-le"),
        on=(("schtasks", "/Create", "/F", "/TN", TASK, "/XML", str(path)),),
        off=(("schtasks", "/Delete", "/F", "/TN", TASK),),
        ask=("schtasks", "/Query", "/TN", TASK),
    )
