"""What a rule of a source check reads of one file, and what it brings back: spots.

A file is read once and given to every rule that wants its path; a rule with `literals` sees only files that
hold one of them. A rule knows nothing of other files: what takes several files is put together by the judging
half, from the spots of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from watchword.check.finding import Outcome
from watchword.text import clean

LINE_LIMIT = 160


@dataclass(frozen=True, slots=True)
class Spot:
    """Something in a file that a check rests on, good or bad.

    `kind` is the rule's own word for it, `path` relative to the tree, `line` from 1 (0 for the whole file).
    `text` is the line as it may be shown: cleaned, cut, values masked. `note` says in a clause what it is;
    `detail` holds facts only the rule's judging half reads. A `PASS` speaks for the tree.
    """

    rule: str
    kind: str
    path: str
    line: int
    text: str
    outcome: Outcome
    note: str = ""
    detail: tuple[str, ...] = ()
    is_test: bool = False

    @property
    def place(self) -> str:
        """`app/models/user.rb:12`, cleaned."""
        shown = clean(self.path, limit=160)
        return f"{shown}:{self.line}" if self.line else shown


class SourceFile:
    """One file of a tree: its path relative to it, and what is in it.

    `kept` is where readers shared by several rules keep what they made of the file, under their own names.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.kept: dict[str, object] = {}

    @property
    def name(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.path).name

    @cached_property
    def suffix(self) -> str:
        """`.rb`, lower case; empty without one."""
        return PurePosixPath(self.path).suffix.lower()

    @cached_property
    def lower(self) -> bytes:
        """What is in it, ASCII letters lower case: for looking for literals."""
        return self.data.lower()

    @cached_property
    def text(self) -> str:
        """What is in it, as UTF-8 with replacements."""
        return self.data.decode("utf-8", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, split at line feeds only, so that numbers are those of editors."""
        return self.text.split("\n")

    @cached_property
    def is_test(self) -> bool:
        """Whether it is a test, a fixture or an example, by its path."""
        from watchword.check.source.place import is_test

        return is_test(self.path)

    def shown(self, line: int) -> str:
        """Return a line (from 1) fit to be shown; values in it are the rule's to mask."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return clean(" ".join(text[:2000].split()), limit=LINE_LIMIT)


@dataclass(frozen=True)
class Rule:
    """How one check reads files. `id` is the check's; a higher `version` makes kept results void.

    `wants` decides by path alone. `literals` are lower-case; a file that holds none is not given to `read`;
    empty means every wanted file. `read` never raises for what is in a file; what it cannot read without an
    extra that is missing, it gives as a spot of kind `unread` with the reason in `note`.
    """

    id: str
    version: int
    wants: Callable[[str], bool]
    read: Callable[[SourceFile], Iterable[Spot]]
    literals: tuple[bytes, ...] = ()
