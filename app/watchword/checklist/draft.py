"""A checklist while it is being read: what could be made of it, and every problem with its file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from watchword.checklist.lines import Path, find_lines, line_of
from watchword.checklist.model import ChecklistFile, SectionFile
from watchword.text import clean


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a checklist: which file, which line, what, the way out, and the rule it breaks.

    The rule is the slug by which an exception names it; empty for what cannot be read, which has none.
    """

    file: str
    line: int
    what: str
    remedy: str = ""
    rule: str = ""

    def __str__(self) -> str:
        parts = (self.what, self.remedy, self.rule and f"[{self.rule}]")
        return f"{self.file}:{self.line}: {' '.join(part for part in parts if part)}"


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

    def report(self, file: str, path: Path, what: str, remedy: str = "", rule: str = "") -> None:
        """Note a problem at the place of a value."""
        if file not in self.lines:
            self.lines[file] = find_lines(self.texts.get(file, ""))
        line = line_of(path, self.lines[file])
        self.problems.append(Problem(file, line, clean(what, limit=400), remedy, rule))
