"""What a person can do: the use cases that both faces call.

A session joins the checklist, the journal, this machine and the clock; all four are handed in. Faces ask it
and show what it answers; they know neither the journal's file nor the signature's bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from watchword.checklist.load import load
from watchword.checklist.locate import locate
from watchword.checklist.model import Checklist
from watchword.errors import UsageError
from watchword.kit import Kit
from watchword.looks import Looks
from watchword.progress import schedule
from watchword.progress.event import Event, Value
from watchword.progress.ledger import Ledger
from watchword.progress.profile import Profile
from watchword.progress.schedule import Draw, Feedback, Wait, option_id
from watchword.progress.standing import Standing
from watchword.progress.state import Progress, advance, compute, undoable
from watchword.progress.statement import own_words
from watchword.text import clean

Deed = tuple[str, dict[str, Value]]
"""What is to be recorded: a kind of event and its fields."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was withdrawn: which kind of event, of which guideline."""

    kind: str
    guideline: str


@dataclass
class Session(Looks):
    """One sitting with one checklist."""

    kit: Kit
    checklist: Checklist
    ledger: Ledger = field(default_factory=Ledger)
    folder: Path | None = None
    """Where the checklist lies, if on a disk."""

    notices: tuple[str, ...] = ()
    progress: Progress = field(init=False)
    sitting: tuple[str, ...] = ()
    """The guidelines of the renewal that is being gone through, in order."""

    _since: int = 0

    def __post_init__(self) -> None:
        self._recompute()
        self._since = self.progress.count

    # -- beginning and ending -----------------------------------------------------------------------------

    @property
    def events(self) -> tuple[Event, ...]:
        """All events of this person and checklist, oldest first."""
        return self.ledger.events

    @property
    def is_read_only(self) -> bool:
        """Whether another session holds the journal, so that nothing can be recorded here."""
        return self.ledger.is_read_only

    @property
    def may_record(self) -> bool:
        """Whether what happens is written down: there is a journal, and it is held here."""
        return self.ledger.journal is not None and not self.is_read_only

    @property
    def profile(self) -> Profile | None:
        """What the person said about themselves; `None` before the first time."""
        return self.progress.profile

    def set_profile(self, profile: Profile) -> None:
        """Record what the person says about themselves; the first time this begins journal and key."""
        self.ledger.begin(self.kit.shelf(self.checklist.id), self.checklist, self.kit.beginning)
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
        """End the sitting; everything is recorded already. How it stands is kept for `watchword status`."""
        journal, shelf = self.ledger.journal, self.kit.shelf(self.checklist.id)
        # Before the person has said who they are, nothing is written, but where another checklist is begun.
        is_kept = not journal.read_only if journal else self.kit.paths.key_file.exists()
        if is_kept and self.folder is not None:
            from watchword.outlook import keep

            path = journal.path if journal else shelf.first
            keep(self.kit, self.progress, self.events, path, self.folder, self._today.date())
        self.ledger.close()

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
        if self.may_record and self.progress.place != guideline:
            self._record("opened", guideline=guideline)

    def resume(self) -> Standing | None:
        """Return where to go on: the guideline left last if it is not done, else the next that is pending."""
        place = self.progress.place
        if found := self._next_of_sitting():
            return found
        if place and self.standing(place).applies and not self.standing(place).is_settled:
            return self.standing(place)
        return self.next_pending(place)

    def next_pending(self, after: str, step: int = 1) -> Standing | None:
        """Return the next guideline with something to do, before or behind `after`; a sitting comes first."""
        if step > 0 and (found := self._next_of_sitting()):
            return found
        return schedule.next_pending(self.progress, after, self._today, step)

    @property
    def is_sitting_over(self) -> bool:
        """Whether there was a renewal, and nothing of it can be gone on with now."""
        return bool(self.sitting) and self._next_of_sitting() is None

    def _next_of_sitting(self) -> Standing | None:
        """The next guideline of the renewal that can be gone on with now."""
        left = (self.standing(one) for one in self.sitting if one in self.progress.standings)
        pending = (one for one in left if one.applies and not one.is_settled)
        return next((one for one in pending if not one.wrong_since or self.draw(one.guideline.id)), None)

    def draw(self, guideline: str) -> Draw | None:
        """Return the question to put now; `None` while it has still to come back, or is understood."""
        standing = self.standing(guideline)
        if standing.is_understood or not standing.applies or not self.wait(guideline).is_over:
            return None
        journal = self.ledger.journal
        seed = schedule.derive_seed(self.progress, journal.header.journal if journal else "")
        return schedule.draw(standing, seed)

    def gain(self, guideline: str) -> str:
        """Say what finishing a guideline's section gained; empty while something of the section is left."""
        wanted = self.standing(guideline).guideline
        section = next(one for one in self.checklist.sections if wanted in one.guidelines)
        standings = [self.standing(one.id) for one in section.guidelines]
        is_finished = all(one.is_done or not one.applies for one in standings)
        return f"{section.title}: finished. {section.gain or ''}".strip() if is_finished else ""

    def wait(self, guideline: str) -> Wait:
        """What has to happen before a missed question is put again."""
        missed = self.checklist.renewal.missed
        return schedule.wait(self.standing(guideline), self.progress.standings, self._today, missed)

    @property
    def _today(self) -> datetime:
        """The time on the person's own clock: a question that rests comes back after their midnight."""
        return self.kit.now().astimezone()

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
        left = self.standing(guideline).questions_left
        return Feedback(chosen, right, chosen is right, left, self.wait(guideline))

    def talk_over(self, guideline: str) -> None:
        """Record that the person talked a guideline over with somebody; its question need not wait then."""
        if not self.standing(guideline).wrong_since:
            raise UsageError("There is nothing to talk over here.", "No question of it was missed.", "Go on.")
        self._record("talked", guideline=guideline)

    def name_stake(self, guideline: str, text: str) -> None:
        """Record what the person says is at risk in their own case."""
        self.standing(guideline)
        self._record(
            "named", guideline=guideline, text=own_words(text, "Name what is at risk, in a few words.")
        )

    def attest(self, guideline: str) -> None:
        """Record the person's word on the text as it stands; raises `UsageError` before it is understood."""
        standing = self.standing(guideline)
        if not standing.is_understood:
            raise UsageError(
                "Your word comes last.",
                "The questions of this guideline have not been answered rightly yet.",
                "Answer it under 4 Think, then give your word.",
            )
        text = standing.guideline.attestation
        self._record(
            "attested", guideline=guideline, revision=standing.guideline.revision, text_sha256=text.sha256
        )

    def state(self, guideline: str, check: str, text: str) -> None:
        """Record the person's own statement where a check could not tell."""
        said = own_words(text, "Say in a sentence how it is.")
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
        self._record("undone", of=self.ledger.number(event))
        return Undone(event.kind, event.text("guideline"))

    # -- recording ----------------------------------------------------------------------------------------

    def note_export(self, record_id: str, sha256: str) -> None:
        """Record that a record of this id and digest left."""
        self._record("exported", record=record_id, sha256=sha256)

    def note_all(self, deeds: Sequence[Deed]) -> None:
        """Record several things that belong together, in one write."""
        self.catch_up()
        self.ledger.append_all([(kind, self.kit.now(), fields) for kind, fields in deeds])
        self._recompute()

    def renew(self, deeds: Sequence[Deed]) -> None:
        """Record what is due; where everything was done before, in a new journal that continues this one."""
        self.catch_up()
        if not self.progress.is_complete:
            self.note_all(deeds)
            return
        entries = [(kind, self.kit.now(), fields) for kind, fields in deeds]
        self.ledger.renew(self.kit.shelf(self.checklist.id), self.checklist, self.kit.beginning, entries)
        self._recompute()
        self._since = self.progress.count

    def _record(self, kind: str, **fields: Value) -> None:
        self.catch_up()
        event = self.ledger.append(kind, self.kit.now(), **fields)
        self.progress = advance(self.progress, event) or compute(self.checklist, self.events)

    def catch_up(self) -> None:
        """Go on in a new journal if the checklist has changed since this one was begun.

        Done with the next thing that is recorded, and before a record is made.
        """
        if self.ledger.go_on(self.kit.shelf(self.checklist.id), self.checklist, self.kit.beginning):
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
    place = locate(folder)
    checklist = load(place)
    on_disk = place if isinstance(place, Path) else None
    shelf = kit.shelf(checklist.id)
    journal = shelf.open_last(kit.now())
    if journal is None:
        return Session(kit, checklist, folder=on_disk)
    earlier = tuple(path.read_bytes() for path in shelf.paths()[:-1])
    ledger = Ledger(journal, earlier, shelf.memory)
    lost = ledger.note_lost(kit.now())
    notices = (*journal.notices, lost) if lost else journal.notices
    if journal.header.checklist_sha256 != checklist.sha256:
        notices = (*notices, "The checklist has changed since last time; what changed is asked again.")
    return Session(kit, checklist, ledger, on_disk, notices)
