"""Set-Cookie lines as browsers read them: what they set, which log somebody in, which delete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.service.cookie import SHOWN, Cookie, parse_cookie
from watchword.check.service.cookie_date import parse_date

AT = datetime(2026, 3, 1, tzinfo=UTC)


def parse(line: str) -> Cookie:
    cookie = parse_cookie(line, AT)
    assert cookie
    return cookie


@pytest.mark.parametrize(
    "name",
    [
        *("PHPSESSID", "JSESSIONID", "connect.sid", "_app_session", "ASP.NET_SessionId", "laravel_session"),
        *("sessionid", "session", "sid", "SID", "user_sid", "remember_token", "remember_me", "jwt", "auth"),
        *("authorization", "auth_token", "login", "wordpress_logged_in_1", "access_token", "xsid", "cfid"),
        *("__Host-id", "__Secure-id", ".AspNetCore.Cookies", ".AspNetCore.Identity.Application", "SSESSabc"),
    ],
)
def test_a_name_that_logs_somebody_in(name: str) -> None:
    assert parse(f"{name}=abcdefgh").is_session_like


@pytest.mark.parametrize(
    "name",
    [
        *(
            "theme",
            "lang",
            "_ga",
            "cart",
            "sidebar",
            "inside_x",
            "author",
            "assessment",
            "possession",
            "side",
        ),
        *("csrftoken", "XSRF-TOKEN", "_csrf", "__RequestVerificationToken", "__Host-csrf-token"),
        *("AWSALB", "AWSALBCORS", "AWSELB", "SERVERID", "BIGipServer~x", "GCLB", "ARRAffinity", "__cf_bm"),
        *("incap_ses_1", "visid_incap_2", "NSC_abc", "ROUTEID", "__cflb"),
    ],
)
def test_a_name_that_logs_nobody_in(name: str) -> None:
    assert not parse(f"{name}=abcdefgh").is_session_like


def test_an_affinity_cookie_says_so() -> None:
    assert parse("AWSALB=x1").is_affinity
    assert not parse("sessionid=x1").is_affinity


@pytest.mark.parametrize(
    "line", ["secure; httponly", "Secure", "", ";", "=value", "  ; a=b", "HttpOnly; Path=/"]
)
def test_a_line_of_attributes_alone_sets_nothing(line: str) -> None:
    assert parse_cookie(line, AT) is None


@pytest.mark.parametrize(
    ("attributes", "flags"),
    [
        ("", (False, False, "")),
        ("; Secure; HttpOnly; SameSite=Lax", (True, True, "lax")),
        ("; SECURE ;httponly;samesite = none", (True, True, "none")),
        ("; Secure=false", (True, False, "")),  # its mere presence counts
        ("; SameSite=Whatever", (False, False, "")),
        ("; SameSite=None; SameSite=Strict", (False, False, "strict")),
        ("; Path=/secure; Domain=httponly.test", (False, False, "")),
        ("; xSecure; HttpOnlyx", (False, False, "")),
    ],
)
def test_flags_are_read_as_browsers_do(attributes: str, flags: tuple[bool, bool, str]) -> None:
    cookie = parse(f"a=b{attributes}")
    assert (cookie.is_secure, cookie.is_http_only, cookie.same_site) == flags


@pytest.mark.parametrize(
    ("line", "is_deletion"),
    [
        ("a=", True),
        ('a=""', True),
        ("a=x; Max-Age=0", True),
        ("a=x; max-age=-1", True),
        ("a=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT", True),
        ("a=x; Expires=Thursday, 01-Jan-70 00:00:00 GMT", True),
        ("a=x; Expires=Thu Jan  1 00:00:00 1970", True),
        ("a=x; Max-Age=0; Expires=Thu, 01 Jan 2099 00:00:00 GMT", True),
        ("a=x; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", False),
        ("a=x; Max-Age=soon; Expires=Thu, 01 Jan 1970 00:00:00 GMT", True),
        ("a=x", False),
        ("a=x; Max-Age=60", False),
        ("a=x; Max-Age=", False),
        ("a=x; Max-Age=\u0660", False),  # a digit, but none of ASCII
        ("a=x; Max-Age=-\u0660", False),
        ("a=x; Expires=0", False),
        ("a=x; Expires=Thu, 01 Jan 2099 00:00:00 GMT", False),
        ("a=x; Expires=Thursday, 01-Jan-30 00:00:00 GMT", False),
    ],
)
def test_a_deletion_is_told_from_a_cookie(line: str, is_deletion: bool) -> None:
    assert parse(line).is_deletion is is_deletion


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("8f14e45fceea167a", "sessionid=8f14\u2026; Secure"),
        ('"8f14e45fceea"', "sessionid=8f14\u2026; Secure"),
        ("abcde", "sessionid=ab\u2026; Secure"),
        ("a", "sessionid=\u2026; Secure"),
        ("\x1b[2Jxyz", "sessionid=\ufffd[2\u2026; Secure"),
    ],
)
def test_of_a_value_only_the_beginning_is_shown_and_never_more_than_half(value: str, shown: str) -> None:
    assert parse(f"sessionid={value}; Secure").shown == shown


@given(st.text(max_size=200))
def test_no_line_makes_it_raise_and_no_more_of_the_value_is_kept_than_is_shown(line: str) -> None:
    cookie = parse_cookie(line, AT)
    if cookie:
        assert cookie.name
        assert len(cookie.hint) <= SHOWN
        assert line.partition(";")[0].partition("=")[2].strip().strip('"').startswith(cookie.hint)


@given(
    name=st.text("abcXYZ09_-.", min_size=1, max_size=20),
    value=st.text("abcXYZ09+/=", max_size=60),
    flags=st.permutations(["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]),
    spaces=st.sampled_from(["; ", ";", " ;  "]),
)
def test_a_well_formed_line_is_read_whole_whatever_its_order(
    name: str, value: str, flags: list[str], spaces: str
) -> None:
    cookie = parse(spaces.join([f"{name}={value}", *flags]))
    assert cookie.name == name
    assert (cookie.is_secure, cookie.is_http_only, cookie.same_site) == (True, True, "lax")
    assert cookie.is_deletion is (not value)


# -- dates -----------------------------------------------------------------------------------------------


FIRST, LAST = datetime(1970, 1, 1), datetime(2069, 12, 31)  # noqa: DTZ001 - the strategy adds the zone


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
def test_every_spelling_of_a_date_gives_the_same_time(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_date(format_datetime(moment, usegmt=True)) == moment
    assert parse_date(f"{moment:%A, %d-%b-%y %H:%M:%S} GMT") == moment
    assert parse_date(f"{moment:%a %b %d %H:%M:%S %Y}") == moment


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "never",
            "0",
            "-1",
            "2015-10-21",
            "21 Oct 2015",
            "21 Oct 2015 25:00:00",
            "31 Feb 2015 00:00:00",
        ),
        *("21 Oct 1600 07:28:00", "21 Foo 2015 07:28:00", "Wed 07:28:00", "21 Oct 2015 7:8", "x" * 5000),
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=300))
def test_no_date_makes_it_raise(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.utcoffset() == timedelta(0)
