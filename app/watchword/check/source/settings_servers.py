"""Whether Apache or HAProxy turn plain HTTP away.

Facts: Apache's documentation of `Redirect`, `RewriteRule` and `VirtualHost`; HAProxy's of `bind` and
`redirect scheme`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.host_name import is_real_host
from watchword.check.source.https_setting import FORCED, OFF, PROXY, UNSURE, Setting, stage_of
from watchword.check.source.rule import SourceFile

APACHE, HAPROXY = "Apache", "HAProxy"
_PATH = re.compile(
    r"(^|/)(\.htaccess|[^/]*\.(conf|vhost|cfg)|haproxy[^/]*)(\.(template|tmpl|tpl|erb|j2|dist))?$", re.I
)
_OPEN = re.compile(r"<VirtualHost\s+([^>]{1,200})>", re.I)
_REDIRECT = re.compile(r"Redirect(?:Match|Permanent)?\s+[^#\n]{0,200}?https://", re.I)
_REWRITE = re.compile(r"RewriteRule\s+\S+\s+\"?https://", re.I)
_PLAIN_ONLY = re.compile(
    r"RewriteCond\s+\"?%\{(HTTPS|SERVER_PORT|REQUEST_SCHEME|HTTP:X-Forwarded-Proto)\}", re.I
)
_NAME = re.compile(r"Server(?:Name|Alias)\s+(?:http://)?([\w.-]+)", re.I)
_BIND = re.compile(r"bind\s+(\S+)(.*)", re.I)
_SCHEME = re.compile(
    r"(?:http-request\s+)?redirect\s+(?:scheme\s+https|prefix\s+https://|location\s+https://)", re.I
)
_SECTION = re.compile(
    r"(frontend|listen|backend|global|defaults|userlist|peers|resolvers|cache|program)\b", re.I
)


def wants(path: str) -> bool:
    """Whether a path is one that Apache's or HAProxy's settings usually have."""
    return bool(_PATH.search(path))


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield a setting for each virtual host or front end on port 80."""
    stage = stage_of(file.path)
    lines = [(number, line.strip()) for number, line in enumerate(file.lines, 1)]
    lines = [(number, line[:1000]) for number, line in lines if line and not line.startswith("#")]
    if b"virtualhost" in file.lower or file.name == ".htaccess":
        yield from _apache(file, lines, stage)
    elif b"frontend" in file.lower or b"haproxy" in file.path.lower().encode():
        yield from _haproxy(lines, stage)


def _apache(file: SourceFile, lines: list[tuple[int, str]], stage: str) -> Iterator[Setting]:
    if file.name == ".htaccess":
        rule = _apache_redirect(lines)
        if rule and any(_PLAIN_ONLY.match(line) for _, line in lines):
            yield Setting(APACHE, FORCED, rule, "redirect to https://", "", stage)
        return
    hosts: list[tuple[int, str, list[tuple[int, str]]]] = []
    for number, line in lines:
        if found := _OPEN.match(line):
            hosts.append((number, found[1], []))
        elif hosts:
            hosts[-1][2].append((number, line))
    has_tls = any(":443" in address for _, address, _ in hosts)
    for number, address, body in hosts:
        if not re.search(r":80\b|^\*$", address.strip()):
            continue
        rule = _apache_redirect(body)
        names = [found[1] for _, line in body if (found := _NAME.match(line))]
        if rule:
            yield Setting(APACHE, FORCED, rule, "port 80: redirect to https://", "", stage)
        elif has_tls or any(is_real_host(name) for name in names):
            yield Setting(APACHE, OFF, number, f"<VirtualHost {address}> without a redirect", "", stage)
        else:
            yield Setting(
                APACHE,
                UNSURE,
                number,
                f"<VirtualHost {address}>",
                "it may stand behind something that ends TLS",
                stage,
            )


def _apache_redirect(lines: list[tuple[int, str]]) -> int:
    return next((number for number, line in lines if _REDIRECT.match(line) or _REWRITE.match(line)), 0)


def _haproxy(lines: list[tuple[int, str]], stage: str) -> Iterator[Setting]:
    sections: list[list[tuple[int, str]]] = []
    for number, line in lines:
        if _SECTION.match(line):
            sections.append([])
        if sections:
            sections[-1].append((number, line))
    for section in sections:
        if not section[0][1].lower().startswith(("frontend", "listen")):
            continue
        binds = [(number, found) for number, line in section if (found := _BIND.match(line))]
        plain = [number for number, found in binds if found[1].endswith(":80") and " ssl" not in found[2]]
        is_tls = any(" ssl" in found[2] for _, found in binds)
        redirect = next((number for number, line in section if _SCHEME.match(line)), 0)
        if plain and redirect:
            yield Setting(HAPROXY, FORCED, redirect, "redirect scheme https", "", stage)
        elif plain:
            yield Setting(HAPROXY, OFF, plain[0], "bind :80 without a redirect", "", stage)
        elif is_tls:
            yield Setting(HAPROXY, PROXY, section[0][0], "bind ... ssl", "TLS ends here", stage)
