"""Whether an ASP.NET app forces HTTPS: its start code.

Facts: Microsoft's documentation on enforcing HTTPS in ASP.NET Core: `UseHttpsRedirection` redirects,
`UseHsts` only tells browsers for the next time.
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
from watchword.check.source.masked_text import mask
from watchword.check.source.rule import SourceFile

FAMILY = "ASP.NET"
_APP = re.compile(r"\bWebApplication\.Create(?:Slim)?Builder\(|\bvoid\s+Configure\(\s*IApplicationBuilder\b")
_USE = re.compile(r"\.(UseHttpsRedirection|UseHsts|UseForwardedHeaders)\(")
_FILTER = re.compile(r"\bnew\s+RequireHttpsAttribute\(|\bAddRedirectToHttps(?:Permanent)?\(")
_COOKIE = re.compile(r"\bSecurePolicy\s*=\s*CookieSecurePolicy\.None\b")
_KINDS = {"UseHttpsRedirection": FORCED, "UseHsts": PARTIAL, "UseForwardedHeaders": PROXY}
_NOTES = {"UseHsts": "HSTS is sent", "UseForwardedHeaders": "a proxy may end TLS"}


def wants(path: str) -> bool:
    """Whether a path is that of C# code."""
    return path.endswith(".cs")


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield what the start code sets."""
    if not any(
        one in file.lower
        for one in (b"webapplication.create", b"iapplicationbuilder", b"securepolicy", b"https")
    ):
        return
    masked = mask(file.text, "csharp")
    stage = stage_of(file.name)
    for place in places(masked, _APP):
        yield Setting(FAMILY, FRAMEWORK, place.line, "ASP.NET application")
    for place in places(masked, _USE, stage):
        name = place.found[1]
        kind = _KINDS[name] if place.is_settled else UNSURE
        note = _NOTES.get(name, "") if place.is_settled else "only under a condition"
        yield Setting(FAMILY, kind, place.line, f"app.{name}()", note, place.stage)
    for place in places(masked, _FILTER, stage):
        kind = FORCED if place.is_settled else UNSURE
        yield Setting(FAMILY, kind, place.line, "".join(place.found.group().split("(")[0]), "", place.stage)
    for place in places(masked, _COOKIE, stage):
        if place.stage != DEVELOPMENT:
            yield Setting(FAMILY, COOKIE, place.line, "CookieSecurePolicy.None", "", place.stage)
