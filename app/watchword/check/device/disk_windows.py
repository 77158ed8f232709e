"""Disk encryption on Windows: BitLocker or Device Encryption of the system drive, Explorer's padlock.

The shell's property `System.Volume.BitLockerProtection` is readable by everybody, on Windows Home too; the
commands that say more (`manage-bde`, `Get-BitLockerVolume`) want an administrator.
"""

from __future__ import annotations

from dataclasses import dataclass

from watchword.check import surroundings
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host
from watchword.check.surroundings import Surroundings

# propkey.h: PKEY_Volume_BitLockerProtection
SET_ID = "{2D15A9A1-A556-4189-91AD-027458F11A07}"
NUMBER = 1717

_RULE = "BitLocker protection of the system drive is on: encrypted, and the key not in clear."
_UNPROVEN = (
    "This does not show where the recovery key is kept, whether a PIN is asked at start-up, or how other "
    "drives are kept; encryption by other makers' tools is not seen."
)
_SETTINGS = (
    "Open Settings > Privacy & security > Device encryption (Windows Home), "
    "or Control Panel > System and Security > BitLocker Drive Encryption."
)
_TURN_ON = Remedy(
    (_SETTINGS, "Turn it on for the system drive and keep the recovery key where your team keeps such keys."),
    "control /name Microsoft.BitLockerDriveEncryption",
)
_RESUME = Remedy(
    (_SETTINGS, "Choose Resume protection; until then the key lies in clear on the drive."),
    "control /name Microsoft.BitLockerDriveEncryption",
)
_FINISH = Remedy(
    (
        _SETTINGS,
        "Finish the setup: sign in with a work or Microsoft account, or turn BitLocker on, so that the key "
        "is protected.",
    ),
    "control /name Microsoft.BitLockerDriveEncryption",
)
_WAIT = Remedy((_SETTINGS, "Keep the laptop on mains power until encryption is done."))

# The values of the property, with their meaning; only 1 is protection that holds.
_MEANINGS: dict[int, tuple[str, Outcome, str, Remedy | None]] = {
    0: ("unknown", Outcome.UNKNOWN, "Windows does not say whether the system drive is encrypted.", None),
    1: ("on", Outcome.PASS, "BitLocker protects the system drive.", None),
    2: ("off", Outcome.FAIL, "The system drive is not encrypted by Windows.", _TURN_ON),
    3: ("encrypting", Outcome.WARN, "The system drive is still being encrypted.", _WAIT),
    4: ("decrypting", Outcome.FAIL, "Encryption of the system drive is being switched off.", _TURN_ON),
    5: ("suspended", Outcome.FAIL, "BitLocker is suspended: the key lies in clear on the drive.", _RESUME),
    6: ("locked", Outcome.UNKNOWN, "Windows calls the drive locked; a running system drive never is.", None),
    7: ("cannot be encrypted", Outcome.UNKNOWN, "Windows says that this drive cannot be encrypted.", None),
    8: (
        "waiting for activation",
        Outcome.FAIL,
        "The system drive is encrypted, but with a key in clear until setup is finished.",
        _FINISH,
    ),
}


@dataclass(frozen=True, slots=True)
class WindowsDisk:
    """What was seen: the value of the property, `None` where the shell keeps none."""

    around: Surroundings
    protection: int | None


async def read(host: Host) -> WindowsDisk:
    """Ask the shell about the system drive."""
    drive = host.environment.get("SYSTEMDRIVE", "C:")
    return WindowsDisk(await surroundings.look(host), host.shell_property(f"{drive}\\", SET_ID, NUMBER))


def judge(facts: WindowsDisk, check: str) -> Finding:
    """Judge what was seen; `check` is the name the finding carries."""
    value = facts.protection or 0
    strange = ("a value without a known meaning", *_MEANINGS[0][1:])
    word, outcome, summary, remedy = _MEANINGS.get(value, strange)
    fact = f"{'no value' if facts.protection is None else value}: {word}"
    evidence = (*facts.around.evidence, Evidence("System.Volume.BitLockerProtection", fact))
    if reason := facts.around.reason:
        return Finding(check, Outcome.UNKNOWN, reason, _RULE, evidence, None, _UNPROVEN)
    return Finding(check, outcome, summary, _RULE, evidence, remedy, _UNPROVEN)
