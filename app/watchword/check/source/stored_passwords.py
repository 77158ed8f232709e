"""Whether a source tree keeps passwords as plain text: in its records, or written into code and settings.

Spots of all files are put together: a column called `password` fails only where nothing in the tree hashes,
and a password handed to a model is fine where the model hashes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchword.check.check import Check, Limit
from watchword.check.finding import WORST_FIRST, Evidence, Finding, Outcome, worst
from watchword.check.source.facts import Facts
from watchword.check.source.rule import Spot
from watchword.check.source.stored_advice import advise
from watchword.check.source.tree import read
from watchword.text import count

ID = "source-stored-passwords"
EVIDENCE_LIMIT = 20
_FLOWS = ("stored", "looked-up", "compared")


@dataclass(frozen=True, slots=True)
class View:
    """The spots of a tree without its tests, sorted by what they say."""

    columns: tuple[Spot, ...]
    foreign: tuple[Spot, ...]
    hashed_columns: tuple[Spot, ...]
    hashing: tuple[Spot, ...]
    fast: tuple[Spot, ...]
    helpers: tuple[Spot, ...]
    libraries: tuple[Spot, ...]
    flows: tuple[Spot, ...]
    literals: tuple[Spot, ...]


def judge(facts: Facts, limits: Mapping[str, Limit]) -> Finding:
    """Turn spots into a finding.

    `accepted_password_paths` are folders or files whose written passwords the team takes as they are;
    `literals_warn_only` makes passwords in code and settings a warning and no failure.
    """
    accepted = _paths(limits.get("accepted_password_paths", ()))
    warn_only = limits.get("literals_warn_only", False) is True
    view = _sort([spot for spot in facts.of(ID) if not spot.is_test], accepted)
    column, why = _judge_columns(view, is_whole=not facts.left_out and not facts.unread)
    literal = _cap(worst(spot.outcome for spot in view.literals), warn_only)
    flow = worst(spot.outcome for spot in view.flows)
    foreign = Outcome.WARN if view.foreign else Outcome.NOT_APPLICABLE
    outcome = worst((column, literal, flow, foreign))
    if not facts.files:
        outcome, why = Outcome.UNKNOWN, _NOTHING
    shown = _ranked(view, column, literal)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(outcome, view, column, why),
        rule=_rule(accepted, warn_only),
        evidence=tuple(_evidence(facts, shown)),
        remedy=advise(shown, outcome, column),
        unproven=_UNPROVEN,
    )


_UNPROVEN = (
    "It does not show what the database holds, nor what helpers, other services and calls across files do. "
    "See for yourself, and paste nothing: SELECT length(password), substr(password, 1, 7) FROM users LIMIT "
    "3 (with your own names); a hash is 50 characters or more and begins like $2b$, $argon2, pbkdf2_, "
    "scrypt: or {SSHA}."
)


def _paths(limit: Limit) -> tuple[str, ...]:
    named = limit if isinstance(limit, tuple) else (str(limit),) if limit else ()
    return tuple(path.strip("/") for path in named if path.strip("/"))


def _sort(spots: Sequence[Spot], accepted: tuple[str, ...]) -> View:
    def of(*kinds: str) -> tuple[Spot, ...]:
        return tuple(spot for spot in spots if spot.kind in kinds)

    is_hashed_by_model = any("model" in spot.detail for spot in of("hashing", "fast-hash", "helper"))
    flows = tuple(
        spot
        for spot in of(*_FLOWS)
        if not is_hashed_by_model or spot.kind != "stored" or "direct" in spot.detail
    )
    literals = tuple(spot for spot in of("literal") if not _is_below(spot.path, accepted))
    return View(
        columns=of("column"),
        foreign=of("foreign-column"),
        hashed_columns=of("hashed-column"),
        hashing=of("hashing"),
        fast=of("fast-hash"),
        helpers=of("helper"),
        libraries=of("library"),
        flows=flows,
        literals=literals,
    )


def _is_below(path: str, accepted: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in accepted)


def _cap(outcome: Outcome, warn_only: bool) -> Outcome:
    return Outcome.WARN if warn_only and outcome is Outcome.FAIL else outcome


def _judge_columns(view: View, is_whole: bool) -> tuple[Outcome, str]:
    """Judge where records keep passwords, and say why it cannot be told where it cannot."""
    if view.hashing:
        return Outcome.PASS, ""
    if not view.columns:
        if view.fast:
            return Outcome.WARN, ""
        if view.hashed_columns or view.helpers:
            return Outcome.PASS if view.hashed_columns else Outcome.NOT_APPLICABLE, ""
        # A library alone, in a tree that keeps no passwords to be seen, may serve anything.
        return (Outcome.UNKNOWN, _UNUSED) if view.libraries else (Outcome.NOT_APPLICABLE, "")
    if view.fast:
        return Outcome.WARN, ""
    if view.helpers:
        return (
            Outcome.UNKNOWN,
            f"a helper says it hashes passwords, look what it does: {view.helpers[0].place}",
        )
    if view.libraries:
        return Outcome.UNKNOWN, _UNUSED
    if view.hashed_columns:
        return Outcome.UNKNOWN, "one column is named for a hash and another is not, and no code here hashes"
    if not is_whole:
        return Outcome.UNKNOWN, "nothing that hashes was seen, but a part of the tree was not read"
    return Outcome.FAIL, ""


_NOTHING = "no file was read, so there is nothing to tell"
_UNUSED = "a library that hashes passwords is listed or loaded, and no call of it was found"


def _summary(outcome: Outcome, view: View, column: Outcome, why: str) -> str:
    said = list(_troubles(view, column))
    if why:
        said.append(why if why == _NOTHING else f"it cannot be told how passwords are kept: {why}")
    if said:
        text = "; ".join(said)
        return f"{text[0].upper()}{text[1:]}."
    if outcome is Outcome.PASS:
        names = list(dict.fromkeys(spot.text for spot in (*view.hashing, *view.hashed_columns)))
        by = ", ".join(names[:3])
        return f"Passwords are hashed before they are stored ({by}), and none is written down here."
    return "This tree stores no passwords as far as can be seen, and none is written down in it."


def _troubles(view: View, column: Outcome) -> Iterator[str]:
    for kind, said in _SAID.items():
        spots = [spot for spot in view.flows if spot.kind == kind]
        if spots:
            yield f"{said} in {count(len(spots), 'place')}"
    if column is Outcome.FAIL:
        many = count(len(view.columns), "column for passwords is", "columns for passwords are")
        yield f"{many} plain text, and nothing in the tree hashes"
    if column is Outcome.WARN:
        yield "passwords are hashed with a fast hash, which is guessed quickly"
    real = [spot for spot in view.literals if spot.outcome is Outcome.FAIL]
    defaults = len(view.literals) - len(real)
    if real:
        yield f"{count(len(real), 'password is', 'passwords are')} written into code or settings"
    if defaults:
        known = count(defaults, "default or weak password is", "default or weak passwords are")
        yield f"{known} written into code or settings"
    if view.foreign:
        yield f"{count(len(view.foreign), 'column keeps', 'columns keep')} passwords to other systems"


_SAID = {
    "stored": "passwords are stored as they came in",
    "looked-up": "accounts are looked up by their password",
    "compared": "stored passwords are compared as plain text",
}


def _rule(accepted: tuple[str, ...], warn_only: bool) -> str:
    written = "is a warning here" if warn_only else "fails; a known default is a warning"
    return (
        "Passwords are hashed with a slow hash before they are stored, and none is written into code or "
        "settings. "
        f"A password written down {written}. Tests and fixtures never decide "
        f"(accepted paths: {', '.join(accepted) or 'none'})."
    )


def _ranked(view: View, column: Outcome, literal: Outcome) -> list[tuple[Outcome, Spot]]:
    """Return what the outcome rests on, worst first, each with what it counts for in this tree."""
    rows = [(spot.outcome, spot) for spot in view.flows]
    rows += [(column, spot) for spot in view.columns if column is not Outcome.PASS]
    rows += [
        (min(spot.outcome, literal, key=lambda one: -WORST_FIRST.index(one)), spot) for spot in view.literals
    ]
    rows += [(spot.outcome, spot) for spot in view.foreign]
    if column is not Outcome.PASS:
        rows += [(spot.outcome, spot) for spot in (*view.fast, *view.helpers, *view.libraries)]
    rows.sort(
        key=lambda row: (WORST_FIRST.index(row[0]), _ORDER.get(row[1].kind, 9), row[1].path, row[1].line)
    )
    speaking = _one_each((*view.hashing, *view.hashed_columns))
    return [*rows, *((Outcome.PASS, spot) for spot in speaking)]


_ORDER = {"stored": 0, "looked-up": 1, "compared": 2, "column": 3, "literal": 4, "foreign-column": 5}


def _one_each(spots: Sequence[Spot]) -> list[Spot]:
    """Return the first spot of each library or column, so that one said often does not hide the others."""
    return list({(spot.kind, spot.text): spot for spot in reversed(spots)}.values())[::-1]


def _evidence(facts: Facts, shown: Sequence[tuple[Outcome, Spot]]) -> Iterator[Evidence]:
    for _, spot in shown[:EVIDENCE_LIMIT]:
        yield Evidence(spot.place, f"{spot.text}: {spot.note}" if spot.note else spot.text)
    if len(shown) > EVIDENCE_LIMIT:
        yield Evidence("other places", f"{len(shown) - EVIDENCE_LIMIT} more, not listed here")
    bad = (*_FLOWS, "literal", "column", "foreign-column")
    tests = sum(spot.is_test for spot in facts.of(ID, *bad))
    if tests:
        yield Evidence("in tests and fixtures", f"{tests} more")
    for one in facts.unread[:3]:
        yield Evidence(one.path, f"not read: {one.reason}")
    for said in facts.left_out:
        yield Evidence("not read", said)


CHECK = Check(
    id=ID,
    question="Are passwords hashed before they are stored, and is none written into this source tree?",
    reads=(
        "schemas, models, code, settings and lock files in the folder you name. Values of passwords are "
        "looked at and dropped; what is kept is the name, the line and the length"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    limits={"accepted_password_paths": (), "literals_warn_only": False},
    about="tree",
)
