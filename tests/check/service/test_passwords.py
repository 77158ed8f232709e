"""Passwords and session tokens: forms, challenges and cookies, over plain HTTP and over HTTPS."""

from __future__ import annotations

import pytest

from support.site_facts import PLAIN, SECURE, TWO_YEARS, answer, home, probe, sent_on, silence, told
from watchword.check.finding import Finding, Outcome
from watchword.check.service.facts import Probe, Trouble
from watchword.check.service.passwords import CHECK, judge

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN
SIX_MONTHS = "Strict-Transport-Security: max-age=15552000"
A_DAY = "Strict-Transport-Security: max-age=86400"
COOKIE = "Set-Cookie: sessionid=8f14e45fceea167a"


def form(action: str = "/in", method: str = "post", before: str = "", inside: str = "") -> str:
    field = '<input type="password" name="p">'
    return f'<!doctype html>{before}\n<form action="{action}" method="{method}">{field}{inside}</form>'


def look(seen: Probe, days: int = 180) -> Finding:
    return judge(seen, {"hsts_days": days})


def facts(finding: Finding) -> str:
    return "\n".join(f"{one.source}: {one.fact}" for one in finding.evidence)


# -- forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "outcome", "words"),
    [
        (form("/in"), PASS, "a password form that sends over HTTPS"),
        (form(""), PASS, "a password form that sends over HTTPS"),
        (form("https://login.example/in"), PASS, "a password form that sends over HTTPS"),
        (
            form("http://shop.example/in"),
            FAIL,
            "sends a password to http://shop.example/in (written as http:",
        ),
        (form("HTTP://shop.example/in"), FAIL, "sends a password to http://shop.example/in"),
        (
            form("/in", before='<base href="http://old.example/">'),
            FAIL,
            "to http://old.example/in (written as /in",
        ),
        (
            form(inside='<button formaction="http://a.example/">'),
            FAIL,
            "sends a password to http://a.example/",
        ),
        (form(inside='<input type=image formaction="http://a.example/">'), FAIL, "to http://a.example/"),
        (form(inside='<button type=button formaction="http://a.example/">'), PASS, "over HTTPS"),
        (form("//shop.example/in"), WARN, "by whatever scheme the page came"),
        (form("/in", "get"), WARN, "puts a password into the address (method get)"),
        (form("/in", "nonsense"), WARN, "puts a password into the address (method get)"),
        ("<form><input type=password></form>", WARN, "puts a password into the address (method get)"),
        (form(inside="<button formmethod=get>"), WARN, "puts a password into the address (method get)"),
        ("<input type=password>", PASS, "a password form that sends over HTTPS"),  # sent by a script
        ("<form method=dialog><input type=password></form>", UNKNOWN, ""),
        ("<form method=post><input type=text></form>", UNKNOWN, ""),
        ("<!-- <form><input type=password></form> -->", UNKNOWN, ""),
        ("<script>'<form><input type=password></form>'</script>", UNKNOWN, ""),
        ("<template><form><input type=password></form></template>", UNKNOWN, ""),
    ],
)
def test_a_form_over_https_is_judged_by_where_and_how_it_sends(
    body: str, outcome: Outcome, words: str
) -> None:
    finding = look(probe(secure=home(TWO_YEARS, body=body)))
    assert finding.outcome is outcome
    assert words in facts(finding)


@pytest.mark.parametrize("action", ["/in", "https://shop.example/in"])
def test_a_password_field_in_a_page_over_plain_http_fails_wherever_it_sends(action: str) -> None:
    finding = look(probe(answer(f"{PLAIN}/", body=form(action))))
    assert finding.outcome is FAIL
    assert "line 2: a password field in a page that came over plain HTTP" in facts(finding)


def test_a_deep_path_over_plain_http_fails_although_the_front_page_redirects() -> None:
    finding = look(probe(plain_paths=(answer(f"{PLAIN}/login", body=form()),)))
    assert finding.outcome is FAIL
    assert f"GET {PLAIN}/login" in facts(finding)


def test_the_query_of_a_target_is_not_shown_as_it_may_hold_a_token() -> None:
    finding = look(probe(secure=home(body=form("http://shop.example/in?ticket=sesame"))))
    assert "http://shop.example/in?..." in facts(finding)
    assert "sesame" not in told(finding)


