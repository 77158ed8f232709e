"""Whether a Rails app forces HTTPS: its environment files, initialisers and controllers.

Read as code: a setting in a comment, a string or a heredoc is none. Templates of Rails write the setting in
a comment where a proxy is to end TLS, which is told apart. Facts: the Rails guides on `config.force_ssl`,
`config.assume_ssl` and `ActionDispatch::SSL`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from watchword.check.source.condition import stage_under
from watchword.check.source.host_name import is_real_host
from watchword.check.source.https_setting import (
    ADDRESS,
    COMMENTED,
    COOKIE,
    DEFAULT,
    FORCED,
    FRAMEWORK,
    OFF,
    PARTIAL,
    PROXY,
    TEST,
    UNSURE,
    Setting,
    line_at,
    stage_named,
)
from watchword.check.source.masked_text import Masked, mask
from watchword.check.source.rule import SourceFile

FAMILY = "Rails"
_PATH = re.compile(
    r"(?P<root>(?:.*/)?)(?:config/(?:environments/(?P<stage>[\w-]+)|application|initializers/[\w/-]+)"
    r"|app/controllers/application_controller)\.rb"
)
_FORCE = re.compile(r"\b(?:config|c)\.force_ssl\s*=(?!=)\s*([^\n]+)")
_ASSUME = re.compile(r"\bconfig\.assume_ssl\s*=\s*true\b")
_IN_COMMENT = re.compile(r"#\s*config\.force_ssl\s*=\s*true\b")
_MIDDLEWARE = re.compile(
    r"\bmiddleware\.(use|insert\w*|unshift|delete)\b[^\n]*\b(Rack::SslEnforcer|Rack::SSL|ActionDispatch::SSL)\b"
)
_NO_REDIRECT = re.compile(r"\bssl_options\s*=[^\n]*\bredirect:\s*false\b")
_CONTROLLER = re.compile(r"^[ \t]*force_ssl\b(?!\s*[=.])([^\n]*)", re.MULTILINE)
_URL_OPTIONS = re.compile(r"\bdefault_url_options\b")
_PROTOCOL = re.compile(r"(?:protocol\s*:|:protocol\s*=>|\[:protocol\]\s*=)\s*['\":]{0,2}(https?)\b")
_HOST = re.compile(r"(?:host\s*:|:host\s*=>|\[:host\]\s*=)\s*['\"](https?://)?([\w.-]+)")
_COOKIE = re.compile(r"\bsession_store\b[^\n]*\bsecure(?::|\s*=>)\s*false\b")
_INHERITS = re.compile(r"\brequire(?:_relative)?\b[^\n]*['\"/]production(?:\.rb)?['\"]")
_OPENER = re.compile(r"^\s*(?:[\w.@\[\]: ]+=\s*)?(if|unless|case|while|until|for|begin|def|class|module)\b")
_CLOSER = re.compile(r"^\s*end\b|;\s*end\b")
_BRANCH = re.compile(r"^\s*(else|elsif)\b")


def wants(path: str) -> bool:
    """Whether a path is one that Rails reads settings from."""
    return bool(_PATH.fullmatch(path))


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield what one file sets; the environment file of tests is not read."""
    place = _PATH.fullmatch(file.path)
    if not place:
        return
    stage = _stage(place["stage"])
    if stage == TEST:
        return
    root = place["root"]
    masked = mask(file.text, "ruby")
    yield from _frame(place["stage"], stage, root, masked)
    yield from _settings(stage, root, masked)


def _stage(name: str | None) -> str:
    # An environment with a name of its own is a stage before production, such as a demo.
    named = stage_named(name) if name else DEFAULT
    return "staging" if name and named == DEFAULT else named


def _frame(name: str | None, stage: str, root: str, masked: Masked) -> Iterator[Setting]:
    """Yield where a setting would stand: the environment file, or `config/application.rb`."""
    found = _INHERITS.search(masked.code)
    if name and stage == "staging" and found:
        return  # it takes what production sets
    if name and re.search(r"\bconfigure do\b", masked.bare):
        yield Setting(FAMILY, FRAMEWORK, 0, "environment file", stage=stage, root=root)
    if not name and re.search(r"<\s*(?:::)?Rails::Application\b", masked.bare):
        yield Setting(FAMILY, FRAMEWORK, 0, "Rails application", root=root)


