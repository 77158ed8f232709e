"""Pages as browsers repair them: forms, links, lines, and hostile markup within a moment."""

from __future__ import annotations

import time
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword.check.service.charset import decode
from watchword.check.service.facts import Page
from watchword.check.service.login import FOUND_AT_MOST, find_logins
from watchword.check.service.markup import read_elements
from watchword.check.service.markup_tags import ATTRIBUTE_LIMIT, DEPTH_LIMIT, make_flat, read_tags
from watchword.check.service.page import read_page
from watchword.check.service.style import KEPT_AT_MOST, read_style
from watchword.check.subject import Service

URL = "https://shop.example/a/b"
MUCH = 2**19  # half of what is read of a body
SO_LONG = 8.0  # seconds; without the limits it is minutes


def read(text: str, *headers: tuple[str, str]) -> Page:
    return read_page(URL, text.encode("utf-8", "surrogatepass"), headers)


# -- forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "forms"),
    [
        ("<form><input></form>", [("", URL, "get", False)]),
        ("<form action=''><input type=PassWord></form>", [("", URL, "get", True)]),
        ("<form action=c method=POST></form>", [("c", "https://shop.example/a/c", "post", False)]),
        ("<form action=?x></form>", [("?x", f"{URL}?x", "get", False)]),
        ("<base href=//x.example/><form action=c></form>", [("c", "https://x.example/c", "get", False)]),
        ("<base href=http://x.example/><form></form>", [("", URL, "get", False)]),
        (
            "<base target=_top><base href=/z/><form action=c></form>",
            [("c", "https://shop.example/z/c", "get", False)],
        ),
        ("<base href=javascript:x><form action=c></form>", [("c", "https://shop.example/a/c", "get", False)]),
        (
            "<form id=f method=post></form><input type=password form=f><button form=f formaction=/g>",
            [("", URL, "post", True), ("/g", "https://shop.example/g", "post", True)],
        ),
        ("<form><form action=/inner><input type=password></form>", [("", URL, "get", True)]),
        (
            "<table><form method=post><tr><td><input type=password></td></tr></form></table>",
            [("", URL, "post", True)],
        ),
        ("<input type=password form=none>", [("", "", "post", True)]),
        ("<form method=dialog><button formmethod=post></form>", [("", URL, "post", False)]),
        ("<form><button type=reset formaction=/x></form>", [("", URL, "get", False)]),
        ("<form action=' \n/x\t'></form>", [("/x", "https://shop.example/x", "get", False)]),
    ],
)
def test_each_form_sends_where_a_browser_would_send_it(markup: str, forms: list[tuple[object, ...]]) -> None:
    assert [astuple(form)[1:] for form in read(markup).forms] == forms


# -- lines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("\n\n<img src=//x/a>", 3),
        ("<img\n alt=a\n src='//x/a'>", 3),
        ("<img src='\n//x/a'>", 1),
        ("\r\n\r<img src=//x/a>", 3),
        ("<!--\n<img src=//x/a>\n-->\n<img src=//x/a>", 4),
        ("<script>\n'<img src=//x/a>'\n</script>\n<img src=//x/a>", 4),
        ("<table>\n<tr>\n<img src=//x/a>", 3),
        ("<p>\n<img src='//x/a?b&amp;c'>", 2),
        ("<p>\n<IMG SRC=//x/a>", 2),
        ("<style>\np { a: b }\np { background: url(//x/a) }</style>", 3),
        ("<p\n style='\nbackground: url(//x/a)'>", 3),
        ("<p>\n<a ==x></a>\n<img src=//x/a>", 3),
        ("<p>\n<a =></a>\n<img src=//x/a>", 3),
    ],
)
def test_an_address_is_found_on_the_line_on_which_it_is_written(markup: str, line: int) -> None:
    (found,) = read(markup).relatives
    assert found.line == line


