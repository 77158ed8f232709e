"""Agreements between a person and their manager: a waiver asked for, approved and taken up; a request.

Nothing is sent: files are written, and whoever they are for gets them by the way the team uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from watchword.checklist.model import Checklist
from watchword.errors import RecordError, SignatureError, UsageError
from watchword.kit import Kit
from watchword.progress.event import Value
from watchword.progress.profile import check_email, check_name
from watchword.progress.statement import own_words
from watchword.record import files, letter
from watchword.record.letter import Opened, Request, WaiverApproved, WaiverAsked
from watchword.record.record import Subject, moment
from watchword.record.signers import parse_signers
from watchword.record.sshsig import REQUEST, WAIVER
from watchword.session import Session
from watchword.text import clean, in_words

LONGEST = 366  # days that a waiver may be asked for
NEXT_STEPS = (
    "Send this file to your manager. They read it and sign it with `watchword waiver approve`.",
    "Take up what they send back with `watchword waiver take`.",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody signed for this person: who signed, with which key, and whether that key is known."""

    by: Subject
    fingerprint: str
    is_known: bool


def read_day(text: str, today: date, what: str) -> date:
    """Return a day that a person wrote as YYYY-MM-DD; raises `UsageError` for one that will not do."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{what} is not a day.", clean(text, limit=60), "Write it as 2027-03-31.") from None
    if not today < day <= today + timedelta(LONGEST):
        last = in_words(today + timedelta(LONGEST))
        raise UsageError(
            f"{what} has to lie ahead, within a year.", f"{in_words(day)}.", f"Name a day until {last}."
        )
    return day


# -- waivers ----------------------------------------------------------------------------------------------


def ask_waiver(session: Session, guideline: str, reason: str, until: str, folder: Path) -> Path:
    """Write what a person asks for, and return the file; raises `UsageError` and `RecordError`."""
    standing = session.standing(guideline)
    if session.profile is None:
        raise UsageError("You have not said who you are yet.", "", "Begin with `watchword`.")
    day = read_day(until, session.kit.now().astimezone().date(), "The end of the waiver")
    asked = WaiverAsked.model_validate(
        {
            "schema": "watchword-waiver/1",
            "waiver_id": session.kit.token(),
            "subject": Subject(id=session.profile.email, name=session.profile.name),
            "checklist": letter.Named(id=session.checklist.id, title=session.checklist.title),
            "guideline": letter.Named(id=guideline, title=standing.guideline.title),
            "reason": own_words(reason, "Say in a sentence why."),
            "ends": day.isoformat(),
            "asked_at": moment(session.kit.now()),
        }
    )
    return files.write_beside(folder / f"waiver-{asked.waiver_id[:12]}.json", letter.to_bytes(asked))


def read_asked(path: Path) -> WaiverAsked:
    """Read what a person asks for; raises `RecordError`."""
    return letter.from_bytes(WaiverAsked, files.read_small(path, letter.SIZE_LIMIT))


def approve_waiver(kit: Kit, path: Path, name: str, email: str, until: str = "") -> Path:
    """Sign what was asked for in `path` as the manager; return the file, which has its signature beside it.

    `until` may name an earlier day. Raises `UsageError`, `ProfileError`, `RecordError` and `SigningError`.
    """
    asked, today = read_asked(path), kit.now().astimezone().date()
    ends = read_day(until or asked.ends, today, "The end of the waiver").isoformat()
    if ends > asked.ends:
        raise UsageError(
            "A waiver is not approved for longer than was asked.", "", f"Name a day until {asked.ends}."
        )
    by = Subject(id=check_email(email), name=check_name(name))
    if by.id == asked.subject.id:
        raise UsageError("Nobody approves their own waiver.", "", "Ask your manager to approve it.")
    fields = asked.model_dump(by_alias=True) | {"ends": ends}
    approved = WaiverApproved.model_validate(
        {**fields, "approved_by": by, "approved_at": moment(kit.now())}, strict=False
    )
    return _sign(kit, path.with_name(f"waiver-{asked.waiver_id[:12]}.approved.json"), approved, WAIVER)


def open_waiver(path: Path) -> Opened[WaiverApproved]:
    """Read an approval and verify its signature; raises `RecordError` and `SignatureError`."""
    return letter.open_signed(WaiverApproved, *_both(path), WAIVER)


def check_waiver(session: Session, opened: Opened[WaiverApproved], signers: Path | None = None) -> Taken:
    """Say who approved, once it is sure that this is for this person and holds; raises `RecordError`."""
    waiver = opened.letter
    _is_for(session, waiver.subject, waiver.checklist, [waiver.guideline.id])
    if waiver.ends < session.kit.now().astimezone().date().isoformat():
        raise RecordError("The waiver has ended.", f"It ended on {waiver.ends}.", "Ask for a new one.")
    return _who(session, opened, waiver.approved_by, signers, WAIVER)


def take_waiver(session: Session, path: Path, opened: Opened[WaiverApproved]) -> None:
    """Record an approved waiver, and keep the files, which leave with the next record."""
    waiver = opened.letter
    folder = session.kit.paths.waivers(session.checklist.id)
    data, armour = _both(path)
    target = folder / f"waiver-{waiver.waiver_id[:12]}.approved.json"
    if not target.exists():
        files.write_beside(target, data)
        files.write_beside(target.with_name(f"{target.name}.sig"), armour)
    fields: dict[str, Value] = {
        "guideline": waiver.guideline.id,
        "reason": waiver.reason,
        "approved_by": waiver.approved_by.id,
        "ends": waiver.ends,
        "key": opened.public_key.fingerprint,
        "sha256": opened.sha256,
    }
    session.note_all([("waived", fields)])


def kept_waivers(kit: Kit, checklist: str, wanted: Iterable[str]) -> dict[str, bytes]:
    """Return by name the files of the kept approvals that have one of these digests, and their signatures."""
    found: dict[str, bytes] = {}
    digests = set(wanted)
    for path in sorted(kit.paths.waivers(checklist).glob("waiver-*.approved.json")):
        try:
            opened = open_waiver(path)
        except (RecordError, SignatureError):
            continue
        if opened.sha256 in digests:
            data, armour = _both(path)
            found |= {path.name: data, f"{path.name}.sig": armour}
    return found


# -- requests ---------------------------------------------------------------------------------------------


def make_request(
    kit: Kit,
    checklist: Checklist,
    guidelines: Sequence[str],
    *,
    to: tuple[str, str],
    by: tuple[str, str],
    until: str,
    reason: str,
    folder: Path,
) -> Path:
    """Sign, as the manager, that a person is to go through guidelines again; `to` and `by` are name, address.

    Returns the file, which has its signature beside it. Raises `UsageError`, `ProfileError`, `RecordError`
    and `SigningError`.
    """
    known = {one.id for one in checklist.guidelines}
    if unknown := [one for one in guidelines if one not in known]:
        raise UsageError(
            f"There is no guideline {clean(unknown[0], limit=80)!r}.",
            "",
            "`watchword checklist show` lists all ids.",
        )
    request = Request.model_validate(
        {
            "schema": "watchword-request/1",
            "request_id": kit.token(),
            "subject": Subject(name=check_name(to[0]), id=check_email(to[1])),
            "checklist": letter.Named(id=checklist.id, title=checklist.title),
            "guidelines": tuple(guidelines),
            "until": read_day(until, kit.now().astimezone().date(), "The day").isoformat(),
            "reason": own_words(reason, "Say in a sentence why."),
            "asked_by": Subject(name=check_name(by[0]), id=check_email(by[1])),
            "asked_at": moment(kit.now()),
        }
    )
    return _sign(kit, folder / f"request-{request.request_id[:12]}.json", request, REQUEST)


def open_request(path: Path) -> Opened[Request]:
    """Read a request and verify its signature; raises `RecordError` and `SignatureError`."""
    return letter.open_signed(Request, *_both(path), REQUEST)


def check_request(session: Session, opened: Opened[Request], signers: Path | None = None) -> Taken:
    """Say who asks, once it is sure that this is for this person; raises `RecordError`."""
    request = opened.letter
    _is_for(session, request.subject, request.checklist, request.guidelines)
    return _who(session, opened, request.asked_by, signers, REQUEST)


def take_request(session: Session, opened: Opened[Request]) -> None:
    """Record what the manager asks for; from its day on it is due."""
    request = opened.letter
    fields: dict[str, Value] = {
        "guidelines": list(request.guidelines),
        "by": request.asked_by.id,
        "until": request.until,
        "reason": request.reason,
    }
    session.note_all([("requested", fields)])


# -- both -------------------------------------------------------------------------------------------------


def _sign(kit: Kit, path: Path, signed: WaiverApproved | Request, namespace: str) -> Path:
    data = letter.to_bytes(signed)
    armour = kit.signer().sign(data, namespace)
    files.write_beside(path, data)
    files.write_beside(path.with_name(f"{path.name}.sig"), armour)
    return path


def _both(path: Path) -> tuple[bytes, bytes]:
    signature = path.with_name(f"{path.name}.sig")
    return files.read_small(path, letter.SIZE_LIMIT), files.read_small(signature, letter.SIZE_LIMIT)


def _is_for(session: Session, subject: Subject, checklist: letter.Named, guidelines: Iterable[str]) -> None:
    """Raise `RecordError` for what is meant for somebody else, or for another checklist."""
    profile, remedy = session.profile, "Ask whoever sent it for one that is meant for you."
    if profile is None or subject.id != profile.email:
        raise RecordError("This is for somebody else.", f"It names {subject.id}.", remedy)
    if checklist.id != session.checklist.id:
        detail = f"It names “{checklist.title}” ({checklist.id})."
        raise RecordError("This is for another checklist.", detail, "Name that one with --checklist.")
    if missing := [one for one in guidelines if one not in session.progress.standings]:
        raise RecordError("Your checklist has no such guideline.", f"It names {missing[0]}.", remedy)


def _who(
    session: Session,
    opened: Opened[WaiverApproved] | Opened[Request],
    by: Subject,
    signers: Path | None,
    namespace: str,
) -> Taken:
    if opened.public_key.blob == session.kit.signer().public_key.blob:
        raise RecordError("You signed this yourself.", "Nobody approves their own.", "Ask your manager.")
    known = parse_signers(files.read_signers(signers), namespace) if signers else ()
    people = [one.identity for one in known if one.public_key.blob == opened.public_key.blob]
    if people and by.id not in people:
        raise RecordError(
            "This key speaks for somebody else.",
            f"It is known to you as that of {people[0]}, not of {by.id}.",
            "Ask them.",
        )
    return Taken(by, opened.public_key.fingerprint, bool(people))
