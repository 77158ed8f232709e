"""From a folder of TOML to a `Checklist`, with every problem named at once.

A person who writes a checklist gets all problems of all files in one go, each with file, line and remedy.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import ValidationError

from watchword import toml
from watchword.checklist.draft import Draft
from watchword.checklist.draft import Problem as Problem
from watchword.checklist.lines import Path
from watchword.checklist.model import Checklist, ChecklistFile, PolicyValue, Section, SectionFile
from watchword.checklist.references import PLACEHOLDER, check_references
from watchword.checklist.table import Model
from watchword.errors import ChecklistError
from watchword.text import clean

AnyModel = TypeVar("AnyModel", bound=Model)
_SECTION = re.compile(r"[a-z][a-z0-9-]{0,59}")


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
        check_references(draft, draft.head)
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
        renewal=head.renewal,
        sources={source.key: source for file in draft.sections.values() for source in file.source},
        sections=tuple(sections),
        glossary=dict(head.glossary),
        defects=head.defect,
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


def _fill(value: Any, policy: Mapping[str, PolicyValue]) -> Any:
    """Put policy values where the texts name them."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: _in_words(policy[found[1]]), value)
    if isinstance(value, Mapping):
        return {key: _fill(inner, policy) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_fill(inner, policy) for inner in value)
    return value


def _in_words(value: PolicyValue) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
