"""What to do so that a stick holds a copy of one's keys: steps, and a command to copy."""

from __future__ import annotations

from watchword.check.finding import Remedy
from watchword.check.keys.stick_laptop import LaptopKeys

_OPEN = "Open a terminal in the folder of the stick (most file managers: Open in Terminal)."
_EXPORT = "gpg --armor --output private-key-backup.asc --export-secret-keys"
_ENCRYPT = {
    "linux": "Encrypt the stick: in GNOME Disks, format it as Ext4 with a password (LUKS), then copy again.",
    "macos": "Encrypt the stick: in Disk Utility, erase it as APFS (Encrypted), then copy again.",
    "windows": "Encrypt the stick: right-click it in Explorer, Turn on BitLocker, where your edition has it.",
}
_CERTIFICATES = {
    "linux": "cp ~/.gnupg/openpgp-revocs.d/*.rev .",
    "macos": "cp ~/.gnupg/openpgp-revocs.d/*.rev .",
    "windows": 'Copy-Item "$env:APPDATA\\gnupg\\openpgp-revocs.d\\*.rev" .',
}
_PLUG_IN = {
    "linux": "Plug the stick in and open it once in the file manager, so that it is mounted.",
    "macos": "Plug the stick in and wait until the Finder shows it.",
    "windows": "Plug the stick in and wait until Explorer shows its drive letter.",
}
_UNLOCK = "If the stick is encrypted, unlock it with its passphrase."


def plug_in(platform: str) -> Remedy:
    """Say how a stick gets to be seen."""
    steps = [_PLUG_IN.get(platform, _PLUG_IN["linux"]), _UNLOCK, "Start the drill again."]
    if platform == "windows":
        steps.insert(
            2, "A USB hard disk is not seen: use a stick, or say in your own words where the copy is."
        )
    return Remedy(tuple(steps))


def copy(platform: str, keys: LaptopKeys, *, wants_key: bool, wants_certificate: bool) -> Remedy:
    """Say how to put on the stick what is missing there."""
    steps, commands = [_OPEN], []
    if wants_key and keys.openpgp:
        commands.append(_EXPORT)
        steps.append(f"Export the private key; gpg asks for its passphrase: {_EXPORT}")
    elif wants_key:
        commands.append(_copy_ssh(platform, keys))
        steps.append(f"Copy the SSH keys: {commands[-1]}")
    if wants_certificate:
        if any(not key.has_certificate for key in keys.openpgp):
            make = "gpg --output revocation.asc --gen-revoke you@example.com"
            steps.append(f"Make the certificate that is missing, with your key's address: {make}")
            commands.append(make)
        if any(key.has_certificate for key in keys.openpgp):
            steps.append(f"Copy the certificate: {_CERTIFICATES[platform]}")
            commands.append(_CERTIFICATES[platform])
    steps.append("Start the drill again; when it has found everything, eject the stick and lock it away.")
    steps.append("Or, if your copy is elsewhere (on paper, a second smart card), say so in your own words.")
    return Remedy(tuple(steps), commands[0] if commands else "")


def _copy_ssh(platform: str, keys: LaptopKeys) -> str:
    if platform == "windows":
        return 'Copy-Item "$env:USERPROFILE\\.ssh\\id_*" .'
    is_usual = all(key.name.startswith("~/.ssh/id_") for key in keys.ssh)
    return "cp ~/.ssh/id_* ." if is_usual else "cp, followed by the files named above and a dot"


def protect(platform: str) -> Remedy:
    """Say what to do about a bare key on a stick that is not encrypted."""
    return Remedy(
        (
            "Give the key on this laptop a passphrase, and copy it to the stick again: "
            "ssh-keygen -p -f FILE for SSH, gpg --change-passphrase you@example.com for OpenPGP.",
            _ENCRYPT.get(platform, _ENCRYPT["linux"]),
            "Remove the bare copy from the stick.",
        )
    )
