"""What a person can do: the use cases that both faces call.

A session joins the checklist, the journal, this machine and the clock; all four are handed in. Faces ask it
and show what it answers; they know neither the journal's file nor the signature's bytes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from watchword.check.finding import Finding
from watchword.check.runner import Ask, stream
from watchword.checklist.load import load
from watchword.checklist.locate import locate
from watchword.checklist.model import Checklist
from watchword.errors import JournalError, UsageError
from watchword.kit import Kit
from watchword.progress import schedule
from watchword.progress.chain import Chain
from watchword.progress.chain import verify as verify_chain
from watchword.progress.event import Event, Value
from watchword.progress.history import join
from watchword.progress.journal import Journal
from watchword.progress.profile import Profile
from watchword.progress.schedule import Draw, Option, option_id
from watchword.progress.state import Progress, Standing, advance, compute, undoable
from watchword.text import clean

STATEMENT_LIMIT = 300
SEEN_FOR = timedelta(days=1)  # a finding that has not changed is recorded again after this long


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an answer comes back with: both options explained, and when the question comes back."""

    chosen: Option
    right: Option
    is_right: bool
    others_to_go: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What was withdrawn: which kind of event, of which guideline."""

    kind: str
    guideline: str


@dataclass
class Session:
    """One sitting with one checklist."""

    kit: Kit
    checklist: Checklist
    journal: Journal | None = None
    earlier: tuple[bytes, ...] = ()
    notices: tuple[str, ...] = ()
    progress: Progress = field(init=False)
    _past: tuple[Event, ...] = ()
    _since: int = 0

    def __post_init__(self) -> None:
        self._past = join(verify_chain(data).events for data in self.earlier)
        self._recompute()
        self._since = self.progress.count

    # -- beginning and ending -----------------------------------------------------------------------------

    @property
    def events(self) -> tuple[Event, ...]:
        """All events of this person and checklist, oldest first."""
        return join([self._past, self.journal.events if self.journal else ()])

    @property
    def is_read_only(self) -> bool:
        """Whether another session holds the journal, so that nothing can be recorded here."""
        return self.journal is not None and self.journal.read_only

    @property
    def profile(self) -> Profile | None:
        """What the person said about themselves; `None` before the first time."""
        return self.progress.profile

    def set_profile(self, profile: Profile) -> None:
        """Record what the person says about themselves; the first time this begins journal and key."""
        if self.journal is None:
            self.journal = self.kit.shelf(self.checklist.id).begin(self.checklist, self.kit.beginning())
        if profile == self.profile:
            return
        self._record(
            "profile",
            name=profile.name,
            email=profile.email,
            roles=list(profile.roles),
            devices=list(profile.devices),
            public_places=profile.public_places,
        )

    def close(self) -> None:
        """End the sitting; everything done is recorded already."""
        if self.journal is not None:
            self.journal.close()

    # -- walking ------------------------------------------------------------------------------------------

    def standing(self, guideline: str) -> Standing:
        """Return how one guideline stands; raises `UsageError` for an unknown id."""
        if guideline not in self.progress.standings:
            raise UsageError(
                f"There is no guideline {clean(guideline, limit=80)!r}.",
                "`watchword checklist show` lists all ids.",
                "Correct the id.",
            )
        return self.progress.standings[guideline]

    def visit(self, guideline: str) -> None:
        """Note that a guideline is open, so that the next sitting begins there; writes only what is new."""
        self.standing(guideline)
        if self.journal is not None and not self.is_read_only and self.progress.place != guideline:
            self._record("opened", guideline=guideline)

    def resume(self) -> Standing | None:
        """Return where to go on: the guideline left last if it is not done, else the next that is pending."""
        place = self.progress.place
        if place and self.standing(place).applies and not self.standing(place).is_done:
            return self.standing(place)
        return schedule.next_pending(self.progress, place)

    def next_pending(self, after: str, step: int = 1) -> Standing | None:
        """Return the next guideline with something to do, before or behind `after`."""
        return schedule.next_pending(self.progress, after, step)

    def draw(self, guideline: str) -> Draw | None:
        """Return the question to put now; `None` while it has still to come back, or is understood."""
        standing = self.standing(guideline)
        if not schedule.may_ask(standing, self.progress.standings):
            return None
        seed = self.journal.header.journal if self.journal else ""
        return schedule.draw(standing.guideline, standing.answers, seed)

    def others_to_go(self, guideline: str) -> int:
        """How many other guidelines are to be answered before a missed question comes back."""
        return schedule.others_to_go(self.standing(guideline), self.progress.standings)

    def answer(self, guideline: str, drawn: Draw, place: int) -> Feedback:
        """Record the option at `place` (from 0) and return the feedback; a draw is answered once."""
        if drawn.attempt != len(self.standing(guideline).answers) + 1:
            raise UsageError(
                "This question was answered already.", "", "Go on; a question you missed comes back."
            )
        chosen, right = drawn.options[place], drawn.question.right
        self._record(
            "answered",
            guideline=guideline,
            question=drawn.question.id,
            revision=drawn.question.revision,
            option=option_id(chosen),
            right=chosen is right,
            attempt=drawn.attempt,
        )
        return Feedback(chosen, right, chosen is right, self.others_to_go(guideline))

    def attest(self, guideline: str) -> None:
        """Record the person's word on the text as it stands; raises `UsageError` before it is understood."""
        standing = self.standing(guideline)
        if not standing.is_understood:
            raise UsageError(
                "Your word comes last.",
                "The question of this guideline has not been answered rightly yet.",
                "Answer it under 4 Think, then give your word.",
            )
        text = standing.guideline.attestation
        self._record(
            "attested", guideline=guideline, revision=standing.guideline.revision, text_sha256=text.sha256
        )

    def state(self, guideline: str, check: str, text: str) -> None:
        """Record the person's own statement where a check could not tell."""
        said = clean(" ".join(text.split()), limit=STATEMENT_LIMIT)
        if not said:
            raise UsageError("The statement is empty.", "", "Say in a sentence how it is on this machine.")
        self._record("stated", guideline=guideline, check=check, text=said)

    @property
    def may_undo(self) -> bool:
        """Whether there is something of this sitting to withdraw."""
        return undoable(self.events, self._since) is not None

    def undo(self) -> Undone | None:
        """Withdraw the last answer, word or statement of this sitting; `None` when there is none."""
        event = undoable(self.events, self._since)
        if event is None:
            return None
        self._record("undone", of=event.n - len(self._past))
        return Undone(event.kind, event.text("guideline"))

    # -- looking ------------------------------------------------------------------------------------------

    def asks(self, guidelines: Iterable[str] | None = None) -> list[Ask]:
        """Return the checks of these guidelines, or of all that apply."""
        wanted = None if guidelines is None else set(guidelines)
        return [
            Ask(use.name, self.checklist.limits(use), standing.guideline.id)
            for standing in self.progress.applying
            if wanted is None or standing.guideline.id in wanted
            for use in standing.guideline.check
        ]

    async def look(self, guidelines: Iterable[str] | None = None) -> AsyncIterator[tuple[str, Finding]]:
        """Run checks side by side; yield (guideline, finding) as they come, each recorded when it is news."""
        async for ask, finding in stream(self.asks(guidelines), self.kit.host):
            self._note(ask.about, finding)
            yield ask.about, finding

    def _note(self, guideline: str, finding: Finding) -> None:
        before = self.standing(guideline).seen.get(finding.check)
        is_news = before is None or before.outcome != finding.outcome or self.kit.now() - before.at > SEEN_FOR
        if is_news and self.journal is not None and not self.is_read_only:
            self._record("checked", guideline=guideline, check=finding.check, outcome=str(finding.outcome))

    # -- recording ----------------------------------------------------------------------------------------

    def chain(self) -> tuple[bytes, Chain]:
        """Return the journal's bytes and what they hold; raises `JournalError` before there is one."""
        if self.journal is None:
            raise JournalError(
                "There is no journal yet.", "", "Start with `watchword`, or `watchword --plain`."
            )
        data = self.journal.path.read_bytes()
        return data, verify_chain(data)

    def note_export(self, record_id: str) -> None:
        """Record that a record left."""
        self._record("exported", record=record_id)

    def _record(self, kind: str, **fields: Value) -> None:
        if self.journal is None:
            raise JournalError(
                "Nothing was recorded.",
                "You have not said who you are yet.",
                "Fill in the profile first.",
            )
        self.catch_up()
        event = self.journal.append(kind, self.kit.now(), **fields)
        numbered = replace(event, n=event.n + len(self._past))
        self.progress = advance(self.progress, numbered) or compute(self.checklist, self.events)

    def catch_up(self) -> None:
        """Go on in a new journal where this one was begun with another state of the checklist.

        The old one stays as it was. Done with the next thing that is recorded, and before a record is made.
        """
        before = self.journal
        if before is None or before.read_only or before.header.checklist_sha256 == self.checklist.sha256:
            return
        self.earlier = (*self.earlier, before.path.read_bytes())
        shelf = self.kit.shelf(self.checklist.id)
        self.journal = shelf.continue_from(before, self.checklist, self.kit.beginning())
        self._past = join(verify_chain(data).events for data in self.earlier)
        self._recompute()

    def _recompute(self) -> None:
        self.progress = compute(self.checklist, self.events)


def open_session(kit: Kit, checklist_folder: Path | None = None) -> Session:
    """Open the checklist and the journal that goes with it.

    Raises `ChecklistError` and `JournalError`. A journal that was begun with another state of the checklist
    is continued in a new one with the next thing that is recorded; looking alone writes nothing.
    """
    folder = checklist_folder or (
        Path(kit.settings.checklist).expanduser() if kit.settings.checklist else None
    )
    checklist = load(locate(folder))
    shelf = kit.shelf(checklist.id)
    journal = shelf.open_last(kit.now())
    if journal is None:
        return Session(kit, checklist)
    notices = journal.notices
    if journal.header.checklist_sha256 != checklist.sha256:
        notices = (*notices, "The checklist has changed since last time; what changed is asked again.")
    earlier = tuple(path.read_bytes() for path in shelf.paths()[:-1])
    return Session(kit, checklist, journal, earlier, notices)
