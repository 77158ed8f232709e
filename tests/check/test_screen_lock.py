"""Screen lock: after how many minutes each desktop and platform locks, from what it says of itself."""

from __future__ import annotations

import os
import plistlib
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support import lock_samples
from support.lock_samples import DESKTOP, DESKTOP_POLICY, SYSTEM, WINLOGON, sample
from support.sample_host import SampleHost
from watchword.check.check import Limit
from watchword.check.device import kde_config, lock_commands
from watchword.check.device.lock_commands import Purpose
from watchword.check.device.screen_lock import CHECK
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Ran

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN


async def look(host: Host, **limits: Limit) -> Finding:
    return await CHECK.run(host, limits)


# -- the rule -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("idle", "outcome"),
    [("900", PASS), ("901", WARN), ("1800", WARN), ("1801", FAIL), ("0", FAIL)],
)
async def test_fifteen_minutes_pass_and_thirty_warn(idle: str, outcome: Outcome) -> None:
    assert (await look(lock_samples.gnome(f"uint32 {idle}"))).outcome is outcome


async def test_a_checklist_may_set_other_limits() -> None:
    host = lock_samples.gnome("uint32 600")
    assert (await look(host, lock_after_minutes=5, lock_warn_minutes=10)).outcome is WARN
    assert (await look(host, lock_after_minutes=5, lock_warn_minutes=5)).outcome is FAIL


async def test_the_rule_names_the_limits_in_force() -> None:
    rule = (await look(lock_samples.gnome(), lock_after_minutes=7)).rule
    assert "7 min" in rule
    assert "30 min" in rule


async def test_a_finding_that_is_not_good_says_what_to_do_with_a_command() -> None:
    remedy = (await look(lock_samples.gnome("uint32 0"), lock_after_minutes=10)).remedy
    assert remedy is not None
    assert "idle-delay 600" in remedy.command
    assert "Settings" in remedy.steps[0]


async def test_a_good_finding_needs_no_remedy_but_says_what_it_does_not_prove() -> None:
    finding = await look(lock_samples.gnome())
    assert finding.remedy is None
    assert finding.unproven


@pytest.mark.parametrize(
    "host",
    [
        lock_samples.gnome("uint32 0"),
        lock_samples.kde("[Daemon]\nAutolock=false\n"),
        lock_samples.cinnamon(lock="false"),
        lock_samples.mate(lock="false"),
        lock_samples.xfce("/lock/enabled  false\n"),
        lock_samples.light_locker(after="0"),
        lock_samples.idle_programs("sway"),
        lock_samples.idle_programs("Hyprland"),
        lock_samples.idle_programs("i3"),
        lock_samples.macos("off"),
        lock_samples.windows("display-never-on-mains"),
    ],
    ids=lambda host: host.environment.get("XDG_CURRENT_DESKTOP", host.platform),
)
async def test_every_desktop_that_never_locks_fails_with_a_remedy_of_its_own(host: SampleHost) -> None:
    finding = await look(host)
    assert finding.outcome is FAIL
    assert "never locks by itself" in finding.summary
    assert finding.remedy is not None
    assert finding.remedy.command


# -- whose session it is --------------------------------------------------------------------------------


async def test_root_has_no_settings_of_its_own() -> None:
    host = lock_samples.gnome()
    host.root_user = True
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert "root has no settings of its own" in finding.summary


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY"])
async def test_over_ssh_nothing_is_known(name: str) -> None:
    host = lock_samples.gnome()
    host.environment = {**host.environment, name: "x"}
    assert (await look(host)).outcome is UNKNOWN


async def test_in_a_container_nothing_is_known() -> None:
    host = lock_samples.gnome()
    host.files["/.dockerenv"] = ""
    assert (await look(host)).outcome is UNKNOWN


async def test_a_desktop_is_never_inferred_from_what_is_installed() -> None:
    host = lock_samples.gnome()
    host.environment = {}
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert "no graphical session" in finding.summary


