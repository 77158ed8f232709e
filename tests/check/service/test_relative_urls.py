"""Addresses without a scheme in rendered pages and style sheets."""

from __future__ import annotations

import pytest

from support.site_facts import PLAIN, SECURE, TWO_YEARS, answer, home, probe, sent_on, silence, told
from watchword.check.finding import Finding, Outcome
from watchword.check.service.facts import Probe, Trouble
from watchword.check.service.relative_urls import judge

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

FOUND = [
    ('<script src="//cdn.example/a"></script>', "script src //cdn.example/a"),
    ('<img src=" //cdn.example/a ">', "img src //cdn.example/a"),
    ('<a href="//cdn.example/a">x</a>', "a href //cdn.example/a"),
    ('<link rel=stylesheet href="//cdn.example/a">', "link stylesheet //cdn.example/a"),
    ('<link rel="preconnect stylesheet" href="//cdn.example/a">', "link stylesheet //cdn.example/a"),
    ('<link rel="canonical" href="//cdn.example/a">', "link href //cdn.example/a"),
    ('<img srcset="/b 1x, //cdn.example/a 2x">', "img srcset //cdn.example/a"),
    ('<img srcset="data:image/gif;base64,AAA,BBB 1x, //cdn.example/a 2x">', "img srcset //cdn.example/a"),
    ('<link rel=preload as=image imagesrcset="//cdn.example/a 2x">', "link imagesrcset //cdn.example/a"),
    ('<form action="//cdn.example/a"></form>', "form action //cdn.example/a"),
    ('<form><button formaction="//cdn.example/a"></form>', "button formaction //cdn.example/a"),
    ('<video poster="//cdn.example/a"></video>', "video poster //cdn.example/a"),
    ('<object data="//cdn.example/a"></object>', "object data //cdn.example/a"),
    ('<body background="//cdn.example/a">', "body background //cdn.example/a"),
    ('<blockquote cite="//cdn.example/a">', "blockquote cite //cdn.example/a"),
    ('<img longdesc="//cdn.example/a">', "img longdesc //cdn.example/a"),
    ('<a href="/" ping="/b //cdn.example/a">', "a ping //cdn.example/a"),
    ('<html manifest="//cdn.example/a">', "html manifest //cdn.example/a"),
    ('<svg><use xlink:href="//cdn.example/a" /></svg>', "use xlink:href //cdn.example/a"),
    ('<meta property="og:image" content="//cdn.example/a">', "meta content //cdn.example/a"),
    ('<meta name="twitter:image:src" content="//cdn.example/a">', "meta content //cdn.example/a"),
    ('<meta http-equiv=refresh content="0;url=//cdn.example/a">', "meta refresh //cdn.example/a"),
    ('<base href="//cdn.example/a">', "base href //cdn.example/a"),
    ('<p style="background: url(//cdn.example/a)">', "style attribute url() //cdn.example/a"),
    ("<style>p { background: url('//cdn.example/a') }</style>", "style url() //cdn.example/a"),
    ("<style>@import '//cdn.example/a';</style>", "style @import //cdn.example/a"),
    ("<!--[if IE]><p><![endif]--><img src=//cdn.example/a>", "img src //cdn.example/a"),
    ("<noscript><img src=//cdn.example/a></noscript>", "img src //cdn.example/a"),
    ("<img src=&#47;/cdn.example/a>", "img src //cdn.example/a"),
    ("<img src=//[2001:db8::1]/a>", "img src //[2001:db8::1]/a"),
]
QUIET = [
    '<link rel="dns-prefetch" href="//cdn.example">',
    '<link rel="preconnect" href="//cdn.example">',
    '<link rel="preconnect dns-prefetch" href="//cdn.example">',
    '<a href="//">x</a>',
    '<a href="///path">x</a>',
    '<a href="/a//b">x</a>',
    '<a href="https://cdn.example//a">x</a>',
    '<a href="?next=//cdn.example/">x</a>',
    "<p>Write //cdn.example/a for short.",
    '<pre>src="//cdn.example/a"</pre>',
    "<script>// //cdn.example/a\nvar a = /\\/\\/cdn/;</script>",
    "<!-- <img src=//cdn.example/a> -->",
    "<textarea><img src=//cdn.example/a></textarea>",
    "<template><img src=//cdn.example/a></template>",
    '<p title="//cdn.example/a" alt="//cdn.example/a">',
    '<meta name="description" content="//cdn.example/a">',
    "<style>/* url(//cdn.example/a) */ p { content: '//cdn.example/a' }</style>",
    "<style>@namespace url(//www.w3.org/1999/xhtml);</style>",
    '<input value="//cdn.example/a">',
]


def look(seen: Probe) -> Finding:
    return judge(seen, {"hsts_days": 180})


def facts(finding: Finding) -> str:
    return "\n".join(f"{one.source}: {one.fact}" for one in finding.evidence)


@pytest.mark.parametrize(("markup", "words"), FOUND)
def test_an_address_without_a_scheme_fails_wherever_it_stands(markup: str, words: str) -> None:
    finding = look(probe(secure=home(body=f"<!doctype html>{markup}")))
    assert finding.outcome is FAIL
    assert words in facts(finding)


