"""Whether every SSH key of this person has a passphrase and is theirs alone to read.

The reading half is in `key_files`, what to do about it in `key_advice`; here the facts are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, worst
from watchword.check.keys.access import Access
from watchword.check.keys.header import Lock
from watchword.check.keys.key_advice import advise
from watchword.check.keys.key_files import FILE_LIMIT, KeyFacts, KeyFile, read_keys
from watchword.check.keys.trouble import Trouble, troubles_of
from watchword.text import count

ID = "ssh-keys"
EVIDENCE_LIMIT = 30

_LOCKS = {
    Lock.PASSPHRASE: "passphrase",
    Lock.BARE: "no passphrase",
    Lock.HARDWARE: "the secret stays in hardware",
    Lock.UNCLEAR: "the header is cut off, damaged or of a kind not known here",
}
_OUTCOMES = {
    Trouble.BARE: Outcome.FAIL,
    Trouble.OPEN: Outcome.FAIL,
    Trouble.FOREIGN: Outcome.FAIL,
    Trouble.UNCLEAR: Outcome.UNKNOWN,
    Trouble.UNREADABLE: Outcome.UNKNOWN,
}
_SAID: dict[Trouble, Callable[[str, bool], str]] = {
    Trouble.BARE: lambda names, many: f"{names} {'have' if many else 'has'} no passphrase",
    Trouble.OPEN: lambda names, many: f"others have rights to {names}",
    Trouble.FOREIGN: lambda names, many: f"{names} {'belong' if many else 'belongs'} to another account",
    Trouble.UNCLEAR: lambda names, many: f"the lock of {names} cannot be told from the header",
    Trouble.UNREADABLE: lambda names, many: f"{names} could not be read",
}


def judge(facts: KeyFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding; `bare_keys_allowed` names the files that may go without a passphrase."""
    allowed = _names(limits.get("bare_keys_allowed", ()))
    rule = _rule(facts, allowed)
    if facts.is_root:
        reason = "Watchword runs as the administrator, whose home folder is not yours; start it as yourself."
        return Finding(ID, Outcome.UNKNOWN, reason, rule, unproven="No key was looked at.")
    troubles = {key: troubles_of(key, facts.platform, allowed) for key in facts.keys}
    outcome = worst(
        [_OUTCOMES[trouble] for found in troubles.values() for trouble in found] or [Outcome.PASS]
    )
    outcome = worst([outcome, _folder_outcome(facts), _sight_outcome(facts)])
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(facts, troubles, outcome),
        rule=rule,
        evidence=_evidence(facts, troubles, allowed),
        remedy=advise(facts, troubles),
        unproven=_unproven(facts),
    )


def _names(limit: Limit) -> tuple[str, ...]:
    return limit if isinstance(limit, tuple) else (str(limit),)


def _rule(facts: KeyFacts, allowed: tuple[str, ...]) -> str:
    mine = "" if facts.platform == "windows" else ", and only its owner has rights to it and to ~/.ssh"
    exceptions = ", ".join(allowed) or "none"
    return f"Every private key has a passphrase or stays in hardware{mine} (bare keys allowed: {exceptions})."


def _is_judged(access: Access | None, platform: str) -> bool:
    return access is not None and platform != "windows" and not access.invented_by


def _folder_outcome(facts: KeyFacts) -> Outcome:
    """Others who may write in `~/.ssh` can swap its keys; who may only look sees no more than names."""
    if facts.folder is None or not _is_judged(facts.folder, facts.platform) or not facts.keys:
        return Outcome.PASS
    if facts.folder.is_open_to_change or not facts.folder.is_mine:
        return Outcome.FAIL
    return Outcome.WARN if facts.folder.is_open else Outcome.PASS


def _sight_outcome(facts: KeyFacts) -> Outcome:
    return Outcome.UNKNOWN if facts.unread or facts.config_problem else Outcome.PASS


def _summary(facts: KeyFacts, troubles: Mapping[KeyFile, tuple[Trouble, ...]], outcome: Outcome) -> str:
    if outcome is Outcome.PASS:
        return _praise(facts)
    said = []
    for trouble, say in _SAID.items():
        names = [key.name for key, found in troubles.items() if trouble in found]
        if names:
            said.append(say(_listed(names), len(names) > 1))
    if _folder_outcome(facts) is not Outcome.PASS:
        changed = _folder_outcome(facts) is Outcome.FAIL
        said.append(f"other accounts may {'change' if changed else 'look into'} the folder ~/.ssh")
    if facts.unread:
        said.append(f"{facts.unread} files in ~/.ssh beyond the first {FILE_LIMIT} were not looked at")
    if facts.config_problem:
        said.append("~/.ssh/config, which may name more keys, could not be read")
    sentence = "; ".join(said) + "."
    starts_with_name = sentence.startswith(tuple(key.name for key in facts.keys))
    return sentence if starts_with_name else sentence[0].upper() + sentence[1:]


