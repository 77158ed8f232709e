"""The journals behind a record: each intact and sealed, each continuing the one before.

The last journal is the one the record names; those before it are continued by it, one after another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from pydantic import ValidationError

from watchword import __version__
from watchword.checklist.model import Checklist
from watchword.errors import JournalError, SignatureError
from watchword.progress.chain import Chain
from watchword.progress.chain import verify as verify_chain
from watchword.progress.history import join
from watchword.progress.state import compute
from watchword.record import record as records
from watchword.record.entry import entries, entry
from watchword.record.record import Entry, Record
from watchword.record.sshsig import PROGRESS_SEAL, Signature, parse
from watchword.record.sshsig import verify as verify_signature
from watchword.record.walk import Mark, Walk


@dataclass(frozen=True, slots=True)
class Sealed:
    """A journal as handed over, and its seal if there is one."""

    journal: bytes
    seal: bytes | None


def check_trail(
    walk: Walk, record: Record, signature: Signature, trail: Sequence[Sealed], checklist: Checklist | None
) -> None:
    """Verify the journals, oldest first, and compare the record with what they hold."""
    chains = []
    for sealed in trail:
        chain = _open(walk, signature, sealed)
        if chain is None:
            return
        chains.append(chain)
    part, last = record.journal, chains[-1]
    found = (last.header.journal, len(last.events), last.head)
    if (part.id, part.count, part.head) != found or last.torn:
        walk.note(Mark.BROKEN, "The journal is not the one the record was made from.")
        return
    walk.note(Mark.HOLDS, f"The journal's {part.count} events are chained, and end where the record says.")
    if not _is_linked(walk, chains):
        return
    if part.rewinds:
        often = "once" if part.rewinds == 1 else f"{part.rewinds} times"
        walk.note(Mark.NOTICE, f"The journal was set back {often}, as a restored backup does.")
    if not _fits(record, chains):
        walk.note(Mark.BROKEN, "It names another person, other times or fewer rewinds than its journal.")
    _replay(walk, record, chains, checklist)


def _open(walk: Walk, signature: Signature, sealed: Sealed) -> Chain | None:
    try:
        chain = verify_chain(sealed.journal)
        if sealed.seal is None:
            walk.note(Mark.NOTICE, "The journal has no seal beside it.")
            return chain
        seal = parse(sealed.seal)
        verify_signature(sealed.journal, seal, PROGRESS_SEAL)
    except (JournalError, SignatureError) as error:
        walk.note(Mark.BROKEN, f"The journal: {error.title} {error.detail}")
        return None
    if seal.public_key.blob != signature.public_key.blob:
        walk.note(Mark.BROKEN, "The journal is sealed with another key than the record.")
    return chain


def _is_linked(walk: Walk, chains: Sequence[Chain]) -> bool:
    """Whether the first journal continues none, and each of the others the one before it."""
    first = chains[0]
    if any(event.kind == "continues" for event in first.events):
        text = "The journal continues an earlier one that is not beside it, so its entries were not compared."
        walk.note(Mark.NOTICE, text)
        return False
    for before, after in pairwise(chains):
        ended = (before.header.journal, len(before.events), before.head)
        begun = next((event for event in after.events if event.kind == "continues"), None)
        if begun is None or (begun.text("journal"), begun.number("count"), begun.text("head")) != ended:
            walk.note(Mark.BROKEN, "A journal does not continue the one that lies before it.")
            return False
    if len(chains) > 1:
        walk.note(Mark.HOLDS, f"It continues {len(chains) - 1} earlier, each where the one before ended.")
    return True


def _fits(record: Record, chains: Sequence[Chain]) -> bool:
    """Whether person, times and rewinds are those of the journals."""
    begun = finished = records.moment(chains[0].header.created)
    person, rewinds = (record.subject.name, record.subject.id), 0
    for event in (event for chain in chains for event in chain.events):
        finished = records.moment(event.at)
        rewinds += event.kind == "rewound"
        if event.kind == "profile":
            person = event.text("name"), event.text("email")
    told = (record.result.started_at, record.result.finished_at, record.journal.rewinds)
    return (record.subject.name, record.subject.id) == person and told == (begun, finished, rewinds)


def _replay(walk: Walk, record: Record, chains: Sequence[Chain], checklist: Checklist | None) -> None:
    """Compute the entries again from the events and compare them with those of the record."""
    if checklist is None or checklist.sha256 != record.checklist.sha256:
        return
    events = join(chain.events for chain in chains)
    progress = compute(checklist, events)
    try:
        if record.is_first_form:
            found = tuple(entry(standing) for standing in progress.standings.values())
        else:
            found = entries(progress, events, datetime.fromisoformat(record.issued_at))
    except ValidationError:  # an outcome or a question that no session writes
        found = ()
    if found == record.guidelines:
        walk.note(Mark.HOLDS, "Every entry of the record follows from the journal.")
    elif record.app.version != __version__ and _without_days(found) == _without_days(record.guidelines):
        # How days are counted may change from one version to the next; what was done does not.
        text = "All but the days on which things are due follows from the journal; version"
        walk.note(Mark.NOTICE, f"{text} {record.app.version} made it, and counts them in another way.")
    else:
        walk.note(Mark.BROKEN, "The record says other things than the journal it was made from.")


def _without_days(found: Sequence[Entry]) -> list[Entry]:
    return [one.model_copy(update={"due": None}) for one in found]
