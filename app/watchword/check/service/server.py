"""Which server and which framework answer, as far as they say so: only to word the advice, never to judge."""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchword.check.service.cookie import parse_cookie
from watchword.check.service.facts import Answer, Probe

# In this order: the first that fits is taken. Patterns are looked for in lower case.
_SERVERS = (
    ("cloudflare", re.compile(r"^cloudflare")),
    ("aws", re.compile(r"^awselb|^cloudfront|^amazons3")),
    ("caddy", re.compile(r"^caddy")),
    ("nginx", re.compile(r"^nginx|^openresty|^tengine")),
    ("apache", re.compile(r"^apache(?!-coyote)")),
    ("iis", re.compile(r"^microsoft-iis")),
    ("haproxy", re.compile(r"^haproxy")),
    ("traefik", re.compile(r"^traefik")),
)
_FRAMEWORKS = (
    ("express", re.compile(r"express|next\.js")),
    ("rails", re.compile(r"phusion passenger|^puma")),
    ("django", re.compile(r"^wsgiserver")),
    ("flask", re.compile(r"^werkzeug")),
    ("spring", re.compile(r"apache-coyote|^tomcat|servlet|^jetty")),
    ("aspnet", re.compile(r"asp\.net|^kestrel")),
    ("php", re.compile(r"^php")),
)
_COOKIES = (
    ("laravel", re.compile(r"^laravel_session$")),
    ("express", re.compile(r"^connect\.sid$")),
    ("spring", re.compile(r"^jsessionid$")),
    ("aspnet", re.compile(r"^\.aspnet|^asp\.net_sessionid$|^\.aspxauth$")),
    ("django", re.compile(r"^csrftoken$|^sessionid$")),
    ("php", re.compile(r"^phpsessid$")),
    ("rails", re.compile(r"^_[a-z0-9_-]+_session$")),
)
_BALANCERS = (("haproxy", re.compile(r"^serverid$")), ("aws", re.compile(r"^awsalb")))
_HEADERS = {"x-aspnet-version": "aspnet", "x-aspnetmvc-version": "aspnet", "x-runtime": "rails"}


@dataclass(frozen=True, slots=True)
class Stack:
    """What answers, in our words (`nginx`, `django` ...); empty where it does not say."""

    server: str = ""
    framework: str = ""


def recognize(probe: Probe) -> Stack:
    """Return what the service's own answers say about themselves; the most telling cookie goes first."""
    answers = probe.answers
    servers = [value for answer in answers for value in answer.all("Server")]
    powered = [value for answer in answers for value in answer.all("X-Powered-By")]
    names = [name for answer in answers for name in _cookie_names(answer, probe)]
    headers = {name.lower() for answer in answers for name, _ in answer.headers}
    by_header = next((name for header, name in _HEADERS.items() if header in headers), "")
    return Stack(
        server=_find(_SERVERS, servers) or _find(_BALANCERS, names),
        framework=_find(_COOKIES, names) or by_header or _find(_FRAMEWORKS, [*powered, *servers]),
    )


def _cookie_names(answer: Answer, probe: Probe) -> list[str]:
    cookies = [parse_cookie(line, probe.at) for line in answer.all("Set-Cookie")]
    return [cookie.name for cookie in cookies if cookie]


def _find(known: tuple[tuple[str, re.Pattern[str]], ...], texts: list[str]) -> str:
    lower = [text[:200].strip().lower() for text in texts]
    return next((name for name, pattern in known if any(map(pattern.search, lower))), "")
