"""Addresses as they are written: shape, candidates, refreshes, and where they lead."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.address_text import (
    WRITTEN_LIMIT,
    host_of,
    is_relative,
    read_candidates,
    read_refresh,
    resolve,
    scheme_of,
    shorten,
)

BASE = "https://shop.example/a/b?c#d"


@pytest.mark.parametrize(
    "text", ["//x", " //x.example/a\n", "//_dmarc.x", "//1.2.3.4", "//[::1]/", "//\u00fc.example"]
)
def test_two_slashes_and_a_host_leave_out_the_scheme(text: str) -> None:
    assert is_relative(text)


@pytest.mark.parametrize(
    "text", ["", "/", "//", "///x", "// x", "//?a", "/x//y", "x//y", "http://x", "//[x", "/ /x"]
)
def test_anything_else_does_not(text: str) -> None:
    assert not is_relative(text)


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("", BASE.partition("#")[0]),
        ("x", "https://shop.example/a/x"),
        ("/x", "https://shop.example/x"),
        ("?x", "https://shop.example/a/b?x"),
        ("#x", "https://shop.example/a/b?c#x"),
        ("//x.example/y", "https://x.example/y"),
        ("///x.example/y", "https://x.example/y"),
        ("\\\\x.example\\y", "https://x.example/y"),
        ("/\\x.example", "https://x.example"),
        ("http:\\\\x.example\\y?a\\b", "http://x.example/y?a\\b"),
        ("HTTP://x.example", "http://x.example"),
        (" ht\ntp://x.example/\t", "http://x.example/"),
        ("http:x.example", "http://x.example"),
        ("https:x", "https://shop.example/a/x"),
        ("http:/x.example", "http://x.example"),
        ("mailto:a@b", "mailto:a@b"),
        ("JavaScript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,//x", "data:text/html,//x"),
    ],
)
def test_an_address_leads_where_a_browser_would_go(written: str, target: str) -> None:
    assert resolve(BASE, written) == target


@pytest.mark.parametrize(
    ("srcset", "addresses"),
    [
        ("", []),
        (" , ,", []),
        ("a", ["a"]),
        ("a 1x, b 2x", ["a", "b"]),
        ("a,b", ["a,b"]),
        ("a, b", ["a", "b"]),
        ("a 1x,b 2x", ["a", "b"]),
        (",a 1x", ["a"]),
        ("a,, b", ["a", "b"]),
        ("data:image/gif;base64,AA,BB 1x, //x/b 2x", ["data:image/gif;base64,AA,BB", "//x/b"]),
        ("a (1,2) 3x, b", ["a", "b"]),
        ("a ((1,2) 3x, b", ["a", "b"]),
        ("a (1, b", ["a"]),
        ("a\n\t100w,\fb", ["a", "b"]),
        ("a\u00a0b 1x", ["a\u00a0b"]),
    ],
)
def test_candidates_are_told_apart_by_the_rule_of_html(srcset: str, addresses: list[str]) -> None:
    assert list(read_candidates(srcset)) == addresses


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z:/.?=&%]([a-z:/.?=&%,]{0,20}[a-z:/.?=&%])?", fullmatch=True),
            st.sampled_from([" 1x", " 2.5x", " 300w", " 3w 4h", " calc(1,2)", " 1x "]),
        ),
        max_size=6,
    ),
    st.sampled_from([",", ", ", " ,\n"]),
)
def test_well_formed_candidates_come_back_whatever_commas_they_hold(
    pairs: list[tuple[str, str]], gap: str
) -> None:
    text = gap.join(address + descriptor for address, descriptor in pairs)
    assert list(read_candidates(text)) == [address for address, _ in pairs]


@given(st.text(alphabet="a/:,() \n\t1x\\", max_size=60))
def test_every_candidate_stands_in_the_text_and_holds_no_space(text: str) -> None:
    at = 0
    for address in read_candidates(text):
        assert address
        assert not set(address) & set(" \n\t")
        assert not address.startswith(",")
        at = text.index(address, at) + len(address)


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ("0; url=/next", "/next"),
        ("5;URL='/next'", "/next"),
        ('5 , url = "/next" trailing', "/next"),
        ("0 /next", "/next"),
        ("0;/next", "/next"),
        ("0; urlnext", "urlnext"),
        ("0; url next", "url next"),
        (".5; url=/next", "/next"),
        (" \n0;url=/next ", "/next"),
        ("0; url='/next", "/next"),
        ('0; url="/a\'b"', "/a'b"),
        ("0", ""),
        ("0;", ""),
        ("", ""),
        ("url=/next", ""),
        ("soon; url=/next", ""),
        ("0next", ""),
        ("-1; url=/next", ""),
    ],
)
def test_a_refresh_is_read_by_the_rule_of_html(content: str, address: str) -> None:
    assert read_refresh(content) == address


@given(
    seconds=st.integers(0, 9999),
    gap=st.sampled_from([";", "; ", ", ", " "]),
    mark=st.sampled_from(["url=", "URL = ", "", "Url= "]),
    quote=st.sampled_from(["", "'", '"']),
    address=st.from_regex(r"[/a-z][/a-z?=&.]{0,20}", fullmatch=True).filter(
        lambda text: not text.startswith("url")
    ),
)
def test_a_well_formed_refresh_comes_back(
    seconds: int, gap: str, mark: str, quote: str, address: str
) -> None:
    assert read_refresh(f"{seconds}{gap}{mark}{quote}{address}{quote}") == address


@given(st.text(max_size=200), st.text(max_size=100))
def test_nothing_makes_them_raise(text: str, base: str) -> None:
    for one in (text, f"//{text}", f"http://{text}", f"https:{text}", f"//[{text}"):
        resolve(BASE, one)
        resolve(base, one)
        host_of(one)
        scheme_of(one)
        is_relative(one)
        read_refresh(one)
        list(read_candidates(one))
        assert len(shorten(one)) <= WRITTEN_LIMIT


@pytest.mark.parametrize("char", [",", " ", "(", "\\", "/", ":"])
def test_a_megabyte_of_one_character_takes_no_time(char: str) -> None:
    text = char * 2**20
    begun = time.process_time()
    list(read_candidates(f"a {text}"))
    list(read_candidates(text))
    read_refresh(f"0{text}")
    resolve(BASE, text)
    assert time.process_time() - begun < 5
