"""One guideline of the walk: read it, look, answer, give your word."""

from __future__ import annotations

from collections.abc import Iterable

from watchword.checklist.glossary import abbreviations
from watchword.checklist.model import Guideline, Platform
from watchword.checklist.platform import split
from watchword.cli.guideline_text import Named, block_lines, changed_lines, how_lines, rule_lines, why_lines
from watchword.cli.output import Output
from watchword.cli.plain_command import Commands
from watchword.cli.plain_console import Console
from watchword.cli.plain_look import PlainLook
from watchword.cli.prose import render, wrap
from watchword.cli.summary_text import done_of
from watchword.progress.schedule import Draw
from watchword.progress.standing import Standing
from watchword.session import Session
from watchword.text import count


class Page:
    """A guideline as a conversation; `again` shortens what was read in this sitting already."""

    def __init__(
        self, commands: Commands, out: Output, detected: Platform, guideline: str, *, again: bool
    ) -> None:
        self.commands = commands
        self.session: Session = commands.session
        self.console: Console = commands.console
        self.out = out
        self.detected = detected
        self.id = guideline
        self.again = again
        self._was_asked = False
        commands.place = guideline
        commands.more = self._more

    @property
    def standing(self) -> Standing:
        """How the guideline stands now."""
        return self.session.standing(self.id)

    @property
    def guideline(self) -> Guideline:
        """The guideline itself."""
        return self.standing.guideline

    def run(self) -> None:
        """Go through all parts; raises what the commands raise."""
        self.session.visit(self.id)
        self._was_asked = self._is_renewal
        self._read()
        if not self.standing.applies:
            self.console.tell(f"This is not for you. {self.standing.reason}")
            self.commands.prompt("Press enter to go on:")
            return
        if not (self.again or self._is_question_first or self._is_renewal) or not self._asks():
            self.commands.prompt("Press enter to go on, or type m for more, ? for help:")
            self.console.say()
        look = PlainLook(self.commands, self.out, self.id)
        if self._is_question_first:
            self._think()
            look.run()
        else:
            look.run()
            self._think()
        self._name_stake()
        self._attest()
        self._close()

    @property
    def _is_renewal(self) -> bool:
        """Whether it is asked anew: then it was read before."""
        return bool(self.standing.asked) and not self.standing.is_settled

    @property
    def _is_question_first(self) -> bool:
        return self.commands.question_first

    def _asks(self) -> bool:
        """Whether something will be asked here anyway, so that the page need not wait before it."""
        standing = self.standing
        return self.session.draw(self.id) is not None or (standing.is_understood and not standing.is_attested)

    # -- reading ------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self.console.say_all([self.guideline.title, self._where(), ""])
        self.console.say_all(rule_lines(self.guideline))
        if known := self.standing.former:
            self.console.say_all(changed_lines(known, self.guideline))
        if self._is_renewal and not known:
            self.console.say("You have read this before; m shows the why and the how again.")
        elif self.again:
            self.console.say("You have read this in this sitting; m shows all of it again.")
        elif self._is_question_first:
            self.console.say("The question first; m shows the why and the how, e where the facts come from.")
        else:
            self.console.say()
            self.console.say_all(self._text())
        self.console.say()

    def _where(self) -> str:
        progress = self.session.progress
        section = next(one for one in progress.checklist.sections if self.guideline in one.guidelines)
        ids = [one.guideline.id for one in progress.applying]
        if self.id not in ids:
            return f"Section {section.title}"
        return f"Guideline {ids.index(self.id) + 1} of {len(ids)}, section {section.title}"

    def _text(self) -> list[str]:
        mine, others = self._blocks()
        lines = [*why_lines(self.guideline), "", *how_lines(self.guideline, mine)]
        if others:
            lines += ["", *wrap(f"There is more for {count(len(others), 'other platform')}: type m.")]
        words = " and the words" if abbreviations(self.guideline, self.session.checklist.glossary) else ""
        return [*lines, "", *wrap(f"Type e for the sources{words}.")]

    def _more(self) -> Iterable[str]:
        if self.again or self._is_question_first or self._is_renewal:
            return self._text()
        others = self._blocks()[1]
        return [line for platform, block in others for line in ("", *block_lines(platform, block))][1:]

    def _blocks(self) -> tuple[list[Named], list[Named]]:
        devices = self.session.profile.devices if self.session.profile else ()
        return split(self.guideline.how.blocks, self.detected, devices)

    # -- thinking -----------------------------------------------------------------------------------------

    def _think(self) -> None:
        self.console.say("Think")
        drawn = self.session.draw(self.id)
        if drawn is None:
            self.console.tell(self._why_no_question())
            self.console.say()
        while drawn is not None and self._put(drawn):
            drawn = self.session.draw(self.id)

    def _put(self, drawn: Draw) -> bool:
        """Put one question; whether it was answered."""
        self.console.say()
        if drawn.turns > 1:
            self.console.say(f"Question {drawn.turn} of {drawn.turns}")
        if drawn.is_repeat:
            self.console.say("You have seen this one before; its options stand in another order.")
        self.console.say_all(render(drawn.question.stem))
        self.console.say()
        for place, option in enumerate(drawn.options, 1):
            self.console.say_all(render(option.text, indent="     ", first=f"  {place}. "))
        numbers = [str(place) for place in range(1, len(drawn.options) + 1)]
        prompt = f"Your answer, 1 to {len(numbers)} (enter alone leaves it for later):"
        typed = self.commands.choose(
            prompt, {"": "", **{one: one for one in numbers}}, f"Type a number from 1 to {len(numbers)}."
        )
        if typed:
            self._answer(drawn, int(typed) - 1)
        self.console.say()
        return bool(typed)

    def _why_no_question(self) -> str:
        if not self.standing.is_understood:
            return self.session.wait(self.id).sentence(self.session.checklist.contact)
        bank = {question.id: question for question in self.guideline.question}
        kept = {answer.question for answer in self.standing.valid_answers}
        gone = [name for name in kept if name not in bank or bank[name].retired]
        also = " A question you answered was retired since; your answer is kept." if gone else ""
        return f"You have answered rightly here.{also}"

    def _answer(self, drawn: Draw, place: int) -> None:
        feedback = self.session.answer(self.id, drawn, place)
        self.console.say("Right." if feedback.is_right else "Not right.")
        self.console.say_all(render(feedback.chosen.because))
        if not feedback.is_right:
            number = drawn.options.index(feedback.right) + 1
            self.console.say_all(
                render(feedback.right.text, indent="  ", first=f"The right answer is {number}: ")
            )
            self.console.say_all(render(feedback.right.because))
            self.console.tell(feedback.wait.sentence(self.session.checklist.contact))
            if self._is_question_first:
                self.console.say("Type m to read the why and the how.")
        elif feedback.left:
            self.console.tell(f"Much hangs on this guideline, so there {_more(feedback.left)} here.")

    def _name_stake(self) -> None:
        """Let the person finish a sentence on their own case, once; nobody has to."""
        standing, begins = self.standing, self.guideline.why.stake
        if not begins or not standing.is_understood or standing.stake or standing.is_attested:
            return
        self.console.say("In your own case")
        self.console.tell(
            "If you like, finish this sentence, without secrets. It is kept in your journal, which leaves "
            "with your record. Enter alone goes on."
        )
        if typed := self.commands.prompt(f"{begins}:"):
            self.session.name_stake(self.id, typed)
            self.console.say("Recorded.")
        self.console.say()

    # -- giving one's word --------------------------------------------------------------------------------

    def _attest(self) -> None:
        standing = self.standing
        if not standing.is_understood or (self._was_asked and standing.is_attested):
            return
        self.console.say("Attest")
        self.console.say_all(render(standing.guideline.attestation.text, indent="  ", first="  "))
        if standing.is_attested:
            self.console.say("You have given your word on this.")
        elif self.commands.prompt("Type yes to give your word, anything else for later:").lower() == "yes":
            self.session.attest(self.id)
            self.console.say("You gave your word; it is recorded.")
        else:
            self.console.say("Left for later.")
        self.console.say()

    def _close(self) -> None:
        standing, progress = self.standing, self.session.progress
        state = "Done." if standing.is_done else f"Left here: {' '.join(standing.left)}"
        self.console.tell(f"{state} ({done_of(progress)})")
        if gain := self.session.gain(self.id):
            self.console.tell(gain)


def _more(left: int) -> str:
    return "is one more question" if left == 1 else f"are {left} more questions"
