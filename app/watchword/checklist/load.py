"""From a folder of TOML to a `Checklist`, with every problem named at once.

A person who writes a checklist gets all problems of all files in one go, each with file, line and remedy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import ValidationError

from watchword import toml
from watchword.checklist.lines import Path, find_lines, line_of
from watchword.checklist.model import Checklist, ChecklistFile, Model, PolicyValue, Section, SectionFile
from watchword.errors import ChecklistError
from watchword.text import clean

AnyModel = TypeVar("AnyModel", bound=Model)
_SECTION = re.compile(r"[a-z][a-z0-9-]{0,59}")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a checklist: which file, which line, what, and the way out."""

    file: str
    line: int
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" + (f" {self.remedy}" if self.remedy else "")


@dataclass
class Draft:
    """A checklist as far as it could be read: the files, their lines, and what is wrong with them."""

    head: ChecklistFile | None = None
    sections: dict[str, SectionFile] = field(default_factory=dict)
    filled: dict[str, SectionFile] = field(default_factory=dict)
    """The sections with policy values in their texts; none as long as there are problems."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each file holds, valid or not."""

    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[Path, int]] = field(default_factory=dict)
    """Where values stand; looked up only once there is a problem to report."""

    problems: list[Problem] = field(default_factory=list)
    sha256: str = ""

    def report(self, file: str, path: Path, what: str, remedy: str = "") -> None:
        """Note a problem at the place of a value."""
        if file not in self.lines:
            self.lines[file] = find_lines(self.texts.get(file, ""))
        line = line_of(path, self.lines[file])
        self.problems.append(Problem(file, line, clean(what, limit=400), remedy))


def load(folder: Traversable) -> Checklist:
    """Return the checklist in `folder`; raises `ChecklistError` that lists every problem."""
    draft = read(folder)
    if draft.problems or draft.head is None:
        raise refusal(draft.problems)
    return build(draft)


def refusal(problems: Iterable[Problem]) -> ChecklistError:
    """The error that names every problem, in the order of the files."""
    listed = sorted(problems)
    count = "one problem" if len(listed) == 1 else f"{len(listed)} problems"
    return ChecklistError(
        f"The checklist has {count}.",
        "\n".join(str(problem) for problem in listed),
        "Correct the lines named above; `watchword checklist lint DIR` looks again.",
    )


def read(folder: Traversable) -> Draft:
    """Read every file of a checklist as far as it goes."""
    draft = Draft()
    hasher = hashlib.sha256()
    draft.head = _read_file(folder / "checklist.toml", ChecklistFile, draft, hasher)
    for name in dict.fromkeys(draft.head.sections if draft.head else _listed(draft)):
        section = _read_file(folder / f"{name}.toml", SectionFile, draft, hasher)
        if section is not None:
            draft.sections[name] = section
    draft.sha256 = hasher.hexdigest()
    if draft.head is not None:
        _check_references(draft, draft.head)
    if draft.head is not None and not draft.problems:
        _fill_sections(draft, draft.head)
    return draft


def _listed(draft: Draft) -> tuple[str, ...]:
    """The sections that a head with mistakes names, so that theirs are reported with it."""
    found = draft.values.get("checklist.toml", {}).get("sections")
    names = found if isinstance(found, list) else []
    return tuple(name for name in names if isinstance(name, str) and _SECTION.fullmatch(name))


def build(draft: Draft) -> Checklist:
    """Put a draft without problems together, the policy values filled in."""
    head = draft.head
    assert head is not None  # noqa: S101 - callers refuse a draft without a head
    policy = {name: entry.value for name, entry in head.policy.items()}
    sections = [
        Section(**file.section.model_dump(), guidelines=file.guideline) for file in draft.filled.values()
    ]
    return Checklist(
        id=head.id,
        title=head.title,
        version=head.version,
        language=head.language,
        guide=head.guide,
        contact=str(_fill(head.contact, policy)),
        sha256=draft.sha256,
        policy=policy,
        sources={source.key: source for file in draft.sections.values() for source in file.source},
        sections=tuple(sections),
    )