def _praise(facts: KeyFacts) -> str:
    if not facts.keys:
        return "There are no SSH keys here."
    hardware = sum(key.header is not None and key.header.lock is Lock.HARDWARE for key in facts.keys)
    bare = sum(key.header is not None and key.header.lock is Lock.BARE for key in facts.keys)
    locked = len(facts.keys) - hardware - bare
    counted = [(locked, "with a passphrase"), (hardware, "in hardware"), (bare, "bare and allowed by name")]
    parts = ", ".join(f"{number} {how}" for number, how in counted if number)
    return f"All SSH keys here are in order: {parts}."


def _listed(names: list[str], most: int = 3) -> str:
    head = ", ".join(names[:most])
    return head if len(names) <= most else f"{head} and {len(names) - most} more"


def _evidence(
    facts: KeyFacts, troubles: Mapping[KeyFile, tuple[Trouble, ...]], allowed: tuple[str, ...]
) -> tuple[Evidence, ...]:
    if not facts.has_folder:
        return (Evidence("~/.ssh", "the folder does not exist"),)
    rows = [Evidence("~/.ssh", _folder_fact(facts))]
    if facts.config_problem or facts.unfollowed:
        told = facts.config_problem or f"{facts.unfollowed} IdentityFile entries could not be followed"
        rows.append(Evidence("~/.ssh/config", told))
    worst_first = sorted(facts.keys, key=lambda key: not troubles[key])
    for key in worst_first[:EVIDENCE_LIMIT]:
        source = key.name if key.is_home else f"{key.name} (named in ~/.ssh/config)"
        rows.append(Evidence(source, _key_fact(key, facts.platform, troubles[key])))
    if len(facts.keys) > EVIDENCE_LIMIT:
        rows.append(Evidence("~/.ssh", f"{len(facts.keys) - EVIDENCE_LIMIT} more keys, not listed here"))
    return tuple(rows)


def _folder_fact(facts: KeyFacts) -> str:
    mode = ""
    if facts.folder and _is_judged(facts.folder, facts.platform):
        mode = f"; mode {facts.folder.mode:04o}"
    keys = sum(key.header is not None for key in facts.keys)
    return f"{count(facts.looked_at, 'file')} looked at, {count(keys, 'private key')} among them{mode}"


def _key_fact(key: KeyFile, platform: str, troubles: tuple[Trouble, ...]) -> str:
    if key.header is None:
        return key.problem
    parts = [f"{key.header.form}: {_LOCKS[key.header.lock]}"]
    if key.header.weak:
        parts.append("turned into a key by an old, fast method")
    if key.header.lock is Lock.BARE and Trouble.BARE not in troubles:
        parts.append("allowed by name")
    if key.access and key.access.invented_by:
        parts.append(f"mode not judged, {key.access.invented_by} keeps none")
    elif key.access and platform != "windows":
        parts.append(f"mode {key.access.mode:04o}")
        parts += ["an access list lets others in"] if key.access.is_listed else []
        parts += ["owned by another account"] if not key.access.is_mine else []
    return "; ".join(parts)


def _unproven(facts: KeyFacts) -> str:
    parts = ["A passphrase may be weak, reused or stored beside the key"]
    parts.append("keys elsewhere, in agents or in copies and backups were not looked for")
    if facts.platform == "windows":
        parts.append("on Windows, who else may read the files is not judged")
    kinds = {key.access.invented_by for key in facts.keys if key.access and key.access.invented_by}
    if kinds:
        parts.append(f"on {', '.join(sorted(kinds))} file permissions are made up, so they are not judged")
    if any(key.access and key.access.is_listed is None for key in facts.keys):
        parts.append("access lists could not be seen")
    if facts.is_wsl:
        parts.append("this is the Windows Subsystem for Linux, and the keys of Windows itself are not seen")
    return "; ".join(parts) + "."


CHECK = Check(
    id=ID,
    question="Does every SSH key have a passphrase, and can only you read it?",
    reads="the first 4 KiB and the permissions of the files in ~/.ssh and of those its config names",
    platforms=("linux", "macos", "windows"),
    read=read_keys,
    judge=judge,
    limits={"bare_keys_allowed": ()},
)
