"""Whether a source tree protects passwords by something that can be turned back: a cipher or an encoding.

A weak one-way hash is told apart: it is no breach of the rule, and yet nothing to keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchword.check.check import Check, Limit
from watchword.check.finding import WORST_FIRST, Finding, Outcome, Remedy, worst
from watchword.check.source.evidence import list_places, once
from watchword.check.source.facts import Facts
from watchword.check.source.logged_passwords import INSTALL
from watchword.check.source.reversible_calls import BROKEN, CIPHER, DECRYPT, ENCODING, FAST, HELPER, SLOW
from watchword.check.source.reversible_passwords_rule import ID, UNREAD
from watchword.check.source.rule import Spot
from watchword.check.source.syntax import EXTRA
from watchword.check.source.tree import read
from watchword.text import count

REVERSIBLE = (CIPHER, ENCODING, DECRYPT)
WEAK = (BROKEN, FAST)

_RULE = (
    "What is kept of a password comes from a slow one-way hash (bcrypt, scrypt, Argon2, PBKDF2). A cipher "
    "or an encoding fails; a broken or fast hash is a warning. Tests and examples never decide."
)
_UNPROVEN = (
    "Values are followed within one expression only: what helpers, other services and the database do with "
    "a password is not seen, nor what is stored already."
)
_ADVICE = {
    "python": "Python: store `argon2.PasswordHasher().hash(password)`; in Django "
    "`user.set_password(password)`.",
    "ruby": "Ruby: store `BCrypt::Password.create(password)`; in Rails `has_secure_password` does it all.",
    "javascript": "JavaScript: store `await bcrypt.hash(password, 12)`, and log in with `bcrypt.compare`.",
    "java": "Java: with Spring store `passwordEncoder.encode(password)`, and log in with `matches`.",
    "go": "Go: store `bcrypt.GenerateFromPassword([]byte(password), 12)`.",
    "php": "PHP: store `password_hash($password, PASSWORD_DEFAULT)`, and log in with `password_verify`.",
}
_FAMILY = {"typescript": "javascript", "tsx": "javascript"}
_MOVE = (
    "Then turn the stored values into hashes in one migration, delete the key that could turn them back, "
    "and treat older backups as if they held the passwords."
)
_REHASH = (
    "Wrap the old hashes in a slow one now (bcrypt over the old hash), and hash anew at each person's next "
    "log-in."
)


@dataclass(frozen=True, slots=True)
class View:
    """The spots of a tree without its tests, by what they say."""

    reversible: tuple[Spot, ...]
    weak: tuple[Spot, ...]
    slow: tuple[Spot, ...]
    helpers: tuple[Spot, ...]
    unread: tuple[Spot, ...]


def judge(facts: Facts, limits: Mapping[str, Limit]) -> Finding:
    """Turn spots into a finding; there are no limits to set."""
    spots = facts.of(ID)
    view = _sort([one for one in spots if not one.is_test])
    deciding = (*view.reversible, *view.weak, *view.helpers, *view.unread, *view.slow)
    outcome = worst(one.outcome for one in deciding)
    if not facts.files:
        outcome = Outcome.UNKNOWN
    tests = sum(one.is_test and one.kind in (*REVERSIBLE, *WEAK) for one in spots)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(facts, view),
        rule=_RULE,
        evidence=list_places(facts, _shown(view), tests),
        remedy=_advise(view),
        unproven=_UNPROVEN,
    )


def _sort(spots: Sequence[Spot]) -> View:
    def of(*kinds: str) -> tuple[Spot, ...]:
        found = (one for one in spots if one.kind in kinds)
        return tuple(sorted(found, key=lambda one: (WORST_FIRST.index(one.outcome), one.path, one.line)))

    slow = of(SLOW)
    # Where a slow hash is called, a helper's name says enough: it most likely ends there.
    return View(of(*REVERSIBLE), of(*WEAK), slow, () if slow else of(HELPER), of(UNREAD))


def _shown(view: View) -> list[Spot]:
    """Return what the outcome rests on; of equal things the first alone."""
    slow = list({one.text: one for one in reversed(view.slow)}.values())[::-1]
    return [*view.reversible, *view.helpers, *once(view.unread), *view.weak, *slow]


def _summary(facts: Facts, view: View) -> str:
    if not facts.files:
        return "No file of this tree was read, so there is nothing to tell."
    said = []
    if view.reversible:
        first = view.reversible[0]
        said.append(
            f"passwords can be turned back in {count(len(view.reversible), 'place')}, first {first.place}"
        )
    if view.helpers:
        said.append(f"a password goes to a helper that was not followed: {view.helpers[0].text}")
    if view.unread:
        files = count(len(view.unread), "file that names passwords", "files that name passwords")
        said.append(f"{files} could not be read as code ({view.unread[0].note})")
    if view.weak:
        said.append(f"a weak hash stands in {count(len(view.weak), 'place')}, first {view.weak[0].place}")
    if said:
        text = "; ".join(said)
        return f"{text[0].upper()}{text[1:]}."
    if view.slow:
        names = ", ".join(dict.fromkeys(one.text for one in view.slow))
        return f"What is kept of passwords comes from a slow hash ({names}), and nothing turns one back."
    return "This tree protects no passwords as far as can be seen."


def _advise(view: View) -> Remedy | None:
    steps: list[str] = []
    languages = [one.detail[0] for one in (*view.reversible, *view.weak)]
    for language in dict.fromkeys(_FAMILY.get(one, one) for one in languages):
        steps += [_ADVICE[language]] if language in _ADVICE else []
    if view.reversible:
        steps.append(_MOVE)
    if view.weak:
        steps.append(_REHASH)
    if view.helpers:
        steps.append(
            f"Open {view.helpers[0].place} and follow the call: it should end in bcrypt, scrypt, Argon2 "
            f"or PBKDF2."
        )
    is_extra = any(EXTRA in one.note for one in view.unread)
    if is_extra:
        steps.append(f"To have the other languages read: {INSTALL}, then look again.")
    elif view.unread:
        steps.append("Look through the files that could not be read yourself.")
    return Remedy(tuple(steps), INSTALL if is_extra and len(steps) == 1 else "") if steps else None


CHECK = Check(
    id=ID,
    question="Does this source tree protect passwords by something that can be turned back?",
    reads=(
        "what code in Ruby, Python, JavaScript, TypeScript, Java, Go and PHP makes of passwords, in the "
        "folder you name"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    about="tree",
)
