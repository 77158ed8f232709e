"""The hand-over: the record, its signature, the sealed journal, a report to read, and how to verify it all.

Pure: names and bytes come out, and the caller writes them. Files are named after the record's id, never after
a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchword.errors import RecordError
from watchword.progress.chain import Chain
from watchword.progress.event import Event
from watchword.progress.history import join
from watchword.progress.profile import Profile
from watchword.progress.state import Progress
from watchword.record import record as records
from watchword.record.entry import entries, results
from watchword.record.export.html import render as render_html
from watchword.record.export.instructions import render as render_instructions
from watchword.record.key import Signer
from watchword.record.record import (
    AppPart,
    ChecklistPart,
    JournalPart,
    Previous,
    Record,
    SignerPart,
    Subject,
    name_of,
)
from watchword.record.sshsig import COMPLETION_RECORD, PROGRESS_SEAL, allowed_signers_line


@dataclass(frozen=True, slots=True)
class Origin:
    """What the record says about where it was written: Watchword's version and the family of systems."""

    version: str
    system: str


def build(
    progress: Progress,
    chains: Sequence[Chain],
    signer: Signer,
    *,
    record_id: str,
    at: datetime,
    origin: Origin,
) -> Record:
    """Return the record of this progress; raises `RecordError` when there is no profile yet.

    `chains` are the journals it follows from, oldest first: the last is the one the record names.
    """
    profile = _profile(progress)
    events = join(chain.events for chain in chains)
    key = signer.public_key
    checklist = progress.checklist
    return Record.model_validate(
        {
            "schema": records.SCHEMA,
            "record_id": record_id,
            "kind": "renewal" if any(event.kind == "due" for event in events) else "initial",
            "previous": _previous(events),
            "issued_at": records.moment(at),
            "subject": Subject(id=profile.email, name=profile.name),
            "signer": SignerPart.model_validate(
                {"fingerprint": key.fingerprint, "public_key": key.text, "storage": signer.storage}
            ),
            "checklist": ChecklistPart(
                id=checklist.id,
                title=checklist.title,
                version=checklist.version,
                language=checklist.language,
                sha256=checklist.sha256,
            ),
            "result": results(progress, chains[0].header.created, chains[-1].events[-1].at),
            "guidelines": entries(progress, events, at),
            "journal": _journal(chains),
            "challenge": "none",
            "app": AppPart.model_validate({"name": "watchword", **_app(origin)}),
        }
    )


def _journal(chains: Sequence[Chain]) -> JournalPart:
    last = chains[-1]
    return JournalPart(
        id=last.header.journal,
        count=len(last.events),
        head=last.head,
        rewinds=sum(event.kind == "rewound" for one in chains for event in one.events),
    )


def _previous(events: Sequence[Event]) -> Previous | None:
    """The record that left last, from the journal alone: the files may lie anywhere by now."""
    last = next((event for event in reversed(events) if event.kind == "exported"), None)
    if last is None:
        return None
    return Previous(record_id=last.text("record"), sha256=str(last.fields.get("sha256", "")) or None)


def _profile(progress: Progress) -> Profile:
    if progress.profile is None:
        raise RecordError(
            "There is nothing to export yet.",
            "You have not said who you are.",
            "Start with `watchword`, or `watchword --plain`.",
        )
    return progress.profile


def _app(origin: Origin) -> dict[str, str]:
    return {"version": origin.version, "system": origin.system}


def pack(
    record: Record, journal: bytes, signer: Signer, *, earlier: Sequence[bytes] = ()
) -> Mapping[str, bytes]:
    """Return the files of the hand-over by name; raises `SigningError` when the key does not sign.

    `earlier` are the journals that this one continues, oldest first; each is sealed like the last.
    """
    name = name_of(record)
    data = records.to_bytes(record)
    files = {
        f"{name}.json": data,
        f"{name}.json.sig": signer.sign(data, COMPLETION_RECORD),
        f"{name}.journal.toml": journal,
        f"{name}.journal.toml.sig": signer.sign(journal, PROGRESS_SEAL),
    }
    for number, older in enumerate(earlier, 1):
        files[f"{name}.journal-{number}.toml"] = older
        files[f"{name}.journal-{number}.toml.sig"] = signer.sign(older, PROGRESS_SEAL)
    namespaces = (COMPLETION_RECORD, PROGRESS_SEAL)
    line = allowed_signers_line(record.subject.id, signer.public_key, namespaces)
    files[f"{name}.allowed_signers"] = line.encode("ascii")
    files[f"{name}.html"] = render_html(record)
    files["VERIFY.txt"] = render_instructions(record, name).encode("utf-8")
    return files