@pytest.mark.parametrize("desktop", ["LXQt", "COSMIC", "pop:COSMIC", "SomethingNew"])
async def test_desktops_that_are_not_known_well_enough_are_unknown_by_name(desktop: str) -> None:
    finding = await look(SampleHost(environment={"XDG_CURRENT_DESKTOP": desktop}))
    assert finding.outcome is UNKNOWN
    assert desktop.rsplit(":", 1)[-1] in finding.summary


async def test_a_desktop_name_is_cleaned_before_it_is_shown() -> None:
    finding = await look(SampleHost(environment={"XDG_CURRENT_DESKTOP": "\x1b[2Jx"}))
    assert "\x1b" not in repr(finding.summary) + finding.summary


@pytest.mark.parametrize(
    ("variable", "value"),
    [("XDG_SESSION_DESKTOP", "gnome"), ("DESKTOP_SESSION", "/usr/share/xsessions/ubuntu-xorg")],
)
async def test_the_session_names_count_where_the_desktop_has_none(variable: str, value: str) -> None:
    host = lock_samples.gnome()
    host.environment = {variable: value}
    assert (await look(host)).outcome is PASS


async def test_gnome_settings_do_not_count_while_plasma_is_running() -> None:
    host = lock_samples.gnome()
    host.running = SampleHost(running=[["/usr/bin/plasmashell"]]).running
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert "kde" in finding.summary


# -- GNOME and its kin ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "outcome"),
    [
        (lock_samples.gnome(), PASS),
        (lock_samples.gnome("uint32 600", delay="uint32 301"), WARN),
        (lock_samples.gnome(lock="false"), FAIL),
        (lock_samples.gnome("uint32 0"), FAIL),
        (lock_samples.gnome(forbidden="true"), FAIL),
    ],
)
async def test_gnome_blanks_then_waits_then_locks(host: SampleHost, outcome: Outcome) -> None:
    assert (await look(host)).outcome is outcome


