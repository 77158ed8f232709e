"""What to do about a private key that is bare or open to others; pure.

Sources: ssh-keygen(1) `-p` (writes OpenSSH's own format since 7.8), chmod(1), `-N` in chmod(1) of macOS,
puttygen(1) `-P`, and PuTTY's manual, chapter 8 (PuTTYgen's window).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from watchword.check.finding import Remedy
from watchword.check.keys.key_files import KeyFacts, KeyFile
from watchword.check.keys.trouble import Trouble
from watchword.text import REPLACEMENT

MOST = 5  # keys that are spelt out

# What PowerShell takes literally between double quotes.
_PLAIN = re.compile(r"[\w.@+/ -]+", re.ASCII)

Troubles = Mapping[KeyFile, tuple[Trouble, ...]]


def advise(facts: KeyFacts, troubles: Troubles) -> Remedy | None:
    """Return the steps, bare keys first, and the command for the first of them; `None` where all is well."""
    faulty = [key for key in facts.keys if troubles[key]]
    faulty.sort(key=lambda key: Trouble.BARE not in troubles[key])
    steps: list[str] = []
    commands: list[str] = []
    for key in faulty[:MOST]:
        found, command = _for_key(key, troubles[key], facts.platform)
        steps += found
        commands += [command] if command else []
    if len(faulty) > MOST:
        steps.append(f"Do the same for the other {len(faulty) - MOST} files, then look again.")
    if any({Trouble.BARE, Trouble.OPEN} & set(found) for found in troubles.values()):
        steps.append(
            "If somebody else may have had such a file in hand, make a new key (ssh-keygen -t ed25519) and "
            "have the old one removed wherever it lets you in."
        )
    more_steps, more_commands = _around(facts)
    steps += more_steps
    commands += more_commands
    weak = [key for key in facts.keys if key.header and key.header.weak]
    for key in [] if faulty else weak[:MOST]:
        command = _new_passphrase(key, facts.platform)
        steps.append(_with(f"Worth doing: have {key.name} written anew with a slower method", command))
        commands += [command] if command else []
    return Remedy(tuple(steps), commands[0] if commands else "") if steps else None


def _for_key(key: KeyFile, found: tuple[Trouble, ...], platform: str) -> tuple[list[str], str]:
    """Return the steps for one file and the command that does them."""
    steps: list[str] = []
    commands: list[str] = []
    if Trouble.UNREADABLE in found:
        return [f"Find out whose {key.name} is and make it readable for you alone, or remove it."], ""
    if Trouble.FOREIGN in found:
        steps.append(f"Stop using {key.name}, which another account owns: make a key of your own instead.")
    elif Trouble.OPEN in found:
        command = _close(key)
        steps.append(_with(f"Take away the rights that others have to {key.name}", command))
        commands.append(command)
    if Trouble.BARE in found:
        command = _new_passphrase(key, platform)
        steps.append(_with(f"Give {key.name} a passphrase", command or _by_hand(key, platform)))
        commands.append(command)
    if Trouble.UNCLEAR in found:
        steps.append(f"See whether {key.name} is still in use; replace it by a new key or remove it.")
    joined = " && ".join(command for command in commands if command)
    return steps, joined if all(commands) else ""


def _around(facts: KeyFacts) -> tuple[list[str], list[str]]:
    """Return the steps and commands for what lies around the keys."""
    steps: list[str] = []
    commands: list[str] = []
    folder = facts.folder
    if folder and facts.keys and facts.platform != "windows" and not folder.invented_by:
        if folder.is_open:
            command = "chmod 700 ~/.ssh" if not folder.is_listed else "chmod -N ~/.ssh && chmod 700 ~/.ssh"
            steps.append(f"Close the folder to other accounts: {command}")
            commands.append(command)
        if not folder.is_mine:
            steps.append("Ask whoever administers this machine to give you the folder ~/.ssh.")
    if facts.unread:
        steps.append("Move what is no key out of ~/.ssh, so that every file can be looked at.")
    if facts.config_problem:
        steps.append("Make ~/.ssh/config a plain file that you may read, then look again.")
    return steps, commands


def _with(step: str, command: str) -> str:
    return f"{step}: {command}" if command else f"{step}."


def _close(key: KeyFile) -> str:
    place = _posix(key)
    if not place:
        return ""
    drop_list = f"chmod -N {place} && " if key.access and key.access.is_listed else ""
    return f"{drop_list}chmod 600 {place}"


def _new_passphrase(key: KeyFile, platform: str) -> str:
    """Return the command that sets a passphrase, nothing where there is none to copy."""
    is_putty = key.header is not None and key.header.form.startswith("PuTTY")
    if platform == "windows":
        return "" if is_putty or not _windows(key) else f"ssh-keygen -p -f {_windows(key)}"
    if not _posix(key):
        return ""
    return f"puttygen -P {_posix(key)}" if is_putty else f"ssh-keygen -p -f {_posix(key)}"


def _by_hand(key: KeyFile, platform: str) -> str:
    """Say how to set a passphrase where there is no command that could be copied as it stands."""
    if key.header is not None and key.header.form.startswith("PuTTY"):
        window = "open it in PuTTYgen with Load, fill in Key passphrase twice, choose Save private key"
        return window if platform == "windows" else "puttygen -P, followed by the file"
    return "ssh-keygen -p -f, followed by the file"


def _posix(key: KeyFile) -> str:
    """Return the file as a shell takes it, nothing where its name cannot be shown as it is."""
    if not key.is_home or REPLACEMENT in key.name:
        return ""
    return "~/" + shlex.quote(key.name.removeprefix("~/"))


def _windows(key: KeyFile) -> str:
    if not key.is_home or not _PLAIN.fullmatch(key.name[2:]):
        return ""
    return '"$env:USERPROFILE\\' + key.name[2:].replace("/", "\\") + '"'
