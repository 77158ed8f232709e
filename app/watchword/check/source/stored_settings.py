"""Passwords written into code and settings files: where a name for a password gets a value as it stands.

Every kind of file has its own ways to write a name and a value; each is a pattern anchored at a name or a
line's beginning. A spot holds the name and how long the value is, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from watchword.check.finding import Outcome
from watchword.check.source.names import is_password_key, is_password_name
from watchword.check.source.rule import SourceFile, Spot
from watchword.check.source.stored_literal import Strength, strength
from watchword.text import clean, count

# Lower-case beginnings of addresses that may hold a password: `postgresql://user:password@host`.
SCHEMES = (b"ql://", b"postgres://", b"mongodb", b"redis://", b"amqp://")

_CODE = frozenset(
    (
        *(".py", ".rb", ".rake", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".java"),
        *(".kt", ".kts", ".scala", ".php", ".go", ".cs", ".groovy", ".gradle"),
    )
)
_START = r"(?<![\w$@.\-])"
# `password = "..."`, `"password": "..."`, `:password => '...'`, `config["password"] := "..."`, `$password ===
# '...'`
_QUOTED = re.compile(
    rf"{_START}(?P<name>[\w$@.\-:]{{2,80}}|[\w$@.]{{0,60}}\[\s*:?['\"]\w{{2,60}})['\"]?\]?\s*"
    r"(?::\s*(?:[\w.]{1,40}(?:\[\w{1,20}\])?\??)\s*)?(?P<op>===?|!==?|=>|:=|=|:)\s*"
    r"(?P<prefix>[rRbBuUfF]{0,2})(?P<quote>[\"'`])(?P<value>(?:(?!(?P=quote))[^\\\n]|\\.){0,200})(?P=quote)(?P<after>\s*[+.%(]?)"
)
_SETTER = re.compile(
    r"\b(?P<name>set_?[A-Z]?\w{0,30}?[pP]ass(?:word|wd|phrase))\(\s*(?P<quote>[\"'])(?P<value>[^\"'\\\n]{1,200})(?P=quote)\s*\)"
    r"|\bdefine\(\s*['\"](?P<define>\w{1,60})['\"]\s*,\s*['\"](?P<set>[^'\"\\]{1,200})['\"]"
)
# `PASSWORD=...`, `spring.datasource.password: ...`, `- MYSQL_ROOT_PASSWORD=...`, `export PGPASSWORD=...`
_LINE = re.compile(
    r"^\s*(?:-\s+)?[\"']?(?:(?:export|ENV|ARG|set|SET)\s+)?(?P<name>[A-Za-z_$][\w.\-]{0,80})[\"']?\s*"
    r"(?P<op>[:=]|(?<=ENV )\s)\s*(?P<value>[^\n]{0,200})$"
)
_JSON = re.compile(r"\"(?P<name>[\w.\-:]{2,80})\"\s*:\s*\"(?P<value>(?:[^\"\\]|\\.){1,200})\"")
_XML = re.compile(
    r"<(?P<tag>[\w.\-:]{2,60})>(?P<text>[^<>]{1,200})</(?P=tag)>"
    r"|\b(?:name|key)=\"(?P<name>[\w.\-:]{2,80})\"\s+value=\"(?P<value>[^\"]{1,200})\""
    r"|\s(?P<attribute>\w{0,30}[pP]ass(?:word|wd)|pwd)=\"(?P<given>[^\"]{1,200})\""
)
_CONNECTION = re.compile(r"(?i)\b(?:password|pwd)\s*=\s*(?P<value>[^;\"'\s]{1,100})\s*(?:;|[\"']|$)")
_SERVER = re.compile(r"(?i)\b(?:server|data source|host|user id|uid|initial catalog)\s*=")
_ADDRESS = re.compile(
    r"(?i)\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|amqp)(?:\+\w{1,20})?://(?P<user>[^\s:/@'\"]{0,60}):"
    r"(?P<value>[^\s:/@'\"]{1,100})@"
)
_SIGNATURE = re.compile(
    r"^\s*(?:async\s+)?(?:def|function|func|fun|public|private|protected|constructor)\b.*\("
)
_SPRING_DEFAULT = re.compile(r"^\$\{[\w.\-]{1,80}:-?(?P<value>[^{}]{1,100})\}$")
_TALK = re.compile(
    r"(?:^|/)(?:locales?|i18n|langs?|languages?|translations?|l10n|nls)/|(?:messages|strings)[_.\-]\w+\.(?:properties|json|ya?ml)$|(?:^|/)(?:messages|strings)\.\w+$"
)
_TRIAL = re.compile(
    r"(?:^|/)(?:\.github/|\.circleci/|\.gitlab/|\.buildkite/|\.devcontainer/|stories/|factories/|docs?/)"
    r"|(?:^|/)(?:\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|\.drone\.yml|bitbucket-pipelines\.yml|appveyor\.yml)$"
    r"|(?:example|sample|template|\.dist|\.tpl|fixture|mock|faker|factory|dummy)[^/]*$",
    re.IGNORECASE,
)
_SEED = re.compile(r"(?:^|/)(?:seeds?|seeders?|db/seeds)[/.]|seed(?:er)?s?\.\w+$", re.IGNORECASE)


def is_code(path: str) -> bool:
    """Whether a file is program text, where names of fields abound, and no settings file."""
    return PurePosixPath(path).suffix.lower() in _CODE


def read_literals(
    file: SourceFile, lines: Sequence[str], numbers: Sequence[int], rule: str
) -> Iterator[Spot]:
    """Give one `literal` spot for each line with a password's value; the detail holds `code` or
    `settings`."""
    if _TALK.search(file.path):
        return
    code = is_code(file.path)
    for number in numbers:
        line = lines[number - 1][:2000]
        found = _in_code(line) if code else _in_settings(line, file.suffix)
        found = found or _in_address(line)
        if found:
            name, length, outcome = found
            is_trial = file.is_test or bool(_TRIAL.search(file.path))
            if outcome is Outcome.FAIL and _SEED.search(file.path):
                outcome = Outcome.WARN
            yield _spot(file, rule, number, name, length, outcome, "code" if code else "settings", is_trial)


def _spot(
    file: SourceFile,
    rule: str,
    line: int,
    name: str,
    length: int,
    outcome: Outcome,
    place: str,
    is_test: bool,
) -> Spot:
    shown = clean(name.strip("\"'[:$@"), limit=60)
    note = (
        "a password is written here"
        if outcome is Outcome.FAIL
        else "a default or weak password is written here"
    )
    text = f"{shown} = ({count(length, 'character')}, not shown)"
    return Spot(rule, "literal", file.path, line, text, outcome, note, (place,), is_test)


_Found = tuple[str, int, Outcome]


def _in_code(line: str) -> _Found | None:
    for match in _QUOTED.finditer(line):
        name = re.split(r"[.\[:]", match["name"].rstrip(":"))[-1].strip("\"'$@:- ")
        if (
            not _names_password(name)
            or "$" in match["value"][:1]
            or (match["quote"] == "`" and "${" in match["value"])
        ):
            continue
        if "f" in match["prefix"].lower() and "{" in match["value"]:
            continue
        is_compared = match["op"] in ("==", "===", "!=", "!==")
        is_set = is_compared or match["op"] in ("=", ":=")
        # A constant in capitals that holds one word mostly names a field.
        found = strength(match["value"], is_code=True, is_set=is_set and not name.isupper())
        if found:
            is_default = is_compared or bool(_SIGNATURE.match(line)) or match["after"].strip() == "%"
            return name, len(match["value"]), _outcome(found, is_default)
    if "ass" in line and (setter := _SETTER.search(line)):
        name, value = setter["name"] or setter["define"], setter["value"] or setter["set"]
        if _names_password(re.sub(r"^set_?", "", name)) and (found := strength(value, is_code=True)):
            return name, len(value), _outcome(found)
    return None


def _in_settings(line: str, suffix: str) -> _Found | None:
    if suffix == ".json":
        pairs = [(match["name"], match["value"]) for match in _JSON.finditer(line)]
    elif suffix in (".xml", ".config", ".csproj"):
        pairs = [
            (one["tag"] or one["name"] or one["attribute"], one["text"] or one["value"] or one["given"])
            for one in _XML.finditer(line)
        ]
    elif match := _LINE.match(line):
        pairs = [(match["name"], match["value"])]
    else:
        pairs = []
    for name, raw in pairs:
        value = raw if suffix in (".json", ".xml", ".config", ".csproj") else _bare(raw)
        if value is None or not _names_password(re.split(r"[.:]", name)[-1]):
            continue
        default = _SPRING_DEFAULT.match(value)
        if found := strength(default["value"] if default else value, is_code=False):
            return name, len(value), _outcome(found, default is not None)
    return None


def _in_address(line: str) -> _Found | None:
    address = _ADDRESS.search(line) if "://" in line else None
    if address and _is_stand_in(address["user"], address["value"]):
        return None
    if address and (found := strength(address["value"], is_code=False)):
        is_default = address["value"] == address["user"]
        return "an address with a password", len(address["value"]), _outcome(found, is_default)
    if (
        _SERVER.search(line)
        and (match := _CONNECTION.search(line))
        and (found := strength(match["value"], is_code=False))
    ):
        return "a connection with a password", len(match["value"]), _outcome(found)
    return None


def _is_stand_in(user: str, value: str) -> bool:
    """Whether an address only shows its form: `mysql://user:password@host/name`."""
    return user.lower() in ("user", "username", "usr", "login", "name") and value.lower() in _WORDS_FOR_IT


_WORDS_FOR_IT = ("password", "passwd", "passwort", "pass", "pwd", "pw")


def _bare(raw: str) -> str | None:
    """Return a value of a settings file without quotes and trimmings; `None` where it is a reference or a
    block."""
    text = raw.strip().rstrip(",")
    if not text or text[0] in "|>&*!{[(" or text.startswith(("$(", "`")):
        return None
    if text[0] in "\"'":
        end = text.find(text[0], 1)
        return text[1:end] if end > 0 else None
    # What a shell or a template does with a value is not to be seen; calls and lists are no values.
    return (
        None if re.search(r"[(){}<>|`]|\s\w+\s", text) and not text.startswith("${") else text.rstrip("\"'")
    )


def _names_password(name: str) -> bool:
    if name.isupper():
        return is_password_key(name, alone=True)
    return is_password_name(name, alone=True) or is_password_key(name.replace("-", "_"), alone=True)


def _outcome(found: Strength, is_default: bool = False) -> Outcome:
    return Outcome.FAIL if found == "real" and not is_default else Outcome.WARN
