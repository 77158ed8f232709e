"""What settings say about passwords in logs: filters of Rails, debug modes, log levels, generated `toString`.

Files are known by their paths; a line that is commented out does not count, but for a filter that was there
once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from watchword.check.finding import Outcome
from watchword.check.source.rule import SourceFile, Spot

FILTER, NO_FILTER, RAILS, FILTERING_GEM = "filter", "no-filter", "rails", "filtering-gem"
DEBUG, TO_STRING = "debug", "to-string"
LITERALS = (
    *(b"filter_parameter", b"config.log_level", b"debug = true", b"rails::application", b"logging.level"),
    *(b"log-request-details", b"org.springframework.web", b"@tostring", b"devise", b"clearance", b"lograge"),
)

_PRODUCTION = re.compile(r"(^|/)config/environments/(production|staging)\.rb$")
_DEVELOPMENT = re.compile(
    r"(dev|devel|development|local|test|tests|testing|ci|debug|example|sample)(?=[^a-z]|$)"
)
_FILTER = re.compile(r"\bfilter_parameters?\b|\bfilter_parameter_logging\b")
_PASSWORD_FILTER = re.compile(r"\bpassw?\b|\bpassword\b|passw", re.IGNORECASE)
_LOG_LEVEL = re.compile(r"^\s*config\.log_level\s*=\s*:debug\b")
_LOGRAGE = re.compile(r"^\s*config\.lograge\.custom_(?:options|payload)\b")
_REQUEST_PARAMS = re.compile(r"\.params\b(?!\.(?:except|slice|permit)\b)")
_LOGRAGE_LINES = 8  # so far below the setting its block is looked at
_DJANGO_DEBUG = re.compile(r"^DEBUG\s*=\s*True\b")
_SPRING_TRACE = re.compile(
    r"^\s*(?:logging\.level\.)?(?:root|web|org\.springframework(?:\.\w+)*|org\.apache\.coyote[\w.]*)\s*[=:]\s*['\"]?TRACE\b"
    r"|log-request-details\s*[=:]\s*true\b",
    re.IGNORECASE,
)
_GEM = re.compile(r"""^\s*gem\s*\(?\s*["'](devise|clearance)["']""")
_TO_STRING = re.compile(r"@(?:lombok\.)?(?:ToString|Data|Value)\b(?P<how>\([^)]{0,200}\))?")
_FIELD = re.compile(
    r"^\s*(?:@\S+\s+)*(?:private|protected|public)?\s*(?:final\s+)?(?:String|char\[\])\s+\w*[pP]assw(?:or)?d\s*[;=]"
)


def wants(path: str) -> bool:
    """Whether a path is that of settings which are read here."""
    name = PurePosixPath(path).name
    return name == "Gemfile" or _is_spring(name)


def read(file: SourceFile, rule: str) -> Iterator[Spot]:
    """Give the spots of one file of settings, or of code that holds some."""
    name = file.name
    if name == "Gemfile":
        found = _gems(file)
    elif file.suffix == ".rb":
        found = _rails(file)
    elif file.suffix == ".py":
        found = _django(file)
    elif _is_spring(name):
        found = _spring(file)
    elif file.suffix == ".java":
        found = _lombok(file)
    else:
        return
    for kind, line, outcome, note in found:
        text = "" if kind == DEBUG and outcome is Outcome.PASS else file.shown(line)[:120]
        yield Spot(rule, kind, file.path, line, text, outcome, note, (kind,), file.is_test)


Found = Iterator[tuple[str, int, Outcome, str]]


def _is_spring(name: str) -> bool:
    return bool(re.fullmatch(r"(application|bootstrap)[\w.-]*\.(properties|ya?ml)", name))


def _gems(file: SourceFile) -> Found:
    for number, line in enumerate(file.lines, 1):
        if gem := _GEM.match(line):
            yield FILTERING_GEM, number, Outcome.PASS, f"{gem[1]} is in use, and may filter passwords itself"


def _rails(file: SourceFile) -> Found:
    if "Rails::Application" in file.text and file.path.endswith("config/application.rb"):
        number = next(at for at, line in enumerate(file.lines, 1) if "Rails::Application" in line)
        yield RAILS, number, Outcome.PASS, "a Rails application"
    is_place = "config/" in f"/{file.path}" or file.path.endswith("application_controller.rb")
    for number, line in enumerate(file.lines, 1):
        if is_place and _FILTER.search(line):
            yield from _filter(file, number, line)
        if _LOGRAGE.match(line) and _hands_on_params(file.lines[number - 1 : number + _LOGRAGE_LINES]):
            yield DEBUG, number, Outcome.WARN, "lograge is handed what a request sent, passwords with it"
        if _PRODUCTION.search(file.path) and _LOG_LEVEL.match(line):
            note = "the log level of production is debug: queries and their values are logged"
            yield DEBUG, number, Outcome.WARN, note


def _hands_on_params(lines: list[str]) -> bool:
    """Whether a block for lograge takes the parameters of a request as they are.

    Those in the payload of an event have been through the filter of Rails.
    """
    code = "\n".join(line.split("#")[0] for line in lines).partition("\nend\n")[0]
    return bool(_REQUEST_PARAMS.search(code)) and "filter" not in code


def _filter(file: SourceFile, number: int, line: str) -> Found:
    if line.lstrip().startswith("#"):
        # Comments explain the setting, too; only what looks like the line itself is one that was taken out.
        if re.match(r"\s*#\s*(Rails\.application\.config|config|filter_parameter_logging)\b.*passw", line):
            yield NO_FILTER, number, Outcome.WARN, "the filter for passwords is commented out"
        return
    said = "\n".join(file.lines[number - 1 : number + 11]).split("]")[0]
    if _PASSWORD_FILTER.search("\n".join(one.split("#")[0] for one in said.split("\n"))):
        yield FILTER, number, Outcome.PASS, "passwords are filtered from the log"
    elif re.search(r"\+?=\s*(\[|%[iw])|\.(push|concat)\b|<<", line):
        yield NO_FILTER, number, Outcome.FAIL, "the filter of the log does not name passwords"


def _django(file: SourceFile) -> Found:
    stem = file.path.lower().removesuffix(".py")
    if "settings" not in stem or _DEVELOPMENT.search(stem):
        return
    for number, line in enumerate(file.lines, 1):
        if _DJANGO_DEBUG.match(line):
            note = "debug mode is on: error pages and logs show what was sent"
            yield DEBUG, number, Outcome.WARN, note


def _spring(file: SourceFile) -> Found:
    if _DEVELOPMENT.search(file.name.lower()):
        return
    for number, line in enumerate(file.lines, 1):
        if _SPRING_TRACE.search(line[:300]) and not line.lstrip().startswith("#"):
            yield DEBUG, number, Outcome.WARN, "what requests send is logged at this level"


def _lombok(file: SourceFile) -> Found:
    """Find classes whose generated `toString` shows a password: it ends up in logs unseen."""
    made = [
        (number, match)
        for number, line in enumerate(file.lines, 1)
        if (match := _TO_STRING.match(line.strip()))
    ]
    if not made:
        return
    for number, line in enumerate(file.lines, 1):
        if not _FIELD.match(line[:300]):
            continue
        before = [one for one in made if one[0] < number]
        is_out = any("ToString.Exclude" in one for one in file.lines[max(0, number - 4) : number])
        how = " ".join((match["how"] or "") for _, match in before[-3:])
        if (
            before
            and not is_out
            and not re.search(r"exclude|onlyExplicitlyIncluded\s*=\s*true|\bof\s*=", how)
        ):
            yield (
                TO_STRING,
                number,
                Outcome.WARN,
                "the generated toString() shows this field wherever it is logged",
            )
