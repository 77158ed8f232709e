"""Whether every private key that GnuPG keeps has a passphrase and is this person's alone to read.

The reading half is in `openpgp_files`, what to do about it in `openpgp_advice`; here the facts are judged. A
key is as safe as its worst part: primary key and subkeys lie in files of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, worst
from watchword.check.keys.access import Access
from watchword.check.keys.header import Lock
from watchword.check.keys.openpgp_advice import advise
from watchword.check.keys.openpgp_files import FILE_LIMIT, VAULT, GnupgFacts, SecretKey, read_gnupg
from watchword.check.keys.trouble import OUTCOMES, Trouble, troubles_of
from watchword.text import count

ID = "openpgp-keys"
EVIDENCE_LIMIT = 30

_LOCKS = {
    Lock.PASSPHRASE: "passphrase",
    Lock.BARE: "no passphrase",
    Lock.HARDWARE: "the secret stays on a smart card or in other hardware",
    Lock.UNCLEAR: "the file is cut off, damaged or of a kind not known here",
}
_SAID = {
    Trouble.BARE: "without a passphrase",
    Trouble.OPEN: "in files that others have rights to",
    Trouble.FOREIGN: "in files that belong to another account",
    Trouble.UNCLEAR: "in files from which the lock cannot be told",
    Trouble.UNREADABLE: "in files that could not be read",
}

Troubles = Mapping[SecretKey, tuple[Trouble, ...]]


def judge(facts: GnupgFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding; `bare_keys_allowed` names keys that may go without a passphrase, by their
    key ID, fingerprint or keygrip."""
    limit = limits.get("bare_keys_allowed", ())
    allowed = limit if isinstance(limit, tuple) else (str(limit),)
    rule = _rule(facts, allowed)
    if facts.is_root:
        reason = "Watchword runs as the administrator, whose home folder is not yours; start it as yourself."
        return Finding(ID, Outcome.UNKNOWN, reason, rule, unproven="No key was looked at.")
    troubles = {key: _troubles(key, facts.platform, allowed) for key in facts.keys}
    outcome = worst([OUTCOMES[one] for found in troubles.values() for one in found] or [Outcome.PASS])
    outcome = worst([outcome, *_folders(facts).values()])
    if facts.unread or facts.old_ring:
        outcome = worst([outcome, Outcome.UNKNOWN])
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_praise(facts) if outcome is Outcome.PASS else _summary(facts, troubles),
        rule=rule,
        evidence=_evidence(facts, troubles),
        remedy=advise(facts, troubles),
        unproven=_unproven(facts),
    )


def _rule(facts: GnupgFacts, allowed: tuple[str, ...]) -> str:
    mine = "" if facts.platform == "windows" else f", and only its owner has rights to it and to {facts.home}"
    exceptions = ", ".join(allowed) or "none"
    return (
        f"Every private key of GnuPG, subkeys too, has a passphrase or stays in hardware{mine} "
        f"(bare keys allowed: {exceptions})."
    )


def _troubles(key: SecretKey, platform: str, allowed: tuple[str, ...]) -> tuple[Trouble, ...]:
    """A stub for a smart card holds nothing secret, so nobody needs to be kept from it."""
    if key.lock is Lock.HARDWARE:
        return ()
    names = {key.grip, *((key.owner.key_id, key.owner.fingerprint) if key.owner else ())}
    is_allowed = not names.isdisjoint(name.replace(" ", "").upper().removeprefix("0X") for name in allowed)
    return troubles_of(key.file, platform, (key.file.name,) if is_allowed else ())


def _folders(facts: GnupgFacts) -> dict[str, Outcome]:
    """Judge the folders: others who may write there can swap keys, who may only look sees only names."""
    if not facts.keys:
        return {}
    shown = {facts.home: facts.folder, f"{facts.home}/{VAULT}": facts.vault}
    return {name: _folder(access) for name, access in shown.items() if _is_judged(access, facts.platform)}


def _folder(access: Access | None) -> Outcome:
    if access is None:
        return Outcome.PASS
    if access.is_open_to_change or not access.is_mine:
        return Outcome.FAIL
    return Outcome.WARN if access.is_open else Outcome.PASS


def _is_judged(access: Access | None, platform: str) -> bool:
    return access is not None and platform != "windows" and not access.invented_by


def _summary(facts: GnupgFacts, troubles: Troubles) -> str:
    said = []
    for trouble, how in _SAID.items():
        if keys := [key for key, found in troubles.items() if trouble in found]:
            said.append(f"{_name(keys)} {'are' if len(keys) > 1 else 'is'} {how}")
    for name, outcome in _folders(facts).items():
        if outcome is not Outcome.PASS:
            said.append(f"other accounts may {'change' if outcome is Outcome.FAIL else 'look into'} {name}")
    if facts.unread:
        said.append(f"{facts.unread} key files beyond the first {FILE_LIMIT} were not looked at")
    if facts.old_ring:
        said.append(f"an old ring of secret keys, {facts.home}/secring.gpg, was not looked into")
    sentence = "; ".join(said) + "."
    return sentence[0].upper() + sentence[1:]


