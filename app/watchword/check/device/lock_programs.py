"""Locking where no desktop does it: the idle programs running in the session.

That is Sway and the other wlroots compositors, Hyprland, the window managers on X11, LXDE, and XFCE or MATE
without their own locker. What is judged is what is running: a line in a file that nothing reads locks
nothing, and a program started by hand or by a user unit counts as much as one the compositor started.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from watchword.check.device import gsettings, idle_events
from watchword.check.device.desktop import Desktop, Family, program_name
from watchword.check.device.idle_events import Event, When
from watchword.check.device.lock_commands import Command, Purpose, of_words, understand
from watchword.check.device.locking import Locking, LockTime, Wake
from watchword.check.finding import Evidence
from watchword.check.host import Host, HostError, NotThere, Process

_READABLE = ("swayidle", "hypridle", "xss-lock", "xautolock", "light-locker")
# May lock, but keep their settings in ways that are not read here.
_UNREADABLE = (
    "xscreensaver",
    "xidlehook",
    "gnome-screensaver",
    "quickshell",
    "qs",
    "dms",
    "wayidle",
    "stasis",
)
_UNPROVEN = "Programs can keep the screen awake while they run; a locker on X11 can crash and open."
_SAVER_TIME = re.compile(r"timeout:\s+(\d+)\s+cycle:\s+(\d+)")


async def read(host: Host, desktop: Desktop) -> Locking:
    """Read every idle program that is running, and settle what they do together."""
    processes = host.processes()
    running = [each for each in processes if program_name(each) in _READABLE]
    events: list[Event] = []
    evidence = list(desktop.evidence)
    for process in running:
        told = await _events(host, process)
        events.extend(told)
        facts = [str(event) for event in told] or ["is told nothing that locks"]
        evidence.extend(Evidence(f"running {program_name(process)}", fact) for fact in facts)
    idle, wake = idle_events.settle_idle(events), idle_events.settle_wake(events)
    if not running:
        idle = (LockTime(None, "no program that locks the screen by itself is running"),)
        wake = Wake(None, "no program that locks before sleep is running")
        evidence.append(Evidence("running programs", f"none of {', '.join(_READABLE)}"))
    strange = next((name for each in processes if (name := program_name(each)) in _UNREADABLE), "")
    doubt = f"{strange} is running, whose settings Watchword does not read."
    has_light_locker = any(program_name(each) == "light-locker" for each in running)
    session = "light-locker" if has_light_locker else (desktop.family or Family.X11)
    return Locking(
        session,
        desktop.name,
        doubt if strange and not _locks(idle) else idle,
        doubt if strange and not _asks(wake) else wake,
        tuple(evidence),
        _UNPROVEN,
    )


def _locks(idle: tuple[LockTime, ...] | str) -> bool:
    return not isinstance(idle, str) and idle[0].seconds is not None


def _asks(wake: Wake | str) -> bool:
    return not isinstance(wake, str) and wake.seconds is not None


async def _events(host: Host, process: Process) -> tuple[Event, ...]:
    name = program_name(process)
    if name == "swayidle":
        return _swayidle(host, process.argv)
    if name == "hypridle":
        return _hypridle(host, process.argv)
    if name == "xautolock":
        return xautolock(process.argv)
    timeout, cycle = await _saver_time(host)
    if name == "xss-lock":
        return xss_lock(process.argv, timeout, cycle)
    return await _light_locker(host, timeout)


def _swayidle(host: Host, argv: tuple[str, ...]) -> tuple[Event, ...]:
    """swayidle(1): the file and the arguments both count."""
    own = host.environment.get("XDG_CONFIG_HOME") or str(host.home / ".config")
    system = ["/etc/swayidle/config", "/etc/xdg/swayidle/config"]
    paths = [f"{own}/swayidle/config", f"{host.home}/.swayidle/config", *system]
    if "-C" in argv[:-1]:
        paths = [argv[argv.index("-C") + 1]]
    words = idle_events.swayidle_words(_first(host, paths))
    return (*idle_events.from_swayidle(words), *idle_events.from_swayidle(argv[1:]))


def _hypridle(host: Host, argv: tuple[str, ...]) -> tuple[Event, ...]:
    own = host.environment.get("XDG_CONFIG_HOME") or str(host.home / ".config")
    paths = [f"{own}/hypr/hypridle.conf", "/etc/xdg/hypr/hypridle.conf"]
    for option in ("-c", "--config"):
        if option in argv[:-1]:
            paths = [argv[argv.index(option) + 1]]
    text = _first(host, paths)
    if re.search(r"^\s*source\s*=", text, re.MULTILINE):
        raise HostError("The settings of hypridle are spread over several files, which is not read.")
    return idle_events.from_hypridle(text)


def _first(host: Host, paths: list[str]) -> str:
    for path in paths:
        if PurePosixPath(path).is_absolute():
            try:
                return host.read_text(path)
            except NotThere:
                continue
    return ""


def xautolock(argv: tuple[str, ...]) -> tuple[Event, ...]:
    """xautolock(1): `-time` in minutes, 10 unless told; it does not look at sleep."""
    minutes = _after(argv, "-time")
    command = understand(_after(argv, "-locker"))
    return (Event(When.IDLE, command, float(minutes) * 60 if minutes.isdigit() else 600.0),)


def xss_lock(argv: tuple[str, ...], timeout: float, cycle: float) -> tuple[Event, ...]:
    """xss-lock(1): runs its locker with the X screen saver, before sleep and when asked to lock.

    With a notifier (`-n`) the locker comes one cycle of the saver later.
    """
    options, words = _split(argv)
    line = words[0] if len(words) == 1 else ""
    command = understand(line) if line else (of_words(words) or Command(Purpose.CUSTOM, "a locker"))
    found = [Event(When.LOCK, command)]
    if "--ignore-sleep" not in options:
        found.append(Event(When.SLEEP, command))
    if timeout:
        has_notifier = "-n" in options or "--notifier" in options
        found.append(Event(When.IDLE, command, timeout + (cycle if has_notifier else 0)))
    return tuple(found)


def _split(argv: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the options of xss-lock, and the words of the locker after them."""
    options, rest = [], list(argv[1:])
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word == "--":
            break
        options.append(word)
        if word in ("-n", "--notifier", "-s", "--session") and rest:
            rest.pop(0)
    return options, rest


async def _light_locker(host: Host, timeout: float) -> tuple[Event, ...]:
    """light-locker locks so many seconds after the X screen saver began; 0 is never."""
    settings = await gsettings.read(host, "apps.light-locker")
    after = settings.number("lock-after-screensaver")
    command = Command(Purpose.LOCK, "light-locker", after)
    found = [Event(When.LOCK, Command(Purpose.LOCK, "light-locker"))]
    if settings.flag("lock-on-suspend"):
        found.append(Event(When.SLEEP, command))
    if timeout and after:
        found.append(Event(When.IDLE, command, timeout))
    return tuple(found)


async def _saver_time(host: Host) -> tuple[float, float]:
    """Return after how many seconds the X server starts its saver (0: never), and the length of a cycle."""
    ran = await host.run(["xset", "q"])
    match = _SAVER_TIME.search(ran.out)
    if ran.code or match is None:
        raise HostError("When the screen saver of X11 starts could not be asked (xset).")
    return float(match[1]), float(match[2])


def _after(argv: tuple[str, ...], option: str) -> str:
    return argv[argv.index(option) + 1] if option in argv[:-1] else ""
