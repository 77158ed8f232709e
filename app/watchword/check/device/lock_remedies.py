"""What to do so that a session locks by itself and asks for a password on wake, per desktop."""

from __future__ import annotations

from watchword.check.finding import Remedy


def for_idle(session: str, minutes: int) -> Remedy | None:
    """Return how this session is told to lock after at most `minutes`."""
    steps = _IDLE.get(session)
    if steps is None:
        return None
    *lines, command = (text.format(minutes=minutes, seconds=minutes * 60) for text in steps)
    return Remedy(tuple(lines), command)


def for_wake(session: str, seconds: int) -> Remedy | None:
    """Return how this session is told to ask for a password within `seconds` of waking."""
    steps = _WAKE.get(session)
    if steps is None:
        return None
    *lines, command = (text.format(seconds=seconds) for text in steps)
    return Remedy(tuple(lines), command)


# session -> steps, and last the command to copy
_IDLE: dict[str, tuple[str, ...]] = {
    "gnome": (
        "Open Settings > Privacy & Security > Screen Lock (older: Privacy > Screen Lock).",
        "Set Blank Screen Delay to {minutes} minutes or less, switch Automatic Screen Lock on, and set its "
        "delay to Screen Turns Off.",
        "gsettings set org.gnome.desktop.session idle-delay {seconds} && "
        "gsettings set org.gnome.desktop.screensaver lock-enabled true && "
        "gsettings set org.gnome.desktop.screensaver lock-delay 0",
    ),
    "kde": (
        "Open System Settings > Security & Privacy > Screen Locking "
        "(Plasma 5: Workspace Behavior > Screen Locking).",
        "Tick Lock screen automatically, at less than {minutes} minutes: the grace time comes on top.",
        "kwriteconfig6 --file kscreenlockerrc --group Daemon --key Autolock true && "
        "kwriteconfig6 --file kscreenlockerrc --group Daemon --key Timeout 5",
    ),
    "cinnamon": (
        "Open System Settings > Screensaver > Settings.",
        "Set the delay to {minutes} minutes or less, and switch on Lock the computer when put to sleep and "
        "Lock the computer after the screensaver starts.",
        "gsettings set org.cinnamon.desktop.session idle-delay {seconds} && "
        "gsettings set org.cinnamon.desktop.screensaver lock-enabled true && "
        "gsettings set org.cinnamon.desktop.screensaver lock-delay 0",
    ),
    "mate": (
        "Open Control Center > Screensaver.",
        "Regard the computer as idle after {minutes} minutes or less; tick Activate screensaver when idle "
        "and Lock screen when screensaver is active.",
        "gsettings set org.mate.session idle-delay {minutes} && "
        "gsettings set org.mate.screensaver idle-activation-enabled true && "
        "gsettings set org.mate.screensaver lock-enabled true",
    ),
    "xfce": (
        "Open Settings > Screensaver (the program xfce4-screensaver has to be installed and running).",
        "Screensaver: on, after {minutes} minutes or less. Lock Screen: on, with the screensaver, after 0.",
        "xfconf-query -c xfce4-screensaver -n -p /saver/idle-activation/delay -t int -s {minutes} && "
        "xfconf-query -c xfce4-screensaver -n -p /lock/enabled -t bool -s true && "
        "xfconf-query -c xfce4-screensaver -n -p /lock/saver-activation/enabled -t bool -s true",
    ),
    "light-locker": (
        "Open Settings > Light Locker Settings, or use the command.",
        "Let the X screen saver start after {minutes} minutes or less, and light-locker lock with it.",
        "gsettings set apps.light-locker lock-after-screensaver 5 && xset s $(({seconds} - 5))",
    ),
    "sway": (
        "Let your compositor start swayidle with a locker; in Sway, put the line into ~/.config/sway/config.",
        "Reload the compositor; swayidle has to be running for this check to see it.",
        "exec swayidle -w timeout {seconds} 'swaylock -f' before-sleep 'swaylock -f'",
    ),
    "hyprland": (
        "In ~/.config/hypr/hypridle.conf, add a listener with timeout = {seconds} and on-timeout = hyprlock.",
        "Start hypridle with the session (exec-once = hypridle, or the user unit).",
        "systemctl --user enable --now hypridle.service",
    ),
    "x11": (
        "Let your window manager start xss-lock with a locker, and let the X screen saver start in time.",
        "In i3, put exec --no-startup-id before each of the two commands in ~/.config/i3/config.",
        "xset s {seconds}; xss-lock --transfer-sleep-lock -- i3lock -n &",
    ),
    "macos": (
        "Open System Settings > Lock Screen (macOS 12 and older: System Preferences > Battery, and Desktop & "
        "Screen Saver).",
        "Turn display off when inactive: {minutes} minutes or less, on battery and on the power adapter.",
        "Require password after the screen saver begins or the display is turned off: Immediately.",
        "sudo pmset -a displaysleep {minutes}",
    ),
    "windows": (
        "Open Settings > Personalization > Lock screen > Screen saver.",
        "Choose a screen saver (not None), wait {minutes} minutes or less, and tick On resume, display logon "
        "screen.",
        "Under Settings > System > Power & battery > Screen and sleep, let the screen go off in that time.",
        "control desk.cpl,,@screensaver",
    ),
}
_WAKE: dict[str, tuple[str, ...]] = {
    "gnome": (
        "Open Settings > Privacy & Security > Screen Lock (older: Privacy > Screen Lock).",
        "Automatic Screen Lock: on, its delay Screen Turns Off; on Ubuntu also Lock Screen on Suspend: on.",
        "gsettings set org.gnome.desktop.screensaver lock-enabled true && "
        "gsettings set org.gnome.desktop.screensaver lock-delay 0",
    ),
    "kde": (
        "Open System Settings > Security & Privacy > Screen Locking "
        "(Plasma 5: Workspace Behavior > Screen Locking).",
        "Tick Lock after waking from sleep, and ask for the password after {seconds} seconds or less.",
        "kwriteconfig6 --file kscreenlockerrc --group Daemon --key LockOnResume true && "
        "kwriteconfig6 --file kscreenlockerrc --group Daemon --key LockGrace {seconds}",
    ),
    "cinnamon": (
        "Open System Settings > Screensaver > Settings.",
        "Switch on Lock the computer when put to sleep, and set the delay before locking to 0.",
        "gsettings set org.cinnamon.settings-daemon.plugins.power lock-on-suspend true && "
        "gsettings set org.cinnamon.desktop.screensaver lock-delay 0",
    ),
    "mate": (
        "Open Control Center > Power Management, and Control Center > Screensaver.",
        "Let sleep lock the screen, and tick Lock screen when screensaver is active.",
        "gsettings set org.mate.power-manager lock-suspend true && "
        "gsettings set org.mate.screensaver lock-delay 0",
    ),
    "xfce": (
        "Open Settings > Power Manager > Security.",
        "Tick Lock screen when system is going to sleep; xfce4-screensaver has to be running.",
        "xfconf-query -c xfce4-power-manager -n -p "
        "/xfce4-power-manager/lock-screen-suspend-hibernate -t bool -s true",
    ),
    "light-locker": (
        "Open Settings > Light Locker Settings, or use the command.",
        "Switch on Lock on suspend.",
        "gsettings set apps.light-locker lock-on-suspend true && "
        "gsettings set apps.light-locker lock-after-screensaver {seconds}",
    ),
    "sway": (
        "Let swayidle start a locker before sleep; in Sway, put the line into ~/.config/sway/config.",
        "Reload the compositor; swayidle has to be running for this check to see it.",
        "exec swayidle -w timeout 300 'swaylock -f' before-sleep 'swaylock -f'",
    ),
    "hyprland": (
        "In ~/.config/hypr/hypridle.conf, in general, set lock_cmd = pidof hyprlock || hyprlock and "
        "before_sleep_cmd = loginctl lock-session.",
        "Start hypridle with the session (exec-once = hypridle, or the user unit).",
        "systemctl --user enable --now hypridle.service",
    ),
    "x11": (
        "Let your window manager start xss-lock, which locks before sleep.",
        "In i3, put exec --no-startup-id before it in ~/.config/i3/config.",
        "xss-lock --transfer-sleep-lock -- i3lock -n &",
    ),
    "macos": (
        "Open System Settings > Lock Screen (macOS 12 and older: Security & Privacy > General).",
        "Require password after the screen saver begins or the display is turned off: Immediately.",
        "sysadminctl -screenLock immediate -password -",
    ),
    "windows": (
        "Open Settings > Accounts > Sign-in options > Additional settings.",
        "If you've been away, when should Windows require you to sign in again: When PC wakes up from sleep.",
        "Where there are times to choose from instead, choose Every Time.",
        "powercfg /setacvalueindex SCHEME_CURRENT SUB_NONE CONSOLELOCK 1 && "
        "powercfg /setdcvalueindex SCHEME_CURRENT SUB_NONE CONSOLELOCK 1 && "
        "powercfg /setactive SCHEME_CURRENT",
    ),
}