def test_of_equal_addresses_each_has_its_own_line() -> None:
    assert [one.line for one in read("<img src=//x/a>\n<img src=//x/a>\n<img src=//x/a>").relatives] == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='x&amp;y' title=\"a>b\" c=d e>",
        "<a ==x>",
        "<a =x=y>",
        "<a b= >",
        "<a b='c'd=e>",
        "<a/b/c=d/>",
        "<a\tb\n=\f'c'>",
        "<a a=1 A=2>",
        "<a b=&lt c=&ltx d=&lt; e='&ampx=1&notit;&copy'>",
        "<svg><title><a b=c></title></svg>",
        "<!-->x<a b=c>-->",
        "<!--->x<a b=c>-->",
        "<!-- --!><a b=c>",
        "<?php <a b=c>",
        "</ a><a b=c>",
        "<title><a b=c></title ><a d=e>",
        "<textarea><a b=c></textareas></textarea><a d=e>",
        "<x <y=z><a b=c>",
    ],
)
def test_tags_read_as_they_stand_agree_with_the_parser(markup: str) -> None:
    names = ("html", "head", "body")
    parsed = [(one.name, set(one.attributes)) for one in read_elements(markup) if one.name not in names]
    read_by_us = [(tag.name, {name for name, _, _ in tag.attributes}) for tag in read_tags(markup)]
    assert read_by_us == parsed


# -- characters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("\u00e9".encode(), "", "\u00e9"),
        ("\u00e9".encode("latin-1"), "text/html; charset=ISO-8859-1", "\u00e9"),
        ("\u20ac".encode("cp1252"), 'text/html; charset="latin1"', "\u20ac"),
        (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=latin1", "\u00e9"),
        (b"\xff\xfe" + "\u00e9".encode("utf-16-le"), "", "\u00e9"),
        (b'<meta charset="cp1251">\xe9', "", '<meta charset="cp1251">\u0439'),
        (b'<meta charset="utf-16">\xc3\xa9', "", '<meta charset="utf-16">\u00e9'),
        (b"\xe9", "text/html; charset=rot13", "\ufffd"),
        (b"+AOk-", "text/html; charset=utf-7", "+AOk-"),
        (b"\xe9", "text/html; charset=" + "x" * 9999, "\ufffd"),
        (b"a\r\nb\rc", "", "a\nb\nc"),
    ],
)
def test_a_body_is_read_in_the_characters_a_browser_would_take(body: bytes, kind: str, text: str) -> None:
    assert decode(body, kind) == text


@given(st.binary(max_size=300), st.text(max_size=60))
def test_no_bytes_make_reading_raise(body: bytes, kind: str) -> None:
    assert "\r" not in decode(body, kind)
    assert read_page(URL, body, [("Content-Type", kind)]).url == URL


# -- logins ------------------------------------------------------------------------------------------

SERVICE = Service("https://shop.example/")


@pytest.mark.parametrize(
    ("markup", "paths"),
    [
        ("<a href=/login>x</a>", ["/login"]),
        ("<a href=/users/sign_in?next=%2F>x</a>", ["/users/sign_in?next=%2F"]),
        ("<a href=/account>Log in</a>", ["/account"]),
        ("<a href=/konto> Anmelden\n</a>", ["/konto"]),
        ("<form action=/sessions/new></form>", ["/sessions/new"]),
        ("<form action=/enter method=post><input type=password></form>", ["/enter"]),
        ("<a href=/login>x</a><a href=/login?b>x</a>", ["/login"]),
        ("<a href=http://shop.example/login>x</a>", ["/login"]),
        ("<a href=/>Log in</a>", []),
        ("<a href=/blog/author>x</a>", []),
        ("<a href=/blogin>x</a>", []),
        ("<a href=https://other.example/login>x</a>", []),
        ("<a href=https://shop.example:8443/login>x</a>", []),
        ("<a href=mailto:login@shop.example>Log in</a>", []),
        (f"<a href=/story>{'How we made it easy to log in. ' * 5}</a>", []),
    ],
)
def test_a_login_is_found_by_its_path_its_text_or_its_password_field(markup: str, paths: list[str]) -> None:
    assert find_logins(SERVICE, [read(markup)]) == (paths, 0)


