"""Completion records made for tests: by walking a session, and then, for tampering, changed by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from support.kit import a_profile, answer_rightly, make_kit, make_session
from watchword.checklist.model import Checklist
from watchword.handover import Exported, export
from watchword.progress.chain import Chain, Header, write_event, write_header
from watchword.progress.chain import verify as verify_chain
from watchword.progress.event import Event
from watchword.record import files
from watchword.record.key import Signer
from watchword.record.record import Record, from_bytes, name_of, to_bytes
from watchword.record.sshsig import COMPLETION_RECORD, PROGRESS_SEAL
from watchword.record.trail import Sealed
from watchword.record.verify import KnownSigner, Verdict, verify
from watchword.session import Session

DONE = "lock-screen"  # the guideline of the small checklist that has a check


def begin(folder: Path, **profile: object) -> Session:
    """A session on the small checklist with a profile, and ids that differ in their first digits."""
    numbers = count(1)
    kit = replace(make_kit(folder), token=lambda: hashlib.sha256(b"%d" % next(numbers)).hexdigest()[:32])
    session = make_session(folder, kit=kit)
    session.set_profile(a_profile(**profile))
    return session


def see(session: Session, outcome: str, guideline: str = DONE, check: str = "screen-lock") -> None:
    """Record that the check came back so, whatever it would say of a sample."""
    session._record("checked", guideline=guideline, check=check, outcome=outcome)


def finish(session: Session, *, outcome: str = "pass") -> Session:
    """Do everything that applies; the one check came back with `outcome`."""
    see(session, outcome)
    for standing in session.progress.applying:
        answer_rightly(session, standing.guideline.id)
        session.attest(standing.guideline.id)
    return session


@dataclass(frozen=True)
class HandedOver:
    """An export with what lies in it, and the key that signed it."""

    session: Session
    signer: Signer
    exported: Exported
    data: bytes
    armour: bytes
    journal: bytes
    seal: bytes

    @property
    def record(self) -> Record:
        """The record."""
        return self.exported.record

    @property
    def checklist(self) -> Checklist:
        """The checklist it was made with."""
        return self.session.checklist

    @property
    def chain(self) -> Chain:
        """What its journal holds."""
        return verify_chain(self.journal)

    @property
    def known(self) -> tuple[KnownSigner, ...]:
        """The person as a manager knows them."""
        return (KnownSigner(self.record.subject.id, self.signer.public_key),)

    @property
    def page(self) -> str:
        """The report."""
        return (self.exported.folder / f"{name_of(self.record)}.html").read_text("utf-8")

    @property
    def earlier(self) -> tuple[Sealed, ...]:
        """The journals that the record's journal continues."""
        return files.read(self.exported.folder).earlier

    def verify(self, **changes: Any) -> Verdict:
        """Verify with everything a manager could have; `changes` replace parts of it."""
        given = {"data": self.data, "armour": self.armour, "journal": self.journal, "seal": self.seal}
        given |= {"signers": self.known, "checklist": self.checklist}
        given |= changes
        return verify(given.pop("data"), given.pop("armour"), **given)

    def signed_anew(self, record: Record) -> dict[str, bytes]:
        """What a skilled owner of the key can do: another record, rightly signed."""
        data = to_bytes(record)
        return {"data": data, "armour": self.signer.sign(data, COMPLETION_RECORD)}

    def sealed_anew(self, journal: bytes) -> dict[str, bytes]:
        """Another journal, rightly sealed."""
        return {"journal": journal, "seal": self.signer.sign(journal, PROGRESS_SEAL)}


def hand_over(session: Session, folder: Path | None = None) -> HandedOver:
    """Export the session and read back what was written."""
    exported = export(session, folder)
    found = files.read(exported.folder)
    assert found.journal is not None
    assert found.seal is not None
    signer = session.kit.signer()
    return HandedOver(session, signer, exported, found.data, found.armour, found.journal, found.seal)


def changed(record: Record, **parts: Mapping[str, object] | object) -> Record:
    """The record with some fields changed; a mapping changes fields of a part."""
    update = {
        name: getattr(record, name).model_copy(update=value) if isinstance(value, Mapping) else value
        for name, value in parts.items()
    }
    return from_bytes(to_bytes(record.model_copy(update=update)))


def with_entry(record: Record, name: str, **fields: object) -> Record:
    """The record with one of its entries changed."""
    entries = [one.model_copy(update=fields) if one.id == name else one for one in record.guidelines]
    return changed(record, guidelines=tuple(entries))


def rewritten(chain: Chain, change: Callable[[Event], Event | None], **header: object) -> bytes:
    """A journal written from the beginning, each event as `change` gives it, left out where it gives None."""
    begun: Header = replace(chain.header, **header)  # type: ignore[arg-type]
    data, number = write_header(begun), 0
    for event in chain.events:
        kept = change(event)
        if kept is not None:
            number += 1
            data += write_event(replace(kept, n=number), hashlib.sha256(data).hexdigest())
    return data
