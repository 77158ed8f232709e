"""Whether a Node app forces HTTPS: Express with a redirect of its own or of a package, Helmet, cookies.

Facts: the READMEs of helmet (HSTS is sent, nothing is redirected), express-sslify, express-enforces-ssl and
heroku-ssl-redirect; Express on `trust proxy`; koa-sslify.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.code_settings import places
from watchword.check.source.https_setting import (
    COOKIE,
    DEVELOPMENT,
    FORCED,
    FRAMEWORK,
    PARTIAL,
    PROXY,
    UNSURE,
    Setting,
    stage_of,
)
from watchword.check.source.masked_text import Masked, mask
from watchword.check.source.rule import SourceFile

FAMILY = "Express"
_SUFFIXES = (".js", ".mjs", ".cjs", ".ts")
_LITERALS = (b"express", b"helmet", b"koa", b"sslify", b"x-forwarded-proto", b"enforcehttps", b"forcehttps")
_APP = re.compile(r"=\s*(?:await\s+)?express\(\s*\)")
_IMPORT = re.compile(
    r"(?:\bimport\s+(?:\*\s+as\s+)?\{?\s*(?P<a>\w+)[^;\n]{0,80}\bfrom\s*|\b(?:const|let|var)\s+\{?\s*(?P<b>\w+)[^=\n]{0,60}=\s*require\(\s*)"
    r"['\"](?P<package>[\w@./-]{1,80})['\"]"
)
_PACKAGES = re.compile(
    r"express-sslify|express-enforces-ssl|heroku-ssl-redirect|koa-sslify|express-force-https|express-force-ssl|express-http-to-https(/index)?|yes-https|koa-ssl"
)
_USE = re.compile(r"\.use\(\s*(?P<name>\w+)(?P<rest>[^\n]{0,120})")
_HSTS = re.compile(r"\bhelmet\.(hsts|strictTransportSecurity)\(|\.use\(\s*(helmet)\(|\.use\(\s*(hsts)\(")
_NO_HSTS = re.compile(r"\b(?:hsts|strictTransportSecurity)\s*:\s*false")
_REDIRECT = re.compile(
    r"\.(?:redirect\(\s*(?:30[1278]\s*,\s*)?|writeHead\(\s*30[1278]\s*,\s*\{\s*['\"]?[lL]ocation['\"]?\s*:\s*)"
    r"(?:['\"`]https://|\[\s*['\"`]https://)"
)
_ASKS = re.compile(r"x-forwarded-proto|\.secure\b|\.protocol\b|\.encrypted\b", re.I)
_LISTENS = re.compile(r"\bhttp\.createServer\(")
_TRUST = re.compile(r"\.(?:set\(\s*['\"]trust proxy['\"]|enable\(\s*['\"]trust proxy['\"])")
_COOKIE = re.compile(r"\bcookie\s*:\s*\{[^{}]{0,300}?\bsecure\s*:\s*false\b")


def wants(path: str) -> bool:
    """Whether a path is that of code for Node."""
    return path.endswith(_SUFFIXES) and not path.endswith(".d.ts")


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield where an Express app is made and what forces HTTPS for it."""
    if not any(one in file.lower for one in _LITERALS):
        return
    masked = mask(file.text, "script")
    stage = stage_of(file.name)
    for place in places(masked, _APP):
        yield Setting(FAMILY, FRAMEWORK, place.line, "Express app")
    yield from _packages(masked, stage)
    yield from _own_redirects(masked, stage)
    for place in places(masked, _HSTS, stage):
        end = masked.code[place.found.start() : place.found.start() + 600]
        if not _NO_HSTS.search(end):
            yield Setting(FAMILY, PARTIAL, place.line, "helmet", "HSTS is sent", place.stage)
    for place in places(masked, _TRUST, stage):
        yield Setting(FAMILY, PROXY, place.line, "trust proxy", "a proxy ends TLS", place.stage)
    for place in places(masked, _COOKIE, stage):
        if place.stage != DEVELOPMENT:
            line = place.line + place.found.group().count("\n")
            yield Setting(FAMILY, COOKIE, line, "cookie: { secure: false }", "", place.stage)


def _packages(masked: Masked, stage: str) -> Iterator[Setting]:
    """Yield the use of a package whose only work is to redirect."""
    names = {}
    for place in places(masked, _IMPORT):
        if _PACKAGES.fullmatch(place.found["package"]):
            names[place.found["a"] or place.found["b"]] = place.found["package"]
    for place in places(masked, _USE, stage) if names else ():
        package = names.get(place.found["name"])
        if package:
            kind = FORCED if place.is_settled else UNSURE
            yield Setting(FAMILY, kind, place.line, f"app.use({place.found['name']})", package, place.stage)


def _own_redirects(masked: Masked, stage: str) -> Iterator[Setting]:
    """Yield a redirect to https:// that answers what came in over plain HTTP."""
    for place in places(masked, _REDIRECT, stage):
        before = masked.code[max(0, place.found.start() - 600) : place.found.start()]
        if not (_ASKS.search(before) or _LISTENS.search(before)):
            continue
        # The branch that asks for the protocol is part of the redirect and leaves nothing unsure.
        kind = UNSURE if re.search(r"process\.env\.(?!NODE_ENV\b)\w+", before[-300:]) else FORCED
        yield Setting(FAMILY, kind, place.line, "redirect to https://", "the app's own redirect", place.stage)
