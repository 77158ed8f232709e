"""A renewal in words, in parts; each face shows them in its own manner."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.progress.due import Due
from watchword.progress.reason import Cause
from watchword.renewal import News
from watchword.text import count, in_words

LABELS = {
    Cause.REQUEST: "your manager asks",
    Cause.CHANGED: "changed",
    Cause.WAIVER: "waiver ended",
    Cause.MISSED: "missed last time",
    Cause.NEW: "new",
    Cause.ONBOARDING: "to be done",
    Cause.WORD: "your word ends",
    Cause.TIME: "time went by",
    Cause.FINDING: "to be looked at again",
}
"""The causes in words, first what people want to know first."""

_ORDER = list(LABELS)


def state(due: Due) -> str:
    """Say in a few words why something is due, and whether it is overdue."""
    found = sorted(due.causes, key=_ORDER.index)
    causes = [LABELS[cause] for cause in found if cause is not Cause.FINDING or len(found) == 1]
    return ", ".join([*causes, *(["overdue"] if due.today > due.last_day else [])])


def reason(due: Due, *, brief: bool = False) -> str:
    """Say why, with the days; a look that is due as well is left out, as it is no work.

    When `brief` only the first cause is said.
    """
    found = sorted(due.now, key=lambda one: _ORDER.index(one.cause))
    said = [one.sentence for one in found if one.cause is not Cause.FINDING] or [found[0].sentence]
    return " ".join(said[:1] if brief else said)


def news_lines(news: News) -> Iterator[str]:
    """Yield what happened since last time, a sentence each: changed rules, drift, waivers that end."""
    for standing, former in news.changed:
        why = f" {former.why}" if former and former.why else ""
        yield f"The rule “{standing.guideline.title}” was changed.{why}"
    for one in news.drifted:
        yield f"The check {one.check} held when you signed, and fails now."
    for standing, waiver in news.ending:
        yield f"The waiver for “{standing.guideline.title}” ends on {in_words(waiver.ends)}."


def left_words(left: int) -> str:
    """Say how many more are due after this sitting; empty when none is."""
    if not left:
        return ""
    return f"{count(left, 'more is', 'more are')} due after these, and can wait for another day."
