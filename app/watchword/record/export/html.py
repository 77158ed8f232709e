"""The report: a completion record as one page to read in a browser, or to print.

One file that fetches nothing and runs nothing. The page is put together from elements that escape every text
they are given, so what a record says is shown and never obeyed. The signature is over the record, not over
this page, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources import files

from watchword.record.export.element import Markup, element
from watchword.record.export.instructions import commands
from watchword.record.record import Asked, Entry, Looked, Record, counts, name_of

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_COLUMNS = ("Guideline", "Status", "Known", "Seen", "Stated")

# The word for each status and outcome, and the class whose colour repeats it.
_STATUS = {
    "done": ("done", "good"),
    "needs-action": ("needs action", "bad"),
    "open": ("open", "care"),
    "not-applicable": ("not applicable", "quiet"),
}
_OUTCOME = {
    "pass": ("passes", "good"),
    "warn": ("holds in part", "care"),
    "fail": ("fails", "bad"),
    "unknown": ("could not tell", "care"),
    "not-applicable": ("not for this machine", "quiet"),
}

_STORAGE = {"file": "in a file of its own on that machine", "agent": "in their ssh-agent"}
_SYSTEM = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    main = element("main", *_left(record), *_table(record), *_worth(record), *_how_to_verify(record))
    body = element("body", _head(record), main, _foot(record))
    page = element("html", head, body, lang="en")
    return f"<!doctype html>\n{page}\n".encode()


# -- who, what, when, and whether it is complete --------------------------------------------------------------


def _head(record: Record) -> Markup:
    times = record.result
    facts = {
        "Begun": _time(times.started_at),
        "Last step": _time(times.finished_at),
        "Signed": _time(record.issued_at),
    }
    return element(
        "header",
        element("p", "Completion record", _class="kind"),
        element("h1", element("bdi", record.subject.name)),
        element("p", record.subject.id, _class="quiet"),
        element("p", _checklist(record, record.checklist.title), f", version {record.checklist.version}"),
        _answer(record),
        _facts(facts),
    )


def _answer(record: Record) -> Markup:
    """The box that a person in a hurry reads: complete or not, the counts, and what the checks showed."""
    found = counts(record)
    applying = len(record.guidelines) - found["not-applicable"]
    is_complete = record.result.status == "complete"
    said = "All" if found["done"] == applying else f"{found['done']} of the"
    counted = [
        element("div", element("dt", word), element("dd", str(found[status]), _class="count"))
        for status, word in (
            ("done", "done"),
            ("needs-action", _word(found["needs-action"], "needs action", "need action")),
            ("open", "open"),
            ("not-applicable", "not applicable"),
        )
    ]
    return element(
        "div",
        element("p", "Complete" if is_complete else "Not complete", _class="verdict"),
        element("p", f"{said} {_count(applying, 'guideline')} that {_word(applying, 'applies', 'apply')} "
                f"{_word(applying, 'is', 'are')} done: understood, looked at where a check can look, and "
                "stated in the person's own word."),
        element("dl", *counted, _class="counts"),
        element("p", _looks(record), _class="quiet"),
        _class=f"answer {'good' if is_complete else 'bad'}",
    )  # fmt: skip


def _looks(record: Record) -> str:
    """One sentence on all checks: how many came back with what."""
    seen = [one for entry in record.guidelines for one in entry.seen]
    tally = Counter(one.outcome for one in seen)
    if not seen:
        return "No check has looked at this person's machine."
    parts = [f"{tally[outcome]} {word}" for outcome, (word, _) in _OUTCOME.items() if tally[outcome]]
    stated = sum(bool(one.statement) for one in seen)
    own = f" Where a check could not tell, their own words stand: {stated}." if stated else ""
    return f"Checks on their own machine: {', '.join(parts)}.{own}"


# -- what is left ---------------------------------------------------------------------------------------------


def _left(record: Record) -> list[Markup]:
    """Name what is still to do, what needs action first; nothing when all is done."""
    order = ("needs-action", "open")
    unfinished = sorted(
        (entry for entry in record.guidelines if entry.status in order),
        key=lambda entry: order.index(entry.status),
    )
    if not unfinished:
        return []
    items = [
        element("li", element("strong", _checklist(record, entry.title)), f": {_missing(entry)}")
        for entry in unfinished
    ]
    return [element("h2", "What is left"), element("ul", *items, _class="prose")]


def _missing(entry: Entry) -> str:
    """What a guideline still lacks, as far as the record tells."""
    found = [f"the check {_name(one)} fails" for one in entry.seen if one.outcome == "fail"]
    if not entry.known:
        found.append("the question was not answered yet")
    elif not any(one.right for one in entry.known):
        found.append("the question was not answered rightly yet")
    waiting = (one for one in entry.seen if one.outcome == "unknown" and not one.statement)
    found += [f"the check {_name(one)} could not tell, and nothing was said instead" for one in waiting]
    if entry.stated is None:
        found.append("their word is not given")
    return "; ".join(found or ["a check has not looked yet"]) + "."


# -- the table ------------------------------------------------------------------------------------------------


def _table(record: Record) -> list[Markup]:
    """Known, seen and stated side by side; at the end what does not apply, with the reason."""
    applying = [entry for entry in record.guidelines if entry.status != "not-applicable"]
    spared = [entry for entry in record.guidelines if entry.status == "not-applicable"]
    heads = [element("th", name, scope="col", role="columnheader", _class=name.lower()) for name in _COLUMNS]
    caption = (
        "Three separate things: known is how the questions went, seen is what a check on the person's own "
        "machine came back with, stated is when they gave their signed word."
    )
    groups = [_group(_row(record, entry) for entry in applying)]
    if spared:
        title = "Not applicable, by what they said about themselves"
        head = element("th", title, scope="rowgroup", colspan="5", role="rowheader", _class="group")
        rows = (_spared_row(record, entry) for entry in spared)
        groups.append(_group([element("tr", head, role="row"), *rows]))
    return [
        element("h2", "Guideline by guideline"),
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *heads, role="row"), role="rowgroup"),
            *groups,
            role="table",  # said again, because a narrow window lays the table out as blocks
        ),
    ]


def _group(rows: Iterable[Markup]) -> Markup:
    return element("tbody", *rows, role="rowgroup")


def _row(record: Record, entry: Entry) -> Markup:
    cells = (_status(entry), _known(entry.known), _seen(entry.seen), _stated(entry))
    named = zip(_COLUMNS[1:], cells, strict=True)
    return element(
        "tr",
        element("th", _checklist(record, entry.title), scope="row", role="rowheader"),
        *(element("td", cell, data_column=column, role="cell") for column, cell in named),
        role="row",
    )


def _spared_row(record: Record, entry: Entry) -> Markup:
    return element(
        "tr",
        element("th", _checklist(record, entry.title), scope="row", role="rowheader"),
        element("td", entry.reason or "No reason is given.", colspan="4", role="cell"),
        role="row",
    )


def _status(entry: Entry) -> Markup:
    word, tone = _STATUS[entry.status]
    return element("span", word, _class=tone)


def _known(known: tuple[Asked, ...]) -> Markup:
    if not known:
        return element("span", "not asked yet", _class="quiet")
    attempts = sum(one.attempts for one in known)
    asked = f" at {_count(len(known), 'question')}" if len(known) > 1 else ""
    how = "right" if any(one.right for one in known) else "not right yet"
    return element("span", f"{how}, {_count(attempts, 'attempt')}{asked}")


def _seen(seen: tuple[Looked, ...]) -> Markup:
    if not seen:
        return element("span", "none", _class="quiet")
    return element("div", *(_look(one) for one in seen))


def _look(one: Looked) -> Markup:
    word, tone = _OUTCOME[one.outcome]
    parts = [f"{_name(one)}: ", element("span", word, _class=tone), ", ", _day(one.at)]
    if one.statement:
        words = element("q", one.statement, dir="auto")
        parts.append(element("span", "In their own words: ", words, _class="said"))
    return element("div", *parts)


def _stated(entry: Entry) -> Markup:
    return _day(entry.stated.at) if entry.stated else element("span", "not yet", _class="quiet")


# -- what it is worth -----------------------------------------------------------------------------------------


def _worth(record: Record) -> list[Markup]:
    """What the record proves and what it does not, without making it sound like more."""
    proven = (
        "Once verified as below: whoever holds the key said all of this, and not a character was changed since.",
        "Known and stated go back to single answers and words, each with its time, in the journal beside it.",
    )
    unproven = [
        "What a laptop shows about itself, its owner could arrange. Seen is what a check came back with on that "
        "machine at that time, not a measurement by somebody else.",
        "Who sat at the keyboard, and whether answers were looked up.",
        "The times are those of the laptop's clock."
        + (" There was no challenge, so it could have been prepared at any time." if record.challenge == "none" else ""),
    ]  # fmt: skip
    if record.journal.rewinds:
        times = _count(record.journal.rewinds, "time")
        unproven.append(f"The journal was set back {times}, as a restored backup does.")
    return [
        element("h2", "What this proves"),
        element("ul", *(element("li", line) for line in proven), _class="prose"),
        element("h2", "What it does not prove"),
        element("ul", *(element("li", line) for line in unproven), _class="prose"),
    ]


def _how_to_verify(record: Record) -> list[Markup]:
    name = name_of(record)
    lines = (element("pre", element("code", command)) for command in commands(record, name))
    person = element("bdi", record.subject.name)
    asked = element(
        "li",
        "Ask ",
        person,
        ", by voice or in person, for the fingerprint that ",
        element("code", "watchword key show"),
        " prints. It is to be ",
        element("code", record.signer.fingerprint),
    )
    typed = element(
        "li",
        "With all files in one folder, type these two commands there. Each is to answer ",
        element("code", f'Good "..." signature for {record.subject.id}'),
        " with that same fingerprint.",
        *lines,
    )
    return [
        element("h2", "How to verify it"),
        element(
            "p",
            "The signature is over ",
            element("code", f"{name}.json"),
            ", not over this page: read this page for convenience, and trust it as far as it says what the "
            "verified record says. You need nothing but ssh-keygen, which macOS, Linux and Windows bring along.",
            _class="prose",
        ),
        element("ol", asked, typed),
        element("p", "On Windows, copy the commands from VERIFY.txt instead."),
    ]


def _foot(record: Record) -> Markup:
    journal, app = record.journal, record.app
    facts = {
        "Record": record.record_id,
        "Checklist": f"{record.checklist.id}, {record.checklist.sha256}",
        "Journal": f"{journal.id}, {_count(journal.count, 'event')}, head {journal.head}",
        "Key": _STORAGE[record.signer.storage],
        "Written by": f"Watchword {app.version} on {_SYSTEM[app.system]}",
    }
    return element(
        "footer",
        _facts(
            {
                name: element("code", text) if len(text) > 60 or name == "Record" else text
                for name, text in facts.items()
            }
        ),
    )


# -- words ----------------------------------------------------------------------------------------------------


def _facts(facts: Mapping[str, str]) -> Markup:
    rows = (element("div", element("dt", name), element("dd", value)) for name, value in facts.items())
    return element("dl", *rows, _class="facts")


def _checklist(record: Record, text: str) -> Markup:
    """A text of the checklist, marked with its language so that it is read out rightly."""
    return element("span", text, lang=record.checklist.language)


def _name(one: Looked) -> str:
    return one.check.replace("-", " ")


def _count(number: int, one: str) -> str:
    return f"{number} {_word(number, one, one + 's')}"


def _word(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _day(moment: str) -> Markup:
    return element("time", _date(moment), datetime=moment, _class="date")


def _time(moment: str) -> Markup:
    return element("time", f"{_date(moment)}, {moment[11:16]} UTC", datetime=moment)


def _date(moment: str) -> str:
    """A day as people write it, the month in letters, so that no country reads it differently."""
    return f"{int(moment[8:10])} {_MONTHS[int(moment[5:7]) - 1]} {moment[:4]}"
