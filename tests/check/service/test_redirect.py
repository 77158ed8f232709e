"""Plain HTTP leads to HTTPS: the first hop of every path, turned round for an API, with HSTS beside it."""

from __future__ import annotations

import pytest

from support.site_facts import PLAIN, SECURE, TWO_YEARS, answer, home, probe, sent_on, silence
from watchword.check.finding import Finding, Outcome
from watchword.check.service.caller import HOPS
from watchword.check.service.facts import Answer, Probe, Trouble
from watchword.check.service.redirect import judge

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN


def look(seen: Probe, days: int = 180) -> Finding:
    return judge(seen, {"hsts_days": days})


def facts(finding: Finding) -> str:
    return "\n".join(f"{one.source}: {one.fact}" for one in finding.evidence)


# status, Location, body: for a site, for an API, and what is said
FIRST_HOPS = [
    (301, f"{SECURE}/", "", PASS, WARN, "for good (301)"),
    (308, f"{SECURE}/", "", PASS, WARN, "for good (308)"),
    (301, f"{SECURE}:8443/", "", PASS, WARN, "for good (301)"),
    (301, "//shop.example/", "", FAIL, FAIL, "sends on over plain HTTP again"),
    (301, "HTTPS://SHOP.EXAMPLE/", "", PASS, WARN, "for good (301)"),
    (302, f"{SECURE}/", "", WARN, WARN, "for now only (302)"),
    (303, f"{SECURE}/", "", WARN, WARN, "for now only (303)"),
    (307, f"{SECURE}/", "", WARN, WARN, "for now only (307)"),
    (301, "https://www.shop.example/", "", WARN, WARN, "redirects to another host first, www.shop.example"),
    (301, "http://www.shop.example/", "", FAIL, FAIL, "sends on over plain HTTP again"),
    (301, f"{PLAIN}/", "", FAIL, FAIL, "sends on over plain HTTP again"),
    (301, "/home", "", FAIL, FAIL, "sends on over plain HTTP again"),
    (301, "ftp://shop.example/", "", FAIL, FAIL, "which is no HTTPS"),
    (301, "file:///etc/passwd", "", FAIL, FAIL, "which is no HTTPS"),
    (301, "", "", WARN, WARN, "without saying where to"),
    (304, "", "", WARN, WARN, "without saying where to"),
    (200, "", "", FAIL, FAIL, "plain HTTP answers 200 in place of HTTPS"),
    (204, "", "", FAIL, FAIL, "plain HTTP answers 204 in place of HTTPS"),
    (
        200,
        "",
        f'<meta http-equiv=refresh content="0; url={SECURE}/">',
        FAIL,
        FAIL,
        "only the page itself sends on",
    ),
    (200, "", f"<script>location = '{SECURE}/'</script>", FAIL, FAIL, "in place of HTTPS"),
    (401, "", "", FAIL, FAIL, "asks for a login (401)"),
    (403, "", "", WARN, PASS, "plain HTTP is refused (403)"),
    (404, "", "", WARN, PASS, "plain HTTP is refused (404)"),
    (410, "", "", WARN, PASS, "plain HTTP is refused (410)"),
    (426, "", "", WARN, PASS, "plain HTTP is refused (426)"),
    (429, "", "", UNKNOWN, UNKNOWN, "which shows no rule"),
    (500, "", "", UNKNOWN, UNKNOWN, "which shows no rule"),
    (503, "", "", UNKNOWN, UNKNOWN, "which shows no rule"),
]


def first_hop(status: int, location: str, body: str, path: str = "/") -> Answer:
    headers = (f"Location: {location}",) if location else ()
    return answer(f"{PLAIN}{path}", status, *headers, body=body)


@pytest.mark.parametrize(("status", "location", "body", "site", "api", "words"), FIRST_HOPS)
def test_the_first_answer_is_judged_for_a_site_and_turned_round_for_an_api(
    status: int, location: str, body: str, site: Outcome, api: Outcome, words: str
) -> None:
    hop = first_hop(status, location, body)
    for kind, outcome in (("site", site), ("api", api)):
        finding = look(probe(hop, kind=kind))
        assert finding.outcome is outcome
        assert finding.rule.startswith(
            "Plain HTTP of an API is refused" if kind == "api" else "Plain HTTP answers"
        )
    assert words in facts(look(probe(hop)))


@pytest.mark.parametrize(("status", "location", "body", "site", "api", "words"), FIRST_HOPS)
def test_a_deep_path_is_judged_like_the_front_page(
    status: int, location: str, body: str, site: Outcome, api: Outcome, words: str
) -> None:
    finding = look(probe(plain_paths=(first_hop(status, location, body, "/login"),)))
    assert finding.outcome is site
    assert f"GET {PLAIN}/login: {status}" in facts(finding) or finding.outcome is PASS