def _settings(stage: str, root: str, masked: Masked) -> Iterator[Setting]:
    stops_redirect = _find(_NO_REDIRECT, masked)
    for found in _find(_FORCE, masked):
        kind, under, note = _value(masked, found, stage)
        if kind == FORCED and stops_redirect:
            kind, note = PARTIAL, "ssl_options turns the redirect off"
        said = {FORCED: "true", OFF: "false", PARTIAL: "true"}.get(kind, "decided elsewhere")
        yield Setting(FAMILY, kind, _line(masked, found), f"config.force_ssl = {said}", note, under, root)
    for found in _find(_MIDDLEWARE, masked):
        kind = OFF if found[1] == "delete" else FORCED
        under, is_settled = stage_under(_conditions(masked, found.start()), stage)
        yield Setting(
            FAMILY,
            kind if is_settled else UNSURE,
            _line(masked, found),
            f"middleware.{found[1]} {found[2]}",
            "",
            under,
            root,
        )
    for found in _find(_CONTROLLER, masked):
        is_bare = not re.search(r"\b(if|unless|only|except)\b", found[1])
        yield Setting(
            FAMILY,
            FORCED if is_bare else UNSURE,
            _line(masked, found),
            "force_ssl",
            "in the controller",
            stage,
            root,
        )
    for found in _find(_ASSUME, masked):
        yield Setting(
            FAMILY, PROXY, _line(masked, found), "config.assume_ssl = true", "a proxy ends TLS", stage, root
        )
    yield from _asides(stage, root, masked)


def _asides(stage: str, root: str, masked: Masked) -> Iterator[Setting]:
    """Yield the setting in a comment, cookies that cross plain HTTP, and addresses with `http`."""
    for line, comment in masked.comments:
        if _IN_COMMENT.match(comment):
            yield Setting(FAMILY, COMMENTED, line, "# config.force_ssl = true", "in a comment", stage, root)
    for found in _find(_COOKIE, masked):
        yield Setting(FAMILY, COOKIE, _line(masked, found), "session_store secure: false", "", stage, root)
    for found in _URL_OPTIONS.finditer(masked.bare):
        options = masked.code[found.start() : found.start() + 300].partition("}")[0]
        options = options if "{" in options else options.partition("\n")[0]
        host, protocol = _HOST.search(options), _PROTOCOL.search(options)
        if not host or not is_real_host(host[2]):
            continue
        if host[1] == "http://" or (protocol and protocol[1] == "http"):
            text = f"default_url_options: http://{host[2]}"
            yield Setting(FAMILY, ADDRESS, _line(masked, found), text, "", stage, root)


def _find(pattern: re.Pattern[str], masked: Masked) -> list[re.Match[str]]:
    """Return where a pattern stands in code and does not begin inside a string; at most the first 50."""
    found = islice(pattern.finditer(masked.code), 50)
    return [one for one in found if masked.bare[one.start()] == masked.code[one.start()]]


def _line(masked: Masked, found: re.Match[str]) -> int:
    start = found.start() + len(found.group()) - len(found.group().lstrip())
    return line_at(masked.code, start)


def _value(masked: Masked, found: re.Match[str], stage: str) -> tuple[str, str, str]:
    """Return kind, stage and note of what `force_ssl` is set to."""
    value, _, modifier = _split_modifier(found[1].strip())
    conditions = [*_conditions(masked, found.start()), *([modifier] if modifier else [])]
    under, is_settled = stage_under(conditions, stage)
    if value in ("true", "false"):
        kind = FORCED if value == "true" else OFF
        return (kind, under, "") if is_settled else (UNSURE, under, "only under a condition")
    if re.fullmatch(r"!?\s*Rails\.env\.\w+\?|Rails\.env\s*[!=]=\s*['\"]\w+['\"]", value):
        return FORCED, stage_under([f"if {value}"], stage)[0], ""
    if (
        re.fullmatch(r"ENV\.fetch\([^()]*,\s*['\"]?true['\"]?\)(\s*==\s*['\"]true['\"])?", value)
        and is_settled
    ):
        return FORCED, under, "unless the environment says otherwise"
    return UNSURE, under, "the environment or another file decides"


def _split_modifier(value: str) -> tuple[str, str, str]:
    found = re.search(r"\s+(?=(?:if|unless)\b)", value)
    return (value[: found.start()], "", value[found.end() :]) if found else (value, "", "")


def _conditions(masked: Masked, offset: int) -> list[str]:
    """Return the branches of Ruby that an offset stands in, outermost first."""
    bare = masked.bare[:offset].split("\n")[:-1]
    code = masked.code[:offset].split("\n")[:-1]
    stack: list[str] = []
    for plain, line in zip(bare, code, strict=False):
        if _CLOSER.search(plain):
            if stack:
                stack.pop()
        elif (branch := _BRANCH.match(plain)) and stack:
            stack[-1] = f"else of {stack[-1]}" if branch[1] == "else" else line.strip()
        elif (_OPENER.match(plain) or re.search(r"\bdo\b\s*(\|[^|]*\|)?\s*$", plain)) and not re.search(
            r"\bend\b", plain
        ):
            stack.append(line.strip() if _OPENER.match(plain) else "")
    return stack
