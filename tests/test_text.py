"""Foreign text made safe: no character that a terminal could obey is left."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword.text import ELLIPSIS, REPLACEMENT, clean

UNSAFE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
ANY_TEXT = st.text(st.characters(categories=None), max_size=300)


def is_safe(char: str, lines: bool = False) -> bool:
    return unicodedata.category(char) not in UNSAFE or (lines and char == "\n")


@pytest.mark.parametrize("category", UNSAFE)
def test_every_character_of_an_unsafe_category_is_replaced(category: str) -> None:
    found = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == category]
    wanted = [char for char in found if char not in "\n\t"]
    # Private and unassigned characters fill whole planes; a sample of them is enough.
    for char in wanted[:2000] + wanted[-200:]:
        assert clean(f"a{char}b") == f"a{REPLACEMENT}b", hex(ord(char))


@pytest.mark.parametrize(
    ("name", "char"),
    [
        ("escape", "\x1b"),
        ("one-byte CSI", "\x9b"),
        ("bell", "\x07"),
        ("carriage return", "\r"),
        ("delete", "\x7f"),
        ("right-to-left override", "\u202e"),
        ("left-to-right isolate", "\u2066"),
        ("zero width joiner", "\u200d"),
        ("byte order mark", "\ufeff"),
        ("tag letter", "\U000e0041"),
        ("line separator", "\u2028"),
        ("paragraph separator", "\u2029"),
        ("lone surrogate", "\ud800"),
        ("private use", "\ue000"),
    ],
)
def test_what_a_terminal_could_obey_is_replaced(name: str, char: str) -> None:
    assert clean(f"a{char}b") == f"a{REPLACEMENT}b", name


def test_plain_words_of_any_language_stay_as_they_are() -> None:
    text = "Grüße, 日本語, עברית, 👍 «quoted» – and so on"
    assert clean(text) == text


def test_text_comes_back_in_nfc() -> None:
    assert clean("e\u0301") == "\u00e9"


def test_line_feeds_and_tabs_become_spaces() -> None:
    assert clean("a\nb\tc") == "a b c"


def test_line_feeds_stay_where_lines_are_wanted() -> None:
    assert clean("a\nb\tc", lines=True) == "a\nb c"


def test_text_of_the_limit_is_kept_whole() -> None:
    assert clean("x" * 10, limit=10) == "x" * 10


def test_longer_text_is_cut_to_the_limit_and_shows_it() -> None:
    assert clean("x" * 11, limit=10) == "x" * 9 + ELLIPSIS


def test_text_that_gets_shorter_by_composing_still_shows_that_it_was_cut() -> None:
    assert clean("e\u0301" * 100, limit=20).endswith(ELLIPSIS)


def test_a_long_run_of_combining_marks_costs_no_time() -> None:
    assert len(clean("a" + "\u0316\u0301" * 2_000_000, limit=50)) == 50


@settings(deadline=None)
@given(ANY_TEXT, st.booleans(), st.integers(1, 80))
def test_no_unsafe_character_is_ever_left(text: str, lines: bool, limit: int) -> None:
    assert all(is_safe(char, lines) for char in clean(text, lines=lines, limit=limit))


@settings(deadline=None)
@given(ANY_TEXT, st.booleans(), st.integers(1, 80))
def test_the_limit_always_holds(text: str, lines: bool, limit: int) -> None:
    assert len(clean(text, lines=lines, limit=limit)) <= limit


@settings(deadline=None)
@given(ANY_TEXT, st.booleans(), st.integers(1, 80))
def test_cleaning_twice_changes_nothing_more(text: str, lines: bool, limit: int) -> None:
    once = clean(text, lines=lines, limit=limit)
    assert clean(once, lines=lines, limit=limit) == once


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=60))
def test_safe_text_is_only_brought_into_nfc(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)
