"""HSTS: the header as RFC 6797 has browsers read it, and on which answer it has to stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.site_facts import NAME, PLAIN, SECURE, TWO_YEARS, answer, home, probe, sent_on, silence
from watchword.check.finding import Outcome
from watchword.check.service.facts import Probe, Trouble
from watchword.check.service.hsts import HstsVerdict, describe_hsts, judge_hsts
from watchword.check.service.hsts_header import parse_hsts

DAYS = 180
HEADER = "Strict-Transport-Security"
PASS, WARN, FAIL = Outcome.PASS, Outcome.WARN, Outcome.FAIL


def judge(seen: Probe, days: int = DAYS) -> HstsVerdict:
    return judge_hsts(seen, days)


@pytest.mark.parametrize(
    ("value", "outcome", "words"),
    [
        ("max-age=63072000", PASS, "for 730 days"),
        ("max-age=15552000", PASS, "for 180 days"),
        ('max-age="31536000"', PASS, "for 365 days"),
        ("Max-Age=31536000 ; INCLUDESUBDOMAINS", PASS, "for 365 days"),
        ("  max-age = 31536000;", PASS, "for 365 days"),
        (";;max-age=31536000;;", PASS, "for 365 days"),
        ("max-age=31536000; somethingnew=1", PASS, "for 365 days"),
        ("max-age=" + "9" * 5000, PASS, "for "),
        ("max-age=15551999", WARN, "less than 180 days"),
        ("max-age=86400", WARN, "for 1 day only"),
        ("max-age=1", WARN, "for 1 second only"),
        ("max-age=0", FAIL, "tells browsers to forget it"),
        ("includeSubDomains", FAIL, "has no max-age"),
        ("", FAIL, "has no max-age"),
        ("max-age", FAIL, "no number of seconds"),
        ("max-age=", FAIL, "no number of seconds"),
        ("max-age=-1", FAIL, "no number of seconds"),
        ("max-age=1y", FAIL, "no number of seconds"),
        ("max-age=31536000.0", FAIL, "no number of seconds"),
        ("max-age=\u0663\u0661", FAIL, "cannot be read"),
        ('"max-age=31536000"', FAIL, "cannot be read"),
        ("max-age=31536000 includeSubDomains", FAIL, "cannot be read"),
        ("max-age=31536000; includeSubDomains=1", FAIL, "it takes none"),
        ("max-age=31536000, max-age=1", FAIL, "holds a comma"),
        ("max-age=31536000; max-age=31536000", FAIL, "gives a directive twice"),
        ("max-age: 31536000", FAIL, "cannot be read"),
    ],
)
def test_a_header_is_judged_by_how_long_browsers_keep_to_it(value: str, outcome: Outcome, words: str) -> None:
    found = judge(probe(secure=home(f"{HEADER}: {value}")))
    assert found.outcome is outcome
    assert words in found.words


def test_the_limit_is_that_of_the_checklist() -> None:
    seen = probe(secure=home(f"{HEADER}: max-age=86400"))
    assert judge(seen, 1).outcome is PASS
    assert judge(seen, 2).outcome is WARN


def test_no_header_fails() -> None:
    assert judge(probe(secure=home())) == HstsVerdict(FAIL, f"no {HEADER} header", f"GET {SECURE}/: 200")


def test_two_headers_fail_although_each_alone_would_do() -> None:
    found = judge(probe(secure=home(TWO_YEARS, TWO_YEARS)))
    assert found.outcome is FAIL
    assert "2 Strict-Transport-Security headers" in found.words


def test_a_header_on_the_plain_answer_alone_fails() -> None:
    found = judge(probe(sent_on(301, f"{SECURE}/", TWO_YEARS), home()))
    assert found.outcome is FAIL
    assert "plain HTTP answer only, where browsers ignore it" in found.words


def test_a_header_of_a_later_host_does_not_cover_this_one() -> None:
    chain = [
        answer(f"{SECURE}/", 301, "Location: https://other.example/"),
        answer("https://other.example/", 200, TWO_YEARS),
    ]
    found = judge(probe(secure=chain))
    assert found.outcome is FAIL
    assert "only other.example sends the header" in found.words


def test_a_header_on_another_page_of_this_host_is_said_to_be_there() -> None:
    found = judge(
        probe(secure=[answer(f"{SECURE}/", 302, "Location: /en"), answer(f"{SECURE}/en", 200, TWO_YEARS)])
    )
    assert found.outcome is FAIL
    assert "though others of this host have" in found.words


def test_a_header_on_an_error_page_counts() -> None:
    assert judge(probe(secure=answer(f"{SECURE}/", 404, TWO_YEARS))).outcome is PASS


@pytest.mark.parametrize("trouble", [Trouble.CERTIFICATE, Trouble.REFUSED, Trouble.TIMEOUT])
def test_without_a_trusted_answer_it_cannot_be_told(trouble: Trouble) -> None:
    assert judge(probe(secure=silence(f"{SECURE}/", trouble))).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("host", ["192.0.2.7", "[2001:db8::7]"])
def test_it_does_not_apply_to_an_address(host: str) -> None:
    seen = probe(secure=answer(f"https://{host}/", 200, TWO_YEARS), url=f"https://{host}/")
    assert judge(seen).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("value", "plain", "kept"),
    [
        (
            "max-age=31536000; includeSubDomains; preload",
            sent_on(),
            ["a year or more: yes", "includeSubDomains: yes", "on this host first: yes"],
        ),
        (
            "max-age=31535999; preload",
            sent_on(301, "https://www.shop.example/"),
            ["a year or more: no", "includeSubDomains: no", "on this host first: no"],
        ),
        ("max-age=31536000; preload", silence(f"{PLAIN}/", Trouble.REFUSED), ["on this host first: yes"]),
    ],
)
def test_the_rules_of_the_built_in_list_are_shown_where_it_is_asked_for(
    value: str, plain: object, kept: list[str]
) -> None:
    found = judge(probe(plain, home(f"{HEADER}: {value}")))  # type: ignore[arg-type]
    assert all(words in found.preload for words in kept)
    assert "cannot be seen from here" in found.preload
    assert any("built-in list" in line.fact for line in describe_hsts(found))


def test_nothing_is_said_of_the_list_where_it_is_not_asked_for() -> None:
    assert judge(probe()).preload == ""


def test_the_line_beside_another_check_says_its_own_word() -> None:
    (line,) = describe_hsts(judge(probe(secure=home())))
    assert line.fact == f"HSTS, beside the redirect: fail. No {HEADER} header."
    assert line.source == f"GET https://{NAME}/: 200"


# -- the parser --------------------------------------------------------------------------------------


@given(st.text(max_size=200))
def test_no_header_makes_it_raise_and_none_is_both_kept_and_ignored(value: str) -> None:
    policy = parse_hsts(value)
    assert not policy.problem or policy.seconds == 0


@given(
    seconds=st.integers(0, 10**11),
    is_quoted=st.booleans(),
    others=st.lists(st.sampled_from(["includeSubDomains", "preload", "x-new=1", 'y="a;b"', ""]), unique=True),
    gap=st.sampled_from([";", "; ", " ;\t"]),
)
def test_a_well_formed_header_is_read_in_any_order(
    seconds: int, is_quoted: bool, others: list[str], gap: str
) -> None:
    age = f'max-age="{seconds}"' if is_quoted else f"MAX-AGE = {seconds}"
    policy = parse_hsts(gap.join([*others, age]))
    assert (policy.seconds, policy.problem) == (seconds, "")
    assert policy.has_subdomains is ("includeSubDomains" in others)
    assert policy.has_preload is ("preload" in others)
