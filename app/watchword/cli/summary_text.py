"""How far somebody is, as lines: counts in words, what is left and why, what does not apply and why."""

from __future__ import annotations

from watchword.cli.prose import wrap
from watchword.progress.standing import Stage, Standing
from watchword.progress.state import Progress
from watchword.text import count, in_words

_WAITING = {
    Stage.NEEDS_ACTION: "needs action",
    Stage.TALK_OVER: "is to be talked over",
    Stage.COMES_BACK: "has a question that comes back",
    Stage.NEEDS_WORD: "needs your word",
    Stage.IN_PROGRESS: "is in progress",
    Stage.NOT_STARTED: "is not started",
}
_WAITING_MANY = {
    Stage.NEEDS_ACTION: "need action",
    Stage.TALK_OVER: "are to be talked over",
    Stage.COMES_BACK: "have a question that comes back",
    Stage.NEEDS_WORD: "need your word",
    Stage.IN_PROGRESS: "are in progress",
    Stage.NOT_STARTED: "are not started",
}


def title_line(progress: Progress) -> str:
    """The checklist and its version."""
    return f"{progress.checklist.title}, version {progress.checklist.version}"


def done_of(progress: Progress) -> str:
    """The short count: `12 of 30 done`."""
    return f"{len(progress.done)} of {len(progress.applying)} done"


def counts_line(progress: Progress) -> str:
    """The count with what the others wait for: `12 of 30 done, 2 need action, 16 are not started.`"""
    numbers = {stage: len(progress.with_stage(stage)) for stage in _WAITING}
    waiting = [
        f"{number} {_WAITING[stage] if number == 1 else _WAITING_MANY[stage]}"
        for stage, number in numbers.items()
        if number
    ]
    parts = [done_of(progress), *waiting]
    if number := len(progress.waived):
        parts.append(f"{number} with a waiver")
    if number := len(progress.with_stage(Stage.NOT_APPLICABLE)):
        parts.append(f"{number} not for you")
    return ", ".join(parts) + "."


def left_lines(progress: Progress) -> list[str]:
    """What is left of each guideline, by its title and id."""
    pending = [one for one in progress.applying if not one.is_settled]
    lines = ["", f"Left, {count(len(pending), 'guideline')}:"] if pending else []
    for one in pending:
        lines += wrap(f"{name(one)}: {' '.join(one.left)}", indent="    ", first="  ")
    return lines


def waived_lines(progress: Progress) -> list[str]:
    """The guidelines with a waiver: until when, by whom, and why."""
    lines = ["", f"Waivers, {count(len(progress.waived), 'guideline')}:"] if progress.waived else []
    for one in progress.waived:
        if waiver := one.waiver:
            said = f"until {in_words(waiver.ends)}, approved by {waiver.approved_by}: {waiver.reason}"
            lines += wrap(f"{name(one)}: {said}", indent="    ", first="  ")
    return lines


def applying_lines(progress: Progress) -> list[str]:
    """The guidelines that do not apply, each with its reason."""
    without = progress.with_stage(Stage.NOT_APPLICABLE)
    lines = ["", f"Not for you, {count(len(without), 'guideline')}:"] if without else []
    for one in without:
        lines += wrap(f"{name(one)}: {one.reason}", indent="    ", first="  ")
    return lines


def list_lines(progress: Progress) -> list[str]:
    """All guidelines in walking order, by section, each with its state in a word."""
    lines: list[str] = []
    for section in progress.checklist.sections:
        lines += ["", f"{section.title}:"]
        for guideline in section.guidelines:
            one = progress.standings[guideline.id]
            reason = f" {one.reason}" if one.reason else ""
            lines += wrap(f"{one.stage}: {name(one)}.{reason}", indent="    ", first="  ")
    return lines[1:]


def name(standing: Standing) -> str:
    """A guideline's title with the id by which it is called."""
    return f"{standing.guideline.title} ({standing.guideline.id})"
