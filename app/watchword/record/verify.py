"""The verification walk: from four files to a verdict in words.

Pure: bytes and known keys in, a verdict out. The signature over the exact bytes comes first; nothing in the
file is believed before. Each step leaves a note, so that a person sees what was looked at and what was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from watchword.checklist.model import Checklist, Guideline
from watchword.errors import RecordError, SignatureError
from watchword.record import record as records
from watchword.record.record import Record
from watchword.record.sshsig import COMPLETION_RECORD, Signature, parse
from watchword.record.sshsig import verify as verify_signature
from watchword.record.trail import Sealed, check_trail
from watchword.record.waiver import check_waivers
from watchword.record.walk import KnownSigner as KnownSigner
from watchword.record.walk import Mark as Mark
from watchword.record.walk import Note as Note
from watchword.record.walk import Walk


class Word(StrEnum):
    """What verification says, in words."""

    VALID = "valid"
    NOT_KNOWN = "intact, signer not known"
    STALE = "stale checklist"
    BROKEN = "changed or broken"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification came to: a word, the notes in order, and the record once it could be read."""

    word: Word
    notes: tuple[Note, ...]
    record: Record | None = None
    fingerprint: str = ""


def verify(
    data: bytes,
    armour: bytes,
    *,
    signers: Sequence[KnownSigner] = (),
    checklist: Checklist | None = None,
    journal: bytes | None = None,
    seal: bytes | None = None,
    earlier: Sequence[Sealed] = (),
    waivers: Sequence[Sealed] = (),
    approvers: Sequence[KnownSigner] = (),
) -> Verdict:
    """Walk a record, its signature and, where they are there, its journal and seal, and what that continues.

    `waivers` are the approvals beside it, `approvers` the keys known to sign such. `signers` are the keys the
    manager knows; `checklist` is the one at hand, to compare with. Never raises
    for what the files hold: that is the verdict.
    """
    walk = Walk()
    try:
        signature = parse(armour)
        walk.fingerprint = signature.public_key.fingerprint
        verify_signature(data, signature, COMPLETION_RECORD)
        walk.note(Mark.HOLDS, f"The signature is over exactly these bytes, by {walk.fingerprint}.")
        walk.record = records.from_bytes(data)
        walk.note(Mark.HOLDS, "The record is complete in form and written in its one spelling.")
    except (SignatureError, RecordError) as error:
        walk.note(Mark.BROKEN, " ".join(part for part in (error.title, error.detail) if part))
        return _end(walk, Word.BROKEN)
    word = _compare_signer(walk, walk.record, signature, signers)
    if not _compare_checklist(walk, walk.record, checklist) and word is Word.VALID:
        word = Word.STALE
    _check_sums(walk, walk.record)
    check_waivers(walk, walk.record, waivers, approvers)
    _check_times(walk, walk.record)
    if journal is None:
        walk.note(Mark.NOTICE, "The journal is not beside the record, so its entries were not compared.")
    else:
        check_trail(walk, walk.record, signature, (*earlier, Sealed(journal, seal)), checklist)
    if walk.record.challenge == "none":
        walk.note(Mark.NOTICE, "There was no challenge: the record could have been prepared at any time.")
    return _end(walk, word)


def _end(walk: Walk, word: Word) -> Verdict:
    return Verdict(Word.BROKEN if walk.is_broken else word, tuple(walk.notes), walk.record, walk.fingerprint)


def _compare_signer(walk: Walk, record: Record, signature: Signature, signers: Sequence[KnownSigner]) -> Word:
    """Go from the key to the person, never from the name in the record."""
    if record.signer.fingerprint != walk.fingerprint or record.signer.public_key != signature.public_key.text:
        walk.note(Mark.BROKEN, "The record names another key than the one that signed it.")
        return Word.BROKEN
    known = [one for one in signers if one.public_key.blob == signature.public_key.blob]
    if not known:
        text = f"Nobody known to you has this key. Compare {walk.fingerprint} with {record.subject.name}"
        walk.note(Mark.NOTICE, f"{text} by voice or in person.")
        return Word.NOT_KNOWN
    if record.subject.id not in {one.identity for one in known}:
        walk.note(Mark.BROKEN, f"This key speaks for {known[0].identity}, not for {record.subject.id}.")
        return Word.BROKEN
    walk.note(Mark.HOLDS, f"The key is known to you as that of {record.subject.id}.")
    return Word.VALID


