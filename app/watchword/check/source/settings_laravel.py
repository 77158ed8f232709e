"""Whether a Laravel app forces HTTPS: its providers, middleware and `config/session.php`.

Facts: Laravel's documentation of `URL::forceScheme` and `URL::forceHttps`, which make the addresses the app
writes begin with https; a request over plain HTTP is still answered, unless a server in front redirects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.code_settings import places
from watchword.check.source.https_setting import (
    COOKIE,
    FORCED,
    FRAMEWORK,
    OFF,
    PROXY,
    UNSURE,
    Setting,
    stage_of,
)
from watchword.check.source.masked_text import mask
from watchword.check.source.rule import SourceFile

FAMILY = "Laravel"
_FORCE = re.compile(
    r"\b(?:URL::|url\(\)\s*->\s*|\$url\w*\s*->\s*)(?:(forceScheme|forceSchema)\(\s*['\"](https?)(?:://)?['\"]|(forceHttps)\(\s*(false)?)"
)
_SECURE = re.compile(r"->\s*secure\(")
_REDIRECT = re.compile(r"\bredirect\(\)\s*->\s*secure\(|\bRedirect::secure\(")
_PROXIES = re.compile(r"\btrustProxies\(|\bclass\s+TrustProxies\b")
_APP = re.compile(
    r"\bApplication::configure\(|\bnew\s+Illuminate\\Foundation\\Application\b|\bclass\s+AppServiceProvider\b"
)
_COOKIE = re.compile(r"['\"]secure['\"]\s*=>\s*(false|env\([^()]{0,80},\s*false\s*\))")


def wants(path: str) -> bool:
    """Whether a path is that of PHP code where an app is set up."""
    return path.endswith(".php") and not path.endswith(".blade.php")


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield what one file sets."""
    is_session = file.path.endswith("config/session.php")
    if not is_session and b"illuminate" not in file.lower and b"forcescheme" not in file.lower:
        return
    masked = mask(file.text, "php")
    stage = stage_of(file.name)
    for place in places(masked, _COOKIE, stage) if is_session else ():
        yield Setting(FAMILY, COOKIE, place.line, "'secure' => false", "", place.stage)
    for place in places(masked, _APP):
        yield Setting(FAMILY, FRAMEWORK, place.line, "Laravel application")
    for place in places(masked, _FORCE, stage):
        is_off = place.found[2] == "http" or bool(place.found[4])
        kind = (OFF if is_off else FORCED) if place.is_settled else UNSURE
        name = place.found[1] or place.found[3]
        said = f"URL::{name}({repr(place.found[2]) if place.found[2] else ''})"
        yield Setting(
            FAMILY, kind, place.line, said, "" if place.is_settled else "only under a condition", place.stage
        )
    for place in places(masked, _REDIRECT, stage):
        before = masked.code[max(0, place.found.start() - 600) : place.found.start()]
        if _SECURE.search(before):
            yield Setting(
                FAMILY, FORCED, place.line, "redirect()->secure()", "the app's own redirect", place.stage
            )
    for place in places(masked, _PROXIES, stage):
        yield Setting(FAMILY, PROXY, place.line, "trusted proxies", "a proxy may end TLS", place.stage)
