"""The report: it shows what a record says, obeys nothing in it, and can be read by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

from support.kit import answer_rightly, answer_wrongly
from support.records import DONE, HandedOver, begin, changed, finish, hand_over, see, with_entry
from watchword.record.export.element import Markup, element
from watchword.record.export.html import render
from watchword.record.record import Record

CSS = files("watchword.record.export").joinpath("report.css").read_text("utf-8")
PAYLOADS = [
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "' onmouseover='alert(1)",
    "</style><img src=x onerror=alert(1)>",
    "</title></head><body>",
    "<!-- ",
    "]]>",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "https://example.org/collect",
    "{{7*7}} {name} %s",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    """Everything done; the check could not tell, and the person said how it is."""
    session = begin(tmp_path_factory.mktemp("made"), roles=[])
    finish(session, outcome="unknown").state(DONE, "screen-lock", "It locks after five minutes.")
    return hand_over(session)


@pytest.fixture(scope="module")
def partial(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    """One failing check, one wrong answer, one word missing, the rest not begun."""
    session = begin(tmp_path_factory.mktemp("partial"))
    see(session, "fail")
    answer_wrongly(session, "think-first")
    answer_rightly(session, "one-password")
    return hand_over(session)


class Page(HTMLParser):
    """A page as its elements: (tag, attributes) in order, what is open, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(record: Record) -> Page:
    return Page(render(record).decode("utf-8"))


def said(record: Record, text: str) -> Record:
    """The record with a text in every place that takes one."""
    record = changed(
        record,
        subject={"name": text},
        checklist={"title": text, "version": text, "language": text},
        app={"version": text},
        signer={"fingerprint": text},
    )
    entry = record.guidelines[1]
    seen = entry.seen[0].model_copy(update={"statement": text})
    record = with_entry(record, DONE, title=text, seen=(seen,))
    return with_entry(record, "no-secrets", title=text, reason=text)


# Obeying nothing


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_record_says_is_shown_and_never_obeyed(made: HandedOver, payload: str) -> None:
    plain, spoilt = page_of(made.record), page_of(said(made.record, payload))
    assert [tag for tag, _ in spoilt.elements] == [tag for tag, _ in plain.elements]
    assert [set(attributes) for _, attributes in spoilt.elements] == [
        set(attributes) for _, attributes in plain.elements
    ]
    assert " ".join(payload.split()) in spoilt.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_elements_escape_children_and_attributes(payload: str) -> None:
    made = element("p", payload, title=payload)
    assert made.count("<") == 2
    assert made.count('"') == 2
    assert Page(made).elements == [("p", {"title": payload})]


def test_only_markup_stays_as_it_is() -> None:
    assert element("p", Markup("<b>x</b>"), "<b>y</b>") == "<p><b>x</b>&lt;b&gt;y&lt;/b&gt;</p>"
    assert element("p", f"{element('b', 'x')}!") == "<p>&lt;b&gt;x&lt;/b&gt;!</p>"


def test_the_page_runs_and_fetches_nothing(made: HandedOver) -> None:
    page = page_of(made.record)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "a", "svg"}
    names = {name for _, attributes in page.elements for name in attributes}
    assert not names & {"src", "href", "action", "style", "srcset", "background"}
    assert not any(name.startswith("on") for name in names)
    assert not re.search(r"https?:|//[a-z]", made.page)
    assert "url(" not in made.page
    assert "@import" not in made.page


def test_the_policy_comes_before_everything_it_governs(made: HandedOver) -> None:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    first, second, *_ = page_of(made.record).all("meta")
    assert first == {"charset": "utf-8"}
    assert second == {"http-equiv": "Content-Security-Policy", "content": policy}
    assert made.page.index("Content-Security-Policy") < made.page.index("<style>")


def test_the_page_in_the_hand_over_is_that_of_its_record(made: HandedOver) -> None:
    assert made.page.encode() == render(made.record)


# Who, what, when, and how far


def test_the_top_says_who_what_when_and_that_it_is_complete(made: HandedOver) -> None:
    text = page_of(made.record).text
    top = text[: text.index("Guideline by guideline")]
    for part in (
        "New Person",
        "new@example.org",
        "Small guide, version 1",
        "Complete",
        "5 Jan 2026, 09:00 UTC",
    ):
        assert part in top
    assert "All 5 guidelines that apply are done" in top
    assert "What is left" not in text


def test_the_top_counts_every_status(partial: HandedOver) -> None:
    page = partial.page
    counts = re.findall(r"<div><dt>([a-z ]+)</dt><dd>(\d+)</dd></div>", page)
    assert counts == [("done", "0"), ("needs action", "1"), ("open", "6"), ("not applicable", "0")]


def test_an_incomplete_record_says_so_and_names_what_is_left(partial: HandedOver) -> None:
    text = page_of(partial.record).text
    assert "Not complete" in text
    assert "None of 7 guidelines that apply are done" in text
    left = text[text.index("What is left") : text.index("Guideline by guideline")]
    assert left.index("The screen locked") < left.index("Thinking first"), "what needs action comes first"
    assert "Thinking first: the question was not answered rightly yet; their word is not given yet." in left
    assert "the check screen lock fails; the question was not asked yet" in left
    assert sum(one.title in left for one in partial.record.guidelines) == 7


def test_a_check_that_has_not_looked_is_named_when_nothing_else_is_left(tmp_path: Path) -> None:
    session = begin(tmp_path)
    answer_rightly(session, DONE)
    session.attest(DONE)
    text = page_of(hand_over(session).record).text
    assert "The screen locked: a check has not looked yet." in text


def test_the_checks_are_summed_up_in_one_sentence(made: HandedOver) -> None:
    text = page_of(made.record).text
    assert (
        "Checks on their own machine: could not tell 1. For 1 of these, their own words stand instead."
        in text
    )