def _compare_checklist(walk: Walk, record: Record, checklist: Checklist | None) -> bool:
    """Compare with the checklist at hand; `False` when the record was made with another version."""
    named = f"{record.checklist.title}, version {record.checklist.version}"
    if checklist is None or checklist.id != record.checklist.id:
        walk.note(Mark.NOTICE, f"The checklist ({named}) is not at hand, so its rules were not compared.")
        return True
    if checklist.sha256 != record.checklist.sha256:
        walk.note(Mark.NOTICE, f"It was made with another state of the checklist ({named}).")
        return False
    rules = [(one.id, one.rule_sha256) for one in checklist.guidelines]
    if [(one.id, one.rule_sha256) for one in record.guidelines] != rules:
        walk.note(Mark.BROKEN, "Its guidelines are not those of the checklist it names.")
        return True
    pairs = list(zip(record.guidelines, checklist.guidelines, strict=True))
    if foreign := [entry.id for entry, guideline in pairs if not _is_about(entry, guideline)]:
        text = "Checks are not those of the checklist it names"
        walk.note(Mark.BROKEN, f"{text}: {', '.join(foreign[:5])}.")
        return True
    if reworded := [entry.id for entry, guideline in pairs if not _is_as_worded(entry, guideline)]:
        text = "They gave their word on another wording than that of today, of the same revision"
        walk.note(Mark.NOTICE, f"{text}: {', '.join(reworded[:5])}.")
    walk.note(Mark.HOLDS, f"It covers every guideline of the checklist at hand ({named}).")
    return True


def _is_about(entry: records.Entry, guideline: Guideline) -> bool:
    """Whether the checks are those of the guideline, and none is missing where it is done.

    Questions are left out: an answer counts on when its question has left the checklist. Nobody has to do a
    drill, and checks for some people only may be missing: the record does not say who does what.
    """
    known = {use.name for use in (*guideline.check, *guideline.drill)}
    needed = {use.name for use in guideline.check if "everyone" in use.applies_to}
    seen = {one.check for one in entry.seen}
    return seen <= known and (needed <= seen or entry.status != "done")


def _is_as_worded(entry: records.Entry, guideline: Guideline) -> bool:
    """Whether the text they signed is that of the checklist: a typo may have been put right since."""
    return entry.stated is None or entry.stated.text_sha256 == guideline.attestation.sha256


def _check_sums(walk: Walk, record: Record) -> None:
    """Count again: the line on the whole must follow from the entries."""
    found = records.counts(record)
    applying = len(record.guidelines) - found["not-applicable"]
    complete = found["done"] + found["waived"] == applying
    status = "complete" if complete else "incomplete"
    totals = (record.result.applying, record.result.done, record.result.waived or 0, record.result.status)
    if totals != (applying, found["done"], found["waived"], status):
        walk.note(Mark.BROKEN, "Its totals do not follow from its entries.")
    if hollow := [one.id for one in record.guidelines if one.status == "done" and not _is_whole(one)]:
        walk.note(Mark.BROKEN, f"It calls guidelines done that are not: {', '.join(hollow[:5])}.")
    if spared := [one.id for one in record.guidelines if one.status == "not-applicable" and not one.reason]:
        walk.note(Mark.BROKEN, f"It leaves out guidelines without a reason: {', '.join(spared[:5])}.")
    if len({one.id for one in record.guidelines}) != len(record.guidelines):
        walk.note(Mark.BROKEN, "It counts a guideline more than once.")
    if complete and not found["waived"]:
        walk.note(Mark.HOLDS, f"All {applying} guidelines that apply are done.")
    elif complete:
        text = f"{found['done']} of {applying} guidelines are done, the others have a waiver."
        walk.note(Mark.HOLDS, text)
    else:
        text = f"{found['done']} of {applying} guidelines are done; {found['needs-action']} need action."
        walk.note(Mark.NOTICE, text)


def _is_whole(entry: records.Entry) -> bool:
    seen = all(one.outcome != "fail" and (one.outcome != "unknown" or one.statement) for one in entry.seen)
    return seen and entry.stated is not None and any(one.right for one in entry.known)


def _check_times(walk: Walk, record: Record) -> None:
    times = (record.result.started_at, record.result.finished_at, record.issued_at)
    if list(times) != sorted(times):
        walk.note(Mark.NOTICE, "Its times do not follow one another; the laptop's clock was off.")
    else:
        walk.note(Mark.HOLDS, f"Begun {times[0][:10]}, issued {times[2][:10]}, by the laptop's clock.")