async def test_an_ubuntu_with_fifteen_minutes_and_a_grace_is_a_little_late() -> None:
    commands: lock_samples.Commands = {
        f"{lock_samples.LIST} org.gnome.desktop.session": sample("linux/gsettings-ubuntu-session.txt"),
        f"{lock_samples.LIST} org.gnome.desktop.screensaver": sample(
            "linux/gsettings-ubuntu-screensaver.txt"
        ),
    }
    finding = await look(SampleHost(commands=commands, environment={"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}))
    assert finding.outcome is WARN
    assert "15 min 30 s" in finding.summary


@pytest.mark.parametrize("desktop", ["Unity:Unity7:ubuntu", "Budgie:GNOME", "Pantheon"])
async def test_kin_of_gnome_are_judged_by_its_keys_and_say_so(desktop: str) -> None:
    finding = await look(lock_samples.gnome(desktop=desktop))
    assert finding.outcome is PASS
    assert desktop.split(":", 1)[0] in finding.unproven


@pytest.mark.parametrize("missing", ["org.gnome.desktop.session", "org.gnome.desktop.screensaver"])
async def test_a_schema_that_is_not_installed_is_unknown(missing: str) -> None:
    host = lock_samples.gnome()
    host.commands[f"{lock_samples.LIST} {missing}"] = Ran(1, "", "No such schema “x”\n")
    assert (await look(host)).outcome is UNKNOWN


async def test_a_missing_gsettings_is_unknown() -> None:
    finding = await look(SampleHost(environment={"XDG_CURRENT_DESKTOP": "GNOME"}))
    assert finding.outcome is UNKNOWN
    assert "gsettings" in finding.summary


async def test_a_gsettings_that_would_answer_with_defaults_is_not_believed() -> None:
    host = lock_samples.gnome()
    host.environment = {**host.environment, "GIO_EXTRA_MODULES": "/nix/store/x"}
    assert (await look(host)).outcome is UNKNOWN


# -- KDE ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (None, PASS),
        ("", PASS),
        (sample("linux/kscreenlockerrc-lax"), FAIL),
        ("[Daemon]\nTimeout=15\n", WARN),
        ("[Daemon]\nTimeout=14.5\n", PASS),
        ("[Daemon]\nTimeout=10\nLockGrace=300\n", PASS),
        ("[Daemon]\nTimeout=0\n", FAIL),
        ("[Daemon]\nRequirePassword=false\n", FAIL),
        ("[Other]\nAutolock=false\n", PASS),
        ("[Daemon]\n#Autolock=false\n", PASS),
        ("[Daemon]\nTimeout=soon\n", UNKNOWN),
    ],
)
async def test_plasma_counts_minutes_and_a_grace_in_seconds(text: str | None, outcome: Outcome) -> None:
    assert (await look(lock_samples.kde(text))).outcome is outcome


@pytest.mark.parametrize(
    "shared", ["[Daemon]\nTimeout[$i]=10\n", "[Daemon][$i]\nTimeout=10\n", "[$i]\n[Daemon]\nTimeout=10\n"]
)
async def test_what_an_administrator_fixed_wins_over_the_person(shared: str) -> None:
    host = lock_samples.kde("[Daemon]\nTimeout=60\n", {"/etc/xdg/kscreenlockerrc": shared})
    finding = await look(host)
    assert finding.outcome is PASS
    assert "10 min" in finding.summary


async def test_what_an_administrator_only_proposed_is_replaced_by_the_person() -> None:
    host = lock_samples.kde("[Daemon]\nTimeout=60\n", {"/etc/xdg/kscreenlockerrc": "[Daemon]\nTimeout=10\n"})
    assert (await look(host)).outcome is FAIL


async def test_the_first_of_the_shared_folders_is_the_most_important() -> None:
    files = {"/a/kscreenlockerrc": "[Daemon]\nTimeout=60\n", "/b/kscreenlockerrc": "[Daemon]\nTimeout=10\n"}
    assert (await look(lock_samples.kde(None, files, XDG_CONFIG_DIRS="/a:/b"))).outcome is FAIL
    assert (await look(lock_samples.kde(None, files, XDG_CONFIG_DIRS="/b:/a"))).outcome is PASS


async def test_evidence_tells_a_default_from_a_set_value() -> None:
    finding = await look(lock_samples.kde("[Daemon]\nTimeout=10\n"))
    facts = {evidence.fact for evidence in finding.evidence}
    assert "Timeout: 10" in facts
    assert "Autolock: not set, so the default true" in facts
    assert any(evidence.source == "~/.config/kscreenlockerrc" for evidence in finding.evidence)


# -- Cinnamon, MATE, XFCE, light-locker -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "outcome"),
    [
        (lock_samples.cinnamon(), PASS),
        (lock_samples.cinnamon(delay="uint32 30"), WARN),
        (lock_samples.cinnamon(idle="uint32 0"), FAIL),
        (lock_samples.mate(), PASS),
        (lock_samples.mate(delay="20"), WARN),
        (lock_samples.mate(idle="31"), FAIL),
        (lock_samples.mate(saver="false"), FAIL),
        (lock_samples.xfce(), PASS),
        (lock_samples.xfce("/saver/idle-activation/delay    20\n"), WARN),
        (lock_samples.xfce("/lock/saver-activation/delay    11\n"), WARN),
        (lock_samples.xfce("/saver/enabled                  false\n"), FAIL),
        (lock_samples.xfce("/saver/idle-activation/enabled  false\n"), FAIL),
        (lock_samples.xfce("/lock/enabled                   false\n"), FAIL),
        (lock_samples.xfce("/lock/saver-activation/enabled  false\n"), FAIL),
        (lock_samples.light_locker(), PASS),
        (lock_samples.light_locker(after="600"), WARN),
        (lock_samples.light_locker(after="0"), FAIL),
    ],
)
async def test_each_desktop_has_units_and_switches_of_its_own(host: SampleHost, outcome: Outcome) -> None:
    assert (await look(host)).outcome is outcome