def test_only_so_many_logins_are_taken_and_the_others_counted() -> None:
    links = "".join(f"<a href=/login/{n}>x</a>" for n in range(FOUND_AT_MOST + 3))
    paths, more = find_logins(SERVICE, [read(links)])
    assert (len(paths), more) == (FOUND_AT_MOST, 3)


# -- hostile pages -----------------------------------------------------------------------------------


def fill(piece: str, before: str = "", after: str = "") -> str:
    return before + (piece * (MUCH // len(piece) + 1))[:MUCH] + after


HOSTILE = {
    "nested": fill("<div>"),
    "nested after an odd tag": fill("<div>", "<a ==>"),
    "styled paragraphs": fill("<b><p>"),
    "tables": fill("<table><tr><td>"),
    "foreign": fill("<svg><foreignObject>"),
    "attributes": "<a " + "".join(f"a{n}=b " for n in range(100_000)) + ">",
    "open quote": fill("<a b='"),
    "spaces": fill(" ", "<a b"),
    "spaces after a sign": fill(" ", "<a b="),
    "slashes": fill("/", "<a"),
    "open comment": fill("<!--"),
    "references": fill("&amp", "<a href='", "'>"),
    "candidates": fill(",", "<img srcset='", "'>"),
    "parentheses": fill("(", "<img srcset='a ", "'>"),
    "open url": fill("url(", "<style>", "</style>"),
    "backslashes": fill("\\", '<style>"', "</style>"),
    "spaces in url": fill(" ", "<style>url(", "</style>"),
    "comments in style": fill("/*", "<style>", "</style>"),
    "refresh": fill(" ", "<meta http-equiv=refresh content='0", "'>"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_much_of_hostile_markup_is_read_within_seconds(case: str) -> None:
    begun = time.process_time()
    read(HOSTILE[case])
    assert time.process_time() - begun < SO_LONG


def test_what_lies_too_deep_is_still_seen() -> None:
    page = read("<div>" * (DEPTH_LIMIT + 100) + "<img src=//x/a>" + "<p>" * 100 + "<a href=//x/b>")
    assert [one.written for one in page.relatives] == ["//x/a", "//x/b"]


def test_a_page_that_is_not_too_deep_is_left_as_it_is() -> None:
    text = "<div>" * DEPTH_LIMIT + "<img src=//x/a>"
    assert make_flat(text, list(read_tags(text))) == text


def test_attributes_beyond_the_limit_are_cut_and_what_follows_is_read() -> None:
    many = " ".join(f"a{n}=b" for n in range(ATTRIBUTE_LIMIT))
    page = read(f"<img {many} src=//x/cut><img {many.rsplit(' ', 1)[0]} src=//x/a>")
    assert [one.written for one in page.relatives] == ["//x/a"]


def test_of_too_much_of_a_kind_the_telling_ones_are_kept_and_the_rest_counted() -> None:
    page = read("<img src=https://x/a>" * (KEPT_AT_MOST + 9) + "<img src=http://x/b>")
    assert (len(page.loads), page.more) == (KEPT_AT_MOST, 10)
    assert page.loads[0].target == "http://x/b"
    sheet = read_style(URL, b"a { b: url(//x/a) }" * (KEPT_AT_MOST + 1))
    assert (len(sheet.relatives), sheet.more) == (KEPT_AT_MOST, 2)


PIECES = st.sampled_from(
    [
        *("<a ", "<b>", "</b>", "<p>", "href=", "'", '"', ">", "<!--", "-->", "<style>", "</style>", "url("),
        *("//x", "&amp", "\n", "<form>", "<svg>", "<template>", "<table>", "<title>", "=", "/", " ", "\0"),
        *("\ud800", "\u20ac", "</", "<", "srcset="),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_page_makes_it_raise_and_every_line_is_on_the_page(text: str) -> None:
    page = read(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(0 <= one.line <= lines for one in (*page.relatives, *page.links, *page.loads, *page.forms))
