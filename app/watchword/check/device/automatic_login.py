"""Whether somebody is logged in at start-up without a password."""

from __future__ import annotations

import plistlib
import re
from dataclasses import dataclass

from watchword.check.device import disk_linux, disk_macos, display_managers
from watchword.check.device.block_chain import Seal
from watchword.check.device.disk_macos import FileVault
from watchword.check.finding import Evidence, Remedy
from watchword.check.host import Host, HostError

_ANY = ("gdm", "sddm", "plasmalogin", "lightdm")
_WINLOGON = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"
_LOGINWINDOW = "defaults read /Library/Preferences/com.apple.loginwindow autoLoginUser"
_MANAGED = "/Library/Managed Preferences/com.apple.loginwindow.plist"
_USER = re.compile(r"[\w.@\\ -]{1,255}")
_BAN = "com.apple.login.mcx.DisableAutoLoginClient"


@dataclass(frozen=True, slots=True)
class AutomaticLogin:
    """`is_on` is `None` where nobody could tell, and `because` then is the reason, a sentence.

    `is_guarded`: the disk asks for a passphrase before, so that a machine that is off stays closed.
    """

    is_on: bool | None
    because: str
    is_guarded: bool = False
    evidence: tuple[Evidence, ...] = ()
    remedy: Remedy | None = None


async def read(host: Host) -> AutomaticLogin:
    """Look for automatic log-in with the means of this platform; needs no rights."""
    try:
        if host.platform == "macos":
            return await _macos(host)
        if host.platform == "windows":
            return _windows(host)
        return await _linux(host)
    except HostError as error:
        return AutomaticLogin(None, error.reason)


async def _linux(host: Host) -> AutomaticLogin:
    manager = display_managers.in_use(host)
    path = display_managers.getty(host)
    if not path and manager:
        path = display_managers.where(host, manager)
    elif not path:  # no display manager is set: whichever left its settings here counts
        path = next(filter(None, (display_managers.where(host, each) for each in _ANY)), "")
    seen = Evidence("display manager", manager or "none set; all known ones were read")
    if path:
        fact = Evidence(path, "logs a user in at start-up")
        is_guarded = await _has_encrypted_root(host)
        return AutomaticLogin(True, _told(manager), is_guarded, (seen, fact), _linux_remedy(path))
    if display_managers.asks_no_password(host):
        fact = Evidence("/etc/group", "this account is in the group nopasswdlogin")
        because = "the log-in screen lets this account in without a password"
        command = "sudo gpasswd -d $USER nopasswdlogin"
        steps = ("Take the account out of the group nopasswdlogin.",)
        return AutomaticLogin(True, because, False, (seen, fact), Remedy(steps, command))
    return AutomaticLogin(False, "nobody is logged in by itself", False, (seen,))


async def _has_encrypted_root(host: Host) -> bool:
    """Whether the disk is known to ask for a passphrase before; what is not known excuses nothing."""
    try:
        return (await disk_linux.read(host)).root.seal is Seal.ENCRYPTED
    except HostError:
        return False


def _told(manager: str) -> str:
    return f"{manager or 'the system'} logs a user in at start-up without a password"


def _linux_remedy(path: str) -> Remedy:
    steps = (
        "GNOME: Settings > System > Users > Automatic Login off. KDE: System Settings > Colors & Themes > "
        "Login Screen > Behavior. Cinnamon, XFCE, MATE: Login Window.",
        f"Or take the setting out of {path}.",
    )
    return Remedy(steps, f"sudoedit {path}")


async def _macos(host: Host) -> AutomaticLogin:
    if await _has_file_vault(host):
        # Apple: FileVault and automatic log-in exclude each other
        fact = Evidence(disk_macos.COMMAND, "FileVault is on, which rules automatic log-in out")
        return AutomaticLogin(False, "FileVault rules automatic log-in out", True, (fact,))
    if _is_banned(host):
        return AutomaticLogin(False, "a profile forbids it", False, (Evidence(_MANAGED, "forbids it"),))
    ran = await host.run(_LOGINWINDOW.split(" "))
    left = "is there" if host.exists("/etc/kcpassword") else "is not there"
    password = Evidence("/etc/kcpassword", left)
    if ran.code == 0 and _USER.fullmatch(ran.out.strip()):
        fact = Evidence(_LOGINWINDOW, "names a user")
        steps = ("Open System Settings > Users & Groups.", "Set Automatically log in as to Off.")
        remedy = Remedy(
            steps, "sudo defaults delete /Library/Preferences/com.apple.loginwindow autoLoginUser"
        )
        because = "macOS logs a user in at start-up without a password"
        return AutomaticLogin(True, because, False, (fact, password), remedy)
    if "does not exist" in ran.err + ran.out:
        return AutomaticLogin(
            False, "nobody is logged in by itself", False, (Evidence(_LOGINWINDOW, "not set"), password)
        )
    return AutomaticLogin(None, "Whether macOS logs somebody in by itself could not be read.")


async def _has_file_vault(host: Host) -> bool:
    try:
        return await disk_macos.read_vault(host) is FileVault.ON
    except HostError:
        return False


def _is_banned(host: Host) -> bool:
    try:
        values = plistlib.loads(host.read_bytes(_MANAGED))
    except (HostError, ValueError, plistlib.InvalidFileException):
        return False
    return isinstance(values, dict) and values.get(_BAN) is True


def _windows(host: Host) -> AutomaticLogin:
    source = rf"HKLM\{_WINLOGON}"
    value = str(host.registry("HKLM", _WINLOGON, "AutoAdminLogon") or "0").strip()
    # The password itself lies there in clear on some machines: only whether it does is kept.
    has_password = host.registry("HKLM", _WINLOGON, "DefaultPassword") is not None
    facts = [Evidence(source, f"AutoAdminLogon: {'1' if value == '1' else 'off'}")]
    if has_password:
        facts.append(Evidence(source, "DefaultPassword is there: a password in clear text"))
    if value != "1":
        return AutomaticLogin(False, "nobody is logged in by itself", False, tuple(facts))
    steps = (
        "Run netplwiz and tick Users must enter a user name and password to use this computer.",
        "If the tick box is missing: Settings > Accounts > Sign-in options, and the command below.",
    )
    remedy = Remedy(steps, f'reg add "HKLM\\{_WINLOGON}" /v AutoAdminLogon /t REG_SZ /d 0 /f')
    because = "Windows logs a user in at start-up without a password"
    return AutomaticLogin(True, because, False, tuple(facts), remedy)
