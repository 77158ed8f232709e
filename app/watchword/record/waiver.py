"""The waivers of a record: what each says, and whether the manager's approval lies beside it."""

from __future__ import annotations

from collections.abc import Sequence

from watchword.errors import RecordError, SignatureError
from watchword.record.letter import Opened, WaiverApproved, open_signed
from watchword.record.record import Entry, Record
from watchword.record.sshsig import WAIVER
from watchword.record.trail import Sealed
from watchword.record.walk import KnownSigner, Mark, Walk


def check_waivers(
    walk: Walk, record: Record, waivers: Sequence[Sealed], approvers: Sequence[KnownSigner]
) -> None:
    """Say every waiver of a record, and how far it is shown that it was agreed."""
    approvals = [opened for sealed in waivers if (opened := _open(walk, sealed)) is not None]
    for one in record.guidelines:
        if (one.waiver is None) is (one.status == "waived"):
            walk.note(Mark.BROKEN, f"It calls {one.id} a waiver without saying which, or the reverse.")
        elif one.waiver:
            _check(walk, record, one, approvals, approvers)


def _open(walk: Walk, sealed: Sealed) -> Opened[WaiverApproved] | None:
    if sealed.seal is None:
        return None
    try:
        return open_signed(WaiverApproved, sealed.journal, sealed.seal, WAIVER)
    except (RecordError, SignatureError) as error:
        walk.note(Mark.BROKEN, f"An approval beside it: {error.title} {error.detail}".strip())
        return None


def _check(
    walk: Walk,
    record: Record,
    entry: Entry,
    approvals: Sequence[Opened[WaiverApproved]],
    approvers: Sequence[KnownSigner],
) -> None:
    waiver = entry.waiver
    assert waiver is not None  # noqa: S101 - the caller looked
    said = f"Waiver for {entry.id} until {waiver.ends}"
    walk.note(Mark.NOTICE, f"{said}, because: {waiver.reason}")
    if waiver.ends < record.issued_at[:10]:
        walk.note(Mark.NOTICE, f"The waiver for {entry.id} had ended on {waiver.ends}.")
    found = [one for one in approvals if one.sha256 == waiver.sha256]
    if not found:
        text = f"The approval of it, by {waiver.approved_by}, is not beside the record: ask them."
        walk.note(Mark.NOTICE, text)
        return
    opened = found[0]
    letter, key = opened.letter, opened.public_key
    told = (letter.subject.id, letter.checklist.id, letter.guideline.id, letter.ends, letter.reason)
    if told != (record.subject.id, record.checklist.id, entry.id, waiver.ends, waiver.reason) or (
        letter.approved_by.id != waiver.approved_by
    ):
        walk.note(Mark.BROKEN, f"The approval for {entry.id} says other things than the record.")
    elif key.text == record.signer.public_key:
        walk.note(Mark.BROKEN, f"The waiver for {entry.id} was approved with the person's own key.")
    elif letter.approved_by.id in [one.identity for one in approvers if one.public_key.blob == key.blob]:
        walk.note(Mark.HOLDS, f"It was approved by {letter.approved_by.id}, whose key is known to you.")
    else:
        text = f"It was approved by {letter.approved_by.id} with a key nobody told you of, {key.fingerprint}."
        walk.note(Mark.NOTICE, text)
