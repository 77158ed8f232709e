"""Which calls write to a log or a terminal, by how they are written; what hands a value on unchanged."""

from __future__ import annotations

import re

from watchword.check.source.flow import ARGUMENT, BLOCK, PROPERTY, Call
from watchword.check.source.names import split_words
from watchword.check.source.syntax import GO, JAVA, JAVASCRIPT, PHP, PYTHON, RUBY, TSX, TYPESCRIPT

LOG, PRINT = "log", "print"

_LOGGERS = frozenset(
    (
        *("log", "logger", "logging", "logs", "slog", "logrus", "zerolog", "zap", "glog", "klog"),
        *("winston", "pino", "bunyan", "loguru", "structlog", "syslog", "timber", "sugar", "sugared"),
        "monolog",
    )
)
_LEVELS = frozenset(
    (
        *("debug", "info", "warn", "warning", "error", "err", "critical", "fatal", "exception", "log"),
        *("trace", "notice", "verbose", "panic", "alert", "emergency", "severe", "fine", "finer", "finest"),
        *("unknown", "print", "printf", "println", "msg", "msgf", "write", "add", "success", "silly"),
        *("http", "dpanic", "output", "informational", "wtf", "errorln"),
    )
)
# Fields that are put on a log line: zerolog's `Str`, logrus' `WithField`, structlog's `bind`.
_FIELDS = frozenset(
    (
        *("with", "withfield", "withfields", "withvalues", "bind", "str", "strs", "interface", "any"),
        *("bytes", "child", "addkeyvalue", "addargument", "kv", "tagged"),
    )
)
_BARE = {
    PYTHON: frozenset(("log",)),
    RUBY: frozenset(("log",)),
    JAVASCRIPT: frozenset(("log", "debug")),
    GO: frozenset(("logf",)),
    JAVA: frozenset(("log",)),
    PHP: frozenset(
        ("error_log", "syslog", "logger", "log_message", "trigger_error", "watchdog", "write_log")
    ),
}
_PRINTS = {
    PYTHON: frozenset(("print", "pprint", "pprint.pprint", "click.echo", "typer.echo", "click.secho", "pp")),
    RUBY: frozenset(("puts", "p", "pp", "print", "printf", "warn", "kernel.puts", "kernel.warn")),
    JAVASCRIPT: frozenset(("print",)),
    GO: frozenset(("fmt.print", "fmt.printf", "fmt.println", "print", "println")),
    JAVA: frozenset(),
    PHP: frozenset(("var_dump", "print_r", "var_export", "dump", "dd", "ray")),
}
_STREAM = re.compile(
    r"(^|\.)((std(out|err)|system\.(out|err))\.(write|writelines|print|printf|println|puts|<<|print_line|format)"
    r"|console\.(log|debug|info|warn|error|trace|dir|table|group))$"
)
_PASSWORD_ENCODER = re.compile(r"(^|\.)(\w*(password|crypt|argon2))?encoder\.encode$")
_ANDROID = frozenset("vdiwe")
_LOG_THINGS = frozenset(("message", "msg", "event", "line", "info", "entry"))
_HANDED_ON = frozenset(
    (
        *("str", "repr", "format", "string", "tostring", "to_s", "inspect", "to_str", "strip", "trim"),
        *("chomp", "lower", "upper", "downcase", "upcase", "tolowercase", "touppercase", "encode"),
        *("decode", "bytes", "bytearray", "getbytes", "stringify", "dumps", "to_json", "tojson"),
        *("json_encode", "sprintf", "sprint", "sprintln", "errorf", "join", "concat", "dict", "list"),
        *("tuple", "print_r", "var_export", "html_escape", "htmlspecialchars", "quote", "dup", "clone"),
        *("valueof", "tochararray", "urlencode", "escape", "any", "reflect", "assign", "field", "to_h"),
        *("to_unsafe_h", "to_hash", "as_json", "all", "get_secret_value", "expose_secret", "presence"),
        *("value", "data", "text", "raw", "plain", "marshal", "formatted", "yellow", "red", "green"),
        *("bold", "cyan", "style", "colorize", "entries", "fromentries", "copy", "freeze", "utf8", "deref"),
        *("to_query", "vsprintf", "message", "pformat", "strval", "addslashes", "ascii", "b", "tolist"),
        *("toarray", "byte", "rune", "buffer.from", "from", "compact", "objects", "blue", "magenta"),
    )
)


def log_kind(call: Call, language: str) -> str:
    """Return `LOG` or `PRINT` for a call that writes what it is given there; empty for all others."""
    if call.role not in (ARGUMENT, BLOCK):
        return ""
    language = JAVASCRIPT if language in (TYPESCRIPT, TSX) else language
    parts = call.parts
    if _is_log(call, parts, language):
        return LOG
    if _STREAM.search(call.callee) or call.callee in _PRINTS[language]:
        return PRINT if _is_to_terminal(call, language) else ""
    is_fprint = language == GO and call.callee in ("fmt.fprint", "fmt.fprintf", "fmt.fprintln")
    return PRINT if is_fprint and re.match(r"fmt\.\w+\(\s*os\.Std(out|err)", call.text) else ""


def is_handed_on(call: Call) -> bool:
    """Whether what comes out of a call still is, or shows, what went in."""
    if call.role == PROPERTY:
        return call.name in ("value", "data", "text", "raw", "current")
    # `passwordEncoder.encode(password)` of Spring and Symfony hashes; `password.encode()` does not.
    is_hashed = call.role == ARGUMENT and _PASSWORD_ENCODER.search(call.callee) is not None
    return call.name in _HANDED_ON and not is_hashed


def _is_log(call: Call, parts: tuple[str, ...], language: str) -> bool:
    name = parts[-1]
    words = split_words(_method(call))
    if len(parts) == 1:
        is_named = len(words) == 2 and words[0] == "log" and words[1] in _LEVELS | _LOG_THINGS
        return name in _BARE[language] or (is_named and language != GO)
    if all(part in ("this", "self", "log_helper") for part in parts[:-1]):
        return name == "log" or (len(words) == 2 and words[0] == "log" and words[1] in _LEVELS | _LOG_THINGS)
    if not any(_is_logger(part) for part in parts[:-1]):
        return call.callee in ("morgan.token", "syslog.syslog", "warnings.warn")
    if name in ("<<",) or name in _FIELDS:
        return True
    if parts[-2] == "log" and name in _ANDROID and language == JAVA:
        return True
    return bool(words) and (_is_level(words[0]) or words[-1] in ("log", "logf"))


def _is_level(word: str) -> bool:
    return (
        word in _LEVELS
        or word.removesuffix("f") in _LEVELS
        or word.removesuffix("ln") in _LEVELS
        or (word.endswith("w") and word[:-1] in _LEVELS)
    )


def _is_logger(part: str) -> bool:
    return (
        not _LOGGERS.isdisjoint(split_words(part)) or part.endswith(("logger", "logging")) or part == "log4j"
    )


def _method(call: Call) -> str:
    """The function's own name as written, so that its words can be told apart."""
    return re.split(r"[.:>]", call.shown)[-1] or call.name


def _is_to_terminal(call: Call, language: str) -> bool:
    if language == PYTHON and "file=" in call.text:
        return re.search(r"file=(sys\.)?std(err|out)", call.text) is not None
    if language == PHP and call.name in ("print_r", "var_export"):
        return not re.search(r",\s*true\s*\)\s*$", call.text, re.IGNORECASE)
    return call.keyword not in ("file", "sep", "end")