async def test_cinnamon_without_its_locker_is_unknown() -> None:
    host = lock_samples.cinnamon()
    host.running = []
    assert (await look(host)).outcome is UNKNOWN


async def test_xfce_without_any_locker_fails() -> None:
    finding = await look(lock_samples.xfce(running=()))
    assert finding.outcome is FAIL
    assert "no program that locks the screen" in finding.summary


async def test_xfce_with_a_locker_that_is_not_read_is_unknown() -> None:
    finding = await look(lock_samples.xfce(running=[["/usr/bin/xscreensaver"]]))
    assert finding.outcome is UNKNOWN
    assert "xscreensaver" in finding.summary


async def test_xfconf_without_a_session_is_unknown_and_not_the_default() -> None:
    answer = Ran(1, "", sample("linux/xfconf-no-bus.txt"))
    assert (await look(lock_samples.xfce(answer))).outcome is UNKNOWN


# -- idle programs --------------------------------------------------------------------------------------

SWAYIDLE = sample("linux/swayidle.argv").rstrip("\n|").split("|")


@pytest.mark.parametrize(
    ("argv", "outcome"),
    [
        (SWAYIDLE, PASS),
        (["swayidle", "-w", "timeout", "1200", "gtklock -d"], WARN),
        (["swayidle", "timeout", "3600", "swaylock"], FAIL),
        (["swayidle", "timeout", "300", "swaymsg 'output * power off'"], FAIL),
        (["swayidle", "timeout", "300", "swaylock --grace 900"], WARN),
        (["swayidle", "timeout", "300", "loginctl lock-session", "lock", "swaylock -f"], PASS),
        (["swayidle", "timeout", "300", "loginctl lock-session"], FAIL),
        (["swayidle", "timeout", "300", "systemctl suspend", "before-sleep", "waylock"], PASS),
        (["swayidle", "timeout", "300", "systemctl suspend"], FAIL),
        (["swayidle", "timeout", "300", "/home/sample/bin/lock.sh --secret"], UNKNOWN),
        (["swayidle", "timeout", "60", "mylock", "timeout", "600", "swaylock"], PASS),
        (["swayidle", "before-sleep", "swaylock"], FAIL),
        (["/nix/store/x/bin/.swayidle-wrapped", "timeout", "300", "swaylock"], PASS),
        (["sway"], FAIL),
    ],
)
async def test_swayidle_is_judged_by_what_it_runs(argv: list[str], outcome: Outcome) -> None:
    assert (await look(lock_samples.idle_programs("sway", argv))).outcome is outcome


@pytest.mark.parametrize("desktop", ["sway:wlroots", "river", "labwc:wlroots", "niri"])
async def test_other_wlroots_compositors_are_judged_like_sway(desktop: str) -> None:
    assert (await look(lock_samples.idle_programs(desktop, SWAYIDLE))).outcome is PASS


async def test_a_command_of_ones_own_is_shown_by_name_only() -> None:
    argv = ["swayidle", "timeout", "300", "/home/sample/bin/lock.sh --secret"]
    finding = await look(lock_samples.idle_programs("sway", argv))
    assert "lock.sh" in finding.summary
    assert "secret" not in repr(finding)
    assert "sample" not in repr(finding)


async def test_the_file_of_swayidle_counts_too() -> None:
    files = {"/home/sample/.config/swayidle/config": "# mine\ntimeout 300 'swaylock -f' resume 'true'\n"}
    assert (await look(lock_samples.idle_programs("sway", ["swayidle", "-w"], files=files))).outcome is PASS


async def test_a_file_that_no_running_program_reads_does_not_count() -> None:
    files = {"/home/sample/.config/swayidle/config": "timeout 300 'swaylock -f'\n"}
    assert (await look(lock_samples.idle_programs("sway", files=files))).outcome is FAIL


