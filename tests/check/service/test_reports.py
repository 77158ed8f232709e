"""security.txt by RFC 9116: where it is, how it is served, whom it names and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.site_facts import AT, SECURE, answer, probe, silence, told
from watchword.check.finding import Finding, Outcome
from watchword.check.service.facts import Answer, Chain, Probe, Trouble
from watchword.check.service.reports import CHECK, PLACE, judge
from watchword.check.service.security_txt import mail_of, read_security_txt, read_time

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN
URL, OLD = f"{SECURE}{PLACE}", f"{SECURE}/security.txt"
ADDRESS = "support@shop.example"
TEXT = "Content-Type: text/plain; charset=utf-8"
GOOD = f"""# Report weaknesses to us.
Contact: mailto:{ADDRESS}
Expires: 2026-12-31T23:59:59Z
Encryption: https://shop.example/key.txt
Preferred-Languages: en, de
Canonical: {URL}
"""


def file(text: str, *headers: str, url: str = URL) -> Answer:
    return answer(url, 200, *(headers or (TEXT,)), body=text)


def look(*answers: Answer, address: str = ADDRESS, **limits: int) -> Finding:
    return judge(probe(security_txt=answers), {"reporting_address": address, **limits})


def facts(finding: Finding) -> str:
    return "\n".join(f"{one.source}: {one.fact}" for one in finding.evidence)


def test_a_file_with_the_agreed_address_passes() -> None:
    finding = look(file(GOOD))
    assert finding.outcome is PASS, facts(finding)
    assert f"Contact names mailto:{ADDRESS}" in facts(finding)
    assert finding.remedy is None


@pytest.mark.parametrize(
    ("before", "after", "outcome", "words"),
    [
        (f"mailto:{ADDRESS}", f"MAILTO:{ADDRESS.upper()}", PASS, "Contact names"),
        (f"mailto:{ADDRESS}", f"mailto:{ADDRESS}?subject=weakness", PASS, "Contact names"),
        (f"mailto:{ADDRESS}", "mailto:support%40shop.example", PASS, "Contact names"),
        ("Contact: ", "contact:", PASS, "Contact names"),
        (f"mailto:{ADDRESS}", ADDRESS, FAIL, f"which has to be mailto:{ADDRESS}"),
        (
            f"mailto:{ADDRESS}",
            "mailto:other@shop.example",
            WARN,
            f"Contact names other@shop.example, not mailto:{ADDRESS}",
        ),
        (f"mailto:{ADDRESS}", "https://shop.example/form", WARN, "Contact names no mail address, not"),
        (f"mailto:{ADDRESS}", "tel:+1-201-555-0123", WARN, "no mail address"),
        (f"mailto:{ADDRESS}", "our front desk", FAIL, "is no address with a scheme"),
        (f"Contact: mailto:{ADDRESS}\n", "", FAIL, "it names no Contact"),
        ("Contact", "#Contact", FAIL, "it names no Contact"),
        ("Expires: 2026-12-31T23:59:59Z\n", "", WARN, "it has no Expires, and needs exactly one"),
        ("Expires", "Expires: 2026-11-30T23:59:59Z\nExpires", WARN, "it has 2 Expires lines"),
        ("2026-12-31T23:59:59Z", "2026-03-01T12:00:00Z", FAIL, "it expired on 2026-03-01"),
        ("2026-12-31T23:59:59Z", "2026-03-01T14:00:00+02:00", FAIL, "it expired on 2026-03-01"),
        ("2026-12-31T23:59:59Z", "2026-12-31", WARN, "Expires is no time such as"),
        ("2026-12-31T23:59:59Z", "2026-02-30T00:00:00Z", WARN, "Expires is no time such as"),
        ("2026-12-31T23:59:59Z", "2027-03-02T12:00:00Z", PASS, "it expires on 2027-03-02"),
        ("2026-12-31T23:59:59Z", "2027-03-03T12:00:00Z", WARN, "more than 366 tells nobody"),
        ("2026-12-31T23:59:59Z", "2026-03-31T12:00:00Z", PASS, "in 30 days"),
        ("2026-12-31T23:59:59Z", "2026-03-31T11:00:00Z", WARN, "renew it at 30 or more"),
        ("Preferred", "Preferred-Languages: fr\nPreferred", WARN, "Preferred-Languages may stand there once"),
        (
            "Encryption: https",
            "Encryption: http",
            WARN,
            "line 4: Encryption leads to http://shop.example/key.txt",
        ),
        ("Encryption: https://shop.example/key.txt\n", "", WARN, "names no key to encrypt it with"),
        ("Encryption: https://shop.example/key.txt", "Encryption: openpgp4fpr:5f2de5521c63a801", PASS, ""),
        (f"Canonical: {URL}\n", "", PASS, ""),
        (f"Canonical: {URL}", "Canonical: https://SHOP.example:443/.well-known/security.txt", PASS, ""),
        (
            f"Canonical: {URL}",
            f"Canonical: https://other.example{PLACE}",
            WARN,
            "which is not where it was read",
        ),
        ("# Report", "Bug-Bounty: False\n# Report", PASS, ""),
        (
            "# Report",
            "Favourite-Colour: red\n# Report",
            WARN,
            "1 field that RFC 9116 does not know: favourite-colour",
        ),
        ("# Report", "hello there\n# Report", WARN, "not to be read as a field or a comment: line 1"),
        ("\n", "\r\n", PASS, "Contact names"),
        ("\n", "\r", PASS, "Contact names"),
    ],
)
def test_each_line_is_judged_by_the_rules_of_the_format(
    before: str, after: str, outcome: Outcome, words: str
) -> None:
    assert before in GOOD
    text = GOOD.replace(before, after) if before == "\n" else GOOD.replace(before, after, 1)
    finding = look(file(text))
    assert finding.outcome is outcome, facts(finding)
    assert words in facts(finding)


@pytest.mark.parametrize(
    ("headers", "outcome", "words"),
    [
        (("Content-Type: text/plain",), PASS, ""),
        (("Content-Type: Text/Plain; Charset=UTF-8",), PASS, ""),
        (("Content-Type: text/plain; charset=iso-8859-1",), WARN, "its charset is iso-8859-1, not utf-8"),
        (("Content-Type: application/octet-stream",), WARN, "served as application/octet-stream"),
        (("X-Nothing: x", "Content-Type: "), WARN, "served as nothing in particular"),
    ],
)
def test_how_it_is_served_counts(headers: tuple[str, ...], outcome: Outcome, words: str) -> None:
    finding = look(file(GOOD, *headers))
    assert finding.outcome is outcome
    assert words in facts(finding)


@pytest.mark.parametrize(
    ("answers", "outcome", "words"),
    [
        ((file("<!doctype html><h1>Not here</h1>", "Content-Type: text/html"),), FAIL, "is an HTML page"),
        ((file("\n <HTML><p>Not here", TEXT),), FAIL, "is an HTML page"),
        ((answer(URL, 404), answer(OLD, 404)), FAIL, "there is no security.txt"),
        ((answer(URL, 410), answer(OLD, 404)), FAIL, "there is no security.txt"),
        ((answer(URL, 403), answer(OLD, 403)), FAIL, "strangers may not read it"),
        (
            (answer(URL, 404), file(GOOD.replace(URL, OLD), url=OLD)),
            WARN,
            f"only there, and belongs to {PLACE}",
        ),
        ((answer(URL, 500), answer(OLD, 500)), UNKNOWN, "could not say whether there is one"),
        ((silence(URL, Trouble.TIMEOUT), silence(OLD, Trouble.TIMEOUT)), UNKNOWN, "no answer in time"),
        ((), UNKNOWN, "it was not asked for"),
    ],
)
def test_where_it_is_counts_and_a_broken_server_says_nothing(
    answers: tuple[Answer, ...], outcome: Outcome, words: str
) -> None:
    finding = look(*answers)
    assert finding.outcome is outcome
    assert words in facts(finding)


def test_a_file_over_plain_http_fails_as_anybody_can_change_it() -> None:
    url = f"http://shop.example{PLACE}"
    finding = look(file(GOOD.replace(URL, url), url=url))
    assert finding.outcome is FAIL
    assert "it comes over plain HTTP" in facts(finding)


def test_a_redirect_to_another_place_is_followed_and_told() -> None:
    other = f"https://www.shop.example{PLACE}"
    chain = Chain((answer(URL, 301, f"Location: {other}"), file(GOOD, url=other)))
    seen = probe()
    seen = Probe(seen.service, seen.at, seen.plain, seen.secure, security_txt=(chain,))
    finding = judge(seen, {"reporting_address": ADDRESS})
    assert finding.outcome is PASS, facts(finding)
    assert f"redirected here from {URL}" in facts(finding)


def test_without_an_agreed_address_everything_else_is_judged() -> None:
    finding = look(file(GOOD), address="")
    assert finding.outcome is PASS
    assert "was not compared" in finding.summary
    assert "no address is set for your team (reporting_address)" in facts(finding)


def test_the_address_may_be_set_as_a_link() -> None:
    assert look(file(GOOD), address=f" MAILTO:{ADDRESS.upper()}").outcome is PASS


def test_the_limits_are_those_of_the_checklist() -> None:
    assert look(file(GOOD), security_txt_least_days=400).outcome is WARN
    assert look(file(GOOD), security_txt_most_days=100).outcome is WARN
    assert "below 400 days" in look(file(GOOD), security_txt_least_days=400).rule
    assert set(CHECK.limits) == {"reporting_address", "security_txt_least_days", "security_txt_most_days"}


def test_a_place_that_the_team_leaves_out_does_not_apply() -> None:
    finding = judge(probe(ignore={PLACE: "the parent company has one"}), {})
    assert finding.outcome is Outcome.NOT_APPLICABLE
    assert "the parent company has one" in finding.summary


def test_a_file_that_is_too_long_is_read_so_far_and_said_to_be() -> None:
    finding = look(file(GOOD + "# more\n" * 10_000))
    assert finding.outcome is WARN
    assert "it is longer than 32 KiB" in facts(finding)


def test_bytes_that_are_no_text_warn() -> None:
    raw = GOOD.encode() + b"# \xff\xfe\n"
    finding = look(Answer(URL, 200, (("Content-Type", "text/plain"),), raw))
    assert finding.outcome is WARN
    assert "bytes that are no UTF-8" in facts(finding)


def test_escapes_in_a_field_are_told_as_harmless_signs() -> None:
    finding = look(file(GOOD.replace(f"mailto:{ADDRESS}", "mailto:\x1b[2Ja@b.example\u202e")))
    assert "\x1b" not in told(finding)
    assert "\u202e" not in told(finding)


# -- a signed file -----------------------------------------------------------------------------------

SIGNED = f"""-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

