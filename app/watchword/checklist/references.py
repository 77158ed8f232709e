"""Whatever in a checklist names something else: that it is there, and that it is named once.

Also placeholders without a policy value, and characters that a terminal could obey.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from watchword.checklist.draft import Draft
from watchword.checklist.lines import Path
from watchword.checklist.model import ChecklistFile
from watchword.text import clean

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def check_references(draft: Draft, head: ChecklistFile) -> None:
    """Report whatever names something that is not there, or is named twice."""
    sources = _named(draft, "source", "key")
    known = _named(draft, "guideline", "id")
    ids: set[str] = set()
    keys: set[str] = set()
    chapters: set[str] = set()
    is_whole = all(f"{name}.toml" in draft.values for name in head.sections)
    _Reporter(draft, "checklist.toml", ("sections",)).once(set(), head.sections)
    _check_placeholders(draft, "checklist.toml", ("contact",), head.contact, head)
    if is_whole:
        for number, defect in enumerate(head.defect):
            report = _Reporter(draft, "checklist.toml", ("defect", number))
            report.known("source", [defect.source] if defect.source else [], sources)
    for path, text in _texts(
        {"glossary": head.glossary, "defect": [one.model_dump() for one in head.defect]}, ()
    ):
        _check_characters(draft, "checklist.toml", path, text)
    for name, file in draft.sections.items():
        _Reporter(draft, f"{name}.toml", ("section", "id")).once(chapters, [file.section.id])
        for number, source in enumerate(file.source):
            _Reporter(draft, f"{name}.toml", ("source", number)).once(keys, [source.key])
        for number, guideline in enumerate(file.guideline):
            at: Path = ("guideline", number)
            report = _Reporter(draft, f"{name}.toml", at)
            report.once(ids, (guideline.id, *(question.id for question in guideline.question)))
            report.known(
                "policy value",
                (p for use in (*guideline.check, *guideline.drill) for p in use.policy),
                set(head.policy),
            )
            if not is_whole:  # what is named may stand in the file that could not be read
                continue
            report.known("guideline", guideline.requires, known)
            cited = [case.source for case in guideline.why.case]
            cited += [key for question in guideline.question for key in question.sources]
            cited += [beyond.source for beyond in guideline.beyond if beyond.source]
            report.known("source", cited, sources)
        for path, text in _texts(file.model_dump(), ()):
            _check_characters(draft, f"{name}.toml", path, text)
            _check_placeholders(draft, f"{name}.toml", path, text, head)


def _check_characters(draft: Draft, file: str, path: Path, text: str) -> None:
    """Report characters that a terminal could obey: a checklist is foreign text too, and this is its door."""
    shown = text.replace("\t", " ")
    if clean(shown, limit=len(shown) + 1, lines=True) != unicodedata.normalize("NFC", shown):
        what = "The text holds a control or formatting character that a terminal could obey."
        draft.report(file, path, what, "Take it out.")


def _named(draft: Draft, table: str, key: str) -> set[str]:
    """The ids that the files give, those of files with problems too, so that one mistake is reported once."""
    entries = (values.get(table) for values in draft.values.values())
    tables = (entry for found in entries if isinstance(found, list) for entry in found)
    return {str(entry[key]) for entry in tables if isinstance(entry, Mapping) and key in entry}


def _check_placeholders(draft: Draft, file: str, path: Path, text: str, head: ChecklistFile) -> None:
    for used in PLACEHOLDER.findall(text):
        if used not in head.policy:
            draft.report(file, path, f"`{{{used}}}` names no policy value.", "Add it to [policy].")


@dataclass(frozen=True)
class _Reporter:
    draft: Draft
    file: str
    at: Path

    def once(self, seen: set[str], ids: Iterable[str]) -> None:
        for name in ids:
            if name in seen:
                self.draft.report(
                    self.file, self.at, f"The id `{name}` is used twice.", "Ids are unique; rename one."
                )
            seen.add(name)

    def known(self, what: str, names: Iterable[str], known: set[str]) -> None:
        for name in names:
            if name not in known:
                self.draft.report(
                    self.file, self.at, f"`{name}` is no {what} of this checklist.", "Correct the name."
                )


def _texts(value: Any, path: Path) -> Iterable[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, number))