async def test_a_shell_that_may_lock_by_itself_is_unknown() -> None:
    assert (await look(lock_samples.idle_programs("niri", ["quickshell"]))).outcome is UNKNOWN


HYPRIDLE = "/home/sample/.config/hypr/hypridle.conf"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (sample("linux/hypridle.conf"), PASS),
        ("listener {\n timeout = 1200\n on-timeout = hyprlock\n}\n", WARN),
        ("listener {\n timeout = 300\n on-timeout = hyprctl dispatch dpms off\n}\n", FAIL),
        ("listener {\n timeout = 300\n on-timeout = loginctl lock-session\n}\n", FAIL),
        ("listener {\n timeout = 300\n #on-timeout = hyprlock\n}\n", FAIL),
        ("source = ./more.conf\n", UNKNOWN),
    ],
)
async def test_hypridle_is_judged_by_its_listeners(text: str, outcome: Outcome) -> None:
    host = lock_samples.idle_programs("Hyprland", ["hypridle"], files={HYPRIDLE: text})
    assert (await look(host)).outcome is outcome


async def test_hypridle_that_is_not_running_locks_nothing() -> None:
    host = lock_samples.idle_programs("Hyprland", files={HYPRIDLE: sample("linux/hypridle.conf")})
    assert (await look(host)).outcome is FAIL


XAUTOLOCK, XSS_LOCK = [
    shlex.split(line.split("--no-startup-id ")[1]) for line in sample("linux/i3-config").splitlines()
]
XSET: lock_samples.Commands = {"xset q": sample("linux/xset-q.txt")}
NO_SAVER: lock_samples.Commands = {
    "xset q": sample("linux/xset-q.txt").replace("timeout:  600", "timeout:  0")
}


@pytest.mark.parametrize(
    ("argv", "commands", "outcome"),
    [
        (XAUTOLOCK, {}, PASS),
        (["xautolock", "-locker", "slock"], {}, PASS),
        (["xautolock", "-time", "20", "-locker", "i3lock"], {}, WARN),
        (["xautolock", "-time", "5", "-locker", "xset dpms force off"], {}, FAIL),
        (XSS_LOCK, XSET, PASS),
        (["xss-lock", "i3lock", "-n"], XSET, PASS),
        (["xss-lock", "-n", "dim.sh", "--", "i3lock", "-n"], XSET, WARN),
        (["xss-lock", "--", "my-locker"], XSET, UNKNOWN),
        (XSS_LOCK, NO_SAVER, FAIL),
        (XSS_LOCK, {"xset q": HostError("The command xset is not installed.")}, UNKNOWN),
        (["i3"], {}, FAIL),
    ],
)
async def test_on_x11_the_program_that_starts_the_locker_counts(
    argv: list[str], commands: lock_samples.Commands, outcome: Outcome
) -> None:
    assert (await look(lock_samples.idle_programs("i3", argv, commands=commands))).outcome is outcome


@pytest.mark.parametrize(
    ("line", "purpose"),
    [
        ("swaylock -f -c '#000000'", Purpose.LOCK),
        ("pidof hyprlock || hyprlock --immediate", Purpose.LOCK),
        ("sh -c 'playerctl pause; swaylock'", Purpose.LOCK),
        ("exec systemd-cat -- swaylock", Purpose.LOCK),
        ("DISPLAY=:0 i3lock", Purpose.LOCK),
        ("swaymsg exec swaylock", Purpose.LOCK),
        ("killall swaylock", Purpose.OTHER),
        ("notify-send swaylock", Purpose.OTHER),
        ("pgrep swaylock", Purpose.OTHER),
        ("loginctl lock-session", Purpose.LOCK_SESSION),
        ("systemctl suspend-then-hibernate", Purpose.SUSPEND),
        ("swaylock-wrapper.sh", Purpose.CUSTOM),
        ("a quote ' without an end", Purpose.CUSTOM),
        ("", Purpose.OTHER),
    ],
)
def test_a_locker_counts_only_where_it_is_run(line: str, purpose: Purpose) -> None:
    assert lock_commands.understand(line).purpose is purpose


