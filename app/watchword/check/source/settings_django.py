"""Whether a Django project forces HTTPS: its settings modules, read as Python.

Facts: Django's reference of settings. Unset, `SECURE_SSL_REDIRECT` is false; `SECURE_HSTS_SECONDS` alone
redirects nobody; `SecurityMiddleware` is what does the redirecting.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from watchword.check.source.https_setting import (
    COMMENTED,
    COOKIE,
    DEFAULT,
    DEVELOPMENT,
    FORCED,
    FRAMEWORK,
    OFF,
    PARTIAL,
    PROXY,
    TEST,
    UNSURE,
    Setting,
    stage_named,
    stage_of,
)
from watchword.check.source.python_settings import Assigned, assigned, parse, switch
from watchword.check.source.rule import SourceFile

FAMILY = "Django"
_PATH = re.compile(r"(^|/)(\w*settings\w*\.py|\w*(settings|conf|config)/\w+\.py)$")
_FRAME = ("INSTALLED_APPS", "ROOT_URLCONF", "WSGI_APPLICATION", "MIDDLEWARE", "MIDDLEWARE_CLASSES")
_COOKIES = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
_IN_COMMENT = re.compile(r"^[ \t]*#[ \t]*SECURE_SSL_REDIRECT[ \t]*=[ \t]*True\b")
_LITERALS = (b"secure_", b"installed_apps", b"root_urlconf", *(name.lower().encode() for name in _COOKIES))


def wants(path: str) -> bool:
    """Whether a path is one that Django settings usually have; Django's own defaults are nobody's."""
    return bool(_PATH.search(path)) and not path.endswith("django/conf/global_settings.py")


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield what a settings module sets; one for tests is not read."""
    stage = stage_of(file.name)
    if stage == TEST or not any(one in file.lower for one in _LITERALS):
        return
    tree = parse(file.text)
    if tree is None:
        return
    found = list(assigned(tree))
    names = {one.name for one in found}
    if not names & {"SECRET_KEY", "DEBUG", *_FRAME} and not any(one.startswith("SECURE_") for one in names):
        return
    root = file.path.rpartition("/")[0]
    if names & set(_FRAME[:3]):
        line = next(one.line for one in found if one.name in _FRAME[:3])
        yield Setting(FAMILY, FRAMEWORK, line, "Django settings", stage=stage, root=root)
    lacks_middleware = _lacks_middleware(found)
    for one in found:
        scope = _stage_in(one.scope) if one.scope else stage
        for setting in _read_one(one, scope, root):
            if setting.kind == FORCED and lacks_middleware:
                note = "but SecurityMiddleware, which redirects, is not in MIDDLEWARE here"
                yield Setting(FAMILY, UNSURE, setting.line, setting.text, note, setting.stage, root)
            else:
                yield setting
    for number, text in enumerate(file.lines, 1):
        if _IN_COMMENT.match(text):
            yield Setting(FAMILY, COMMENTED, number, text.strip(), "in a comment", stage, root)


def _read_one(one: Assigned, stage: str, root: str) -> Iterator[Setting]:
    if one.name == "SECURE_SSL_REDIRECT":
        kind, under, note = switch(one.value, one.conditions, stage)
        said = {FORCED: "True", OFF: "False"}.get(kind, "decided elsewhere")
        if not isinstance(one.value, ast.Constant):
            said = "decided elsewhere" if kind == UNSURE else "on"
        yield Setting(FAMILY, kind, one.line, f"SECURE_SSL_REDIRECT = {said}", note, under, root)
    elif one.name == "SECURE_HSTS_SECONDS":
        kind, under, note = switch(one.value, one.conditions, stage)
        if kind == FORCED:
            yield Setting(
                FAMILY, PARTIAL, one.line, "SECURE_HSTS_SECONDS", note or "HSTS is sent", under, root
            )
    elif one.name == "SECURE_PROXY_SSL_HEADER":
        is_none = isinstance(one.value, ast.Constant) and one.value.value is None
        if not is_none:
            kind, under, _ = switch(ast.Constant(True), one.conditions, stage)
            yield Setting(FAMILY, PROXY, one.line, one.name, "a proxy ends TLS", under, root)
    elif one.name in _COOKIES:
        kind, under, _ = switch(one.value, one.conditions, stage)
        if kind == OFF and under not in (DEVELOPMENT, TEST):
            yield Setting(FAMILY, COOKIE, one.line, f"{one.name} = False", "", under, root)


def _stage_in(scope: str) -> str:
    """Return the stage that a class of settings is for: `class Production(Common)`."""
    words = re.findall(r"[A-Z]?[a-z]+", scope)
    return next((stage for word in words if (stage := stage_named(word)) != DEFAULT), DEFAULT)


def _lacks_middleware(found: list[Assigned]) -> bool:
    """Whether the module lists its middleware in full, without the one that redirects."""
    lists = [one.value for one in found if one.name in ("MIDDLEWARE", "MIDDLEWARE_CLASSES")]
    if len(lists) != 1 or not isinstance(lists[0], ast.List | ast.Tuple) or not lists[0].elts:
        return False
    names = [one.value if isinstance(one, ast.Constant) else None for one in lists[0].elts]
    return all(isinstance(name, str) and not name.endswith("SecurityMiddleware") for name in names)
