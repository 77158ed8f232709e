"""Export and verification: the use cases around a record that both faces call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from watchword import __version__
from watchword.agreement import kept_waivers
from watchword.checklist.model import Checklist
from watchword.kit import Kit
from watchword.record import files
from watchword.record.key import Signer
from watchword.record.package import Origin, build, pack
from watchword.record.record import Record, digest_of, name_of
from watchword.record.signers import parse_signers
from watchword.record.sshsig import WAIVER
from watchword.record.verify import Verdict, verify
from watchword.renewal import end_waivers
from watchword.session import Session
from watchword.settings import change


@dataclass(frozen=True, slots=True)
class Exported:
    """What left: the record, the folder it lies in, and the names of its files."""

    record: Record
    folder: Path
    names: tuple[str, ...]


def export(session: Session, folder: Path | None = None, signer: Signer | None = None) -> Exported:
    """Sign the record of this progress and write the hand-over below `folder`.

    Raises `RecordError`, `SigningError` or `JournalError`; then nothing was written and nothing is lost.
    """
    kit = session.kit
    session.catch_up()
    end_waivers(session)
    data, chain = session.ledger.chain()
    chosen = signer or kit.signer()
    origin = Origin(__version__, kit.host.platform)
    chains = (*session.ledger.chains(), chain)
    record = build(session.progress, chains, chosen, record_id=kit.token(), at=kit.now(), origin=origin)
    agreed = [one.waiver.sha256 for one in record.guidelines if one.waiver and one.waiver.sha256]
    packed = {
        **pack(record, data, chosen, earlier=session.ledger.earlier),
        **kept_waivers(kit, session.checklist.id, agreed),
    }
    target = files.write(folder or default_folder(session), name_of(record), packed)
    if not session.is_read_only:
        session.note_export(record.record_id, digest_of(record))
    return Exported(record, target, tuple(sorted(packed)))


def default_folder(session: Session) -> Path:
    """Where exports go unless another folder is named."""
    named = session.kit.settings.exports
    return Path(named).expanduser() if named else session.kit.paths.exports


def choose_key(kit: Kit, key: str) -> Kit:
    """Make `file` or the fingerprint of an ssh-agent key what signs; saves that and returns the new kit.

    Raises `SigningError` when that key cannot sign, and then the setting stays as it was.
    """
    chosen = replace(kit, settings=replace(kit.settings, key=key))
    chosen.signer()
    change(kit.paths.settings_file, key=key)
    return chosen


def verify_file(path: Path, signers: Path | None, checklist: Checklist | None) -> Verdict:
    """Verify a record with what lies beside it; `signers` is a file of known keys.

    Raises `RecordError` when a file cannot be read, `SignatureError` when the list of signers makes no sense.
    """
    found = files.read(path)
    known = parse_signers(files.read_signers(signers)) if signers else ()
    return verify(
        found.data,
        found.armour,
        signers=known,
        checklist=checklist,
        journal=found.journal,
        seal=found.seal,
        earlier=found.earlier,
        waivers=found.waivers,
        approvers=parse_signers(files.read_signers(signers), WAIVER) if signers else (),
    )
