"""A record has one spelling: what it is written as, and what is refused because it is written otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.records import HandedOver, begin, changed, finish, hand_over
from watchword.errors import RecordError
from watchword.record.record import SIZE_LIMIT, Record, from_bytes, to_bytes
from watchword.text import clean

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    return hand_over(finish(begin(tmp_path_factory.mktemp("made"), devices=["linux"], roles=[])))


def rewrite(data: bytes, change: Change) -> bytes:
    """The record with something changed, written as a record is."""
    value = json.loads(data)
    change(value)
    return (json.dumps(value, indent=1, ensure_ascii=True) + "\n").encode()


def put(*path: str | int, value: object) -> Change:
    def change(record: dict[str, Any]) -> None:
        place: Any = record
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def refusal(data: bytes) -> RecordError:
    with pytest.raises(RecordError) as refused:
        from_bytes(data)
    assert refused.value.title == "This is not a completion record."
    assert refused.value.remedy
    assert clean(refused.value.detail) == refused.value.detail
    return refused.value


# Its one spelling


def test_what_is_written_is_read_back_the_same(made: HandedOver) -> None:
    assert from_bytes(made.data) == made.record
    assert to_bytes(made.record) == made.data


def test_a_record_is_ascii_with_line_feeds_and_one_at_its_end(tmp_path: Path) -> None:
    data = hand_over(begin(tmp_path, name="Łucja Ångström 王")).data
    assert data.isascii()
    assert b"\r" not in data
    assert data.endswith(b"\n}\n")
    assert from_bytes(data).subject.name == "Łucja Ångström 王"


def test_the_order_of_the_fields_is_fixed(made: HandedOver) -> None:
    assert list(json.loads(made.data)) == [
        "schema",
        "record_id",
        "kind",
        "issued_at",
        "subject",
        "signer",
        "checklist",
        "result",
        "guidelines",
        "journal",
        "challenge",
        "app",
    ]


def test_another_order_of_the_fields_is_refused(made: HandedOver) -> None:
    value = json.loads(made.data)
    turned = {name: value[name] for name in reversed(value)}
    assert "order" in refusal((json.dumps(turned, indent=1) + "\n").encode()).detail


@settings(deadline=None)
@given(name=st.text(max_size=100), said=st.text(max_size=300), count=st.integers(0, 1_000_000))
def test_every_record_that_can_be_built_survives_the_round_trip(
    made: HandedOver, name: str, said: str, count: int
) -> None:
    seen = made.record.guidelines[1].seen[0].model_copy(update={"statement": clean(said, lines=True)})
    entry = made.record.guidelines[1].model_copy(update={"seen": (seen,)})
    record = made.record.model_copy(
        update={
            "subject": made.record.subject.model_copy(update={"name": "x " + clean(name)}),
            "journal": made.record.journal.model_copy(update={"count": count}),
            "guidelines": (entry,),
        }
    )
    data = to_bytes(record)
    assert data.isascii()
    assert from_bytes(data) == record


@settings(deadline=None)
@given(place=st.integers(0, 10_000), value=st.integers(0, 255))
def test_no_changed_byte_makes_a_second_spelling(made: HandedOver, place: int, value: int) -> None:
    data = bytearray(made.data)
    data[place % len(data)] = value
    try:
        record = from_bytes(bytes(data))
    except RecordError:
        return
    assert bytes(data) == made.data or record != made.record


@settings(deadline=None)
@given(data=st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_in_words(data: bytes) -> None:
    refusal(data)


# Other spellings


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b'"kind": "initial"', b'"kind":  "initial"', id="spaces"),
        pytest.param(b'"kind": "initial"', b'"kind": "initial",\n "kind": "initial"', id="duplicate"),
        pytest.param(b'"kind"', b'"k\\u0069nd"', id="escaped key"),
        pytest.param(b"New Person", b"N\\u0065w Person", id="escaped letter"),
        pytest.param(b"New Person", "Néw Person".encode(), id="not ASCII"),
        pytest.param(b"New Person", b"New\xff Person", id="not UTF-8"),
        pytest.param(b"\n", b"\r\n", id="CRLF"),
        pytest.param(b'"done": 5', b'"done": 5.0', id="float"),
        pytest.param(b'"done": 5', b'"done": 5e0', id="exponent"),
        pytest.param(b'"done": 5', b'"done": NaN', id="NaN"),
        pytest.param(b'"done": 5', b'"done": Infinity', id="infinity"),
        pytest.param(b'"done": 5', b'"done": "5"', id="number as text"),
        pytest.param(b'"done": 5', b'"done": true', id="truth value as number"),
        pytest.param(b'"done": 5', b'"done": -5', id="negative"),
        pytest.param(b'"done": 5', b'"done": 9' + b"9" * 5000, id="huge number"),
        pytest.param(b'"kind": "initial"', b'"kind": "initial",\n "extra": 1', id="unknown field"),
        pytest.param(b'"kind": "initial",\n', b"", id="missing field"),
        pytest.param(b'"kind": "initial"', b'"kind": "initial" /* so */', id="comment"),
    ],
)
def test_another_spelling_is_refused(made: HandedOver, old: bytes, new: bytes) -> None:
    assert old in made.data
    refusal(made.data.replace(old, new))


@pytest.mark.parametrize(
    "around",
    [
        pytest.param((b"\xef\xbb\xbf", b""), id="BOM"),
        pytest.param((b"", b"\n"), id="second line feed"),
        pytest.param((b"", b" "), id="trailing space"),
        pytest.param((b"", b"{}"), id="trailing text"),
        pytest.param((b"", b"\0"), id="trailing zero"),
        pytest.param((b"\n", b""), id="leading line feed"),
    ],
)
def test_text_around_it_is_refused(made: HandedOver, around: tuple[bytes, bytes]) -> None:
    refusal(around[0] + made.data + around[1])


def test_a_missing_line_feed_at_the_end_is_refused(made: HandedOver) -> None:
    refusal(made.data.rstrip(b"\n"))


def test_a_null_where_nothing_is_said_is_refused(made: HandedOver) -> None:
    refusal(rewrite(made.data, put("guidelines", 0, "reason", value=None)))


def test_half_a_record_is_refused(made: HandedOver) -> None:
    refusal(made.data[: len(made.data) // 2])


# Bombs


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deep_nesting_is_refused(opening: bytes) -> None:
    refusal(opening * 40_000)


def test_deep_nesting_within_a_record_is_refused(made: HandedOver) -> None:
    refusal(made.data.replace(b'"initial"', b"[" * 50_000 + b"]" * 50_000))


def test_a_huge_file_is_refused_before_it_is_read(made: HandedOver) -> None:
    assert "256 KiB" in refusal(made.data + b" " * SIZE_LIMIT).detail


def test_more_guidelines_than_any_checklist_has_are_refused(made: HandedOver) -> None:
    many = [{"id": "a", "title": "a", "revision": 1, "rule_sha256": "0" * 64, "status": "open"}] * 2001
    assert refusal(rewrite(made.data, put("guidelines", value=many)))


# What a text may hold


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("New\x1b[31mPerson", id="escape sequence"),
        pytest.param("New\x9bPerson", id="C1 control"),
        pytest.param("New\u202ePerson", id="direction mark"),
        pytest.param("New\u2067Person", id="direction isolate"),
        pytest.param("New\u200bPerson", id="zero width"),
        pytest.param("New\u2028Person", id="line separator"),
        pytest.param("New\nPerson", id="line feed"),
        pytest.param("New\rPerson", id="carriage return"),
        pytest.param("New\tPerson", id="tab"),
        pytest.param("New\0Person", id="zero"),
        pytest.param("New\ue000Person", id="private use"),
        pytest.param("New\ud800Person", id="half a character"),
        pytest.param("Ne\u0301w Person", id="not composed"),
        pytest.param("", id="nothing"),
        pytest.param(" ", id="blank"),
        pytest.param("x" * 201, id="too long"),
    ],
)
@pytest.mark.parametrize("place", [("subject", "name"), ("guidelines", 0, "title")])
def test_a_name_that_a_terminal_could_obey_is_refused(
    made: HandedOver, name: str, place: tuple[str | int, ...]
) -> None:
    refusal(rewrite(made.data, put(*place, value=name)))


@pytest.mark.parametrize("place", [("signer", "public_key"), ("signer", "fingerprint"), ("app", "version")])
def test_no_field_takes_an_escape_sequence(made: HandedOver, place: tuple[str, ...]) -> None:
    refusal(rewrite(made.data, put(*place, value="a\x1b]52;c;aGk=\x07")))


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("n\u0435w@example.org", id="Cyrillic letter"),
        pytest.param("\uff4eew@example.org", id="full-width letter"),
        pytest.param("new@example\u3002org", id="full-width stop"),
        pytest.param("n\u0131ew@example.org", id="dotless i"),
        pytest.param("new\u200b@example.org", id="zero width"),
        pytest.param("New@example.org", id="capital"),
        pytest.param("-new@example.org", id="leading dash"),
        pytest.param("*@example.org", id="pattern"),
        pytest.param("new@example.org,root@example.org", id="list"),
        pytest.param("new@example.org\n", id="line feed"),
        pytest.param("new person@example.org", id="space"),
        pytest.param("new", id="no domain"),
    ],
)
def test_an_address_that_could_pass_for_another_is_refused(made: HandedOver, address: str) -> None:
    refusal(rewrite(made.data, put("subject", "id", value=address)))


@pytest.mark.parametrize(
    "moment",
    [
        "2026-13-05T09:00:00Z",
        "2026-01-32T09:00:00Z",
        "2026-01-05T24:00:00Z",
        "2026-01-05T09:60:00Z",
        "2026-01-05T09:00:00",
        "2026-01-05T09:00:00+00:00",
        "2026-01-05 09:00:00Z",
        "\u0662\u0660\u0662\u0666-01-05T09:00:00Z",
    ],
)
def test_a_time_that_no_clock_shows_is_refused(made: HandedOver, moment: str) -> None:
    refusal(rewrite(made.data, put("issued_at", value=moment)))


def test_the_refusal_names_the_field(made: HandedOver) -> None:
    assert refusal(rewrite(made.data, put("subject", "id", value="x"))).detail.startswith("subject.id:")


# What it says


def test_an_entry_says_known_seen_and_stated_apart(made: HandedOver) -> None:
    entry = made.record.guidelines[1]
    assert [(one.attempts, one.right) for one in entry.known] == [(1, True)]
    assert [(one.check, one.outcome) for one in entry.seen] == [("screen-lock", "pass")]
    assert entry.stated is not None
    assert entry.stated.text_sha256 == made.checklist.guidelines[1].attestation.sha256


def test_what_does_not_apply_is_there_with_its_reason(made: HandedOver) -> None:
    spared = {one.id: one.reason for one in made.record.guidelines if one.status == "not-applicable"}
    assert spared == dict.fromkeys(
        ("no-secrets", "reviewed-code"), "You said that you do not write or deploy software."
    )


def test_a_record_is_not_changed_in_place(made: HandedOver) -> None:
    with pytest.raises(ValueError, match="frozen"):
        made.record.kind = "initial"


def test_a_changed_record_is_another_record(made: HandedOver) -> None:
    other: Record = changed(made.record, subject={"name": "Somebody Else"})
    assert to_bytes(other) != made.data
