"""Addresses in style sheets: tokens, not text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword.check.style_text import PIECE_LIMIT, read_addresses


def read(text: str, *, has_line_comments: bool = False) -> list[tuple[str, str]]:
    found = read_addresses(text, has_line_comments=has_line_comments)
    return [(one.where, one.written) for one in found]


@pytest.mark.parametrize(
    ("text", "where", "written"),
    [
        ("a { b: url(//x/a) }", "url()", "//x/a"),
        ("a { b: url( '//x/a' ) }", "url()", "//x/a"),
        ('a { b: URL("//x/a") }', "url()", "//x/a"),
        ("@import '//x/a';", "@import", "//x/a"),
        ("@import url(//x/a) screen;", "@import", "//x/a"),
        ('@IMPORT "//x/a" layer(base);', "@import", "//x/a"),
        ("@font-face { font-family: 'A'; src: local('b'), url(//x/a) }", "@font-face", "//x/a"),
        ("a { b: image-set('//x/a' 1x) }", "url()", "//x/a"),
        ("a { b: -webkit-image-set(url(//x/a) 1x) }", "url()", "//x/a"),
        (r"a { b: url(\2f/x/a) }", "url()", "//x/a"),
        (r"a { b: url('\/\/x/a') }", "url()", "//x/a"),
        ("a { b: url(https://x/a) }", "url()", "https://x/a"),
        ("a { b: url(//x/a", "url()", "//x/a"),
        ("@import '/c.css'; a { b: url(//x/a) }", "url()", "//x/a"),
        ("@font-face { src: url(/c) } a { b: url(//x/a) }", "url()", "//x/a"),
    ],
)
def test_an_address_that_names_a_host_is_found_with_its_place(text: str, where: str, written: str) -> None:
    assert read(text) == [(where, written)]


@pytest.mark.parametrize(
    "text",
    [
        "/* url(//x/a) */",
        "/* '*/ a { b: c } /* url(//x/a) ' */",
        "a { content: 'url(//x/a)' }",
        "a { content: '//x/a' }",
        'a { content: "\\"//x/a" }',
        'a::before { content: "/*" } /* url(//x/a) */',
        "@namespace svg url(//www.w3.org/2000/svg);",
        "@namespace '//www.w3.org/1999/xhtml';",
        "@document url(//x/a) { a { b: c } }",
        "a { b: url(#x) }",
        "a { b: my-url-of(//x/a) }",
        "a { b: url(" + "x" * PIECE_LIMIT + "//x/a) }",
        "a//b { c: d }",
    ],
)
def test_what_is_no_address_is_not_found(text: str) -> None:
    assert read(text) == []


def test_addresses_come_in_order_with_their_positions() -> None:
    text = "@import '//x/a';\na { b: url(//x/b), url(//x/c) }"
    found = list(read_addresses(text))
    assert [one.written for one in found] == ["//x/a", "//x/b", "//x/c"]
    for one in found:
        assert one.written in text[one.position : one.position + 12]


def test_a_comment_of_one_line_ends_with_it_and_is_none_in_plain_css() -> None:
    text = "// url(//x/a)\na { b: url(//x/b) }"
    assert read(text, has_line_comments=True) == [("url()", "//x/b")]
    assert read(text) == [("url()", "//x/a"), ("url()", "//x/b")]


def test_what_makes_css_of_it_is_read_where_the_address_is_pieced_together() -> None:
    assert read("a { b: url(//x/#{$version}/a.png) }", has_line_comments=True) == [
        ("url()", "//x/#{$version}/a.png")
    ]


PIECES = st.sampled_from(
    [
        *(
            "url(",
            ")",
            "'",
            '"',
            "//x/a",
            "/*",
            "*/",
            "\\",
            "\n",
            ";",
            "{",
            "}",
            "@import",
            "@font-face",
            " ",
        ),
        *("@namespace", "image-set(", "a", "\\2f", "//", "9" * 5000, "\0", "\ud800"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.booleans())
def test_no_text_makes_it_raise_and_every_address_names_a_host(text: str, has_line_comments: bool) -> None:
    for one in read_addresses(text, has_line_comments=has_line_comments):
        assert "//" in one.written
        assert 0 <= one.position < len(text)


@given(
    st.lists(st.from_regex(r"[a-z0-9./_-]{1,20}", fullmatch=True), max_size=5),
    st.sampled_from(["", "'", '"']),
)
def test_well_formed_addresses_come_back_in_order(paths: list[str], quote: str) -> None:
    text = "\n".join(f"a{{b:url({quote}//x/{path}{quote})}} /* url(//no/{path}) */" for path in paths)
    assert read(text) == [("url()", f"//x/{path}") for path in paths]


@pytest.mark.parametrize(
    "piece", ["url(", "'", "\\", "/*", "url('", "//", "@import", "image-set(", "url( ", "'\\"]
)
def test_a_hostile_megabyte_takes_no_time(piece: str) -> None:
    text = "//" + piece * (2**20 // len(piece))
    begun = time.process_time()
    for has_line_comments in (True, False):
        list(read_addresses(text, has_line_comments=has_line_comments))
    assert time.process_time() - begun < 5
