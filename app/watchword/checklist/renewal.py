"""How long what a person showed stays good: the limits of re-certification, as a team sets them.

All of it is data of the checklist (`[renewal]` in `checklist.toml`); each limit is a number of days unless it
says otherwise. The figures that stand here by default follow what studies of spaced repetition and of
security training found: a first review after a month, the next within half a year, then once a year.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from watchword.checklist.table import Model, Text

Days = Annotated[int, Field(ge=1, le=3650)]
DayOfYear = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Basis = Literal["duration", "calendar", "change"]


class Renewal(Model):
    """The limits of re-certification."""

    basis: Basis = Field(
        default="duration",
        description="What makes a question and a word due: time since they were given, fixed days of the "
        "year, or only a change of the guideline.",
    )
    dates: tuple[DayOfYear, ...] = Field(
        default=(), description="With the basis calendar: the days of the year, as MM-DD; 02-29 is the 28th."
    )
    stages: tuple[Days, ...] = Field(
        default=(30, 150, 365),
        min_length=1,
        description="After how many days a question comes again: after the first right answer, the second "
        "in a row, and so on; the last holds from there on.",
    )
    longest: Days = Field(default=365, description="No question and no word stays good for longer.")
    volatile: Days = Field(
        default=180,
        description="The same for a question of a guideline that ages fast, as those that name menus do.",
    )
    finding: Days = Field(default=30, description="How long what a check showed stays good.")
    attestation: Days = Field(default=365, description="How long a person's word stays good.")
    missed: Days = Field(default=7, description="When a question that was missed comes back.")
    grace: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=14, description="How long after its day something due is not called overdue yet."
    )
    new: Days = Field(default=14, description="How long people have for a guideline that is new.")
    onboarding: Days = Field(default=30, description="How long a new hire has for the whole guide.")
    window: Annotated[int, Field(ge=0, le=365)] = Field(
        default=60,
        description="A word given this long before it ends keeps its day of the year, and is then good "
        "for up to so many days more.",
    )
    spread: Annotated[int, Field(ge=0, le=40)] = Field(
        default=10, description="Days are moved by up to so many percent, so that not all fall together."
    )
    sitting: Annotated[int, Field(ge=1, le=50)] = Field(
        default=7, description="So many questions are put in one sitting at the most."
    )
    postponements: Annotated[int, Field(ge=0, le=10)] = Field(
        default=2, description="How often something due may be put off."
    )
    postponement: Days = Field(default=7, description="For how long it is put off each time.")

    @model_validator(mode="after")
    def _name_dates(self) -> Renewal:
        if (self.basis == "calendar") != bool(self.dates):
            raise ValueError("`dates` are wanted with the basis `calendar`, and only there")
        if list(self.stages) != sorted(self.stages):
            raise ValueError("`stages` grow from one to the next")
        for day in self.dates:
            try:
                date.fromisoformat(f"2024-{day}")
            except ValueError:
                raise ValueError(f"there is no day {day} in any year") from None
        return self


class Former(Model):
    """A guideline as it read before its revision rose: shown beside the new text to whoever knew it so."""

    revision: int = Field(ge=1)
    rule: Text
    attestation: Text | None = Field(default=None, description="The sentence signed then, if it was another.")
    until: date = Field(description="The day on which the next revision took its place.")
    why: Text | None = Field(default=None, description="Why it was changed, in a sentence for everybody.")
