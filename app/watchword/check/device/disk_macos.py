"""Disk encryption on macOS: FileVault, as `fdesetup status` tells it to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from watchword.check import surroundings
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host
from watchword.check.surroundings import Surroundings

COMMAND = "fdesetup status"
_RULE = "FileVault is on, and neither still encrypting nor waiting nor being switched off."
_UNPROVEN = (
    "This does not show how strong the log-in password is, where the recovery key is kept, or whether "
    "external disks and Time Machine backups are encrypted."
)
_SETTINGS = (
    "Open System Settings > Privacy & Security > FileVault "
    "(macOS 12 and older: System Preferences > Security & Privacy > FileVault)."
)
_TURN_ON = Remedy(
    (
        _SETTINGS,
        "Turn FileVault on and keep the recovery key where your team keeps such keys, not on this Mac.",
    ),
    "sudo fdesetup enable",
)
_WAIT = Remedy((_SETTINGS, "Keep the Mac on mains power and awake until encryption is done."), COMMAND)
_RESTART = Remedy(
    ("Log out or restart once; macOS then asks for the password and begins to encrypt.",), COMMAND
)


class FileVault(Enum):
    """What FileVault says: the words for evidence, the outcome, the sentence, and what to do."""

    DECRYPTING = ("being switched off", Outcome.FAIL, "FileVault is being switched off.", _TURN_ON)
    ENCRYPTING = ("encrypting", Outcome.WARN, "FileVault is on but has not encrypted everything yet.", _WAIT)
    WAITING = ("waiting", Outcome.WARN, "FileVault begins only after the next log-out or restart.", _RESTART)
    ON = ("on", Outcome.PASS, "FileVault is on.", None)
    OFF = ("off", Outcome.FAIL, "FileVault is off.", _TURN_ON)
    UNCLEAR = ("no answer", Outcome.UNKNOWN, "fdesetup gave no answer that Watchword understands.", None)

    def __init__(self, word: str, outcome: Outcome, summary: str, remedy: Remedy | None) -> None:
        self.word = word
        self.outcome = outcome
        self.summary = summary
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class MacDisk:
    """What was seen."""

    around: Surroundings
    vault: FileVault


async def read(host: Host) -> MacDisk:
    """Ask FileVault for its state."""
    return MacDisk(await surroundings.look(host), await read_vault(host))


async def read_vault(host: Host) -> FileVault:
    """Ask `fdesetup`, which needs no rights for this."""
    ran = await host.run(COMMAND.split(" "))
    return FileVault.UNCLEAR if ran.code else understand(ran.out)


def understand(text: str) -> FileVault:
    """Return the state behind the text; the order matters.

    Every line counts, not the first: a Mac that is being decrypted still says "FileVault is On." first, and
    one with deferred enablement "FileVault is Off.".
    """
    said = text.lower()
    if "decryption in progress" in said:
        return FileVault.DECRYPTING
    if "encryption in progress" in said:
        return FileVault.ENCRYPTING
    if any(words in said for words in ("deferred enablement", "after the next restart", "to be restarted")):
        return FileVault.WAITING
    if "filevault is on." in said:
        return FileVault.ON
    return FileVault.OFF if "filevault is off." in said else FileVault.UNCLEAR


def judge(facts: MacDisk, check: str) -> Finding:
    """Judge what was seen; `check` is the name the finding carries."""
    evidence = (*facts.around.evidence, Evidence(COMMAND, f"FileVault: {facts.vault.word}"))
    if reason := facts.around.reason:
        return Finding(check, Outcome.UNKNOWN, reason, _RULE, evidence, None, _UNPROVEN)
    vault = facts.vault
    return Finding(check, vault.outcome, vault.summary, _RULE, evidence, vault.remedy, _UNPROVEN)