# -- macOS ----------------------------------------------------------------------------------------------

UNSET = Ran(1, "", sample("macos/idle-time-unset.txt"))


@pytest.mark.parametrize(
    ("host", "outcome", "words"),
    [
        (lock_samples.macos("immediate", power="pmset-desktop"), PASS, "10 min on mains"),
        (lock_samples.macos("5-seconds", idle="300\n"), PASS, "5 min 5 s on mains"),
        (lock_samples.macos("300-seconds"), FAIL, "35 min on mains"),
        (lock_samples.macos("300-seconds", idle=UNSET), WARN, "25 min on mains"),
        (lock_samples.macos("28800-seconds"), FAIL, "8 h 30 min on mains"),
        (lock_samples.macos("off"), FAIL, "never"),
        (lock_samples.macos("minus-one"), FAIL, "never"),
        (lock_samples.macos("minus-one-decimal"), FAIL, "never"),
    ],
)
async def test_a_mac_locks_a_delay_after_whatever_blanks_first(
    host: SampleHost, outcome: Outcome, words: str
) -> None:
    finding = await look(host)
    assert finding.outcome is outcome
    assert words in finding.summary


async def test_a_mac_that_blanks_neither_way_never_locks() -> None:
    host = lock_samples.macos()
    host.commands["pmset -g custom"] = "AC Power:\n displaysleep 0\n"
    finding = await look(host)
    assert finding.outcome is FAIL
    assert "never locks by itself on mains" in finding.summary


async def test_what_a_profile_manages_wins_on_a_mac() -> None:
    values = plistlib.dumps({"idleTime": 300, "askForPassword": True, "askForPasswordDelay": 0})
    files = {"/Library/Managed Preferences/com.apple.screensaver.plist": values}
    finding = await look(lock_samples.macos("off", files=files))
    assert finding.outcome is PASS
    assert "5 min" in finding.summary


@pytest.mark.parametrize(
    "command",
    [
        "sysadminctl -screenLock status",
        "defaults -currentHost read com.apple.screensaver idleTime",
        "pmset -g custom",
    ],
)
@pytest.mark.parametrize("answer", ["something else\n", Ran(1, "", ""), HostError("Too slow.")])
async def test_a_mac_that_does_not_answer_is_unknown(command: str, answer: Ran | str | HostError) -> None:
    host = lock_samples.macos()
    host.commands[command] = answer
    assert (await look(host)).outcome is UNKNOWN


async def test_the_power_source_in_use_is_named() -> None:
    finding = await look(lock_samples.macos())
    assert "now on mains" in {evidence.fact for evidence in finding.evidence}


# -- Windows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("display", "outcome", "words"),
    [
        ("display-30-15", WARN, "30 min on mains"),
        ("display-french", PASS, "5 min on mains"),
        ("display-never-on-mains", FAIL, "never locks by itself on mains"),
        ("display-spanish-never-on-battery", FAIL, "never locks by itself on battery"),
        ("hidden", UNKNOWN, "could not be read"),
    ],
)
async def test_in_every_language_the_last_two_numbers_are_mains_and_battery(
    display: str, outcome: Outcome, words: str
) -> None:
    finding = await look(lock_samples.windows(display))
    assert finding.outcome is outcome
    assert words in finding.summary


@pytest.mark.parametrize("states", ["states-s3", "hidden"])
async def test_without_modern_standby_the_display_going_off_alone_is_unknown(states: str) -> None:
    assert (await look(lock_samples.windows("display-french", states=states))).outcome is UNKNOWN


