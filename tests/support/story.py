"""What a person did, told event by event: for everything that is computed from events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from watchword.checklist.load import load
from watchword.checklist.model import Checklist, Guideline
from watchword.progress.event import Event, Value, check_fields
from watchword.progress.standing import Standing
from watchword.progress.state import Progress, compute

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
PERSON: dict[str, Value] = {
    "name": "New Person",
    "email": "new@example.org",
    "roles": ["developer"],
    "devices": ["linux"],
    "public_places": False,
}


@cache
def small() -> Checklist:
    """The small checklist, read once."""
    return load(SMALL)


class Story:
    """Events in the order in which they are told; every telling returns the number of the event."""

    def __init__(self, checklist: Checklist | None = None, *, profile: bool = True) -> None:
        self.checklist = checklist or small()
        self.events: list[Event] = []
        if profile:
            self.tell("profile", **PERSON)

    def tell(self, kind: str, **fields: Value) -> int:
        """Add an event as a journal would hold it."""
        n = len(self.events) + 1
        self.events.append(Event(n, NINE + timedelta(minutes=n), kind, check_fields(kind, fields)))
        return n

    def answer(self, guideline: str, right: bool = True, *, question: str = "", revision: int = 1) -> int:
        """Answer a question of a guideline, the first unless another is named."""
        asked = question or self.guideline(guideline).question[0].id
        attempt = sum(e.kind == "answered" and e.fields["guideline"] == guideline for e in self.events) + 1
        return self.tell(
            "answered",
            guideline=guideline,
            question=asked,
            revision=revision,
            option="right" if right else "first-mistake",
            right=right,
            attempt=attempt,
        )

    def attest(self, guideline: str, *, sha256: str = "", revision: int = 0) -> int:
        """Give one's word on a guideline, as it stands unless said otherwise."""
        found = self.guideline(guideline)
        return self.tell(
            "attested",
            guideline=guideline,
            revision=revision or found.revision,
            text_sha256=sha256 or found.attestation.sha256,
        )

    def look(self, guideline: str, outcome: str, check: str = "screen-lock") -> int:
        """Let a check come back with an outcome."""
        return self.tell("checked", guideline=guideline, check=check, outcome=outcome)

    def finish(self, *guidelines: str) -> None:
        """Do all there is to do for these guidelines, or for all of them."""
        for one in self.checklist.guidelines:
            if not guidelines or one.id in guidelines:
                for use in one.check:
                    self.look(one.id, "pass", use.name)
                self.answer(one.id)
                self.attest(one.id)

    @property
    def progress(self) -> Progress:
        """What it all adds up to."""
        return compute(self.checklist, self.events)

    def standing(self, guideline: str) -> Standing:
        """Where one guideline stands after all of it."""
        return self.progress.standings[guideline]

    def guideline(self, name: str) -> Guideline:
        """The guideline with this id."""
        return next(one for one in self.checklist.guidelines if one.id == name)
