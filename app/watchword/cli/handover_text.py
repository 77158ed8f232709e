"""Before and after signing: what is signed and with which key, and what then lies where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from watchword.cli.prose import wrap
from watchword.cli.words import show_path
from watchword.handover import Exported
from watchword.record.key import Signer
from watchword.session import Session
from watchword.text import count

_STORES = {"file": "a file made for Watchword", "agent": "your ssh-agent"}


def before_lines(session: Session, signer: Signer) -> list[str]:
    """What is signed, as whom, and with which key."""
    progress, profile = session.progress, session.profile
    state = "complete" if progress.is_complete else "incomplete"
    lines = [
        f"What is signed: the record of {progress.checklist.title}, version {progress.checklist.version}: "
        f"{len(progress.done)} of {count(len(progress.applying), 'guideline')} done ({state}).",
        f"Whose: {profile.name} <{profile.email}>." if profile else "Whose: nobody yet.",
        f"With the key: {signer.public_key.fingerprint}, kept in {_STORES[signer.storage]}.",
        "It says what you answered, what the checks showed, and your word; no host name, no user name, no "
        "path, and no output of a check.",
    ]
    return [part for line in lines for part in wrap(line, indent="  ", first="")]


def after_lines(exported: Exported, home: Path) -> list[str]:
    """The folder and the files in it."""
    return [
        f"Folder: {show_path(exported.folder, home)}",
        *(f"  {name}" for name in exported.names),
    ]


def advice_lines(exported: Exported) -> list[str]:
    """What to do with them."""
    fingerprint = exported.record.signer.fingerprint
    return [
        *wrap(
            "Send all files of this folder to your manager. VERIFY.txt holds the two ssh-keygen commands "
            "with which anybody verifies them. Tell them this fingerprint by voice or in person:"
        ),
        f"  {fingerprint}",
    ]


def as_value(exported: Exported) -> dict[str, Any]:
    """Return an export as a value for `--json`."""
    record = exported.record
    return {
        "record": record.record_id,
        "status": record.result.status,
        "done": record.result.done,
        "applying": record.result.applying,
        "key": record.signer.fingerprint,
        "folder": str(exported.folder),
        "files": list(exported.names),
        "instructions": "VERIFY.txt",
    }