def test_the_line_is_that_of_the_action() -> None:
    body = "<!doctype html>\n\n<form\n method=post\n action=http://shop.example/in>\n<input type=password>"
    assert "line 5: a form sends a password" in facts(look(probe(secure=home(body=body))))


# -- challenges --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ['Basic realm="x"', "Digest a=b", "Bearer", "NTLM", "Negotiate"])
def test_a_challenge_over_plain_http_fails_and_over_https_passes(scheme: str) -> None:
    header = f"WWW-Authenticate: {scheme}"
    plain = look(probe(answer(f"{PLAIN}/", 401, header)))
    assert plain.outcome is FAIL
    assert f"asks for a login ({scheme.split(' ')[0]}) over plain HTTP" in facts(plain)
    assert look(probe(secure=answer(f"{SECURE}/", 401, header, TWO_YEARS))).outcome is PASS


@pytest.mark.parametrize(("status", "headers"), [(401, ()), (403, ("WWW-Authenticate: Basic",))])
def test_what_is_no_challenge_does_not_count(status: int, headers: tuple[str, ...]) -> None:
    assert look(probe(answer(f"{PLAIN}/", status, *headers))).outcome is UNKNOWN


# -- cookies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cookie", "hsts", "outcome", "words"),
    [
        (f"{COOKIE}; Secure; HttpOnly; SameSite=Lax", TWO_YEARS, PASS, "over HTTPS only"),
        (f"{COOKIE}; HttpOnly", "", FAIL, "without Secure, and HSTS does not make up for it"),
        (f"{COOKIE}; HttpOnly", A_DAY, FAIL, "without Secure, and HSTS does not make up for it"),
        (f"{COOKIE}; HttpOnly", SIX_MONTHS, WARN, "without Secure; only HSTS keeps browsers"),
        (f"{COOKIE}; HttpOnly; SameSite=None", SIX_MONTHS, FAIL, "with SameSite=None and without Secure"),
        (f"{COOKIE}; HttpOnly; SameSite=None; Secure", SIX_MONTHS, PASS, "over HTTPS only"),
        (
            f"{COOKIE}; Secure",
            TWO_YEARS,
            WARN,
            "beside the rule: sets sessionid=8f14\u2026; Secure without HttpOnly",
        ),
        (f"{COOKIE}; Max-Age=0", "", UNKNOWN, ""),
        ("Set-Cookie: sessionid=; HttpOnly", "", UNKNOWN, ""),
        (f"{COOKIE}; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "", UNKNOWN, ""),
        (f"{COOKIE}; HttpOnly; Expires=Fri, 01 Jan 2027 00:00:00 GMT", "", FAIL, "without Secure"),
        ("Set-Cookie: theme=dark", "", UNKNOWN, ""),
        ("Set-Cookie: csrftoken=abcdefgh", "", UNKNOWN, ""),
        ("Set-Cookie: AWSALB=abcdefgh", "", UNKNOWN, ""),
        ("Set-Cookie: secure; httponly", "", UNKNOWN, ""),
    ],
)
def test_a_cookie_over_https_is_judged_by_its_name_its_flags_and_hsts(
    cookie: str, hsts: str, outcome: Outcome, words: str
) -> None:
    finding = look(probe(secure=home(*filter(None, [cookie, hsts]))))
    assert finding.outcome is outcome
    assert words in facts(finding)


@pytest.mark.parametrize("flags", ["", "; Secure; HttpOnly; SameSite=Lax"])
@pytest.mark.parametrize("status", [200, 301, 404, 500])
def test_a_session_cookie_on_any_answer_over_plain_http_fails_whatever_its_flags(
    flags: str, status: int
) -> None:
    finding = look(probe(answer(f"{PLAIN}/", status, f"{COOKIE}{flags}", f"Location: {SECURE}/")))
    assert finding.outcome is FAIL
    assert "over plain HTTP: the token itself crossed in clear" in facts(finding)


def test_a_deletion_over_plain_http_is_none() -> None:
    gone = "Set-Cookie: sessionid=; Max-Age=0"
    assert look(probe(sent_on(301, f"{SECURE}/", gone))).outcome is UNKNOWN


def test_of_two_cookies_in_one_answer_the_worse_counts_and_both_are_shown() -> None:
    finding = look(
        probe(secure=home(TWO_YEARS, f"{COOKIE}; Secure; HttpOnly", "Set-Cookie: jwt=eyJhbGciOi; HttpOnly"))
    )
    assert finding.outcome is WARN
    assert "sessionid=8f14" in facts(finding)
    assert "jwt=eyJh\u2026" in facts(finding)