async def test_the_display_going_off_counts_only_where_waking_asks() -> None:
    assert (await look(lock_samples.windows("display-french", "ask-on-wake-off"))).outcome is FAIL
    assert (await look(lock_samples.windows("display-french", "hidden"))).outcome is UNKNOWN


@pytest.mark.parametrize("never", [0xFFFFFFFF, -1])
async def test_the_display_going_off_does_not_count_where_sleep_never_asks(never: int) -> None:
    values = {("HKCU", DESKTOP, "DelayLockInterval"): never}
    assert (await look(lock_samples.windows("display-french", values=values))).outcome is FAIL


async def test_the_limit_of_the_machine_counts_on_both_sources() -> None:
    values = {("HKLM", SYSTEM, "InactivityTimeoutSecs"): 900}
    finding = await look(
        lock_samples.windows("display-never-on-mains", "ask-on-wake-off", "states-s3", values)
    )
    assert finding.outcome is PASS


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, PASS),
        ({"ScreenSaveActive": "0"}, FAIL),
        ({"ScreenSaverIsSecure": "0"}, FAIL),
        ({"SCRNSAVE.EXE": ""}, FAIL),
        ({"ScreenSaveTimeOut": "900"}, WARN),
    ],
)
async def test_a_saver_counts_only_when_it_is_on_secure_and_chosen(
    changed: dict[str, str], outcome: Outcome
) -> None:
    values = lock_samples.saver(**changed)
    host = lock_samples.windows("display-never-on-mains", "ask-on-wake-off", "states-s3", values)
    assert (await look(host)).outcome is outcome


async def test_the_grace_of_the_saver_is_added() -> None:
    values = {**lock_samples.saver(), ("HKLM", WINLOGON, "ScreenSaverGracePeriod"): "600"}
    host = lock_samples.windows("display-never-on-mains", "ask-on-wake-off", "states-s3", values)
    assert (await look(host)).outcome is WARN


async def test_policy_wins_over_the_saver_of_the_person() -> None:
    values = {**lock_samples.saver(), ("HKCU", DESKTOP_POLICY, "ScreenSaverIsSecure"): "0"}
    host = lock_samples.windows("display-never-on-mains", "ask-on-wake-off", "states-s3", values)
    assert (await look(host)).outcome is FAIL


GET_TIMEOUT = ["--file", "kscreenlockerrc", "--group", "Daemon", "--key", "Timeout", "--default", "5"]

# -- real tools -----------------------------------------------------------------------------------------

JUDGE = Path(__file__).parents[1] / "support" / "judge_session.py"


