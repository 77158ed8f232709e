"""How states look: a glyph and a word, and a colour that only repeats them."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """A glyph, the short word beside it, and the theme variable that colours both."""

    glyph: str
    word: str
    colour: str


# By the words of progress.state.Stage.
STAGES = {
    "not started": Look("·", "new", "text-muted"),
    "in progress": Look("…", "begun", "text-primary"),
    "question comes back": Look("↻", "later", "text-warning"),
    "talk it over": Look("⇄", "talk", "text-warning"),
    "needs your word": Look("»", "word", "text-primary"),
    "needs action": Look("!", "action", "text-error"),
    "waived": Look("≈", "waived", "text-muted"),
    "done": Look("✓", "done", "text-success"),
    "not applicable": Look("–", "n/a", "text-muted"),
}

# By the words of check.finding.Outcome.
OUTCOMES = {
    "pass": Look("✓", "pass", "text-success"),
    "warn": Look("!", "holds in part", "text-warning"),
    "fail": Look("✗", "fails", "text-error"),
    "unknown": Look("?", "could not tell", "text-warning"),
    "not-applicable": Look("–", "not for this machine", "text-muted"),
}

VIEWS = ("why", "how", "check", "think", "attest")
VIEW_TITLES = {"why": "Why", "how": "How", "check": "Check", "think": "Think", "attest": "Attest"}