# The table


def test_every_guideline_is_a_row(made: HandedOver) -> None:
    page = page_of(made.record)
    rows = [one for one in page.all("th") if one.get("scope") == "row"]
    assert len(rows) == len(made.record.guidelines)
    assert all(one.title in page.text for one in made.record.guidelines)


def rows(page: str) -> Iterator[str]:
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page):
        yield " | ".join(Page(cell).text for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row))


def test_a_row_says_known_seen_and_stated_apart(made: HandedOver) -> None:
    found = list(rows(made.page))
    assert found[0] == "Guideline | Status | Known | Seen | Stated"
    assert found[1] == "Thinking first | done, due 5 Feb 2026 | right, 1 attempt | none | 5 Jan 2026"
    assert found[2] == (
        "The screen locked | done, due 7 Feb 2026 | right, 1 attempt | "
        "screen lock: could not tell, 5 Jan 2026"
        "In their own words: It locks after five minutes. | 5 Jan 2026"
    )


def test_what_was_not_done_is_said_in_words(partial: HandedOver) -> None:
    found = list(rows(partial.page))
    assert found[1] == "Thinking first | open, due 4 Feb 2026 | not right yet, 1 attempt | none | not yet"
    assert found[2].startswith(
        "The screen locked | needs action, due 4 Feb 2026 | not asked yet | screen lock: fails,"
    )


def test_several_questions_are_counted(tmp_path: Path) -> None:
    session = begin(tmp_path)
    for name in (DONE, "think-first", "one-password", "clear-desk"):
        answer_wrongly(session, name) if name == DONE else answer_rightly(session, name)
    answer_rightly(session, DONE)
    assert "right, 2 attempts, 2 questions" in page_of(hand_over(session).record).text


def test_what_does_not_apply_stands_at_the_end_with_the_reason(made: HandedOver) -> None:
    found = list(rows(made.page))
    place = found.index("Not applicable, by what they said about themselves")
    assert found[place + 1 :] == [
        "Secrets out of code | They said that they do not write or deploy software.",
        "Code reviewed | They said that they do not write or deploy software.",
    ]


# What it is worth, and how to verify it


def test_the_page_says_that_the_signature_is_not_over_it_and_how_to_verify(made: HandedOver) -> None:
    text = page_of(made.record).text
    name = made.exported.folder.name
    assert f"The signature is over {name}.json, not over this page" in text
    instructions = (made.exported.folder / "VERIFY.txt").read_text("utf-8")
    commands = [line.strip() for line in instructions.splitlines() if line.startswith("   ssh-keygen")]
    assert len(commands) == 2
    assert all(command in text for command in commands)
    assert made.record.signer.fingerprint in text


def test_the_page_says_what_it_does_not_prove(made: HandedOver) -> None:
    text = page_of(made.record).text
    part = text[text.index("What it does not prove") :]
    for line in (
        "its owner could arrange",
        "Who sat at the keyboard",
        "laptop's clock",
        "There was no challenge",
    ):
        assert line in part
    assert "set back" not in part


def test_a_rewind_is_owned_up_to(made: HandedOver) -> None:
    record = changed(made.record, journal={"rewinds": 1})
    assert "The journal was set back 1 time, as a restored backup does." in page_of(record).text


# For every reader


def test_the_structure_is_there_for_those_who_do_not_see_it(made: HandedOver) -> None:
    page = page_of(made.record)
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("caption")) == 1
    assert [one["scope"] for one in page.all("th")][:5] == ["col"] * 5
    assert all(one.get("role") for tag in ("table", "tr", "th", "td", "tbody") for one in page.all(tag))
    headings = [tag for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert headings == ["h1"] + ["h2"] * (len(headings) - 1)


def test_texts_of_the_checklist_carry_its_language(made: HandedOver) -> None:
    page = page_of(changed(made.record, checklist={"language": "pl"}))
    assert {one["lang"] for one in page.all("span") if "lang" in one} == {"pl"}


def test_a_name_in_another_script_does_not_turn_the_line(made: HandedOver) -> None:
    record = changed(made.record, subject={"name": "מרים לוי"})
    assert "<bdi>מרים לוי</bdi>" in render(record).decode()


# Colours


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme by name."""
    roots = re.findall(r"(@media [^{]+)?\{?\s*:root \{([^}]*)\}", CSS)
    found = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", body)) for _, body in roots]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXTS, SURFACES = ("ink", "quiet", "good", "care", "bad"), ("paper", "panel")


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(("text", "surface"), list(product(TEXTS, SURFACES)))
def test_every_text_stands_at_seven_to_one(scheme: str, text: str, surface: str) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[surface]) >= 7


def test_the_schemes_have_the_same_colours() -> None:
    assert {frozenset(colours) for colours in schemes().values()} == {frozenset((*TEXTS, *SURFACES, "line"))}


def test_no_text_takes_a_colour_from_elsewhere() -> None:
    used = set(re.findall(r"[^-]color: ([^;]+);", CSS))
    assert used <= {f"var(--{name})" for name in TEXTS} | {"inherit"}
    assert set(re.findall(r"background(?:-color)?: ([^;]+);", CSS)) <= {f"var(--{name})" for name in SURFACES}
    outside = re.sub(r":root \{[^}]*\}", "", CSS)
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl|opacity", outside)


def test_every_coloured_word_is_a_word() -> None:
    from watchword.record.export.html_words import OUTCOME, STATUS

    words = [word for word, _ in STATUS.values()]
    assert len(set(words)) == len(words)
    assert all(word.isascii() and len(word) > 3 for word, _ in (*STATUS.values(), *OUTCOME.values()))
