"""What to do about it: the steps are those for the server and the framework that were seen."""

from __future__ import annotations

import re

import pytest

from support.site_facts import PLAIN, SECURE, TWO_YEARS, answer, home, probe, sent_on, silence, told
from watchword.check.finding import Finding
from watchword.check.service import https, passwords, redirect
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Probe, Trouble
from watchword.check.service.server import Stack, recognize
from watchword.check.service.server_advice import advise
from watchword.check.service.server_settings import SETTINGS
from watchword.check.subject import Service

SHELL = re.compile(r"[;&|`$<>'\"\\\n]")


@pytest.mark.parametrize(
    ("headers", "server", "framework"),
    [
        (("Server: nginx/1.22.1",), "nginx", ""),
        (("Server: openresty",), "nginx", ""),
        (("Server: Apache/2.4.58 (Debian)",), "apache", ""),
        (("Server: Apache-Coyote/1.1",), "", "spring"),
        (("Server: Caddy",), "caddy", ""),
        (("Server: cloudflare",), "cloudflare", ""),
        (("Server: awselb/2.0",), "aws", ""),
        (("Server: CloudFront",), "aws", ""),
        (("Server: Microsoft-IIS/10.0", "X-Powered-By: ASP.NET"), "iis", "aspnet"),
        (("Server: Kestrel",), "", "aspnet"),
        (("X-AspNet-Version: 4.0",), "", "aspnet"),
        (("X-Powered-By: PHP/8.2",), "", "php"),
        (("X-Powered-By: Express",), "", "express"),
        (("X-Runtime: 0.02",), "", "rails"),
        (("Server: WSGIServer/0.2 CPython/3.11",), "", "django"),
        (("Server: Werkzeug/3.0",), "", "flask"),
        (("Set-Cookie: laravel_session=abcd", "X-Powered-By: PHP/8.2"), "", "laravel"),
        (("Set-Cookie: connect.sid=abcd", "Server: nginx"), "nginx", "express"),
        (("Set-Cookie: JSESSIONID=abcd",), "", "spring"),
        (("Set-Cookie: .AspNetCore.Identity.Application=abcd",), "", "aspnet"),
        (("Set-Cookie: csrftoken=abcd",), "", "django"),
        (("Set-Cookie: PHPSESSID=abcd",), "", "php"),
        (("Set-Cookie: _shop_session=abcd",), "", "rails"),
        (("Set-Cookie: SERVERID=s1",), "haproxy", ""),
        (("Set-Cookie: AWSALB=abcd",), "aws", ""),
        (("Server: my-nginx-like-thing", "X-Powered-By: love"), "", ""),
        ((), "", ""),
    ],
)
def test_server_and_framework_are_known_by_what_they_say(
    headers: tuple[str, ...], server: str, framework: str
) -> None:
    assert recognize(probe(secure=home(*headers))) == Stack(server, framework)


def test_what_another_host_says_does_not_count() -> None:
    chain = [
        answer(f"{SECURE}/", 301, "Location: https://other.example/"),
        answer("https://other.example/", 200, "Server: nginx"),
    ]
    assert recognize(probe(secure=chain)) == Stack()


def steps(finding: Finding) -> str:
    assert finding.remedy
    return "\n".join(finding.remedy.steps)


REDIRECTS = [
    ("Server: nginx", "return 301 https://$host$request_uri;"),
    ("Server: Apache", "Redirect permanent / https://shop.example/"),
    ("Server: Caddy", "auto_https disable_redirects"),
    ("Set-Cookie: SERVERID=a", "http-request redirect scheme https code 301"),
    ("Server: Microsoft-IIS/10.0", 'redirectType="Permanent"'),
    ("Server: awselb/2.0", "HTTP_301"),
    ("Server: cloudflare", "Always Use HTTPS"),
    ("X-Runtime: 1", "config.force_ssl = true"),
    ("Set-Cookie: csrftoken=abcd", "SECURE_SSL_REDIRECT = True"),
    ("X-Powered-By: Express", "res.redirect(301, 'https://shop.example'"),
    ("Set-Cookie: laravel_session=a", "URL::forceScheme('https')"),
    ("Server: Kestrel", "app.UseHttpsRedirection();"),
]


@pytest.mark.parametrize(("header", "words"), REDIRECTS)
def test_a_missing_redirect_is_answered_with_the_setting_of_the_server_seen(header: str, words: str) -> None:
    finding = redirect.judge(probe(answer(f"{PLAIN}/", 200, header)), {})
    assert words in steps(finding)
    assert finding.remedy
    assert finding.remedy.command == f"curl -sSI {PLAIN}/"


