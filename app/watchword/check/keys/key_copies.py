"""Whether copies of private keys lie where programs copy them elsewhere: synced folders, git repositories.

The reading half is in `copy_files`, what to do about it in `copy_advice`; here the facts are judged.
"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, worst
from watchword.check.keys.copy_advice import advise
from watchword.check.keys.copy_files import Copy, CopyFacts, Look, Way, read_copies
from watchword.check.keys.copy_kind import Weight

ID = "key-copies"
EVIDENCE_LIMIT = 30

_WAYS = {
    Way.SYNCED: "copied elsewhere by {service}",
    Way.TRACKED: "tracked by git",
    Way.UNTRACKED: "in a git work tree, and not tracked",
    Way.UNTOLD: "in a git work tree whose index could not be read",
}


def judge(facts: CopyFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding; `copies_allowed` names files that may lie there, as they are shown."""
    limit = limits.get("copies_allowed", ())
    allowed = limit if isinstance(limit, tuple) else (str(limit),)
    rule = _rule(facts, allowed)
    if facts.is_root:
        reason = "Watchword runs as the administrator, whose home folder is not yours; start it as yourself."
        return Finding(ID, Outcome.UNKNOWN, reason, rule, unproven="Nothing was looked at.")
    copies = tuple(copy for copy in facts.copies if copy.shown not in allowed)
    outcome = worst([Outcome.PASS, *map(_outcome, copies), _sight(facts)])
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(facts, copies),
        rule=rule,
        evidence=_evidence(facts, copies),
        remedy=advise(facts, copies),
        unproven=(
            "Deeper folders, files with other names, older versions and the trash of a service, other "
            "people's access, mail, chat and backups are not seen."
        ),
    )


def _rule(facts: CopyFacts, allowed: tuple[str, ...]) -> str:
    bounds = facts.bounds
    return (
        "No private key lies in a folder that a service copies elsewhere, or in a git repository of "
        f"dot-files (looked at: {bounds.depth} folders deep, {bounds.entries:,} entries in each place, "
        f"{bounds.seconds:g} seconds in all; allowed: {', '.join(allowed) or 'none'})."
    )


def _outcome(copy: Copy) -> Outcome:
    if copy.kind.weight is Weight.KEY and copy.way in (Way.SYNCED, Way.TRACKED):
        return Outcome.FAIL
    return Outcome.WARN


def _sight(facts: CopyFacts) -> Outcome:
    """What nobody could look into is unknown; a walk that ended at its limits shows a part."""
    places = facts.places
    if facts.elsewhere or places.guarded or places.remote or places.unseen:
        return Outcome.UNKNOWN
    if any(look.absent or look.seen.away or look.seen.unread for look in facts.looks):
        return Outcome.UNKNOWN
    return Outcome.WARN if any(look.seen.cut for look in facts.looks) else Outcome.PASS


def _summary(facts: CopyFacts, copies: tuple[Copy, ...]) -> str:
    keys = [copy for copy in copies if _outcome(copy) is Outcome.FAIL]
    others = [copy for copy in copies if copy not in keys]
    said = []
    if keys:
        are = "each hold a private key and are" if len(keys) > 1 else "holds a private key and is"
        said.append(f"{_listed(keys)} {are} copied elsewhere")
    if others:
        said.append("; ".join(f"{copy.shown} is {copy.kind.words}, {_way(copy)}" for copy in others[:2]))
    entries = sum(look.seen.entries for look in facts.looks)
    if not copies and not facts.looks:
        said.append(_nothing_to_look_at(facts))
    elif not copies:
        places = f"{len(facts.looks)} place{'s' if len(facts.looks) > 1 else ''}"
        said.append(f"no copy of a private key was found among {entries:,} entries in {places}")
    said += _missed(facts)
    sentence = "; ".join(said) + "." + (f" {facts.elsewhere}" if facts.elsewhere else "")
    return sentence if sentence.startswith("~") else sentence[0].upper() + sentence[1:]


