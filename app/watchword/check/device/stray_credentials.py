"""Whether passwords and tokens lie in plain text in places that tools and people leave them.

None of these shows that a password was ever pasted anywhere, so the check warns and never fails. Names,
counts and line numbers are kept; a value is looked at and dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.check import Check, Limit
from watchword.check.device.stray_advice import advise
from watchword.check.device.stray_files import read_files
from watchword.check.device.stray_git import read_git
from watchword.check.device.stray_sheets import FOLDERS, read_sheets
from watchword.check.device.stray_trace import Look, Stray
from watchword.check.finding import Evidence, Finding, Outcome, worst
from watchword.check.host import FOLDER_LIMIT, READ_LIMIT, Host
from watchword.check.surroundings import look as look_around

ID = "stray-credentials"
EVIDENCE_LIMIT = 30
LINES_SHOWN = 10

_MACOS_FOLDERS = (
    f"{', '.join(FOLDERS)} were not looked through for recovery sheets, as macOS would ask for your consent"
)


@dataclass(frozen=True, slots=True)
class StrayFacts:
    """What was seen, and what else this home folder may not speak for (`elsewhere`, empty on the laptop)."""

    platform: str
    is_root: bool = False
    look: Look = field(default_factory=Look)
    elsewhere: str = ""


async def read(host: Host) -> StrayFacts:
    """Look at git's settings, at the files of tools and shells, and at names in the usual folders."""
    if host.is_root:
        return StrayFacts(host.platform, is_root=True)
    around = await look_around(host)
    # Over SSH the home folder is the laptop's own; in a container, WSL or virtual machine it may not be.
    is_other = around.is_wsl or around.is_container or around.is_virtual_machine
    return StrayFacts(
        platform=host.platform,
        look=await read_git(host) + await read_files(host) + await read_sheets(host),
        elsewhere=around.reason if is_other else "",
    )


def judge(facts: StrayFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding; `accepted_places` names the places where the team takes it as it is."""
    named = limits.get("accepted_places", ())
    accepted = named if isinstance(named, tuple) else (str(named),)
    rule = _rule(accepted)
    if facts.is_root:
        reason = "Watchword runs as the administrator, whose home folder is not yours; start it as yourself."
        return Finding(ID, Outcome.UNKNOWN, reason, rule, unproven="Nothing was looked at.")
    found = tuple(stray for stray in facts.look.found if stray.place not in accepted and not stray.is_kept)
    unread = tuple(place for place, _ in facts.look.unseen)
    outcome = worst([Outcome.WARN if found else Outcome.PASS, Outcome.UNKNOWN if unread else Outcome.PASS])
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(facts, found, unread),
        rule=rule,
        evidence=_evidence(facts, found),
        remedy=advise(found, unread, facts.platform),
        unproven=_unproven(facts),
    )


def _rule(accepted: tuple[str, ...]) -> str:
    return (
        "No password, token or recovery sheet lies in plain text in the places looked at, but in files that "
        "AWS, PostgreSQL, MySQL and RubyGems made for it and only you may read (mode 600): files of up to "
        f"{READ_LIMIT // 1024} KiB, of each folder the first {FOLDER_LIMIT} names "
        f"(accepted places: {', '.join(accepted) or 'none'})."
    )


def _summary(facts: StrayFacts, found: tuple[Stray, ...], unread: tuple[str, ...]) -> str:
    said = []
    if found:
        places = list(dict.fromkeys(stray.place for stray in found))
        many = "1 place keeps" if len(places) == 1 else f"{len(places)} places keep"
        said.append(f"Worth fixing: {many} credentials in the clear: {_listed(places)}")
    if unread:
        said.append(f"{'the rest is open, as' if found else 'Nothing was found, but'} {_unread(unread)}")
    if said:
        return "; ".join(said) + "."
    kept = [stray.place for stray in facts.look.found if stray.is_kept]
    if kept:
        files = "1 file keeps" if len(kept) == 1 else f"{len(kept)} files keep"
        return f"Nothing to fix: {files} credentials the way the tool is made to ({_listed(kept)})."
    total = len(facts.look.clean)
    files = "1 place was" if total == 1 else f"{total} places were"
    accepted = ", apart from what your team accepts" if facts.look.found else ""
    absent = len(facts.look.absent)
    if not total:
        return f"No credentials in the clear{accepted}: none of the {absent} places where they lie is there."
    return f"No credentials in the clear{accepted}: {files} looked at, {absent} more do not exist."


def _unread(unread: tuple[str, ...]) -> str:
    return f"{_listed(list(unread))} could not be looked at in full"


def _listed(names: list[str], most: int = 3) -> str:
    head = ", ".join(names[:most])
    return head if len(names) <= most else f"{head} and {len(names) - most} more"


def _evidence(facts: StrayFacts, found: tuple[Stray, ...]) -> tuple[Evidence, ...]:
    rows = [Evidence(stray.place, _fact(stray)) for stray in found]
    rows += [Evidence(place, reason) for place, reason in facts.look.unseen]
    others = [stray for stray in facts.look.found if stray not in found]
    rows += [Evidence(one.place, f"{_fact(one)}; {_why_fine(one)}") for one in others]
    if len(rows) > EVIDENCE_LIMIT:
        more = len(rows) - EVIDENCE_LIMIT
        rows = [*rows[:EVIDENCE_LIMIT], Evidence("other places", f"{more} more, not listed here")]
    if facts.look.clean:
        rows.append(Evidence("looked at and clean", ", ".join(facts.look.clean)))
    if facts.look.absent:
        rows.append(Evidence("looked for, not there", ", ".join(facts.look.absent)))
    if facts.platform == "macos":
        rows.append(Evidence(", ".join(f"~/{name}" for name in FOLDERS), "not looked at: macOS asks first"))
    return tuple(rows)


def _fact(stray: Stray) -> str:
    one, several = stray.kind.value
    said = one if stray.count == 1 else f"{stray.count} {several}"
    return f"{said}{_lines(stray)}{f'; mode {stray.mode:o} is wider than 600' if stray.is_wide else ''}"


def _lines(stray: Stray) -> str:
    if not stray.lines:
        return ""
    shown = ", ".join(map(str, stray.lines[:LINES_SHOWN]))
    more = f" and {len(stray.lines) - LINES_SHOWN} more" if len(stray.lines) > LINES_SHOWN else ""
    return f" (line{'s' if len(stray.lines) > 1 else ''} {shown}{more})"


def _why_fine(stray: Stray) -> str:
    if not stray.is_kept:
        return "accepted by your team"
    who = (
        "who may read it was not looked at"
        if stray.mode is None
        else f"only you may read it (mode {stray.mode:o})"
    )
    return f"the file is made for it, and {who}; it could be in your keychain"


def _unproven(facts: StrayFacts) -> str:
    parts = ["It does not show that nothing was ever pasted into a chat, ticket, mail or note"]
    parts.append("files of other programs, and .env files of projects, were not looked at")
    if facts.platform == "macos":
        parts.append(_MACOS_FOLDERS)
    said = "; ".join(parts) + "."
    return f"{said} {facts.elsewhere}" if facts.elsewhere else said


CHECK = Check(
    id=ID,
    question="Do passwords or tokens lie in plain text where tools and people leave them?",
    reads=(
        "which helper git keeps passwords with; ~/.git-credentials, netrc, and the settings of npm, PyPI, "
        "Docker, cargo, AWS, gh, PostgreSQL, MySQL and RubyGems; the start files of your shells; and, but "
        "on macOS, the file names in Downloads, Desktop and Documents. Values are looked at and dropped"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"accepted_places": ()},
)
