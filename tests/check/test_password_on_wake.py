"""Password on wake: what each desktop and platform asks after sleep, and who is logged in by itself."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from support import lock_samples
from support.disk_tree import DiskTree
from support.lock_samples import DESKTOP, SYSTEM, WINLOGON, sample
from support.sample_host import SampleHost
from watchword.check.check import Limit
from watchword.check.device import automatic_login
from watchword.check.device.password_on_wake import CHECK
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Ran, Refused

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN
SWAYIDLE = ["swayidle", "timeout", "300", "swaylock", "before-sleep"]
HYPRIDLE = "/home/sample/.config/hypr/hypridle.conf"
XSET: lock_samples.Commands = {"xset q": sample("linux/xset-q.txt")}


async def look(host: Host, **limits: Limit) -> Finding:
    return await CHECK.run(host, limits)


# -- waking ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "outcome"),
    [
        (lock_samples.gnome(), PASS),
        (lock_samples.gnome(delay="uint32 5"), PASS),
        (lock_samples.gnome(delay="uint32 30"), WARN),
        (lock_samples.gnome(delay="uint32 61"), FAIL),
        (lock_samples.gnome(lock="false"), FAIL),
        (lock_samples.gnome(forbidden="true"), FAIL),
        (lock_samples.gnome(ubuntu_lock_on_suspend="true"), PASS),
        (lock_samples.gnome(ubuntu_lock_on_suspend="false"), FAIL),
        (lock_samples.kde(), PASS),
        (lock_samples.kde("[Daemon]\nLockOnResume=false\n"), FAIL),
        (lock_samples.kde("[Daemon]\nRequirePassword=false\n"), FAIL),
        (lock_samples.kde("[Daemon]\nLockGrace=60\n"), WARN),
        (lock_samples.kde("[Daemon]\nAutolock=false\nLockGrace=300\n"), PASS),
        (lock_samples.kde(sample("linux/kscreenlockerrc-lax")), FAIL),
        (lock_samples.cinnamon(), PASS),
        (lock_samples.cinnamon(sleep="false"), WARN),
        (lock_samples.cinnamon(sleep="false", lock="false"), FAIL),
        (lock_samples.mate(), PASS),
        (lock_samples.mate(sleep="false"), FAIL),
        (lock_samples.mate(delay="1"), WARN),
        (lock_samples.xfce(), PASS),
        (lock_samples.xfce(power="/xfce4-power-manager/lock-screen-suspend-hibernate  false\n"), FAIL),
        (lock_samples.xfce(running=()), FAIL),
        (lock_samples.light_locker(), PASS),
        (lock_samples.light_locker(sleep="false"), FAIL),
        (lock_samples.idle_programs("sway", [*SWAYIDLE, "swaylock -f"]), PASS),
        (lock_samples.idle_programs("sway", [*SWAYIDLE, "playerctl pause"]), FAIL),
        (lock_samples.idle_programs("sway", [*SWAYIDLE, "my-locker"]), UNKNOWN),
        (lock_samples.idle_programs("sway"), FAIL),
        (
            lock_samples.idle_programs(
                "Hyprland", ["hypridle"], files={HYPRIDLE: sample("linux/hypridle.conf")}
            ),
            PASS,
        ),
        (lock_samples.idle_programs("i3", ["xss-lock", "--", "i3lock", "-n"], commands=XSET), PASS),
        (lock_samples.idle_programs("i3", ["xss-lock", "--ignore-sleep", "i3lock"], commands=XSET), FAIL),
        (lock_samples.idle_programs("i3", ["xautolock", "-locker", "i3lock"]), FAIL),
    ],
)
async def test_each_linux_desktop_asks_in_its_own_way(host: SampleHost, outcome: Outcome) -> None:
    assert (await look(host)).outcome is outcome


@pytest.mark.parametrize(
    ("delay", "outcome"),
    [
        ("immediate", PASS),
        ("5-seconds", PASS),
        ("300-seconds", FAIL),
        ("28800-seconds", FAIL),
        ("off", FAIL),
        ("minus-one", FAIL),
        ("minus-one-decimal", FAIL),
    ],
)
async def test_a_mac_asks_after_its_delay(delay: str, outcome: Outcome) -> None:
    assert (await look(lock_samples.macos(delay))).outcome is outcome


async def test_on_a_mac_the_delay_counts_even_where_the_display_could_not_be_asked() -> None:
    host = lock_samples.macos()
    host.commands["pmset -g custom"] = HostError("Too slow.")
    assert (await look(host)).outcome is PASS


@pytest.mark.parametrize(
    ("asks", "values", "outcome"),
    [
        ("ask-on-wake", {}, PASS),
        ("ask-on-wake-off", {}, FAIL),
        ("hidden", {}, UNKNOWN),
        ("ask-on-wake", {("HKCU", DESKTOP, "DelayLockInterval"): 60}, WARN),
        ("ask-on-wake", {("HKCU", DESKTOP, "DelayLockInterval"): 900}, FAIL),
        ("ask-on-wake", {("HKCU", DESKTOP, "DelayLockInterval"): 0xFFFFFFFF}, FAIL),
        ("ask-on-wake-off", {("HKLM", SYSTEM, "InactivityTimeoutSecs"): 900}, PASS),
    ],
)
async def test_windows_asks_by_power_setting_delay_or_limit(
    asks: str, values: dict[tuple[str, str, str], int], outcome: Outcome
) -> None:
    assert (await look(lock_samples.windows(asks=asks, values=values))).outcome is outcome


async def test_a_checklist_may_allow_a_longer_grace() -> None:
    host = lock_samples.gnome(delay="uint32 30")
    assert (await look(host, lock_grace_seconds=30)).outcome is PASS
    assert "30 s" in (await look(host, lock_grace_seconds=30)).rule


async def test_root_is_not_asked_how_its_session_wakes() -> None:
    host = lock_samples.gnome()
    host.root_user = True
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert "root has no settings of its own" in finding.summary


@pytest.mark.parametrize("mark", ["/.dockerenv", "/run/systemd/container"])
async def test_what_is_no_laptop_is_unknown_even_when_it_logs_somebody_in(mark: str) -> None:
    host = lock_samples.gnome()
    host.files.update({mark: "", "/run/agetty.autologged": ""})
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert finding.summary.count("container") == 1


async def test_a_good_finding_tells_of_both_in_one_sentence() -> None:
    finding = await look(lock_samples.gnome())
    assert "asks for a password on wake" in finding.summary
    assert "nobody is logged in by itself" in finding.summary
    assert finding.summary.count(".") == 1


# -- automatic log-in on Linux --------------------------------------------------------------------------

GDM, SDDM, LIGHTDM = "/etc/gdm3/custom.conf", "/etc/sddm.conf", "/etc/lightdm/lightdm.conf"
GREETD = "/etc/greetd/config.toml"
SESSION = '[default_session]\ncommand = "agreety"\nuser = "greeter"\n'
GETTY = "/etc/systemd/system/getty@tty1.service.d/override.conf"


def logging_in(manager: str, files: dict[str, str | HostError]) -> SampleHost:
    """GNOME, which asks on wake, behind a log-in screen with these files."""
    host = lock_samples.gnome()
    host.files.update(files)
    if manager:
        host.files["/etc/X11/default-display-manager"] = f"/usr/sbin/{manager}\n"
    return host


@pytest.mark.parametrize(
    ("manager", "files", "outcome"),
    [
        ("gdm3", {GDM: "[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin=sample\n"}, FAIL),
        ("gdm3", {GDM: "[daemon]\nAutomaticLoginEnable = True\nAutomaticLogin = sample\n"}, FAIL),
        ("gdm3", {GDM: "[daemon]\n#AutomaticLoginEnable=true\n#AutomaticLogin=sample\n"}, PASS),
        ("gdm3", {GDM: "[daemon]\nAutomaticLoginEnable=false\nAutomaticLogin=sample\n"}, PASS),
        ("gdm3", {GDM: "[security]\nAutomaticLoginEnable=true\nAutomaticLogin=sample\n"}, PASS),
        ("gdm3", {"/etc/gdm3/daemon.conf": "[daemon]\nTimedLoginEnable=true\nTimedLogin=sample\n"}, FAIL),
        ("gdm", {"/etc/gdm/custom.conf": "[daemon]\nAutomaticLoginEnable=1\nAutomaticLogin=x\n"}, FAIL),
        ("gdm3", {GDM: Refused("/etc/gdm3/custom.conf may not be read by this account.")}, UNKNOWN),
        ("gdm3", {}, PASS),
        ("sddm", {SDDM: "[Autologin]\nUser=sample\nSession=plasma\n"}, FAIL),
        ("sddm", {SDDM: "[Autologin]\nUser=\n"}, PASS),
        ("sddm", {SDDM: "[Users]\nUser=sample\n[Theme]\nUser=x\n"}, PASS),
        ("sddm", {"/etc/sddm.conf.d/kde_settings.conf": "[Autologin]\nUser=sample\n"}, FAIL),
        ("sddm", {"/usr/lib/sddm/sddm.conf.d/10.conf": "[Autologin]\nUser=sample\n"}, FAIL),
        ("sddm", {"/etc/sddm.conf.d/a.conf": "[Autologin]\nUser=x\n", SDDM: "[Autologin]\nUser=\n"}, PASS),
        ("lightdm", {LIGHTDM: "[Seat:*]\nautologin-user=sample\n"}, FAIL),
        ("lightdm", {LIGHTDM: "[Seat:*]\n#autologin-user=sample\n"}, PASS),
        ("lightdm", {LIGHTDM: "[Seat:*]\nautologin-guest=true\n"}, FAIL),
        ("lightdm", {"/etc/lightdm/lightdm.conf.d/50.conf": "[Seat:*]\nautologin-user=sample\n"}, FAIL),
        ("lightdm", {LIGHTDM: "[XDMCPServer]\nautologin-user=sample\n"}, PASS),
        ("greetd", {GREETD: SESSION}, PASS),
        ("greetd", {GREETD: f'{SESSION}[initial_session]\ncommand = "sway"\nuser = "sample"\n'}, FAIL),
        ("greetd", {GREETD: "[initial_session\n"}, UNKNOWN),
        ("greetd", {}, UNKNOWN),
        ("ly", {}, UNKNOWN),
        ("sddm", {GDM: "[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin=sample\n"}, PASS),
        ("", {LIGHTDM: "[Seat:*]\nautologin-user=sample\n"}, FAIL),
        ("", {}, PASS),
        ("", {GETTY: "[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin sample %I\n"}, FAIL),
        ("", {GETTY: "[Service]\nExecStart=\nExecStart=-/sbin/agetty -a sample %I\n"}, FAIL),
        ("", {GETTY: "[Service]\n#ExecStart=-/sbin/agetty --autologin sample %I\n"}, PASS),
        ("", {GETTY: "[Service]\nExecStart=-/sbin/agetty --noclear %I $TERM\n"}, PASS),
        ("gdm3", {"/run/agetty.autologged": ""}, FAIL),
        ("gdm3", {"/etc/group": "root:x:0:\nnopasswdlogin:x:120:other,sample\n"}, FAIL),
        ("gdm3", {"/etc/group": "root:x:0:\nnopasswdlogin:x:120:other\n"}, PASS),
    ],
)
async def test_automatic_log_in_is_found_in_the_settings_of_the_log_in_screen_in_use(
    manager: str, files: dict[str, str | HostError], outcome: Outcome
) -> None:
    finding = await look(logging_in(manager, files))
    assert finding.outcome is outcome
    assert "sample" not in repr(finding)


async def test_the_log_in_screen_in_use_is_the_one_systemd_starts(tmp_path: Path) -> None:
    tree = DiskTree(tmp_path).disk("sda", "sda1").mount("/dev/sda1", "/")
    tree.file(SDDM, "[Autologin]\nUser=sample\n").file("/usr/lib/systemd/system/sddm.service", "")
    link = tmp_path / "etc/systemd/system/display-manager.service"
    link.parent.mkdir(parents=True)
    link.symlink_to("../../../usr/lib/systemd/system/sddm.service")
    found = await automatic_login.read(tree.host)
    assert found.is_on is True
    assert found.is_guarded is False


async def test_automatic_log_in_behind_the_passphrase_of_the_disk_is_a_warning() -> None:
    host = logging_in("sddm", {SDDM: "[Autologin]\nUser=sample\n"})
    host.files.update(
        {
            "/proc/self/mountinfo": "20 1 254:0 / / rw - ext4 /dev/dm-0 rw\n",
            "/sys/class/block/dm-0/dm/uuid": "CRYPT-LUKS2-0000-x\n",
        }
    )
    finding = await look(host)
    assert finding.outcome is WARN
    assert "passphrase of the disk" in finding.summary
    assert finding.remedy is not None


async def test_both_remedies_are_given_where_both_are_bad() -> None:
    host = logging_in("sddm", {SDDM: "[Autologin]\nUser=x\n"})
    host.commands.update(lock_samples.gnome(lock="false").commands)
    finding = await look(host)
    assert finding.outcome is FAIL
    assert finding.remedy is not None
    assert any("Screen Lock" in step for step in finding.remedy.steps)
    assert any(SDDM in step for step in finding.remedy.steps)


# -- automatic log-in on macOS and Windows --------------------------------------------------------------

LOGINWINDOW = "defaults read /Library/Preferences/com.apple.loginwindow autoLoginUser"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("alex\n", FAIL),
        (Ran(1, "", sample("macos/auto-login-unset.txt")), PASS),
        (Ran(1, "", "Could not read domain /Library/Preferences/com.apple.loginwindow\n"), UNKNOWN),
        (HostError("Too slow."), UNKNOWN),
    ],
)
async def test_a_mac_names_who_is_logged_in_by_itself(
    answer: str | Ran | HostError, outcome: Outcome
) -> None:
    finding = await look(lock_samples.macos(**{LOGINWINDOW: answer}))
    assert finding.outcome is outcome
    assert "alex" not in repr(finding)


async def test_file_vault_rules_automatic_log_in_out() -> None:
    on = {LOGINWINDOW: "alex\n", "fdesetup status": "FileVault is On.\n"}
    assert (await look(lock_samples.macos(**on))).outcome is PASS


async def test_a_profile_may_forbid_automatic_log_in() -> None:
    ban = plistlib.dumps({"com.apple.login.mcx.DisableAutoLoginClient": True})
    files = {"/Library/Managed Preferences/com.apple.loginwindow.plist": ban}
    assert (await look(lock_samples.macos(files=files, **{LOGINWINDOW: "alex\n"}))).outcome is PASS


@pytest.mark.parametrize(("value", "outcome"), [("1", FAIL), ("0", PASS), ("", PASS)])
async def test_windows_logs_in_by_itself_only_when_told_so(value: str, outcome: Outcome) -> None:
    values = {("HKLM", WINLOGON, "AutoAdminLogon"): value, ("HKLM", WINLOGON, "DefaultUserName"): "alex"}
    finding = await look(lock_samples.windows(values=values))
    assert finding.outcome is outcome
    assert "alex" not in repr(finding)


async def test_of_a_password_in_the_registry_only_its_being_there_is_kept() -> None:
    values = {
        ("HKLM", WINLOGON, "AutoAdminLogon"): "1",
        ("HKLM", WINLOGON, "DefaultPassword"): "hunter2",
    }
    finding = await look(lock_samples.windows(values=values))
    assert "hunter2" not in repr(finding)
    assert any("DefaultPassword is there" in evidence.fact for evidence in finding.evidence)