def _read_file(file: Traversable, model: type[AnyModel], draft: Draft, hasher: Any) -> AnyModel | None:
    name = file.name
    try:
        with file.open("rb") as opened:
            data = opened.read(toml.SIZE_LIMIT + 1)
    except OSError as error:
        why = (
            "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        )
        draft.report(name, (), f"The file {why}.", "Add it, or take its name out of `sections`.")
        return None
    hasher.update(f"{name}\n{len(data)}\n".encode() + data)
    try:
        values = toml.parse(data)
    except toml.TomlProblem as problem:
        draft.problems.append(Problem(name, problem.line, clean(problem.reason)))
        return None
    draft.values[name] = values
    draft.texts[name] = data.decode("utf-8-sig")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        _report_errors(draft, name, error)
        return None


def _report_errors(draft: Draft, name: str, error: ValidationError) -> None:
    """Report each error once where pydantic speaks of one mistake twice."""
    seen: set[Path] = set()
    entries = error.errors()
    places = [entry["loc"] for entry in entries]
    for entry in entries:
        path: Path = entry["loc"]
        if path[:1] == ("policy",) and path[2:3] == ("value",):
            # One of four types would do, and each is complained of; what is added is no key of the file.
            path = path[:3]
            entry["type"], entry["loc"] = "policy_value", path
        said_of_type = entry["type"] == "policy_value" and path in seen
        # A list of which an entry is wrong is also called too short, that entry not being counted.
        said_of_entry = entry["type"] == "too_short" and any(
            len(place) > len(path) and place[: len(path)] == path for place in places
        )
        if not (said_of_type or said_of_entry):
            draft.report(name, path, *_explain(entry))
        seen.add(path)


def _fill_sections(draft: Draft, head: ChecklistFile) -> None:
    """Put policy values into the texts; report what is no longer valid then, such as a title too long."""
    policy = {name: entry.value for name, entry in head.policy.items()}
    for name, file in draft.sections.items():
        try:
            draft.filled[name] = SectionFile.model_validate(_fill(file.model_dump(), policy))
        except ValidationError as error:
            _report_errors(draft, f"{name}.toml", error)


def _explain(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Turn a validation error into words: what is wrong, and what to do."""
    where = ".".join(str(part) for part in entry["loc"]) or "the file"
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "missing":
        return f"`{where}` is missing.", "Add it."
    if kind == "extra_forbidden":
        return f"`{where}` is not a key of the format.", "Correct the spelling, or take it out."
    if kind == "policy_value":
        return (
            f"`{where}` is of no type a policy value has.",
            "Use true, a whole number, text, or a list of texts.",
        )
    if kind == "too_short":
        return (
            f"`{where}` has {context['actual_length']} entries.",
            f"It needs {context['min_length']} or more.",
        )
    if kind == "literal_error":
        return f"`{where}` is {entry['input']!r}.", f"Use one of {context['expected']}."
    if kind == "string_pattern_mismatch":
        return f"`{where}` is {entry['input']!r}.", f"It must match {context['pattern']}."
    message = entry["msg"]
    return f"`{where}`: {message[:1].lower()}{message[1:]}.", "Correct the value."


def _check_references(draft: Draft, head: ChecklistFile) -> None:
    """Report whatever names something that is not there, or is named twice."""
    sources = _named(draft, "source", "key")
    known = _named(draft, "guideline", "id")
    ids: set[str] = set()
    keys: set[str] = set()
    chapters: set[str] = set()
    is_whole = all(f"{name}.toml" in draft.values for name in head.sections)
    _Reporter(draft, "checklist.toml", ("sections",)).once(set(), head.sections)
    _check_placeholders(draft, "checklist.toml", ("contact",), head.contact, head)
    for name, file in draft.sections.items():
        _Reporter(draft, f"{name}.toml", ("section", "id")).once(chapters, [file.section.id])
        for number, source in enumerate(file.source):
            _Reporter(draft, f"{name}.toml", ("source", number)).once(keys, [source.key])
        for number, guideline in enumerate(file.guideline):
            at: Path = ("guideline", number)
            report = _Reporter(draft, f"{name}.toml", at)
            report.once(ids, (guideline.id, *(question.id for question in guideline.question)))
            report.known("policy value", (p for use in guideline.check for p in use.policy), set(head.policy))
            if not is_whole:  # what is named may stand in the file that could not be read
                continue
            report.known("guideline", guideline.requires, known)
            cited = [case.source for case in guideline.why.case]
            cited += [key for question in guideline.question for key in question.sources]
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
    for used in _PLACEHOLDER.findall(text):
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


def _fill(value: Any, policy: Mapping[str, PolicyValue]) -> Any:
    """Put policy values where the texts name them."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: _in_words(policy[found[1]]), value)
    if isinstance(value, Mapping):
        return {key: _fill(inner, policy) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_fill(inner, policy) for inner in value)
    return value


def _in_words(value: PolicyValue) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