@pytest.mark.parametrize("markup", QUIET)
def test_what_is_no_address_or_may_leave_the_scheme_out_is_let_pass(markup: str) -> None:
    finding = look(probe(secure=home(body=f"<!doctype html>{markup}")))
    assert finding.outcome is PASS, facts(finding)


def test_each_address_is_one_row_with_its_first_line_and_how_often_it_stands_there() -> None:
    body = "<!doctype html>\n<p>\n<img src=//a.example/x>\n<img src=//a.example/x><img src=//a.example/y>"
    finding = look(probe(secure=home(body=body)))
    assert f"GET {SECURE}/: 200: line 3: img src //a.example/x (2 times)" in facts(finding)
    assert finding.summary.startswith("2 addresses leave out the scheme: //a.example/x and others.")


def test_active_content_comes_first() -> None:
    finding = look(probe(secure=home(body="<img src=//a.example/x><script src=//a.example/y></script>")))
    assert "script src" in finding.evidence[0].fact


def test_a_style_sheet_of_the_service_counts_with_its_line() -> None:
    finding = look(probe(styles={f"{SECURE}/a.css": "p{}\n@import url(//a.example/x);"}))
    assert finding.outcome is FAIL
    assert f"GET {SECURE}/a.css: line 2: style @import //a.example/x" in facts(finding)


def test_a_query_is_not_shown_and_a_user_name_neither() -> None:
    finding = look(probe(secure=home(body="<img src=//me:secret@a.example/x?key=sesame>")))
    assert "//a.example/x?..." in facts(finding)
    assert "secret" not in told(finding)
    assert "sesame" not in told(finding)


def test_escapes_in_an_address_are_told_as_harmless_signs() -> None:
    finding = look(probe(secure=home(body="<img src='//a.example/\x1b[2J\u202ex'>")))
    assert "\x1b" not in told(finding)
    assert "\u202e" not in told(finding)


@pytest.mark.parametrize(
    ("plain", "headers", "is_low"),
    [
        (sent_on(), (TWO_YEARS,), True),
        (silence(f"{PLAIN}/", Trouble.REFUSED), (TWO_YEARS,), True),
        (sent_on(), (), False),
        (sent_on(), ("Strict-Transport-Security: max-age=60",), False),
        (answer(f"{PLAIN}/", 200), (TWO_YEARS,), False),
    ],
)
def test_the_risk_is_called_low_only_where_nobody_gets_the_page_over_plain_http_and_it_still_fails(
    plain: object, headers: tuple[str, ...], is_low: bool
) -> None:
    finding = look(probe(plain, home(*headers, body="<img src=//a.example/x>")))  # type: ignore[arg-type]
    assert finding.outcome is FAIL
    assert ("risk: low here" in facts(finding)) is is_low


@pytest.mark.parametrize(
    "secure",
    [
        answer(f"{SECURE}/", 200, "Content-Type: application/json", body="{}"),
        answer(f"{SECURE}/", 500, body="<img src=//a.example/x>"),
        silence(f"{SECURE}/", Trouble.CERTIFICATE, "The certificate is not trusted"),
    ],
)
def test_without_a_page_it_cannot_be_told(secure: object) -> None:
    finding = look(probe(secure=secure))  # type: ignore[arg-type]
    assert finding.outcome is UNKNOWN
    assert finding.remedy


def test_a_page_that_the_team_leaves_out_is_not_judged() -> None:
    page = answer(f"{SECURE}/old", 200, body="<img src=//a.example/x>")
    assert look(probe(secure_paths=(page,))).outcome is FAIL
    assert look(probe(secure_paths=(page,), ignore={"/old": "goes in May"})).outcome is PASS


def test_the_remedy_writes_the_address_in_full_and_gives_a_command_to_find_it() -> None:
    finding = look(probe(secure=home(body="<img src=//a.example/x>")))
    assert finding.remedy
    assert "https://a.example/x" in finding.remedy.steps[0]
    assert finding.remedy.command == "git grep -nF '//a.example'"


def test_a_host_that_a_shell_would_take_apart_gets_into_no_command() -> None:
    finding = look(probe(secure=home(body='<img src="//a\'$(id).example/x">')))
    assert finding.remedy
    assert finding.remedy.command == ""


@pytest.mark.parametrize(
    ("cookie", "words"),
    [
        ("laravel_session=abcd1234", "ASSET_URL=https://a.example"),
        ("_shop_session=abcd1234", 'config.asset_host = "https://a.example"'),
        ("csrftoken=abcd1234", 'STATIC_URL = "https://a.example/static/"'),
    ],
)
def test_the_remedy_names_the_setting_of_the_framework_that_was_seen(cookie: str, words: str) -> None:
    page = home(f"Set-Cookie: {cookie}; Secure; HttpOnly", body="<img src=//a.example/x>")
    finding = look(probe(secure=page))
    assert words in told(finding)
