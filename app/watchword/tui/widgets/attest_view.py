"""The person's word: the exact text they sign, and what is still missing before they can."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import var

from watchword.progress.standing import Standing
from watchword.tui.markdown import plain
from watchword.tui.widgets.view import View, heading, joined


class AttestView(View):
    """Shows the text; giving the word is the screen's enter key."""

    HELP = """
# Attest

Your own word, in one sentence, about your own devices and habits. It is recorded with the date and a digest
of exactly this text. `z` takes it back.
"""

    gain: var[str] = var("")
    """What finishing the section gained; empty while something of it is left."""

    def watch_gain(self) -> None:
        """Say it as soon as it is so."""
        self.redraw()

    def content(self, standing: Standing) -> Content:
        """Draw the text and how it stands."""
        text = plain(standing.guideline.attestation.text, "bold")
        parts = [heading("Your word"), text]
        if standing.is_attested and standing.word is not None:
            day = standing.word.at.astimezone().strftime("%d %B %Y, %H:%M")
            parts.append(Content.styled(f"✓ You gave your word on {day}.", "bold $text-success"))
        elif not standing.is_understood:
            parts.append(Content("Your word comes last: answer 4 Think first."))
        else:
            parts.append(Content("Enter gives your word. Give it only if it is true today."))
        if standing.failing:
            parts.append(
                Content.styled(
                    "! A check of this guideline fails. Your word would stand beside that in the record, and "
                    "the guideline stays open until the check is put right: 3 Check says how.",
                    "$text-warning",
                )
            )
        left = standing.left
        if left:
            lines = [Content(f"• {line}") for line in left]
            parts.append(Content("\n").join([heading("Still to do here"), *lines]))
        elif standing.applies:
            parts.append(
                Content.styled("This guideline is done. Enter goes to the next one.", "$text-success")
            )
        if self.gain:
            parts.append(plain(f"✓ {self.gain}", "bold $text-success"))
        return joined(parts)
