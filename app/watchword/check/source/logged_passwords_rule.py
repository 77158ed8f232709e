"""What one file says about passwords in logs: log calls that are handed one, and settings that keep them out.

Calls are read from syntax trees. A value counts when it is named for a password and stands in the call's own
arguments; nothing is followed through variables or functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source import logged_settings
from watchword.check.source.flow import Call, Use, is_readable, uses
from watchword.check.source.log_calls import PRINT, is_handed_on, log_kind
from watchword.check.source.names import LITERALS
from watchword.check.source.place import is_made
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.check.source.syntax import NotParsed, language_of, other_language_of
from watchword.text import clean

ID = "source-logged-passwords"
LOGGED, PRINTED, BODY, READ, UNREAD = "logged", "printed", "body", "read", "unread"

_NOTES = {
    LOGGED: "a password goes into the log",
    PRINTED: "a password is printed",
    BODY: "everything a request sent goes into the log, passwords with it",
}
# Where what is printed ends up in the log of a service.
_SERVICE_PATH = re.compile(
    r"(^|/)(controllers?|views?|routes?|routers?|handlers?|middlewares?|api|server|servers|services?|web|models?"
    r"|endpoints?|resources?|auth)(/|\.\w+$)|(^|/)(app|server|views|routes|main)\.(py|js|ts|rb|go|java)$",
    re.IGNORECASE,
)
_SERVICE_WORDS = (
    *(
        b"from flask",
        b"import flask",
        b"from django",
        b"fastapi",
        b"express",
        b'"net/http"',
        b"actioncontroller",
    ),
    *(b"applicationcontroller", b"springframework", b"servlet", b"sinatra", b"koa", b"aiohttp", b"tornado"),
    *(b"gin-gonic", b"labstack/echo", b"nestjs", b"illuminate\\", b"symfony\\"),
)
# All that a request sent, as it is called in the languages read here.
_WHOLE = (b"req.body", b"request.body", b"request.post", b"request.form", b"$_post", b"$_request", b"params")
_LOG_IN = re.compile(r"(?i)(log_?-?in|sign_?-?in|sign_?-?up|session|auth|account|register)")
_SCRIPT = re.compile(
    r"(^|/)(bin|scripts?|cli|tools?|cmd|tasks?|commands?|console|management)(/|$)|(^|/)(cli|setup|manage)\.\w+$|\.rake$"
)


def wants(path: str) -> bool:
    """Whether a file may log, or say what is logged; by its path alone."""
    return (is_readable(path) or logged_settings.wants(path)) and not is_made(path)


def read(file: SourceFile) -> Iterator[Spot]:
    """Give the spots of one file; never raises for what is in it."""
    yield from logged_settings.read(file, ID)
    if not is_readable(file.path) or not _may_log(file):
        return
    try:
        found = uses(file)
    except NotParsed as trouble:
        detail = ("language",) if other_language_of(file.path) else ()
        unread = Outcome.UNKNOWN
        yield Spot(ID, UNREAD, file.path, 0, "", unread, trouble.reason, detail, file.is_test)
        return
    language = language_of(file.path)
    yield Spot(ID, READ, file.path, 0, language, Outcome.PASS, "read as code", (language,), file.is_test)
    yield from _one_per_call(_look(file, use, language) for use in found)


def _may_log(file: SourceFile) -> bool:
    """Whether a file names a password, or is where people log in and handles all that they sent."""
    if any(word in file.lower for word in LITERALS):
        return True
    return bool(_LOG_IN.search(file.path)) and any(word in file.lower for word in _WHOLE)


def _one_per_call(spots: Iterator[Spot | None]) -> Iterator[Spot]:
    seen = set()
    for spot in spots:
        if spot and (spot.line, spot.kind) not in seen:
            seen.add((spot.line, spot.kind))
            yield spot


def _look(file: SourceFile, use: Use, language: str) -> Spot | None:
    """Return the spot for a use whose value reaches a log call as it is."""
    if "^" in use.operators:
        return None
    for call in use.calls:
        kind = log_kind(call, language)
        if kind:
            return _spot(file, use, call, kind, language)
        if not is_handed_on(call):
            return None
    return None


def _spot(file: SourceFile, use: Use, call: Call, how: str, language: str) -> Spot:
    kind = PRINTED if how == PRINT else LOGGED
    outcome = Outcome.FAIL if how != PRINT or _is_service(file) else Outcome.WARN
    if use.is_whole:
        kind, outcome = BODY, Outcome.WARN
    shown = use.name if not use.is_key else f"{use.name}: \N{HORIZONTAL ELLIPSIS}"
    text = clean(f"{call.shown}(\N{HORIZONTAL ELLIPSIS} {shown} \N{HORIZONTAL ELLIPSIS})", limit=120)
    detail = (language, use.name[:60])
    return Spot(ID, kind, file.path, call.line, text, outcome, _NOTES[kind], detail, file.is_test)


def _is_service(file: SourceFile) -> bool:
    if _SCRIPT.search(file.path):
        return False
    return bool(_SERVICE_PATH.search(file.path)) or any(word in file.lower for word in _SERVICE_WORDS)


RULE = Rule(
    id=ID, version=3, wants=wants, read=read, literals=(*LITERALS, *_WHOLE[:-1], *logged_settings.LITERALS)
)