def test_at_an_api_a_redirect_hides_the_mistake() -> None:
    finding = look(probe(kind="api"))
    assert "at an API the key has crossed by then, and nobody notices" in facts(finding)
    assert finding.remedy
    assert finding.remedy.steps[0].startswith("Refuse plain HTTP at an API")


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (Trouble.REFUSED, PASS),
        (Trouble.TIMEOUT, UNKNOWN),
        (Trouble.NAME, UNKNOWN),
        (Trouble.NETWORK, UNKNOWN),
        (Trouble.PROTOCOL, UNKNOWN),
        (Trouble.FORBIDDEN, UNKNOWN),
    ],
)
@pytest.mark.parametrize("kind", ["site", "api"])
def test_no_answer_is_a_pass_only_where_nothing_listens(
    trouble: Trouble, outcome: Outcome, kind: str
) -> None:
    assert look(probe(silence(f"{PLAIN}/", trouble), kind=kind)).outcome is outcome


def test_a_service_that_is_down_altogether_is_no_pass() -> None:
    seen = probe(silence(f"{PLAIN}/", Trouble.REFUSED), silence(f"{SECURE}/", Trouble.REFUSED))
    finding = look(seen)
    assert finding.outcome is UNKNOWN
    assert "nothing answers, neither over plain HTTP nor over HTTPS" in facts(finding)


# -- the rest of the chain ---------------------------------------------------------------------------


def test_a_later_hop_back_to_plain_http_fails() -> None:
    chain = [sent_on(), answer(f"{SECURE}/", 302, f"Location: {PLAIN}/home"), answer(f"{PLAIN}/home")]
    finding = look(probe(chain))
    assert finding.outcome is FAIL
    assert f"sends back to plain HTTP, to {PLAIN}/home" in facts(finding)


def test_a_circle_over_https_warns_as_it_may_want_a_cookie() -> None:
    chain = [sent_on(), answer(f"{SECURE}/", 302, f"Location: {SECURE}/")]
    finding = look(probe(chain))
    assert finding.outcome is WARN
    assert "at least for who sends no cookies" in facts(finding)


def test_more_than_six_redirects_fail_and_six_do_not() -> None:
    def chain(hops: int) -> list[Answer]:
        on = [answer(f"{SECURE}/{n}", 301, f"Location: /{n + 1}") for n in range(hops - 1)]
        return [sent_on(to=f"{SECURE}/0"), *on]

    assert look(probe([*chain(HOPS), answer(f"{SECURE}/{HOPS - 1}")])).outcome is PASS
    endless = look(probe(chain(HOPS + 1)))
    assert endless.outcome is FAIL
    assert "redirects more than 6 times" in facts(endless)


# -- what is left out --------------------------------------------------------------------------------


def test_a_path_for_health_checks_can_be_left_out_with_a_reason() -> None:
    health = answer(f"{PLAIN}/up", 200)
    assert look(probe(plain_paths=(health,))).outcome is FAIL
    finding = look(probe(plain_paths=(health,), ignore={"/up": "the balancer asks"}))
    assert finding.outcome is PASS
    assert "left out: /up (the balancer asks)" in facts(finding)


def test_leaving_out_everything_is_no_pass() -> None:
    finding = look(probe(ignore={"/": "we know"}))
    assert finding.outcome is UNKNOWN
    assert "your team leaves out every path that was asked for" in finding.summary


# -- HSTS beside it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ((TWO_YEARS,), "HSTS, beside the redirect: pass. Browsers keep to HTTPS for 730 days."),
        ((), "HSTS, beside the redirect: fail. No Strict-Transport-Security header."),
        (("Strict-Transport-Security: max-age=60",), "HSTS, beside the redirect: warn. "),
    ],
)
def test_hsts_says_its_own_word_and_decides_nothing(headers: tuple[str, ...], words: str) -> None:
    finding = look(probe(secure=home(*headers)))
    assert finding.outcome is PASS
    assert words in facts(finding)
    assert finding.summary.endswith("; HSTS beside it needs a look.") is not words.startswith(
        "HSTS, beside the redirect: pass"
    )


def test_missing_hsts_brings_its_own_advice_with_the_days_in_force() -> None:
    finding = look(probe(secure=home()), 365)
    assert finding.remedy
    assert "later raise it to 31536000 (365 days)" in finding.remedy.steps[0]
    assert finding.remedy.command == f"curl -sSI {SECURE}/"


def test_a_pass_with_hsts_needs_no_advice() -> None:
    assert look(probe()).remedy is None


def test_it_says_what_it_does_not_prove() -> None:
    assert "other paths, hosts and methods" in look(probe()).unproven