def test_the_server_in_front_goes_before_the_framework_for_redirects_and_after_it_for_cookies() -> None:
    headers = ("Server: nginx", "Set-Cookie: sessionid=abcdefgh; HttpOnly")
    both = probe(answer(f"{PLAIN}/", 200, *headers), home(*headers))
    assert "return 301" in steps(redirect.judge(both, {}))
    assert "SECURE_SSL_REDIRECT" not in steps(redirect.judge(both, {}))
    assert "SESSION_COOKIE_SECURE = True" in steps(passwords.judge(both, {}))
    assert "proxy_cookie_flags" not in steps(passwords.judge(both, {}))


def test_where_nothing_is_known_the_common_servers_are_named() -> None:
    said = steps(redirect.judge(probe(answer(f"{PLAIN}/", 200)), {}))
    assert all(name in said for name in ("nginx:", "HAProxy:", "Traefik:"))


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (
            probe(secure=silence(f"{SECURE}/", Trouble.CERTIFICATE, problem="it has expired")),
            "names shop.example",
        ),
        (probe(answer(f"{PLAIN}/", 200), silence(f"{SECURE}/", Trouble.REFUSED)), "Offer HTTPS on port 443"),
        (probe(secure=silence(f"{SECURE}/", Trouble.OLD_TLS)), "Turn on TLS 1.2 and 1.3"),
        (probe(secure=silence(f"{SECURE}/", Trouble.TIMEOUT)), "from a network that may reach it"),
        (probe(secure=silence(f"{SECURE}/", Trouble.NAME)), "spelling of the name"),
        (probe(secure=silence(f"{SECURE}/", Trouble.TRUST)), "ca-certificates"),
        (probe(secure=home(body="<img src=http://a.example/x>")), "Write those addresses with https://"),
    ],
)
def test_each_kind_of_trouble_has_a_step_of_its_own(seen: Probe, words: str) -> None:
    assert words in steps(https.judge(seen, {}))


def test_the_worst_comes_first() -> None:
    page = home(TWO_YEARS, body=f"<a href={PLAIN}/x>x</a>")
    finding = https.judge(probe(answer(f"{PLAIN}/", 200), page), {})
    said = steps(finding)
    assert said.index("301 or 308") < said.index("Write those addresses with https://")


def test_nothing_wrong_needs_no_remedy() -> None:
    assert https.judge(probe(), {}).remedy is None


@pytest.mark.parametrize("topic", Topic)
@pytest.mark.parametrize("name", sorted({name for known in SETTINGS.values() for name in known} | {""}))
def test_every_topic_has_a_step_in_which_every_mark_is_filled_in(topic: Topic, name: str) -> None:
    service = Service("https://shop.example:8443/", http_port=8080)
    remedy = advise((topic,), Stack(server=name), service, 200)
    assert remedy
    said = "\n".join([*remedy.steps, remedy.command])
    assert not re.search(r"<(host|name|port|seconds|days)>", said)
    if topic is Topic.HSTS:
        assert "17280000" in said


@pytest.mark.parametrize(
    "host", ["a;id.example", "a$(id).example", "a b.example", "-x.example", "a'.example"]
)
def test_a_host_that_a_shell_would_take_apart_gets_into_no_command(host: str) -> None:
    for topic in Topic:
        remedy = advise((topic,), Stack(), Service(f"https://{host}/"))
        assert remedy
        assert not SHELL.search(remedy.command)
        assert host not in remedy.command


def test_a_service_given_by_its_port_is_named_with_it() -> None:
    seen = probe(
        answer("http://shop.example:8080/", 200),
        answer("https://shop.example:8443/", 200),
        url="https://shop.example:8443/",
    )
    finding = redirect.judge(seen, {})
    assert "to https://shop.example:8443, and" in steps(finding)


def test_every_finding_names_rule_evidence_and_what_it_does_not_prove() -> None:
    seen = probe(sent_on(302), home("Set-Cookie: sessionid=abcdefgh"))
    for judge in (passwords.judge, https.judge, redirect.judge):
        finding = judge(seen, {})
        assert finding.summary.endswith(".")
        assert finding.rule.endswith(".")
        assert finding.unproven.endswith(".")
        assert finding.evidence
        assert "abcde" not in told(finding)
