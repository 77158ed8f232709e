"""A person's years with a checklist, told day by day: for everything that is due by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from support.story import PERSON, small
from watchword.checklist.model import Checklist, Guideline
from watchword.checklist.renewal import Renewal
from watchword.progress.due import Agenda, Due, find_due
from watchword.progress.event import Event, Value, check_fields
from watchword.progress.reason import Cause, Reason
from watchword.progress.schedule import draw, option_id
from watchword.progress.state import Progress, compute

START = date(2026, 1, 5)


def policy(**changes: object) -> Renewal:
    """The limits that stand when a checklist names none, with some of them changed."""
    return Renewal.model_validate(changes)


def changed(checklist: Checklist, name: str, **changes: object) -> Checklist:
    """Return the checklist with one guideline changed."""
    sections = tuple(
        section.model_copy(
            update={
                "guidelines": tuple(
                    one.model_copy(update=changes) if one.id == name else one for one in section.guidelines
                )
            }
        )
        for section in checklist.sections
    )
    return checklist.model_copy(update={"sections": sections})


class Life:
    """One person: what they do is told as of `today`, the day where they are; each deed takes a minute."""

    def __init__(
        self,
        limits: Renewal | None = None,
        *,
        checklist: Checklist | None = None,
        start: date = START,
        email: str = "new@example.org",
    ) -> None:
        self.policy = limits or policy()
        self.checklist = checklist or small()
        self.today = start
        self.events: list[Event] = []
        self._zone = self._minutes = 0
        self._ahead = timedelta()
        self.tell("profile", **{**PERSON, "email": email})

    # -- time ---------------------------------------------------------------------------------------------

    def forward(self, days: int, *, zone: int = 0) -> None:
        """Let days pass; from then on the person is `zone` hours before UTC."""
        self.today += timedelta(days)
        self._zone, self._minutes = zone, 0

    def clock_ahead(self, years: int) -> None:
        """From here on the clock of the computer is wrong."""
        self._ahead = timedelta(365 * years)

    def clock_right(self) -> None:
        """The clock is put right."""
        self._ahead = timedelta()

    def wait_until_due(self, guideline: str, cause: Cause) -> None:
        """Go to the day on which a guideline is due for a cause."""
        self.forward((self.reason(guideline, cause).on - self.today).days)

    # -- deeds --------------------------------------------------------------------------------------------

    def tell(self, kind: str, *, at: datetime | None = None, **fields: Value) -> None:
        """Add an event as a journal would hold it."""
        self._minutes += 1
        nine = datetime.combine(self.today, time(9), UTC) - timedelta(hours=self._zone)
        when = at or nine + timedelta(minutes=self._minutes) + self._ahead
        self.events.append(Event(len(self.events) + 1, when, kind, check_fields(kind, fields)))

    def visit(self, guideline: str, *, at: datetime | None = None) -> None:
        """Open a page."""
        self.tell("opened", at=at, guideline=guideline)

    def answer(self, guideline: str, right: bool = True) -> str:
        """Answer the question that is drawn, and return its id."""
        standing = self.progress.standings[guideline]
        drawn = draw(standing, "seed")
        chosen = drawn.question.right if right else drawn.question.wrong[0]
        self.tell(
            "answered",
            guideline=guideline,
            question=drawn.question.id,
            revision=drawn.question.revision,
            option=option_id(chosen),
            right=right,
            attempt=drawn.attempt,
        )
        return drawn.question.id

    def attest(self, guideline: str) -> None:
        """Give one's word on the guideline as it stands."""
        found = self.guideline(guideline)
        digest = found.attestation.sha256
        self.tell("attested", guideline=guideline, revision=found.revision, text_sha256=digest)

    def look(self, guideline: str, outcome: str = "pass") -> None:
        """Let the checks of a guideline run."""
        for use in self.guideline(guideline).check:
            self.tell("checked", guideline=guideline, check=use.name, outcome=outcome)

    def finish(self, *names: str) -> None:
        """Do all there is to do for the first time."""
        for name in names or self.applying:
            self.look(name)
            while not self.progress.standings[name].is_understood:
                self.answer(name)
            self.attest(name)

    def renew(self, guideline: str, *, right: bool = True, word: bool | None = None) -> str:
        """Begin what is due of a guideline and do what is asked; return the question that was put, if any."""
        due, asked = self.due(guideline), ""
        asks = sorted(due.asks | ({"word"} if word else set()))
        causes = [str(cause) for cause in due.causes]
        self.tell("due", guideline=guideline, since=due.since.isoformat(), causes=causes, asks=asks)
        if "look" in asks:
            self.look(guideline)
        if "question" in asks or not self.progress.standings[guideline].is_understood:
            asked = self.answer(guideline, right)
        if "word" in asks and word is not False and self.progress.standings[guideline].is_understood:
            self.attest(guideline)
        return asked

    def postpone(self, guideline: str) -> None:
        """Put off what is due by as long as the policy says."""
        until = self.today + timedelta(self.policy.postponement)
        self.tell("postponed", guideline=guideline, until=until.isoformat())

    def waive(self, guideline: str, until: date) -> None:
        """Agree a waiver."""
        said: dict[str, Value] = {"reason": "The stick is lost", "approved_by": "lead@example.org"}
        self.tell("waived", guideline=guideline, ends=until.isoformat(), **said)

    def request(self, *guidelines: str, until: date) -> None:
        """Let the manager ask for guidelines."""
        said: dict[str, Value] = {"by": "lead@example.org", "reason": "An incident showed a gap."}
        self.tell("requested", guidelines=list(guidelines), until=until.isoformat(), **said)

    def forget(self, guideline: str) -> None:
        """Take out everything about a guideline, as if it had never been there."""
        kept = [event for event in self.events if event.fields.get("guideline") != guideline]
        self.events = [Event(n, one.at, one.kind, one.fields) for n, one in enumerate(kept, 1)]

    # -- what it adds up to -------------------------------------------------------------------------------

    @property
    def progress(self) -> Progress:
        """How far the person is."""
        return compute(self.checklist, self.events)

    @property
    def applying(self) -> list[str]:
        """The ids of the guidelines that apply."""
        return [one.guideline.id for one in self.progress.applying]

    @property
    def agenda(self) -> Agenda:
        """What is due as of today."""
        return self.agenda_on(self.today)

    def agenda_on(self, today: date) -> Agenda:
        """What is due where the clock says that it is this day."""
        return find_due(self.progress, self.events, self.policy, today)

    def due(self, guideline: str) -> Due:
        """What is due of one guideline, now or later."""
        found = self.agenda.find(guideline)
        assert found is not None
        return found

    def reason(self, guideline: str, cause: Cause) -> Reason:
        """The reason of this cause."""
        return next(one for one in self.due(guideline).reasons if one.cause is cause)

    def guideline(self, name: str) -> Guideline:
        """The guideline with this id."""
        return next(one for one in self.checklist.guidelines if one.id == name)
