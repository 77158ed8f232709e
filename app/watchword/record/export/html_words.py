"""The words of the report: statuses, outcomes, counts, days, and how a few small things are marked up."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.record.export.element import Markup, element
from watchword.record.record import Looked, Record

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# The word for each, and the class whose colour repeats it.
STATUS: Mapping[str, tuple[str, str]] = {
    "done": ("done", "good"),
    "needs-action": ("needs action", "bad"),
    "waived": ("waived", "care"),
    "open": ("open", "care"),
    "not-applicable": ("not applicable", "quiet"),
}
OUTCOME: Mapping[str, tuple[str, str]] = {
    "pass": ("pass", "good"),
    "warn": ("holds in part", "care"),
    "fail": ("fails", "bad"),
    "unknown": ("could not tell", "care"),
    "not-applicable": ("not for this machine", "quiet"),
}


def toned(pair: tuple[str, str]) -> Markup:
    """A word in the colour that repeats it."""
    word, tone = pair
    return element("span", word, _class=tone)


def quiet(word: str) -> Markup:
    """A word for what is not there."""
    return toned((word, "quiet"))


def facts(given: Mapping[str, str], look: str) -> Markup:
    """Names with their values; `look` is the class that lays them out."""
    rows = (element("div", element("dt", name), element("dd", value)) for name, value in given.items())
    return element("dl", *rows, _class=look)


def of_checklist(record: Record, text: str) -> Markup:
    """A text of the checklist, marked with its language so that it is read out rightly."""
    return element("span", text, lang=record.checklist.language)


def name_of_check(one: Looked) -> str:
    """A check's id as words."""
    return one.check.replace("-", " ")


def count(number: int, one: str) -> str:
    """A number with its noun: `1 guideline`, `2 guidelines`."""
    return f"{number} {choose(number, one, one + 's')}"


def choose(number: int, one: str, many: str) -> str:
    """The form of a word that fits the number."""
    return one if number == 1 else many


def day(moment: str) -> Markup:
    """A moment of a record as a day, the month in letters, so that no country reads it differently."""
    return element("time", _day(moment), datetime=moment, _class="date")


def time(moment: str) -> Markup:
    """A moment of a record as day and time, in UTC as the record has it."""
    return element("time", f"{_day(moment)}, {moment[11:16]} UTC", datetime=moment, _class="date")


def _day(moment: str) -> str:
    return f"{int(moment[8:10])} {_MONTHS[int(moment[5:7]) - 1]} {moment[:4]}"
