"""Raising revisions in the files of a checklist, which keep every comment and line break. Pure.

What a guideline read before goes into `[[guideline.former]]`, so that whoever knew it sees both texts side by
side; a guideline that is new gets the day on which it joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import tomli_w

from watchword import toml
from watchword.checklist.difference import Change, Difference, Effect
from watchword.checklist.draft import Draft
from watchword.checklist.lines import Path, find_lines
from watchword.checklist.model import Guideline
from watchword.errors import ChecklistError, UsageError
from watchword.text import clean


@dataclass(frozen=True, slots=True)
class Bump:
    """One guideline that is raised, or dated because it is new: its file, its revision before and after."""

    guideline: str
    file: str
    before: int
    after: int
    added_on: date | None = None


def choose(difference: Difference, named: Iterable[str], every: bool) -> list[Change]:
    """Return the changes to write: those named, and with `every` also all that nobody would be told of.

    Raises `UsageError` for an id that is not there, or that was raised already.
    """
    changes = {one.guideline.id: one for one in difference.changes}
    after = {one.id: one for one in difference.after.guidelines}
    before = {one.id: one for one in difference.before.guidelines}
    chosen: dict[str, Change] = {}
    for name in named:
        if name not in after:
            raise UsageError(
                f"There is no guideline {clean(name, limit=80)!r}.",
                "",
                "`watchword checklist show` lists all ids.",
            )
        found = changes.get(name) or Change(before.get(name), after[name], Effect.NOBODY)
        if found.before and found.after and found.after.revision > found.before.revision and _is_told(found):
            raise UsageError(
                f"{name} was raised already.",
                f"It is at revision {found.after.revision}; it was at {found.before.revision}.",
                "Nothing has to be done for it.",
            )
        chosen[name] = found
    if every:
        chosen |= {name: one for name, one in changes.items() if _is_missing(one)}
    return [chosen[name] for name in after if name in chosen]


def _is_missing(change: Change) -> bool:
    """Whether something has to be written so that people are told of a change."""
    if change.effect is Effect.NEW:
        return change.guideline.added_on is None
    return change.is_silent or (change.effect is Effect.AGAIN and not _is_told(change))


def _is_told(change: Change) -> bool:
    """Whether what it read before is kept in it."""
    if change.before is None:
        return change.guideline.added_on is not None
    return change.before.revision in {one.revision for one in change.guideline.former}


def bump(
    draft: Draft, changes: Iterable[Change], today: date, why: str = ""
) -> tuple[dict[str, str], list[Bump]]:
    """Return the new texts of the files that change, by name, and what was raised.

    `draft` is the checklist to change as it was read. Former texts are kept as people read them, with the
    policy values of then. Raises `ChecklistError` where a file is written in a way that cannot be changed in
    place.
    """
    texts: dict[str, str] = {}
    done: list[Bump] = []
    wanted = {change.guideline.id: change for change in changes}
    for name, section in draft.sections.items():
        file = f"{name}.toml"
        for number, guideline in enumerate(section.guideline):
            if guideline.id not in wanted:
                continue
            change = wanted[guideline.id]
            before = change.before
            values = _values(guideline, before, today)
            former = _former(before, change.guideline, today, why) if before else None
            text = texts.get(file, draft.texts[file])
            texts[file] = _write(file, text, number, values, former)
            done.append(
                Bump(
                    guideline.id,
                    file,
                    before.revision if before else guideline.revision,
                    values.get("revision", guideline.revision),
                    values.get("added_on"),
                )
            )
    return texts, done


def _values(guideline: Guideline, before: Guideline | None, today: date) -> dict[str, Any]:
    if before is None:
        return {"added_on": today}
    return {"revision": max(guideline.revision, before.revision + 1)}


def _former(before: Guideline, after: Guideline, today: date, why: str) -> dict[str, Any]:
    former: dict[str, Any] = {"revision": before.revision, "rule": before.rule}
    if before.attestation.text != after.attestation.text:
        former["attestation"] = before.attestation.text
    former["until"] = today
    return former | ({"why": why} if why else {})


def _write(
    file: str, text: str, number: int, values: Mapping[str, Any], former: dict[str, Any] | None
) -> str:
    """Put values and a former text into one guideline, and make sure that nothing else changed."""
    at = find_lines(text)
    lines = text.split("\n")
    me = ("guideline", number)
    changed = _insert(lines, at, me, values, former)
    if not _is_as_meant(text, changed, number, values, former):
        raise ChecklistError(
            "The file could not be changed in place.",
            f"{file}:{at[me]}: the guideline is written in a way that is not known here.",
            "Raise its `revision` and add [[guideline.former]] by hand; nothing was written.",
        )
    return changed


def _insert(
    lines: list[str],
    at: Mapping[Path, int],
    me: Path,
    values: Mapping[str, Any],
    former: dict[str, Any] | None,
) -> str:
    end = "\r" if lines[0].endswith("\r") else ""
    tables = {line: path for path, line in at.items() if lines[line - 1].lstrip().startswith("[")}
    mine = sorted(line for line, path in tables.items() if path[:2] == me and line > at[me])
    past = min((line for line in tables if line > max((at[me], *mine))), default=len(lines) + 1)
    said = {name: tomli_w.dumps({name: value}).strip() + end for name, value in values.items()}
    new = [line for name, line in said.items() if (*me, name) not in at]
    replaced = {at[*me, name]: line for name, line in said.items() if (*me, name) in at}
    block = ["[[guideline.former]]", *tomli_w.dumps(former).strip().split("\n")] if former else []
    known = [line for line in mine if tables[line][2] == "former"]
    # Former texts stand in front of the other tables, the oldest first.
    after = [line for line in mine if not known or line > known[-1]]
    places = {_last(lines, mine[0] if mine else past): new}
    where = _last(lines, after[0] if after else past)
    places[where] = [*places.get(where, ()), *(["", *block] if block else ())]
    whole: list[str] = []
    for position, line in enumerate(lines, 1):
        whole.append(replaced.get(position, line))
        whole += [one if one.endswith("\r") or not end else one + end for one in places.get(position, ())]
    return "\n".join(whole)


def _last(lines: list[str], before: int) -> int:
    """The last line in front of a table that is neither empty nor a comment, which belong to what follows."""
    place = before - 1
    while not lines[place - 1].strip() or lines[place - 1].lstrip().startswith("#"):
        place -= 1
    return place


def _is_as_meant(
    text: str, changed: str, number: int, values: Mapping[str, Any], former: dict[str, Any] | None
) -> bool:
    """Whether the new text reads as the old one with exactly these values and this former text."""
    meant = toml.parse(text.encode())
    guideline = meant["guideline"][number]
    guideline |= values
    if former is not None:
        guideline["former"] = [*guideline.get("former", ()), former]
    try:
        return toml.parse(changed.encode()) == meant
    except toml.TomlProblem:
        return False
