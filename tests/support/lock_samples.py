"""Sessions of many desktops as samples, for the checks that ask how a session locks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from support.sample_host import SampleHost
from watchword.check.host import HostError, Ran

DEVICE = Path(__file__).parents[1] / "fixtures" / "device"
LIST = "gsettings list-recursively"
Commands = dict[str, Ran | str | HostError]


def sample(name: str) -> str:
    return (DEVICE / name).read_text(encoding="utf-8")


def schema(name: str, **values: str) -> Commands:
    """What `gsettings list-recursively` prints for a schema; `_` in keys stands for `-`."""
    lines = [f"{name} {key.replace('_', '-')} {value}\n" for key, value in values.items()]
    return {f"{LIST} {name}": "".join(lines)}


def gnome(
    idle: str = "uint32 300",
    *,
    lock: str = "true",
    delay: str = "uint32 0",
    forbidden: str = "false",
    desktop: str = "ubuntu:GNOME",
    **more: str,
) -> SampleHost:
    commands = {
        **schema("org.gnome.desktop.session", idle_delay=idle),
        **schema("org.gnome.desktop.screensaver", lock_enabled=lock, lock_delay=delay, **more),
        **schema("org.gnome.desktop.lockdown", disable_lock_screen=forbidden),
    }
    return SampleHost(commands=commands, environment={"XDG_CURRENT_DESKTOP": desktop})


def kde(text: str | None = None, files: Mapping[str, str] | None = None, **environment: str) -> SampleHost:
    own = {} if text is None else {"/home/sample/.config/kscreenlockerrc": text}
    return SampleHost(
        files={**own, **(files or {})}, environment={"XDG_CURRENT_DESKTOP": "KDE", **environment}
    )


def cinnamon(
    *, idle: str = "uint32 900", lock: str = "true", delay: str = "uint32 0", sleep: str = "true"
) -> SampleHost:
    commands = {
        **schema("org.cinnamon.desktop.session", idle_delay=idle),
        **schema("org.cinnamon.desktop.screensaver", lock_enabled=lock, lock_delay=delay),
        **schema("org.cinnamon.settings-daemon.plugins.power", lock_on_suspend=sleep),
    }
    script = "/usr/share/cinnamon-screensaver/cinnamon-screensaver-main.py"
    return SampleHost(
        commands=commands,
        environment={"XDG_CURRENT_DESKTOP": "X-Cinnamon"},
        running=[["/usr/bin/python3", script]],
    )


def mate(
    *, idle: str = "5", lock: str = "true", saver: str = "true", delay: str = "0", sleep: str = "true"
) -> SampleHost:
    commands = {
        **schema("org.mate.session", idle_delay=idle),
        **schema("org.mate.screensaver", lock_enabled=lock, idle_activation_enabled=saver, lock_delay=delay),
        **schema("org.mate.power-manager", lock_suspend=sleep),
    }
    return SampleHost(
        commands=commands, environment={"XDG_CURRENT_DESKTOP": "MATE"}, running=[["mate-screensaver"]]
    )


def xfce(
    saver: str | Ran = "", power: str = "", running: Sequence[Sequence[str]] = (("xfce4-screensaver",),)
) -> SampleHost:
    commands: Commands = {
        "xfconf-query -c xfce4-screensaver -l -v": saver,
        "xfconf-query -c xfce4-power-manager -l -v": power,
    }
    return SampleHost(commands=commands, environment={"XDG_CURRENT_DESKTOP": "XFCE"}, running=running)


def idle_programs(
    desktop: str,
    *running: Sequence[str],
    files: Mapping[str, str] | None = None,
    commands: Commands | None = None,
) -> SampleHost:
    """A session in which nothing but idle programs lock."""
    environment = {"XDG_CURRENT_DESKTOP": desktop}
    return SampleHost(commands=commands, files=files, environment=environment, running=running)


def light_locker(*, after: str = "5", sleep: str = "true") -> SampleHost:
    commands: Commands = {
        **schema("apps.light-locker", lock_after_screensaver=f"uint32 {after}", lock_on_suspend=sleep),
        "xset q": sample("linux/xset-q.txt"),
    }
    return idle_programs("LXDE", ["light-locker"], commands=commands)


def macos(
    delay: str = "immediate",
    *,
    idle: str | Ran = "0\n",
    power: str = "pmset-laptop",
    files: Mapping[str, str | bytes] | None = None,
    **more: Ran | str | HostError,
) -> SampleHost:
    """A Mac; `sysadminctl` prints on standard error."""
    commands: Commands = {
        "sysadminctl -screenLock status": Ran(0, "", sample(f"macos/sysadminctl/{delay}.txt")),
        "defaults -currentHost read com.apple.screensaver idleTime": idle,
        "pmset -g custom": sample(f"macos/{power}.txt"),
        "pmset -g batt": sample("macos/pmset-batt.txt"),
        "fdesetup status": sample("macos/fdesetup/off.txt"),
        "defaults read /Library/Preferences/com.apple.loginwindow autoLoginUser": Ran(
            1, "", sample("macos/auto-login-unset.txt")
        ),
        **more,
    }
    return SampleHost("macos", commands=commands, files=files, home="/Users/sample")


SYSTEM = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
WINLOGON = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"
DESKTOP = r"Control Panel\Desktop"
DESKTOP_POLICY = r"Software\Policies\Microsoft\Windows\Control Panel\Desktop"


def windows(
    display: str = "display-30-15",
    asks: str = "ask-on-wake",
    states: str = "states-modern-standby",
    values: Mapping[tuple[str, str, str], int | str] | None = None,
) -> SampleHost:
    commands: Commands = {
        "powercfg /query SCHEME_CURRENT SUB_VIDEO VIDEOIDLE": sample(f"windows/{display}.txt"),
        "powercfg /qh SCHEME_CURRENT SUB_NONE CONSOLELOCK": sample(f"windows/{asks}.txt"),
        "powercfg /a": sample(f"windows/{states}.txt"),
    }
    return SampleHost("windows", commands=commands, values=values)


def saver(**values: str) -> dict[tuple[str, str, str], str]:
    """A screen saver of Windows as the person set it: on, secure, after 10 minutes, chosen."""
    whole = {
        "ScreenSaveActive": "1",
        "ScreenSaverIsSecure": "1",
        "ScreenSaveTimeOut": "600",
        "SCRNSAVE.EXE": r"C:\Windows\system32\Mystify.scr",
        **values,
    }
    return {("HKCU", DESKTOP, name): value for name, value in whole.items() if value}
