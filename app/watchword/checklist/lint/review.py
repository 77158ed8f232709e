"""When a guideline's page is due to be reviewed, and the rules about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from watchword.checklist.lint.rule import Spot, Whole, guidelines
from watchword.checklist.model import Guideline

_A_DAY = timedelta(days=1)


def due_on(guideline: Guideline) -> date:
    """The last day on which the review of the page still holds."""
    return guideline.reviewed_on + timedelta(days=guideline.review_days)


def pages_are_reviewed_in_time(whole: Whole) -> Iterator[Spot]:
    """Menus move and services change hands; a page that nobody looked at in time may be wrong by now."""
    for file, at, guideline in guidelines(whole):
        due = due_on(guideline)
        if due < whole.today:
            what = f"{guideline.id}: its review was due on {due}, {(whole.today - due).days} days ago."
            remedy = "Read the page against the systems of today, then set `reviewed_on`."
            yield Spot(file, (*at, "reviewed_on"), what, remedy)


def pages_were_not_reviewed_tomorrow(whole: Whole) -> Iterator[Spot]:
    """A date to come is a slip, or a review still to be done. East of here it may be tomorrow already."""
    for file, at, guideline in guidelines(whole):
        if guideline.reviewed_on > whole.today + _A_DAY:
            what = f"{guideline.id}: `reviewed_on` is {guideline.reviewed_on}, and today is {whole.today}."
            yield Spot(file, (*at, "reviewed_on"), what, "Set the day on which the page was reviewed.")
