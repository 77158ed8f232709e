"""The report: a completion record as one page to read in a browser, or to print.

One file that fetches nothing and runs nothing. The page is put together from elements that escape every text
they are given, so what a record says is shown and never obeyed. The signature is over the record, not over
this page, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

from watchword.record.export.element import Markup, element
from watchword.record.export.html_proof import foot, how_to_verify, worth
from watchword.record.export.html_table import table
from watchword.record.export.html_words import (
    OUTCOME,
    choose,
    count,
    facts,
    name_of_check,
    of_checklist,
    time,
)
from watchword.record.record import Entry, Record, counts

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_UNFINISHED = ("needs-action", "open")  # what needs action is named first


def render(record: Record) -> bytes:
    """Return the page."""
    style = Markup(files("watchword.record.export").joinpath("report.css").read_text("utf-8"))
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{record.subject.name}: {record.checklist.title}, completion record"),
        element("style", style),
    )
    title = element("h2", "Guideline by guideline")
    main = element("main", *_left(record), title, table(record), *worth(record), *how_to_verify(record))
    page = element("html", head, element("body", _head(record), main, foot(record)), lang="en")
    return f"<!doctype html>\n{page}\n".encode()


def _head(record: Record) -> Markup:
    """Who, which checklist, whether it is complete, and when."""
    times = {
        "Begun": time(record.result.started_at),
        "Last step": time(record.result.finished_at),
        "Signed": time(record.issued_at),
    }
    version = f", version {record.checklist.version}"
    return element(
        "header",
        element("p", "Completion record", _class="kind"),
        element("h1", element("bdi", record.subject.name)),
        element("p", record.subject.id, _class="quiet"),
        element("p", of_checklist(record, record.checklist.title), version),
        _answer(record),
        facts(times, "times"),
    )


def _answer(record: Record) -> Markup:
    """The box for a reader in a hurry: complete or not, the counts, and what the checks showed."""
    found = counts(record)
    applying, done = len(record.guidelines) - found["not-applicable"], found["done"]
    is_complete = record.result.status == "complete"
    tone = "good" if is_complete else "bad" if found["needs-action"] else "care"
    which = "All" if done == applying else "None of" if not done else f"{done} of"
    verbs = choose(applying, "applies", "apply"), choose(done or applying, "is", "are")
    counted = {
        "done": done,
        choose(found["needs-action"], "needs action", "need action"): found["needs-action"],
        "open": found["open"],
        "not applicable": found["not-applicable"],
    }
    return element(
        "div",
        element("p", "Complete" if is_complete else "Not complete", _class="verdict"),
        element("p", f"{which} {count(applying, 'guideline')} that {verbs[0]} {verbs[1]} done: understood, "
                "looked at where a check can look, and stated in the person's own word."),
        facts({word: str(number) for word, number in counted.items()}, "counts"),
        element("p", _looks(record), _class="quiet"),
        _class=f"answer {tone}",
    )  # fmt: skip


def _looks(record: Record) -> str:
    """One sentence on all checks: how many came back with what."""
    seen = [one for entry in record.guidelines for one in entry.seen]
    if not seen:
        return "No check has looked at their machine."
    tally = Counter[str](one.outcome for one in seen)
    parts = [f"{word} {tally[outcome]}" for outcome, (word, _) in OUTCOME.items() if tally[outcome]]
    stated = sum(bool(one.statement) for one in seen)
    own = f" For {stated} of these, their own words stand instead." if stated else ""
    return f"Checks on their own machine: {', '.join(parts)}.{own}"


def _left(record: Record) -> list[Markup]:
    """Name what is still to do; nothing when all is done."""
    unfinished = [one for status in _UNFINISHED for one in record.guidelines if one.status == status]
    items = [
        element("li", element("strong", of_checklist(record, one.title)), f": {_missing(one)}")
        for one in unfinished
    ]
    return [element("h2", "What is left"), element("ul", *items, _class="prose")] if items else []


def _missing(entry: Entry) -> str:
    """What a guideline still lacks, as far as the record tells."""
    found = [f"the check {name_of_check(one)} fails" for one in entry.seen if one.outcome == "fail"]
    if not entry.known:
        found.append("the question was not asked yet")
    elif not any(one.right for one in entry.known):
        found.append("the question was not answered rightly yet")
    waiting = (one for one in entry.seen if one.outcome == "unknown" and not one.statement)
    found += [
        f"the check {name_of_check(one)} could not tell, and nothing was said instead" for one in waiting
    ]
    if entry.stated is None:
        found.append("their word is not given yet")
    return "; ".join(found or ["a check has not looked yet"]) + "."
