"""HTTPS for everything: handshake, plain answers, ways back, and what pages load in clear."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.site_facts import AT, NAME, PLAIN, SECURE, TWO_YEARS, answer, home, probe, sent_on, silence, told
from watchword.check.finding import Finding, Outcome
from watchword.check.service.facts import Certificate, Probe, Trouble
from watchword.check.service.https import judge

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN
UPGRADE = "Content-Security-Policy: default-src 'self'; upgrade-insecure-requests"


def look(seen: Probe, days: int = 14) -> Finding:
    return judge(seen, {"certificate_days": days})


def facts(finding: Finding) -> str:
    return "\n".join(f"{one.source}: {one.fact}" for one in finding.evidence)


def ends_in(days: float, lives: float = 90) -> Certificate:
    end = AT + timedelta(days)
    return Certificate((NAME,), "Some CA", end - timedelta(lives), end)


# -- certificates and ports --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "lives", "outcome"),
    [
        (90, 365, PASS),
        (14.1, 90, PASS),
        (13.9, 90, WARN),
        (0.5, 90, WARN),
        (2.1, 6, PASS),  # of a life of six days the last third are two
        (1.9, 6, WARN),
    ],
)
def test_a_certificate_is_to_be_renewed_in_time(left: float, lives: float, outcome: Outcome) -> None:
    finding = look(probe(secure=answer(f"{SECURE}/", 200, certificate=ends_in(left, lives))))
    assert finding.outcome is outcome


def test_how_long_before_is_set_by_the_checklist() -> None:
    seen = probe(secure=answer(f"{SECURE}/", 200, certificate=ends_in(20)))
    assert look(seen, 21).outcome is WARN
    assert look(seen, 19).outcome is PASS
    assert "renewed 21 days before its end" in look(seen, 21).rule


def test_a_certificate_that_is_not_trusted_fails_with_issuer_names_and_dates() -> None:
    finding = look(probe(secure=silence(f"{SECURE}/", Trouble.CERTIFICATE, "x", "it has expired")))
    assert finding.outcome is FAIL
    for words in (
        "it has expired",
        f"for {NAME}",
        "issued by Some CA",
        "from 2026-01-01",
        "until 2026-12-31",
    ):
        assert words in facts(finding)


@pytest.mark.parametrize(
    ("plain", "secure", "outcome", "words"),
    [
        (answer(f"{PLAIN}/"), Trouble.REFUSED, FAIL, "nothing listens on port 443, while plain HTTP answers"),
        (sent_on(), Trouble.REFUSED, FAIL, "nothing listens on port 443, while plain HTTP answers"),
        (
            silence(f"{PLAIN}/", Trouble.REFUSED),
            Trouble.REFUSED,
            UNKNOWN,
            "could not be seen: nothing listens",
        ),
        (sent_on(), Trouble.OLD_TLS, WARN, "needs TLS older than 1.2"),
        (sent_on(), Trouble.TIMEOUT, UNKNOWN, "could not be seen: no answer in time"),
        (sent_on(), Trouble.NAME, UNKNOWN, "could not be seen: this machine finds no such name"),
        (sent_on(), Trouble.NETWORK, UNKNOWN, "could not be seen: the connection was closed"),
        (sent_on(), Trouble.TLS, UNKNOWN, "could not be seen: HTTPS could not be set up"),
        (sent_on(), Trouble.TRUST, UNKNOWN, "could not be seen: this machine has no certificates"),
    ],
)
def test_what_is_in_the_way_of_https_is_told_apart(
    plain: object, secure: Trouble, outcome: Outcome, words: str
) -> None:
    finding = look(probe(plain, silence(f"{SECURE}/", secure)))  # type: ignore[arg-type]
    assert finding.outcome is outcome
    assert words in facts(finding)


def test_the_certificate_of_another_host_of_the_chain_counts_as_well() -> None:
    chain = [
        answer(f"{SECURE}/", 301, "Location: https://other.example/"),
        silence("https://other.example/", Trouble.CERTIFICATE, problem="it is self-signed"),
    ]
    assert look(probe(secure=chain)).outcome is FAIL


def test_another_host_that_does_not_answer_is_a_note_only() -> None:
    chain = [
        answer(f"{SECURE}/", 301, "Location: https://other.example/"),
        silence("https://other.example/", Trouble.FORBIDDEN, "It leads from outside to inside"),
    ]
    finding = look(probe(secure=chain))
    assert finding.outcome is PASS
    assert "not judged, as it is on another host: It leads from outside to inside" in facts(finding)


# -- plain HTTP, and ways back to it -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, FAIL), (204, FAIL), (401, FAIL), (301, PASS), (302, PASS), (403, PASS), (404, PASS), (500, PASS)],
)
def test_what_plain_http_serves_fails_and_what_it_refuses_or_redirects_does_not(
    status: int, outcome: Outcome
) -> None:
    assert look(probe(answer(f"{PLAIN}/", status, f"Location: {SECURE}/"))).outcome is outcome
    deep = answer(f"{PLAIN}/login", status, f"Location: {SECURE}/login")
    assert look(probe(plain_paths=(deep,))).outcome is outcome


def test_a_closed_port_and_a_silent_one_are_told_apart() -> None:
    assert look(probe(silence(f"{PLAIN}/", Trouble.REFUSED))).outcome is PASS
    assert look(probe(silence(f"{PLAIN}/", Trouble.TIMEOUT))).outcome is UNKNOWN


@pytest.mark.parametrize("to", [f"{PLAIN}/home", "http://other.example/"])
def test_a_way_back_to_plain_http_fails_anywhere_in_the_chain(to: str) -> None:
    chain = [
        answer(f"{SECURE}/", 302, "Location: /home"),
        answer(f"{SECURE}/home", 302, f"Location: {to}"),
        answer(to, 404),
    ]
    finding = look(probe(secure=chain))
    assert finding.outcome is FAIL
    assert f"HTTPS sends back to plain HTTP: {to}" in facts(finding)


def test_a_meta_refresh_back_to_plain_http_fails() -> None:
    body = f'<meta http-equiv="Refresh" content="0; URL={PLAIN}/">'
    finding = look(probe(secure=home(body=body)))
    assert finding.outcome is FAIL
    assert "a meta refresh goes back to plain HTTP" in facts(finding)


# -- what pages load, link to and send ---------------------------------------------------------------

ACTIVE = [
    '<script src="http://cdn.example/a">',
    '<svg><script href="http://cdn.example/a" /></svg>',
    '<link rel="stylesheet" href="http://cdn.example/a">',
    '<link rel="alternate stylesheet" href="http://cdn.example/a">',
    '<link rel="modulepreload" href="http://cdn.example/a">',
    '<link rel="preload" as="font" href="http://cdn.example/a">',
    '<link rel="manifest" href="http://cdn.example/a">',
    '<iframe src="http://cdn.example/a"></iframe>',
    '<object data="http://cdn.example/a"></object>',
    '<embed src="http://cdn.example/a">',
    '<svg><use xlink:href="http://cdn.example/a#b" /></svg>',
    "<style>@import 'http://cdn.example/a';</style>",
    "<style>@font-face { src: url(http://cdn.example/a) }</style>",
    '<base href="http://cdn.example/"><script src="a"></script>',
]
PASSIVE = [
    '<img src="http://cdn.example/a">',
    '<img src=/b srcset="/b 1x, http://cdn.example/a 2x">',
    '<link rel="preload" as="image" imagesrcset="http://cdn.example/a 2x">',
    '<picture><source srcset="http://cdn.example/a"></picture>',
    '<video poster="http://cdn.example/a"></video>',
    '<video><source src="http://cdn.example/a"></video>',
    '<audio src="http://cdn.example/a"></audio>',
    '<input type=image src="http://cdn.example/a">',
    '<svg><image href="http://cdn.example/a" /></svg>',
    '<body background="http://cdn.example/a">',
    '<link rel="icon" href="http://cdn.example/a">',
    '<p style="background: url(http://cdn.example/a)">',
    "<style>p { background: image-set('http://cdn.example/a' 1x) }</style>",
    "<noscript><img src='http://cdn.example/a'></noscript>",
]
NONE = [
    '<img src="https://cdn.example/a">',
    '<img src="/a">',
    '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">',
    '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    '<!-- <script src="http://cdn.example/a"></script> -->',
    "<script>// <img src='http://cdn.example/a'>\nvar a = '<script src=\"http://cdn.example/a\">';</script>",
    '<textarea><img src="http://cdn.example/a"></textarea>',
    '<template><img src="http://cdn.example/a"></template>',
    '<p title="http://cdn.example/a">http://cdn.example/a</p>',
    '<link rel="canonical" href="http://cdn.example/a">',
    '<link rel="dns-prefetch" href="http://cdn.example/">',
    '<meta property="og:image" content="http://cdn.example/a">',
    '<a href="http://other.example/">elsewhere</a>',
    '<input type=text src="http://cdn.example/a">',
    "<style>/* url(http://cdn.example/a) */ p { content: 'url(http://cdn.example/a)' }</style>",
    "<style>@namespace url(http://www.w3.org/1999/xhtml);</style>",
]


@pytest.mark.parametrize("markup", ACTIVE)
@pytest.mark.parametrize("headers", [(), (UPGRADE,)])
def test_what_can_change_a_page_fails_even_where_it_is_upgraded(
    markup: str, headers: tuple[str, ...]
) -> None:
    finding = look(probe(secure=home(*headers, body=markup)))
    assert finding.outcome is FAIL
    assert "loads http://cdn.example/a" in facts(finding)


@pytest.mark.parametrize("markup", PASSIVE)
def test_an_image_or_media_fails_and_only_warns_where_it_is_upgraded(markup: str) -> None:
    assert look(probe(secure=home(body=markup))).outcome is FAIL
    softened = look(probe(secure=home(UPGRADE, body=markup)))
    assert softened.outcome is WARN
    assert "the page has browsers upgrade or block it" in facts(softened)


@pytest.mark.parametrize("markup", NONE)
def test_what_is_not_loaded_over_plain_http_passes(markup: str) -> None:
    finding = look(probe(secure=home(body=markup)))
    assert finding.outcome is PASS, facts(finding)


@pytest.mark.parametrize(
    ("markup", "outcome"),
    [
        (
            '<head><meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests"></head>',
            WARN,
        ),
        ('<head><meta http-equiv="content-security-policy" content="BLOCK-all-mixed-content;"></head>', WARN),
        ('<body><p><meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests">', FAIL),
        ('<head><meta name="Content-Security-Policy" content="upgrade-insecure-requests"></head>', FAIL),
        (
            '<head><meta http-equiv="Content-Security-Policy" content="img-src upgrade-insecure"></head>',
            FAIL,
        ),
    ],
)
def test_a_page_can_ask_for_the_upgrade_itself_in_its_head(markup: str, outcome: Outcome) -> None:
    body = f'{markup}<img src="http://cdn.example/a">'
    assert look(probe(secure=home(body=body))).outcome is outcome


def test_a_style_sheet_of_the_service_counts_with_its_line() -> None:
    sheet = {f"{SECURE}/a.css": "p { color: red }\np { background: url('http://cdn.example/a') }"}
    finding = look(probe(styles=sheet))
    assert finding.outcome is FAIL
    assert f"GET {SECURE}/a.css: line 2: style url() loads http://cdn.example/a" in facts(finding)


@pytest.mark.parametrize(
    ("href", "outcome"),
    [
        (f"{PLAIN}/help", WARN),
        ("http://www.shop.example/help", WARN),
        ("http://cdn.shop.example/help", WARN),
        ("http://notshop.example/help", PASS),
        ("http://other.example/help", PASS),
        (f"{SECURE}/help", PASS),
        ("/help", PASS),
    ],
)
def test_a_link_to_plain_http_warns_on_the_services_own_hosts_only(href: str, outcome: Outcome) -> None:
    assert look(probe(secure=home(body=f'<a href="{href}">Help</a>'))).outcome is outcome


def test_links_to_plain_http_elsewhere_are_counted_and_decide_nothing() -> None:
    body = '<a href="http://a.example/">a</a><a href="http://b.example/">b</a>'
    finding = look(probe(secure=home(body=body)))
    assert "2 links to plain HTTP on other hosts, which decide nothing" in facts(finding)


def test_a_form_that_sends_over_plain_http_fails_without_any_password() -> None:
    finding = look(probe(secure=home(body='<form action="http://shop.example/find"><input name=q></form>')))
    assert finding.outcome is FAIL
    assert "a form sends to http://shop.example/find" in facts(finding)


def test_a_page_over_plain_http_is_not_judged_for_what_it_loads() -> None:
    seen = probe(answer(f"{PLAIN}/", 200, body='<img src="http://cdn.example/a">'))
    assert "cdn.example" not in told(look(seen))


def test_what_the_team_leaves_out_is_not_judged() -> None:
    seen = probe(plain_paths=(answer(f"{PLAIN}/health", 200),), ignore={"/health": "the balancer asks"})
    finding = look(seen)
    assert finding.outcome is PASS
    assert "left out: /health (the balancer asks)" in facts(finding)


def test_more_than_twenty_things_are_counted_rather_than_listed() -> None:
    body = "".join(f'<img src="http://cdn.example/{n}">' for n in range(50))
    finding = look(probe(secure=home(TWO_YEARS, body=body)))
    assert len(finding.evidence) == 21
    assert finding.evidence[-1].source == "more"
    assert finding.evidence[-1].fact == "32 more, not listed here"