{GOOD}
- --- a line that begins with a dash
-----BEGIN PGP SIGNATURE-----

iQIzBAEBCgAdFiEE
-----END PGP SIGNATURE-----
"""


def test_a_signed_file_is_read_inside_its_frame_and_not_verified() -> None:
    finding = look(file(SIGNED.replace("- --- a line that begins with a dash\n", "")))
    assert finding.outcome is PASS, facts(finding)
    assert "signed, not verified" in facts(finding)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (SIGNED, ""),
        (SIGNED.partition("-----BEGIN PGP SIGNATURE")[0], "the signature is missing"),
        (SIGNED.partition("-----END")[0], "the signature does not end"),
        (
            f"{SIGNED}Contact: mailto:evil@evil.example\n",
            "lines after the signature, which it does not cover",
        ),
        ("-----BEGIN PGP SIGNED MESSAGE-----", "the signature is missing"),
    ],
)
def test_what_is_wrong_with_the_frame_is_said_and_lines_outside_of_it_do_not_count(
    text: str, problem: str
) -> None:
    read = read_security_txt(text)
    assert read.is_signed
    assert problem in read.problem
    assert bool(read.problem) is bool(problem)
    assert not any("evil" in one.value for one in read.fields)


def test_a_dash_that_the_signature_put_before_a_line_is_taken_off() -> None:
    read = read_security_txt(SIGNED.replace("Contact", "- Contact"))
    assert [one.value for one in read.all("contact")] == [f"mailto:{ADDRESS}"]


def test_line_numbers_are_those_of_the_whole_file() -> None:
    assert read_security_txt(SIGNED).all("contact")[0].line == 5
    assert read_security_txt(SIGNED).unread == (11,)


# -- the parser --------------------------------------------------------------------------------------


@given(st.text(max_size=400))
def test_no_file_makes_it_raise_and_every_line_is_a_field_a_comment_or_unread(text: str) -> None:
    read = read_security_txt(text)
    if not read.is_signed:
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        meant = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
        assert len(read.fields) + len(read.unread) == len(meant)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Contact", "EXPIRES", "policy", "X-New"]),
            st.text("abc:/@. ", min_size=1).map(str.strip),
        ),
        max_size=8,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_well_formed_fields_come_back_in_order(fields: list[tuple[str, str]], end: str) -> None:
    read = read_security_txt(end.join(f"{name}: {value}" for name, value in fields))
    assert [(one.name, one.value) for one in read.fields] == [(name.lower(), value) for name, value in fields]
    assert [one.line for one in read.fields] == list(range(1, len(fields) + 1))


@given(st.integers(-(10**9), 10**9), st.integers(-23, 23))
def test_a_time_comes_back_in_every_zone(seconds: int, hours: int) -> None:
    moment = AT + timedelta(seconds=seconds)
    shown = moment.replace(tzinfo=None)
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
    assert read_time(f"{shown.isoformat()}{zone}") == moment - timedelta(hours=hours)
    assert read_time(f"{shown.isoformat()}z") == moment


@given(st.text(max_size=60))
def test_no_time_and_no_contact_make_it_raise(text: str) -> None:
    assert read_time(text) is None
    assert mail_of(text) == "" or ":" in text


# -- what to write -----------------------------------------------------------------------------------


def test_the_remedy_gives_the_lines_to_write_with_an_end_under_a_year() -> None:
    finding = look(answer(URL, 404))
    assert finding.remedy
    step = finding.remedy.steps[0]
    assert f"Contact: mailto:{ADDRESS}" in step
    assert f"Canonical: {URL}" in step
    ends = read_time(step.partition("Expires: ")[2].partition(" ")[0])
    assert ends
    assert timedelta(300) < ends - AT < timedelta(365)
    assert finding.remedy.command == f"curl -i {URL}"


def test_an_address_that_a_shell_or_a_file_would_take_apart_is_not_written_out() -> None:
    finding = look(answer(URL, 404), address="a@b.example\nContact: mailto:evil@evil.example")
    assert finding.remedy
    assert "evil" not in finding.remedy.steps[0]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Server: nginx/1.22.1", "`location = /.well-known/security.txt { default_type text/plain;"),
        ("Server: Apache/2.4", "DocumentRoot"),
        ("Server: cloudflare", "turn on security.txt"),
        ("X-Runtime: 0.01", "public/.well-known/security.txt"),
        ("X-Powered-By: Express", "res.type('text/plain')"),
        ("Server: something", "Have the server answer"),
    ],
)
def test_the_remedy_says_where_the_server_that_was_seen_keeps_it(header: str, words: str) -> None:
    seen = probe(secure=answer(f"{SECURE}/", 200, header), security_txt=(answer(URL, 404),))
    assert words in told(judge(seen, {"reporting_address": ADDRESS}))
