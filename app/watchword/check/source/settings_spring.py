"""Whether a Spring app forces HTTPS: its security rules in Java or Kotlin, and its properties.

Facts: the references of Spring Security (`requiresChannel`, `redirectToHttps`) and of Spring Boot
(`server.ssl.*`, `server.forward-headers-strategy`, `server.servlet.session.cookie.secure`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.code_settings import places
from watchword.check.source.entries import Entry, read_properties, read_yaml
from watchword.check.source.https_setting import (
    COOKIE,
    DEVELOPMENT,
    FORCED,
    FRAMEWORK,
    OFF,
    PROXY,
    TEST,
    UNSURE,
    Setting,
    stage_named,
    stage_of,
)
from watchword.check.source.masked_text import mask
from watchword.check.source.rule import SourceFile

FAMILY = "Spring"
_CONFIG = re.compile(r"(^|/)application(-[\w-]+)?\.(properties|ya?ml)$")
_APP = re.compile(r"@SpringBootApplication\b|@EnableWebSecurity\b")
_CHANNEL = re.compile(r"\.(requiresSecure|redirectToHttps|requiresInsecure)\b|\b(requiresSecure)\b(?=\s*\))")
_DISABLES = re.compile(r"\.redirectToHttps\(\s*\w*[^()]{0,40}disable")
_COOKIE = "server.servlet.session.cookie.secure"
_PROFILE = ("spring.config.activate.on-profile", "spring.profiles")


def wants(path: str) -> bool:
    """Whether a path is that of Java or Kotlin code or of Spring's properties."""
    return path.endswith((".java", ".kt")) or bool(_CONFIG.search(path))


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield what one file sets."""
    if file.path.endswith((".java", ".kt")):
        yield from _read_code(file)
    elif file.path.endswith(".properties"):
        yield from _read_entries(read_properties(file.text), stage_of(file.name))
    else:
        yield from _read_entries(read_yaml(file.text), stage_of(file.name))


def _read_code(file: SourceFile) -> Iterator[Setting]:
    if not any(
        one in file.lower
        for one in (b"@springbootapplication", b"@enablewebsecurity", b"securityfilterchain")
    ):
        return
    masked = mask(file.text, "java")
    stage = stage_of(file.name)
    for place in places(masked, _APP):
        yield Setting(FAMILY, FRAMEWORK, place.line, "Spring application")
    for place in places(masked, _CHANNEL, stage):
        name = place.found[1] or place.found[2]
        if name == "requiresInsecure":
            yield Setting(FAMILY, UNSURE, place.line, "requiresInsecure()", "for some addresses", place.stage)
        elif not _DISABLES.match(masked.code, place.found.start()):
            kind = FORCED if place.is_settled else UNSURE
            yield Setting(FAMILY, kind, place.line, f"{name}()", "", place.stage)


def _read_entries(entries: list[Entry], stage: str) -> Iterator[Setting]:
    if stage == TEST:
        return
    profiles = {one.document: stage_named(one.value) for one in entries if one.key in _PROFILE}
    for one in entries:
        under = profiles.get(one.document, stage)
        if one.key in ("server.ssl.key-store", "server.ssl.bundle", "server.ssl.certificate"):
            yield Setting(FAMILY, FORCED, one.line, one.key, "the port speaks TLS only", under)
        elif one.key == "server.ssl.enabled" and one.value.lower() == "false":
            kind = OFF if under != DEVELOPMENT else UNSURE
            yield Setting(FAMILY, kind, one.line, "server.ssl.enabled = false", "", under)
        elif one.key in ("security.require-ssl", "security.require_ssl"):
            kind = {"true": FORCED, "false": OFF}.get(one.value.lower(), UNSURE)
            yield Setting(FAMILY, kind, one.line, "security.require-ssl", "", under)
        elif one.key == "server.forward-headers-strategy" and one.value.lower() in ("native", "framework"):
            yield Setting(FAMILY, PROXY, one.line, one.key, "a proxy ends TLS", under)
        elif one.key == _COOKIE and one.value.lower() == "false" and under != DEVELOPMENT:
            yield Setting(FAMILY, COOKIE, one.line, f"{one.key} = false", "", under)