def _nothing_to_look_at(facts: CopyFacts) -> str:
    if facts.places.guarded or facts.places.remote:
        return "no copy of a private key was found where Watchword may look"
    return "no synced folder and no repository of dot-files was found"


def _listed(copies: list[Copy], most: int = 3) -> str:
    head = ", ".join(copy.shown for copy in copies[:most])
    return head if len(copies) <= most else f"{head} and {len(copies) - most} more"


def _missed(facts: CopyFacts) -> list[str]:
    """Say what was not looked into, and why."""
    places, said = facts.places, []
    if places.guarded:
        said.append(
            f"not looked into: {', '.join(places.guarded)}, because macOS would first ask for your consent"
        )
    if places.remote:
        said.append(
            f"{', '.join(places.remote)} was not looked into, because that would fetch it over the network"
        )
    if places.unseen:
        said.append(f"{', '.join(places.unseen)} could not be read")
    if absent := [name for look in facts.looks for name in look.absent]:
        more = f" and {len(absent) - 2} more" if len(absent) > 2 else ""
        said.append(
            f"not opened, because it is not on this disk: {', '.join(absent[:2])}{more}, named like a key"
        )
    if away := sum(look.seen.away for look in facts.looks):
        said.append(f"{away} folders are not on this disk and were not entered")
    if unread := sum(look.seen.unread for look in facts.looks):
        said.append(f"{unread} files or folders could not be read")
    cut = [look for look in facts.looks if look.seen.cut]
    if cut:
        said.append(
            "the look ended at its limit, so the rest was not seen: "
            + ", ".join(dict.fromkeys(look.place for look in cut))
        )
    return said


def _way(copy: Copy) -> str:
    return _WAYS[copy.way].format(service=copy.service)


def _evidence(facts: CopyFacts, copies: tuple[Copy, ...]) -> tuple[Evidence, ...]:
    rows = [Evidence(copy.shown, f"{copy.kind.words}; {_way(copy)}") for copy in copies[:EVIDENCE_LIMIT]]
    if len(copies) > EVIDENCE_LIMIT:
        rows.append(Evidence("other files", f"{len(copies) - EVIDENCE_LIMIT} more, not listed here"))
    rows += [Evidence(copy.shown, "allowed by name") for copy in facts.copies if copy not in copies]
    rows += [Evidence(look.place, _fact(look)) for look in facts.looks]
    rows += [Evidence(name, "not looked into") for name in (*facts.places.guarded, *facts.places.remote)]
    if facts.repositories:
        fact = f"{facts.repositories} repositories; what git tracks was read from their index"
        rows.append(Evidence("git", fact))
    return tuple(rows) or (
        Evidence("settings of sync programs, home folder", "no synced folder, no repository"),
    )


def _fact(look: Look) -> str:
    seen = look.seen
    parts = [f"{look.service}: {seen.entries:,} entries seen, {seen.opened} files named like keys opened"]
    if seen.cut:
        parts.append(f"ended at the limit of {seen.cut}")
    counts = [
        (seen.deeper, "folders lie deeper and were not entered"),
        (seen.others, "folders lie on other file systems"),
        (seen.unread, "could not be read"),
        (seen.away, "folders are not on this disk"),
        (len(look.absent), "files named like keys are not on this disk"),
    ]
    parts += [f"{number} {what}" for number, what in counts if number]
    return "; ".join(parts)


CHECK = Check(
    id=ID,
    question="Does a copy of a private key lie where a program copies it elsewhere?",
    reads=(
        "names and sizes in synced folders and repositories of dot-files, the first 4 KiB of files named "
        "like keys that lie on this disk, the settings of sync programs, and git's index; nothing that "
        "would be fetched first"
    ),
    platforms=("linux", "macos", "windows"),
    read=read_copies,
    judge=judge,
    limits={"copies_allowed": ()},
)
