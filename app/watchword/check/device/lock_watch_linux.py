"""The doors on Linux: the desktop's screen saver service, logind's hint, and a locker that is running.

A screen saver service is never started by asking it: where none runs, none answers.
"""

from __future__ import annotations

import asyncio
import json

from watchword.check.device.desktop import Desktop, Family, program_name
from watchword.check.device.lock_commands import LOCKERS
from watchword.check.device.lock_watch import Door
from watchword.check.host import Host, HostError
from watchword.text import clean

# Service names on the session bus; the path is the name with slashes, the interface the name.
_SERVICES = (
    "org.gnome.ScreenSaver",
    "org.freedesktop.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
# Programs that run as the person for exactly as long as the screen is locked. Not here: slock and physlock,
# which run as root and are seen by nobody else.
PROGRAMS = tuple(
    sorted({*LOCKERS, "kscreenlocker_greet", "i3lock-fancy", "xtrlock", "pyxtrlock"} - {"slock", "physlock"})
)
# Desktops that lock by themselves; a locker's process says nothing there.
_OWN_LOCKER = (Family.GNOME, Family.CINNAMON)
# Sessions of logind that have no screen of their own.
_NO_SCREEN = ("tty", "unspecified")


async def find_doors(host: Host, desktop: Desktop) -> tuple[Door, ...]:
    """Return every door that answers now; raises `HostError` with the reason when none does."""
    found = []
    for candidate in (*_saver_doors(host), *await _hint_doors(host)):
        try:
            await candidate.ask()
        except HostError:
            continue
        found.append(candidate)
    if desktop.name != "no desktop" and desktop.family not in _OWN_LOCKER:
        found.append(Door("running programs (swaylock, i3lock and the like)", lambda: _runs_locker(host)))
    if found:
        return tuple(found)
    if desktop.family is None:
        raise HostError(desktop.reason)
    raise HostError(
        f"Neither the screen saver of {desktop.name} (asked with busctl) nor logind (asked with loginctl) "
        "tells whether the screen is locked."
    )


def _saver_doors(host: Host) -> list[Door]:
    return [_saver_door(host, service) for service in _SERVICES]


def _saver_door(host: Host, service: str) -> Door:
    path = "/" + service.replace(".", "/")
    call = ["call", service, path, service, "GetActive"]
    command = ["busctl", "--user", "--json=short", "--auto-start=no", *call]

    async def ask() -> bool:
        ran = await host.run(command)
        if ran.code:
            raise HostError(f"{service} does not answer.")
        return understand_reply(ran.out)

    return Door(f"busctl --user call {service} GetActive", ask)


def understand_reply(text: str) -> bool:
    """Return the one boolean in a reply that `busctl --json=short` prints."""
    try:
        reply = json.loads(text)
        (value,) = reply["data"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HostError("The answer of busctl could not be understood.") from error
    if not isinstance(value, bool):
        raise HostError("The answer of busctl could not be understood.")
    return value


async def _hint_doors(host: Host) -> list[Door]:
    """Return the door of the session with a screen; in a terminal multiplexer ours may be another one."""
    for session in (host.environment.get("XDG_SESSION_ID", ""), await _display_session(host)):
        if session and clean(session, limit=32) == session and not session.startswith("-"):
            try:
                kind = (await _show_session(host, session)).get("Type", "")
            except HostError:
                continue
            if kind not in _NO_SCREEN:
                return [_hint_door(host, session)]
    return []


def _hint_door(host: Host, session: str) -> Door:
    return Door("loginctl show-session -p LockedHint", lambda: _hint(host, session))


async def _display_session(host: Host) -> str:
    try:
        ran = await host.run(["loginctl", "show-user", str(host.user_number), "-p", "Display"])
    except HostError:
        return ""
    return "" if ran.code else properties(ran.out).get("Display", "")


async def _hint(host: Host, session: str) -> bool:
    hint = (await _show_session(host, session)).get("LockedHint")
    if hint not in ("yes", "no"):
        raise HostError("logind does not tell whether the session is locked.")
    return hint == "yes"


async def _show_session(host: Host, session: str) -> dict[str, str]:
    ran = await host.run(["loginctl", "show-session", session, "-p", "Type", "-p", "LockedHint"])
    if ran.code:
        raise HostError("logind does not know this session.")
    return properties(ran.out)


def properties(text: str) -> dict[str, str]:
    """Return what `loginctl show-...` prints, one NAME=value per line."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


async def _runs_locker(host: Host) -> bool:
    processes = await asyncio.to_thread(host.processes)
    return any(program_name(process) in PROGRAMS for process in processes)
