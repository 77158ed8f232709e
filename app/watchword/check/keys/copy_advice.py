"""What to do about copies of private keys, and about what could not be looked into; pure.

Sources: git-rm(1) `--cached`, find(1).
"""

from __future__ import annotations

import shlex

from watchword.check.finding import Remedy
from watchword.check.keys.copy_files import Copy, CopyFacts, Way
from watchword.check.keys.copy_kind import Weight
from watchword.text import REPLACEMENT

MOST = 5  # copies that are spelt out
_NAMES = ("id_*", "*.pem", "*.ppk", "*.key", "*.asc", "*.gpg", "*.p12")


def advise(facts: CopyFacts, copies: tuple[Copy, ...]) -> Remedy | None:
    """Return the steps and the first command; `None` where all is well."""
    steps: list[str] = []
    commands: list[str] = []
    keys = [copy for copy in copies if copy.kind.weight is Weight.KEY]
    out = [copy for copy in keys if copy.way in (Way.SYNCED, Way.TRACKED)]
    for copy in keys[:MOST]:
        step, command = _take_out(copy)
        steps.append(step)
        commands += [command] if command else []
    if len(keys) > MOST:
        steps.append(f"Do the same with the other {len(keys) - MOST} copies.")
    if any(copy.way is Way.SYNCED for copy in out):
        steps.append("Delete them from the trash and the older versions on the website of the service too.")
    if out:
        steps.append(
            "A key that was copied elsewhere counts as shared: make a new one (ssh-keygen -t ed25519, or "
            "gpg --full-generate-key), and have the old one removed wherever it lets you in, or revoke it."
        )
    others = [copy for copy in copies if copy.kind.weight is not Weight.KEY]
    steps += [
        f"Move {copy.shown}, {copy.kind.words}, to a place that is not copied elsewhere, such as a stick."
        for copy in others[:MOST]
    ]
    if command := _look_yourself(facts):
        steps.append(f"Look for names of keys yourself in what was not looked into: {command}")
        commands.append(command)
    elif _is_partial(facts):
        steps.append(
            "Look in what was not looked into yourself: sort the files by name, or search for id_ and .key"
        )
    return Remedy(tuple(steps), commands[0] if commands else "") if steps else None


def _take_out(copy: Copy) -> tuple[str, str]:
    if copy.way is Way.SYNCED:
        return (
            f"Move {copy.shown} out of {copy.service}, to ~/.ssh or to your backup, or delete it there.",
            "",
        )
    if copy.way is Way.TRACKED:
        command = ""
        if copy.shown.startswith("~/") and REPLACEMENT not in copy.shown:
            folder, _, name = copy.shown[2:].rpartition("/")
            where = f"~/{shlex.quote(folder)}" if folder else "~"
            command = f"git -C {where} rm --cached -- {shlex.quote(name)}"
        tail = f": {command}" if command else ", with git rm --cached."
        return f"Have git forget {copy.shown}; its history still holds the file{tail}", command
    return f"Move {copy.shown} out of the git work tree, before it is added by mistake.", ""


def _is_partial(facts: CopyFacts) -> bool:
    return bool(facts.places.guarded or any(look.seen.cut or look.seen.unread for look in facts.looks))


def _look_yourself(facts: CopyFacts) -> str:
    """Return a command that lists names only, where macOS asks before anybody looks."""
    if facts.platform != "macos" or not facts.places.guarded:
        return ""
    names = " -o ".join(f"-name '{name}'" for name in _NAMES)
    folders = "~/Library/Mobile\\ Documents ~/Library/CloudStorage ~/Desktop ~/Documents"
    return f"find {folders} -maxdepth {facts.bounds.depth} -type f \\( {names} \\)"
