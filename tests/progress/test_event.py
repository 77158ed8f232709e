"""The kinds of event: what may be written, what may be read, and what leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from watchword.errors import JournalError
from watchword.progress.event import (
    KINDS,
    LONGEST_LIST,
    LONGEST_TEXT,
    Event,
    Shape,
    Value,
    check_fields,
    clean_fields,
    find_fault,
    whole_second,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ANSWERED: dict[str, Value] = {
    "guideline": "g",
    "question": "q",
    "revision": 1,
    "option": "a",
    "right": True,
    "attempt": 1,
}


def test_every_kind_says_what_it_means_in_one_line() -> None:
    for kind in KINDS.values():
        assert kind.meaning.endswith(".")
        assert "\n" not in kind.meaning


def test_fields_are_written_in_the_order_of_the_table() -> None:
    turned = dict(reversed(ANSWERED.items()))
    assert list(check_fields("answered", turned)) == list(KINDS["answered"].fields)


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("opend", {"guideline": "g"}, "no kind of event called opend"),
        ("opened", {}, "guideline is missing"),
        ("opened", {"guideline": 3}, "guideline is not text"),
        ("opened", {"guideline": "g", "colour": "red"}, "no field colour"),
        ("answered", {**ANSWERED, "right": 1}, "right is not true or false"),
        ("answered", {**ANSWERED, "attempt": True}, "attempt is not a whole number"),
        ("answered", {**ANSWERED, "attempt": 2**63}, "attempt is neither"),
        ("attested", {"guideline": "g", "revision": 1, "text_sha256": "AB" * 32}, "64 lower-case"),
        ("waived", {"guideline": "g", "reason": "r", "approved_by": "b", "ends": "2026-02-30"}, "YYYY-MM-DD"),
        ("waived", {"guideline": "g", "reason": "r", "approved_by": "b", "ends": "20260228"}, "YYYY-MM-DD"),
        ("opened", {"guideline": "g" * (LONGEST_TEXT + 1)}, "2,000 is the most"),
        (
            "profile",
            {
                "name": "",
                "email": "",
                "roles": ["r"] * (LONGEST_LIST + 1),
                "devices": [],
                "public_places": True,
            },
            "100 is the most",
        ),
        (
            "profile",
            {"name": "", "email": "", "roles": "admin", "devices": [], "public_places": True},
            "roles is not a list of texts",
        ),
        (
            "profile",
            {"name": "", "email": "", "roles": [1], "devices": [], "public_places": True},
            "roles is not a list of texts",
        ),
    ],
)
def test_what_may_not_be_written(kind: str, fields: dict[str, object], words: str) -> None:
    with pytest.raises(JournalError) as caught:
        check_fields(kind, fields)  # type: ignore[arg-type]
    assert caught.value.title == "Nothing was recorded."
    assert words in caught.value.detail
    assert caught.value.remedy


@pytest.mark.parametrize(
    "value", [1.5, None, {}, {"a": 1}, [[1]], [1.5], date(2026, 1, 1), NOON.replace(tzinfo=None)]
)
def test_only_flat_values_are_read_even_in_unknown_kinds(value: object) -> None:
    fault = find_fault("from-a-later-version", {"new": value})
    assert fault is not None
    assert fault.field == "new"


def test_what_a_later_version_adds_is_kept() -> None:
    fields: dict[str, Value] = {"when": NOON, "how_much": 3, "which": ["a", "b"], "sure": False}
    assert find_fault("from-a-later-version", fields) is None
    assert clean_fields("from-a-later-version", fields) == fields
    assert find_fault("opened", {"guideline": "g", **fields}) is None


def test_foreign_text_is_made_safe_to_show() -> None:
    fields = clean_fields("opened", {"guideline": "\x1b]52;c;\x07\u202ea\nb", "more": ["\u200b", 1]})
    assert fields == {"guideline": "\ufffd]52;c;\ufffd\ufffda b", "more": ["\ufffd", 1]}


def test_line_feeds_stay_in_prose_only() -> None:
    stated = clean_fields("stated", {"guideline": "a\nb", "check": "c", "text": "one\ntwo\tthree"})
    assert stated == {"guideline": "a b", "check": "c", "text": "one\ntwo three"}


def test_an_event_gives_its_fields_in_their_types() -> None:
    event = Event(1, NOON, "profile", {"name": "Ada", "roles": ["dev"], "age": 3, "public_places": True})
    assert event.text("name") == "Ada"
    assert event.texts("roles") == ("dev",)
    assert event.number("age") == 3
    assert event.flag("public_places") is True
    for read, name in [
        (event.text, "age"),
        (event.texts, "name"),
        (event.number, "public_places"),
        (event.flag, "age"),
    ]:
        with pytest.raises(KeyError):
            read(name)


def test_times_are_utc_in_whole_seconds() -> None:
    there = datetime(2026, 1, 5, 14, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=14)))
    assert whole_second(there) == datetime(2026, 1, 5, tzinfo=UTC)
    assert whole_second(there).tzinfo is UTC
    with pytest.raises(JournalError):
        whole_second(NOON.replace(tzinfo=None))


def test_every_shape_is_used_and_says_itself_in_words() -> None:
    assert {shape for kind in KINDS.values() for shape in kind.fields.values()} == set(Shape)
