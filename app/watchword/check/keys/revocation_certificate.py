"""Whether there is a revocation certificate for every OpenPGP key of this person.

GnuPG 2.1 and later makes one with every key, in `openpgp-revocs.d`. Keys that are older or were brought in
have none. One that lies beside its key is lost together with it, so finding it is only half of the way.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, Remedy, worst
from watchword.check.host import Host, HostError, NotThere
from watchword.check.keys.access import read_access, read_mounts
from watchword.check.keys.header import Lock
from watchword.check.keys.openpgp_advice import place
from watchword.check.keys.openpgp_files import GnupgFacts, find_home, read_gnupg
from watchword.check.keys.openpgp_listing import Listed
from watchword.text import count

ID = "revocation-certificate"
FOLDER = "openpgp-revocs.d"
MOST = 5  # keys that are spelt out
_BLOCK = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"  # what GnuPG writes around a certificate, too
_SIZE_LIMIT = 64 * 1024  # bytes


class Found(Enum):
    """What was seen of one certificate."""

    THERE = auto()
    MISSING = auto()
    EMPTY = auto()  # a file without a certificate in it
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of one OpenPGP key; `is_open` says that other accounts have rights to the file.

    `is_secret_here` is `None` for a primary key on a smart card and `False` for one that is kept elsewhere.
    """

    key: Listed
    found: Found
    is_secret_here: bool | None = True
    is_open: bool = False

    @property
    def outcome(self) -> Outcome:
        """How it ends for this key; one on a card may have its certificate where the card's backup is."""
        if self.found is Found.THERE:
            return Outcome.WARN
        if self.found is Found.UNREADABLE or not self.is_secret_here:
            return Outcome.UNKNOWN
        return Outcome.FAIL


@dataclass(frozen=True, slots=True)
class RevocationFacts:
    """The keys, and the certificates of those that are not revoked yet."""

    gnupg: GnupgFacts
    certificates: tuple[Certificate, ...] = ()
    has_folder: bool = True


async def read(host: Host) -> RevocationFacts:
    """Look for the certificate of every OpenPGP key of which a secret part lies here."""
    facts = await read_gnupg(host)
    if not facts.owners:
        return RevocationFacts(facts)
    home, _ = find_home(host)
    table = await read_mounts(host)
    locks = {key.grip: key.lock for key in facts.keys}
    certificates = []
    for key in (key for key in facts.owners if key.parts[0].state != "revoked"):
        lock = locks.get(key.parts[0].grip)
        is_here = False if lock is None else None if lock is Lock.HARDWARE else True
        path = home / FOLDER / f"{key.fingerprint}.rev"
        found, is_open = _look(host, str(path)), False
        if found is Found.THERE and facts.platform != "windows":
            access = await read_access(host, host.resolve(path), table)
            is_open = access.is_open and not access.invented_by
        certificates.append(Certificate(key, found, is_here, is_open))
    return RevocationFacts(facts, tuple(certificates), host.exists(home / FOLDER))


def _look(host: Host, path: str) -> Found:
    try:
        if not stat.S_ISREG(host.status(host.resolve(path)).st_mode):
            return Found.EMPTY
        return Found.THERE if _BLOCK in host.read_bytes(path, limit=_SIZE_LIMIT) else Found.EMPTY
    except NotThere:
        return Found.MISSING
    except HostError:
        return Found.UNREADABLE


def judge(facts: RevocationFacts, limits: Mapping[str, Limit]) -> Finding:
    """Turn facts into a finding."""
    gnupg = facts.gnupg
    rule = f"Every OpenPGP key has a revocation certificate in {gnupg.home}/{FOLDER}, and a copy elsewhere."
    if reason := _obstacle(gnupg):
        return Finding(ID, Outcome.UNKNOWN, reason, rule, unproven="No certificate was looked for.")
    if not facts.certificates:
        return _not_applicable(gnupg, rule)
    outcome = worst([one.outcome for one in facts.certificates] + [Outcome.UNKNOWN] * bool(gnupg.unread))
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(facts),
        rule=rule,
        evidence=tuple(Evidence(f"{gnupg.home}/{FOLDER}", _fact(one)) for one in facts.certificates),
        remedy=_advise(facts),
        unproven=(
            "Whether a copy lies in another, safe place cannot be seen from here, and a certificate beside "
            "the key is lost together with it; nor is shown that the certificate works."
        ),
    )


def _obstacle(gnupg: GnupgFacts) -> str:
    """Say why the keys of this person cannot be told; empty where they can."""
    if gnupg.is_root:
        return "Watchword runs as the administrator, whose home folder is not yours; start it as yourself."
    if gnupg.keys and not gnupg.owners and gnupg.listing.problem:
        return f"There are private keys, but not which OpenPGP keys they are. {gnupg.listing.problem}"
    if not gnupg.keys and gnupg.old_ring:
        return (
            f"There is only an old ring of secret keys, {gnupg.home}/secring.gpg, which was not looked into."
        )
    return ""


