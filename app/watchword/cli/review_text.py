"""What the guide's owner has to look at: defects of the guide, pages to review, and what goes beyond it.

Gathered once, then written as lines or as a value for JSON; today comes in as a date, so nothing here reads a
clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from watchword.checklist.lint.review import due_on
from watchword.checklist.model import Checklist, Defect, Guideline, Source
from watchword.cli.prose import render, wrap
from watchword.text import count

SOON = 30
"""Days before its due date from which a page is named."""


@dataclass(frozen=True)
class Due:
    """A guideline whose page is overdue, or due soon; `days` are left, below 0 when it is overdue."""

    guideline: Guideline
    on: date
    days: int


@dataclass(frozen=True)
class Review:
    """What there is to look at: defects in line order, pages by due date, advice in the order of the walk."""

    defects: tuple[tuple[Defect, Source | None], ...]
    due: tuple[Due, ...]
    beyond: tuple[tuple[Guideline, str, Source | None], ...]

    @property
    def overdue(self) -> tuple[Due, ...]:
        """The pages whose due date has passed."""
        return tuple(one for one in self.due if one.days < 0)

    @property
    def soon(self) -> tuple[Due, ...]:
        """The pages that are due within `SOON` days, today among them."""
        return tuple(one for one in self.due if one.days >= 0)


def gather(checklist: Checklist, today: date) -> Review:
    """Gather what there is to look at on a day."""
    sources = checklist.sources
    defects = sorted(checklist.defects, key=lambda one: one.lines)
    dates = ((one, due_on(one)) for one in checklist.guidelines)
    due = sorted((Due(one, on, (on - today).days) for one, on in dates), key=lambda one: one.on)
    return Review(
        tuple((one, sources.get(one.source or "")) for one in defects),
        tuple(one for one in due if one.days <= SOON),
        tuple(
            (guideline, beyond.text, sources.get(beyond.source or ""))
            for guideline in checklist.guidelines
            for beyond in guideline.beyond
        ),
    )


def review_lines(checklist: Checklist, review: Review) -> list[str]:
    """The review as lines, each part with a sentence where it is empty."""
    return [
        *wrap(f"{checklist.title}, version {checklist.version}; the guide is {checklist.guide}."),
        *_part("Defects of the guide", _defect_lines(review), "No defect of the guide is noted."),
        *_part("Overdue for review", _due_lines(review.overdue), "No page is overdue."),
        *_part(
            f"Due for review within {SOON} days",
            _due_lines(review.soon),
            f"No page is due within {SOON} days.",
        ),
        *_part("Beyond the guide", _beyond_lines(review), "The checklist adds nothing to the guide."),
    ]


def review_value(review: Review) -> dict[str, Any]:
    """The review as plain values; dates are ISO 8601."""
    return {
        "defects": [
            {
                "lines": [*defect.lines],
                "found": defect.found,
                "suggestion": defect.suggestion,
                "source": _source_value(source),
            }
            for defect, source in review.defects
        ],
        "overdue": [_due_value(one) for one in review.overdue],
        "due": [_due_value(one) for one in review.soon],
        "beyond": [
            {
                "guideline": guideline.id,
                "title": guideline.title,
                "text": text,
                "source": _source_value(source),
            }
            for guideline, text, source in review.beyond
        ],
    }


def _part(title: str, lines: Iterable[str], empty: str) -> list[str]:
    return ["", f"{title}:", *([*lines] or wrap(empty, indent="  "))]


def _defect_lines(review: Review) -> Iterator[str]:
    for defect, source in review.defects:
        first, last = defect.lines
        where = f"Line {first}" if first == last else f"Lines {first} to {last}"
        yield from render(defect.found, indent="    ", first=f"  {where}: ")
        yield from render(defect.suggestion, indent="      ", first="    Suggestion: ")
        yield from _source_lines(source)


def _due_lines(due: Iterable[Due]) -> Iterator[str]:
    for one in due:
        when = f"{count(-one.days, 'day')} ago" if one.days < 0 else f"in {count(one.days, 'day')}"
        when = when if one.days else "today"
        last = f"last reviewed on {one.guideline.reviewed_on}"
        text = f"{one.guideline.id}: {one.guideline.title}. Due on {one.on}, {when}; {last}."
        yield from wrap(text, indent="    ", first="  ")


def _beyond_lines(review: Review) -> Iterator[str]:
    for guideline, text, source in review.beyond:
        yield from render(text, indent="    ", first=f"  {guideline.title}: ")
        yield from _source_lines(source)


def _source_lines(source: Source | None) -> list[str]:
    return wrap(f"{source.title}, {source.url}", indent="      ", first="    Source: ") if source else []


def _source_value(source: Source | None) -> dict[str, str] | None:
    return {"title": source.title, "url": source.url} if source else None


def _due_value(due: Due) -> dict[str, Any]:
    return {
        "guideline": due.guideline.id,
        "title": due.guideline.title,
        "reviewed_on": due.guideline.reviewed_on.isoformat(),
        "due_on": due.on.isoformat(),
        "days": due.days,
    }