def _name(keys: Iterable[SecretKey], most: int = 2) -> str:
    """Name the keys that some files belong to, with the number of files where it is more than one."""
    counts: dict[str, int] = {}
    for key in keys:
        name = f"OpenPGP key {key.owner.key_id}" if key.owner else "keys of no known owner"
        counts[name] = counts.get(name, 0) + 1
    files = sum(counts.values())
    names = ", ".join(list(counts)[:most]) + (f" and {len(counts) - most} more" if len(counts) > most else "")
    return f"{files} private key{'s' if files > 1 else ''} ({names})"


def _praise(facts: GnupgFacts) -> str:
    if not facts.keys:
        return "There are no OpenPGP keys here."
    locks = [key.lock for key in facts.keys]
    counted = [
        (locks.count(Lock.PASSPHRASE), "with a passphrase"),
        (locks.count(Lock.HARDWARE), "in hardware"),
        (locks.count(Lock.BARE), "bare and allowed by name"),
    ]
    parts = ", ".join(f"{number} {how}" for number, how in counted if number)
    return f"All private keys of GnuPG here are in order: {parts}."


def _evidence(facts: GnupgFacts, troubles: Troubles) -> tuple[Evidence, ...]:
    vault = f"{facts.home}/{VAULT}"
    if not facts.keys:
        rows = [Evidence(vault, "holds no private key")]
    else:
        modes = "; ".join(
            f"mode {access.mode:04o} of {name}"
            for name, access in ((facts.home, facts.folder), (VAULT, facts.vault))
            if access and _is_judged(access, facts.platform)
        )
        parts = [
            f"{count(len(facts.keys), 'private key')} of {count(len(facts.owners), 'OpenPGP key')}",
            modes,
        ]
        rows = [Evidence(vault, "; ".join(filter(None, parts)))]
    if facts.listing.problem and facts.keys:
        rows.append(
            Evidence("gpg --list-keys", f"which key a file belongs to is not known: {facts.listing.problem}")
        )
    if facts.old_ring:
        rows.append(Evidence(f"{facts.home}/secring.gpg", "there, from GnuPG 1 or 2.0; not looked into"))
    worst_first = sorted(facts.keys, key=lambda key: not troubles[key])
    for key in worst_first[:EVIDENCE_LIMIT]:
        rows.append(Evidence(key.file.name, _fact(key, facts.platform, troubles[key])))
    if len(facts.keys) > EVIDENCE_LIMIT:
        rows.append(Evidence(vault, f"{len(facts.keys) - EVIDENCE_LIMIT} more keys, not listed here"))
    return tuple(rows)


def _fact(key: SecretKey, platform: str, troubles: tuple[Trouble, ...]) -> str:
    parts = [key.part, key.file.problem or _LOCKS[key.lock or Lock.UNCLEAR]]
    if key.lock is Lock.BARE and Trouble.BARE not in troubles:
        parts.append("allowed by name")
    access = key.file.access
    if access and access.invented_by:
        parts.append(f"mode not judged, {access.invented_by} keeps none")
    elif access and platform != "windows":
        parts.append(f"mode {access.mode:04o}")
        parts += ["an access list lets others in"] if access.is_listed else []
        parts += ["owned by another account"] if not access.is_mine else []
    return "; ".join(parts)


def _unproven(facts: GnupgFacts) -> str:
    parts = ["A passphrase may be weak, reused or kept by the agent or the keychain of the system"]
    parts.append("keys that other programs keep, and copies, were not looked for")
    if facts.platform == "windows":
        parts.append("on Windows, who else may read the files is not judged")
    accesses = [key.file.access for key in facts.keys if key.file.access]
    if kinds := {access.invented_by for access in accesses if access.invented_by}:
        parts.append(f"on {', '.join(sorted(kinds))} file permissions are made up, so they are not judged")
    if any(access.is_listed is None for access in accesses):
        parts.append("access lists could not be seen")
    if facts.is_wsl:
        parts.append("this is the Windows Subsystem for Linux, and the keys of Windows itself are not seen")
    return "; ".join(parts) + "."


CHECK = Check(
    id=ID,
    question="Does every private key that GnuPG keeps have a passphrase, and can only you read it?",
    reads=(
        "how the files in private-keys-v1.d of GnuPG's folder start, their permissions, and gpg's list of "
        "public keys; no name or address in it is kept"
    ),
    platforms=("linux", "macos", "windows"),
    read=read_gnupg,
    judge=judge,
    limits={"bare_keys_allowed": ()},
)