def _not_applicable(gnupg: GnupgFacts, rule: str) -> Finding:
    summary = "There are no OpenPGP keys here, so there is nothing to revoke."
    if gnupg.owners:
        summary = "Every OpenPGP key here is revoked already."
    elif gnupg.keys:
        summary = "The private keys that GnuPG keeps here are no OpenPGP keys, so there is nothing to revoke."
    seen = Evidence(
        gnupg.home, f"{count(len(gnupg.keys), 'private key')} of {count(len(gnupg.owners), 'OpenPGP key')}"
    )
    unproven = "It does not show that you have no OpenPGP key on another device or in another program."
    return Finding(ID, Outcome.NOT_APPLICABLE, summary, rule, (seen,), unproven=unproven)


def _summary(facts: RevocationFacts) -> str:
    said = []
    for outcome, one, many in (
        (Outcome.FAIL, "has no revocation certificate", "have no revocation certificate"),
        (Outcome.UNKNOWN, "has none here that could be seen", "have none here that could be seen"),
        (Outcome.WARN, "has its certificate beside it", "have their certificates beside them"),
    ):
        if keys := [found.key.key_id for found in facts.certificates if found.outcome is outcome]:
            names = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
            said.append(f"{names} {one if len(keys) == 1 else many}")
    sentence = "OpenPGP key " + "; ".join(said)
    if any(found.outcome is Outcome.UNKNOWN and not found.is_secret_here for found in facts.certificates):
        sentence += (
            "; what is on a smart card or kept elsewhere has it where you put it when you made the key"
        )
    if all(found.outcome is Outcome.WARN for found in facts.certificates):
        sentence += ", where it is lost together with the key; it must also lie in another place"
    if facts.gnupg.unread:
        sentence += f"; {facts.gnupg.unread} key files were not looked at"
    return sentence + "."


def _fact(one: Certificate) -> str:
    name = f"{one.key.fingerprint}.rev"
    where = {
        True: "",
        None: "; the primary key is on a smart card",
        False: "; the primary key is kept elsewhere",
    }
    state = f"; the key is {one.key.parts[0].state}" if one.key.parts[0].state else ""
    words = {
        Found.THERE: "is there",
        Found.MISSING: "is not there",
        Found.EMPTY: "is there, but holds no certificate",
        Found.UNREADABLE: "could not be read",
    }
    is_open = "; other accounts have rights to it" if one.is_open else ""
    return f"{name} {words[one.found]}{is_open}{where[one.is_secret_here]}{state}"


def _advise(facts: RevocationFacts) -> Remedy:
    steps, commands = [], []
    home, windows = facts.gnupg.home, facts.gnupg.platform == "windows"
    missing = [one for one in facts.certificates if one.outcome is Outcome.FAIL]
    for one in missing[:MOST]:
        command = _make(home, one.key, facts.has_folder, windows)
        commands.append(command)
        steps.append(f"Make the certificate of {one.key.key_id}: {command}")
    if len(missing) > MOST:
        steps.append(f"Do the same for the other {len(missing) - MOST} keys.")
    if any(one.is_open for one in facts.certificates) and place(home):
        commands.append(f"chmod 600 {place(home, FOLDER)}/*.rev")
        steps.append(f"Take away the rights of others, who could revoke your key: {commands[-1]}")
    if any(one.outcome is Outcome.UNKNOWN for one in facts.certificates):
        steps.append(
            "Find out where the certificate is that was made with the key: with the backup of the card?"
        )
    steps.append(
        f"Copy the files from {home}/{FOLDER} to a stick, or print them, and keep that in a safe place away "
        "from this device; whoever holds one can revoke your key."
    )
    return Remedy(tuple(steps), commands[0] if commands else "")


def _make(home: str, key: Listed, has_folder: bool, windows: bool) -> str:
    """Return the command that makes a certificate and files it where GnuPG would."""
    if windows:
        folder = f'"$env:APPDATA\\gnupg\\{FOLDER}' if home.startswith("~") else f'"$env:GNUPGHOME\\{FOLDER}'
        make_folder = "" if has_folder else f'mkdir {folder}"; '
        return f'{make_folder}gpg --output {folder}\\{key.fingerprint}.rev" --gen-revoke {key.key_id}'
    folder = place(home, FOLDER) or FOLDER
    make_folder = "" if has_folder else f"mkdir -m 700 {folder} && "
    return f"{make_folder}gpg --output {folder}/{key.fingerprint}.rev --gen-revoke {key.key_id}"


CHECK = Check(
    id=ID,
    question="Is there a revocation certificate for every OpenPGP key of yours?",
    reads="gpg's list of public keys, and whether openpgp-revocs.d holds a certificate for each of yours",
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
)