def judged(*before: str, environment: dict[str, str], then: str = "") -> list[str]:
    """Run the judging script, after what `then` sets up, and return the outcomes it prints."""
    script = f"{then}\nexec {shlex.join([sys.executable, str(JUDGE)])}"
    ran = subprocess.run(
        [*before, "sh", "-c", script],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return ran.stdout.split()


def private(folder: Path, desktop: str, **more: str) -> dict[str, str]:
    """The environment of a session that touches nothing of the person's own."""
    (folder / "run").mkdir(mode=0o700)
    return {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "XDG_CURRENT_DESKTOP": desktop,
        **more,
    }


@pytest.mark.real
def test_a_change_of_the_real_gsettings_flips_the_finding(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("gsettings")
    change = "gsettings set org.gnome.desktop.session idle-delay {}"
    bus = tool("dbus-run-session")
    for number, (seconds, outcome) in enumerate(((600, "pass"), (1200, "warn"), (0, "fail"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert judged(bus, "--", environment=private(folder, "GNOME"), then=change.format(seconds)) == [
            outcome,
            "pass",
        ]


@pytest.mark.real
def test_a_change_of_the_real_xfconf_flips_the_finding(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("xfconf-query")
    bus = tool("dbus-run-session")
    change = "xfconf-query -c xfce4-screensaver -n -p /lock/enabled -t bool -s false"
    for name, then, outcome in (("a", "", "pass"), ("b", change, "fail")):
        folder = tmp_path / name
        folder.mkdir()
        environment = private(folder, "XFCE", WATCHWORD_TEST_RUNNING="xfce4-screensaver")
        assert judged(bus, "--", environment=environment, then=then)[0] == outcome


@pytest.mark.real
@pytest.mark.parametrize(
    ("own", "shared"),
    [
        ("", ""),
        ("[Daemon]\nTimeout=7\n", ""),
        ("[Daemon]\nTimeout=7\n", "[Daemon]\nTimeout=10\n"),
        ("[Daemon]\nTimeout=7\n", "[Daemon]\nTimeout[$i]=10\n"),
        ("[Daemon]\nTimeout=7\n", "[Daemon][$i]\nTimeout=10\n"),
        ("[Daemon]\nTimeout=7\n", "[$i]\n[Daemon]\nTimeout=10\n"),
        ("[Daemon]\nTimeout[$d]\n", "[Daemon]\nTimeout=10\n"),
        ("[Daemon][Sub]\nTimeout=9\n", "[Daemon]\nTimeout = 10 \n"),
        ("[Daemon]\n# Timeout=9\n[Other]\nTimeout=8\n[Daemon]\nTimeout=6\n", ""),
    ],
)
def test_files_of_kde_are_merged_as_kde_merges_them(
    tmp_path: Path, tool: Callable[[str], str], own: str, shared: str
) -> None:
    for name, text in (("own", own), ("shared", shared)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kscreenlockerrc").write_text(text)
    environment = {"XDG_CONFIG_HOME": f"{tmp_path}/own", "XDG_CONFIG_DIRS": f"{tmp_path}/shared"}
    told = subprocess.run(
        [tool("kreadconfig5"), *GET_TIMEOUT],
        env={**environment, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    host = Host(home=tmp_path, environment=environment, platform="linux")
    assert kde_config.read(host, "kscreenlockerrc", "Daemon", {"Timeout": "5"}).text("Timeout") == told


@pytest.mark.real
def test_a_file_that_kde_wrote_is_understood(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("kwriteconfig5")
    change = "kwriteconfig5 --file kscreenlockerrc --group Daemon --key {} {}"
    then = "\n".join(change.format(*pair) for pair in (("Timeout", 20), ("LockGrace", 120)))
    assert judged(environment=private(tmp_path, "KDE"), then=then) == ["warn", "fail"]


@pytest.mark.real
@pytest.mark.parametrize(
    ("told", "outcomes"),
    [
        ("timeout 300 'swaylock -f' before-sleep 'swaylock -f'", ["pass", "pass"]),
        ("timeout 300 'swaymsg \"output * power off\"'", ["fail", "fail"]),
    ],
)
def test_a_real_swayidle_in_a_real_sway_is_seen(
    tmp_path: Path, tool: Callable[[str], str], told: str, outcomes: list[str]
) -> None:
    sway, swayidle = tool("sway"), tool("swayidle")
    tool("swaylock")
    mark = tmp_path / "started"
    (tmp_path / "sway.conf").write_text(f"exec {swayidle} -w {told}\nexec touch {mark}\n")
    more = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
    environment = private(tmp_path, "sway", **more)
    # Sway does not start as root; in a name space of its own root is somebody else
    as_somebody = [tool("unshare"), "--user", "--map-user=1000", "--map-group=1000"]
    child = subprocess.Popen(
        [*(as_somebody if os.geteuid() == 0 else []), sway, "-c", str(tmp_path / "sway.conf")],
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _wait(lambda: mark.exists() and _runs(swayidle)), "sway did not start"
        assert judged(environment={**environment, "WATCHWORD_TEST_RUNNING": "real"}) == outcomes
    finally:
        child.terminate()
        child.wait(10)
        assert _wait(lambda: not _runs(swayidle))


def _wait(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def _runs(program: str) -> bool:
    return any(process.argv[0] == program for process in Host().processes())
