"""The rule by which the disks of a Linux machine are judged."""

from __future__ import annotations

from watchword.check.device.block_chain import Seal
from watchword.check.device.disk_linux import LinuxDisk, evidence
from watchword.check.finding import Finding, Outcome, Remedy

_RULE = (
    "Every disk under the root file system lies behind dm-crypt (LUKS, plain or BitLocker format) or ZFS "
    "encryption, and so does a home folder of its own; only the home folder encrypted is a warning."
)
_UNPROVEN = (
    "This does not show how strong the passphrase is, whether a key lies beside the disk, or how other disks "
    "and backups are kept; a drive that encrypts itself is not visible without root."
)
_ENCRYPT = Remedy(
    (
        "Encryption of the system disk is chosen when Linux is installed: back up your files and reinstall "
        "with encryption (Ubuntu: Advanced features > Use LVM and encryption; Fedora: Encrypt my data; "
        "Debian: Guided, use entire disk and set up encrypted LVM).",
        "Ask whoever looks after your laptop before you begin; they may keep a recovery passphrase.",
        "If your drive encrypts itself (OPAL), tell whoever approves exceptions: it is not visible here.",
    ),
    "lsblk -o NAME,TYPE,MOUNTPOINTS",
)
_ENCRYPT_HOME = Remedy(
    (
        "Back up your home folder, put it on an encrypted volume (cryptsetup luksFormat), and restore it.",
        "Add the volume to /etc/crypttab and /etc/fstab so that it opens at start-up.",
    ),
    "lsblk -o NAME,TYPE,MOUNTPOINTS",
)
_ENCRYPT_SWAP = Remedy(
    (
        "Swap may hold what was in memory. Switch the plain swap off and remove it from /etc/fstab,",
        "or give it a key drawn at each start: in /etc/crypttab, the options swap and /dev/urandom.",
    ),
    "swapon --show",
)


def judge(facts: LinuxDisk, check: str) -> Finding:
    """Judge what was seen; `check` is the name the finding carries."""
    outcome, summary, remedy = _verdict(facts)
    return Finding(check, outcome, summary, _RULE, evidence(facts), remedy, _UNPROVEN)


def _verdict(facts: LinuxDisk) -> tuple[Outcome, str, Remedy | None]:
    if reason := facts.around.reason:
        return Outcome.UNKNOWN, reason, None
    if facts.root.seal is Seal.UNCLEAR:
        return Outcome.UNKNOWN, f"The root file system cannot be judged: {facts.root.doubt}", None
    if facts.root.seal is Seal.ENCRYPTED:
        return _sealed_root(facts)
    if facts.is_home_encrypted or (facts.home and facts.home.seal is Seal.ENCRYPTED):
        summary = "Only your home folder is encrypted; the system, temporary files and logs stay readable."
        return Outcome.WARN, summary, _ENCRYPT
    if facts.root.seal is Seal.MIXED:
        return Outcome.FAIL, "The system lies partly on a disk that is not encrypted.", _ENCRYPT
    return Outcome.FAIL, "The disk under the running system is not encrypted.", _ENCRYPT


def _sealed_root(facts: LinuxDisk) -> tuple[Outcome, str, Remedy | None]:
    home = facts.home
    if home and home.seal in (Seal.PLAIN, Seal.MIXED):
        return Outcome.FAIL, "Your home folder lies on a disk that is not encrypted.", _ENCRYPT_HOME
    if home and home.seal is Seal.UNCLEAR and not home.is_remote:
        return Outcome.UNKNOWN, f"The home folder cannot be judged: {home.doubt}", None
    if any(swap.seal in (Seal.PLAIN, Seal.MIXED) for swap in facts.swaps):
        summary = "The disk under the running system is encrypted; swap on a plain disk is not."
        return Outcome.PASS, summary, _ENCRYPT_SWAP
    old = " (in the old LUKS1 format)" if facts.root.is_old_format else ""
    return Outcome.PASS, f"The disk under the running system is encrypted{old}.", None