def test_the_values_of_cookies_are_never_told() -> None:
    finding = look(probe(sent_on(301, f"{SECURE}/", COOKIE), home(COOKIE)))
    assert "8f14e" not in told(finding)


def test_a_cookie_that_the_team_leaves_out_is_named_with_the_reason_and_not_judged() -> None:
    seen = probe(secure=home("Set-Cookie: legacy_token=abcdefgh"), ignore={"legacy_token": "of the balancer"})
    finding = look(seen)
    assert finding.outcome is UNKNOWN
    assert "left out: legacy_token (of the balancer)" in facts(finding)


def test_leaving_one_cookie_out_leaves_the_others_in() -> None:
    seen = probe(secure=home("Set-Cookie: legacy_token=abcdefgh", COOKIE), ignore={"legacy_token": "why"})
    assert look(seen).outcome is FAIL


def test_a_path_that_the_team_leaves_out_is_not_judged() -> None:
    seen = probe(
        plain_paths=(answer(f"{PLAIN}/health", 200, COOKIE),), ignore={"/health": "the balancer asks"}
    )
    finding = look(seen)
    assert finding.outcome is UNKNOWN
    assert "left out: /health (the balancer asks)" in facts(finding)


def test_a_cookie_of_another_host_over_https_is_not_the_teams_to_change() -> None:
    chain = [
        answer(f"{SECURE}/", 302, "Location: https://login.example/"),
        answer("https://login.example/", 200, COOKIE),
    ]
    assert look(probe(secure=chain)).outcome is UNKNOWN


def test_the_limit_of_hsts_is_that_of_the_checklist() -> None:
    seen = probe(secure=home(A_DAY, f"{COOKIE}; HttpOnly"))
    assert look(seen, 1).outcome is WARN
    assert look(seen, 2).outcome is FAIL
    assert "HSTS of 2 days or more" in look(seen, 2).rule


@pytest.mark.parametrize("limit", ["180", True, -1, None])
def test_a_limit_that_is_no_number_of_days_is_the_default(limit: object) -> None:
    assert "HSTS of 180 days" in judge(probe(), {"hsts_days": limit}).rule  # type: ignore[dict-item]


# -- what was not seen -------------------------------------------------------------------------------


def test_without_anything_to_log_in_to_it_cannot_be_told_and_a_login_path_is_asked_for() -> None:
    finding = look(probe(plain_paths=(sent_on(path="/about"),)))
    assert finding.outcome is UNKNOWN
    assert finding.summary == "No password field, challenge or session cookie was seen on /, /about."
    assert finding.remedy
    assert "Name the path of the login page" in finding.remedy.steps[0]


def test_a_page_that_could_not_be_seen_never_turns_into_a_pass() -> None:
    seen = probe(
        secure=home(TWO_YEARS, f"{COOKIE}; Secure; HttpOnly"),
        secure_paths=(silence(f"{SECURE}/login", Trouble.TIMEOUT, "No answer within 5 seconds"),),
    )
    finding = look(seen)
    assert finding.outcome is UNKNOWN
    assert "could not be seen: No answer within 5 seconds" in finding.summary


def test_a_closed_port_for_plain_http_leaves_no_question_open() -> None:
    seen = probe(silence(f"{PLAIN}/", Trouble.REFUSED), home(TWO_YEARS, body=form()))
    assert look(seen).outcome is PASS


def test_what_was_not_asked_is_in_the_evidence() -> None:
    finding = look(probe(secure=home(body=form()), left_out=("3 more login paths that you named",)))
    assert "not asked: 3 more login paths that you named" in facts(finding)


def test_it_says_what_it_does_not_prove_and_by_which_rule_it_went() -> None:
    finding = look(probe(secure=home(body=form())))
    assert "none is ever sent" in finding.unproven
    assert "No password form, challenge or session cookie crosses plain HTTP" in finding.rule


def test_at_an_api_plain_http_is_to_be_refused_rather_than_redirected() -> None:
    finding = look(probe(answer(f"{PLAIN}/", 401, "WWW-Authenticate: Bearer"), kind="api"))
    assert finding.remedy
    assert "Refuse plain HTTP at an API" in finding.remedy.steps[0]


def test_the_check_is_about_services_on_every_platform() -> None:
    assert (CHECK.about, CHECK.platforms) == ("service", ("linux", "macos", "windows"))
