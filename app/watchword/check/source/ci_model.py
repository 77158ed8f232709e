"""What the readers of CI files bring back: scripts that are run and ready-made pieces that are used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from watchword.check.source.ci_yaml import Node
from watchword.check.source.shell_words import Shell

# When a step runs. `call` stands for a file that only others run, `local` for a gate on a person's machine.
PUSH, PULL_REQUEST, SCHEDULE, HAND, TAG, CALL, LOCAL = (
    "push",
    "pull request",
    "schedule",
    "hand",
    "tag",
    "call",
    "local",
)
ALWAYS = (PUSH, PULL_REQUEST)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step runs, the word that makes its failure count for nothing, and the gate it belongs to.

    `when` without entries is a step that never runs. `gate` is what others call it by, such as `make:audit`.
    """

    when: tuple[str, ...] = ALWAYS
    soft: str = ""
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """Shell text; `line` is that of its first line in the file, `lines` those of all where they are
    scattered."""

    text: str
    line: int
    moment: Moment
    shell: Shell = field(default_factory=Shell)
    lines: tuple[int, ...] = ()

    def line_of(self, number: int) -> int:
        """Return the line in the file of a line of the script, counted from 0."""
        if self.lines:
            return self.lines[min(number, len(self.lines) - 1)]
        return self.line + number


@dataclass(frozen=True, slots=True)
class Use:
    """A ready-made piece: `kind` is action, workflow, template, component, orb, task, pipe, plugin or
    hook."""

    kind: str
    name: str
    line: int
    moment: Moment
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One gate that calls another by itself, as a task does its prerequisites."""

    target: str
    line: int
    moment: Moment


@dataclass(slots=True)
class Steps:
    """Everything one file runs; `trouble` says in words why it could not be read to its end."""

    scripts: list[Script] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    trouble: str = ""


def join(nodes: Iterable[Node], moment: Moment, shell: Shell | None = None) -> list[Script]:
    """Return the entries of a list of commands as the one script they are run as; none without entries."""
    texts: list[str] = []
    lines: list[int] = []
    for node in nodes:
        if node.is_text:
            texts.append(node.text)
            rows = node.text.count("\n") + 1
            lines += [node.line + 1 + row for row in range(rows)] if node.is_block else [node.line] * rows
    if not texts:
        return []
    return [Script("\n".join(texts), lines[0], moment, shell or Shell(), tuple(lines))]
