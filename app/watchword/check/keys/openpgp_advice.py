"""What to do about GnuPG keys that are bare or open to others; pure.

Sources: gpg(1) `--passwd`, gpg-agent's `PASSWD` (Assuan protocol in the GnuPG manual), chmod(1) and its `-N`
on macOS.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from watchword.check.finding import Remedy
from watchword.check.keys.access import Access
from watchword.check.keys.openpgp_files import VAULT, GnupgFacts, SecretKey
from watchword.check.keys.trouble import Trouble
from watchword.text import REPLACEMENT

MOST = 5  # keys that are spelt out

Troubles = Mapping[SecretKey, tuple[Trouble, ...]]


def advise(facts: GnupgFacts, troubles: Troubles) -> Remedy | None:
    """Return the steps, what is open first, and the first command; `None` where all is well."""
    steps: list[str] = []
    commands: list[str] = []
    for step, command in (*_close(facts, troubles), *_lock(troubles)):
        steps.append(f"{step}: {command}" if command else f"{step}.")
        commands += [command] if command else []
    found = {trouble for some in troubles.values() for trouble in some}
    if found & {Trouble.BARE, Trouble.OPEN}:
        steps.append(
            "If somebody else may have had such a file in hand, revoke the key, tell those who use it, and "
            "make a new one: gpg --full-generate-key"
        )
    if Trouble.FOREIGN in found:
        steps.append(f"Ask whoever administers this machine to give you the files in {facts.home}/{VAULT}.")
    if Trouble.UNREADABLE in found:
        steps.append(f"Make the files in {facts.home}/{VAULT} readable for you alone, then look again.")
    if Trouble.UNCLEAR in found:
        steps.append("See which keys GnuPG can still use: gpg --list-secret-keys --with-keygrip")
        steps.append("Bring a damaged file back from your backup, or delete it.")
    if facts.unread:
        steps.append(
            f"Delete keys that you no longer use from {facts.home}/{VAULT}, so that all can be seen."
        )
    if facts.old_ring:
        steps.append(
            "Look at the list: gpg --list-secret-keys. If all your keys are in it, "
            f"{facts.home}/secring.gpg is no longer used: keep one copy with your backup and delete it here."
        )
    return Remedy(tuple(steps), commands[0] if commands else "") if steps else None


def place(home: str, rest: str = "") -> str:
    """Return a place in GnuPG's folder as a POSIX shell takes it; nothing where its name cannot be shown."""
    whole = f"{home}/{rest}" if rest else home
    if REPLACEMENT in whole:
        return ""
    if whole.startswith("~"):
        return "~" if whole == "~" else "~/" + shlex.quote(whole[2:])
    return '"$GNUPGHOME"' + (f"/{shlex.quote(rest)}" if rest else "")


def _close(facts: GnupgFacts, troubles: Troubles) -> list[tuple[str, str]]:
    folders = [access for access in (facts.folder, facts.vault) if access]
    is_open = any(Trouble.OPEN in found for found in troubles.values())
    is_open |= bool(facts.keys) and any(_is_open(access, facts.platform) for access in folders)
    home, vault = place(facts.home), place(facts.home, VAULT)
    if not is_open or not home:
        return []
    accesses = folders + [key.file.access for key in troubles if key.file.access]
    drop = f"chmod -N {home} {vault} {vault}/*.key && " if any(one.is_listed for one in accesses) else ""
    command = f"{drop}chmod 700 {home} {vault} && chmod 600 {vault}/*.key"
    return [("Take away the rights that others have to your keys", command)]


def _is_open(access: Access, platform: str) -> bool:
    return platform != "windows" and not access.invented_by and access.is_open


def _lock(troubles: Troubles) -> list[tuple[str, str]]:
    """Return a step for every OpenPGP key that has a bare part, and for every bare file that has no owner.

    `gpg --passwd` sets the passphrase of the primary key and of all subkeys at once.
    """
    found: dict[str, tuple[str, str]] = {}
    for key in (key for key, some in troubles.items() if Trouble.BARE in some):
        if key.owner:
            step = f"Give the OpenPGP key {key.owner.key_id} a passphrase"
            found[key.owner.key_id] = (step, f"gpg --passwd {key.owner.key_id}")
        else:
            step = f"Give the key file {key.grip[:8]}… a passphrase"
            found[key.grip] = (step, f'gpg-connect-agent "PASSWD {key.grip}" /bye')
    steps = list(found.values())
    if len(steps) > MOST:
        return [*steps[:MOST], (f"Do the same for the other {len(steps) - MOST} keys, then look again", "")]
    return steps
