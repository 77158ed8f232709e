"""Columns and fields of stored records that are named for a password, in the schemas of the usual frameworks.

A column called `password` may well hold a hash; only the whole tree tells. One called `password_digest` says
so itself. A column such as `smtp_password` is for logging in elsewhere: no hash will do for it, so it is told
apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watchword.check.finding import Outcome
from watchword.check.source.names import is_password_name, split_words
from watchword.check.source.rule import SourceFile, Spot

_HASHED = frozenset(
    (
        "hash",
        "hashed",
        "digest",
        "digested",
        "encrypted",
        "crypted",
        "bcrypt",
        "argon2",
        "scrypt",
        "pbkdf2",
        "passhash",
    )
)
_ELSEWHERE = frozenset(
    (
        *("smtp", "imap", "pop", "pop3", "ftp", "sftp", "db", "database", "proxy", "ldap", "ssh", "remote"),
        *("bind", "mail", "email", "server", "host", "api", "gateway", "wifi", "certificate", "cert"),
        *("key", "keystore", "mysql", "postgres", "redis", "amqp", "snmp", "vpn", "router", "device"),
        *("archive", "zip", "pdf", "basic", "http", "webhook", "service", "machine", "root"),
    )
)
# What a column of a password is about, when it is no password: `password_salt`, `password_changed_at`.
_PASS_PART = re.compile(r"pass|pwd|passphrase", re.IGNORECASE)
_NAME = r"(\w{0,30}(?:pass|pwd|Pass|Pwd|PASS|PWD)\w{0,40})"
_TEXT = r"(?:n?(?:var)?char|character|n?text|tinytext|mediumtext|longtext|string|clob|citext)"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one framework writes a column; `where` must be somewhere in the file, lower case."""

    framework: str
    suffixes: tuple[str, ...]
    pattern: re.Pattern[str]
    where: tuple[str, ...] = ()


def _shape(framework: str, suffixes: str, pattern: str, where: tuple[str, ...] = ()) -> _Shape:
    return _Shape(framework, tuple(suffixes.split()), re.compile(pattern.replace("NAME", _NAME)), where)


_JS = ".js .mjs .cjs .ts .mts .cts"
_SHAPES = (
    _shape(
        "Rails",
        ".rb",
        r"\bt\.(?:string|text|column)\s*\(?\s*[:\"']NAME\b(?!.{0,80}:(?:boolean|integer|datetime))",
    ),
    _shape(
        "Rails",
        ".rb",
        r"\badd_column\s*\(?\s*[:\"']\w+[\"']?\s*,\s*[:\"']NAME[\"']?\s*,\s*:(?:string|text)\b",
    ),
    _shape("Rails", ".rb", r"^\s*(?:field\s+:NAME\s*,\s*type:\s*String|String\s+:NAME)\b"),
    _shape("SQL", ".sql", rf"(?i)(?:^|[,(]|\badd(?:\s+column)?)\s*[`\"\[]?NAME[`\"\]]?\s+{_TEXT}\b"),
    _shape("Prisma", ".prisma", r"^\s*NAME\s+String\b"),
    _shape("Django", ".py", r"^\s*NAME\s*=\s*models\.(?:Char|Text)Field\("),
    _shape("Django", ".py", r"\(\s*['\"]NAME['\"]\s*,\s*models\.(?:Char|Text)Field\("),
    _shape(
        "SQLAlchemy",
        ".py",
        r"^\s*NAME\s*(?::\s*[\w.]+\[[^\]]{0,60}\]\s*)?=\s*(?:\w+\.)?(?:Column|mapped_column)\(",
    ),
    _shape(
        "SQLAlchemy", ".py", r"\bColumn\(\s*['\"]NAME['\"]\s*,\s*(?:\w+\.)?(?:String|Text|Unicode|VARCHAR)"
    ),
    _shape("SQLAlchemy", ".py", r"^\s*NAME\s*:\s*(?:str|Mapped\[str)", ("table=true", "mapped[")),
    _shape(
        "SQLAlchemy",
        ".py",
        r"^\s*NAME\s*=\s*(?:\w+\.)?(?:CharField|TextField|StringField)\(",
        ("peewee", "mongoengine"),
    ),
    _shape(
        "Sequelize",
        _JS,
        r"^\s*['\"]?NAME['\"]?\s*:\s*(?:\{\s*type:\s*)?(?:DataTypes|Sequelize|DataType)\.(?:STRING|TEXT|CHAR)\b",
    ),
    _shape(
        "Mongoose",
        _JS,
        r"^\s*['\"]?NAME['\"]?\s*:\s*(?:\{\s*type:\s*)?(?:String\b|['\"]string['\"]\s*,)",
        ("schema(",),
    ),
    _shape("Knex", _JS, r"\b(?:table|t|knex)\.(?:string|text)\(\s*['\"]NAME['\"]"),
    _shape("Drizzle", _JS, r"^\s*\w+\s*:\s*(?:varchar|text|char)\(\s*['\"]NAME['\"]"),
    _shape("Laravel", ".php", r"\$table\s*->\s*(?:string|text|char)\(\s*['\"]NAME['\"]"),
    _shape("Go", ".go", r"^\s*NAME\s+\*?string\s+`[^`]{0,200}\b(?:gorm|db|bson|bun|xorm|sql):"),
    _shape("Go", ".go", r"^\s*NAME\s+\*?string\b", ("gorm.model",)),
)
# Frameworks that name the column on a line above the field.
_FIELDS = (
    _shape(
        "TypeORM", ".ts", r"^\s*(?:(?:public|private|readonly|protected)\s+){0,2}NAME[!?]?\s*:\s*string\b"
    ),
    _shape("Spring", ".java", r"^\s*(?:(?:private|protected|public)\s+)?String\s+NAME\s*;"),
    _shape("Spring", ".kt", r"^\s*(?:(?:private|protected|var|val|lateinit)\s+){1,3}NAME\s*:\s*String\b"),
    _shape("Doctrine", ".php", r"^\s*(?:private|protected|public)\s+(?:\??string\s+)?\$NAME\b"),
)
_MARKS = {
    "TypeORM": re.compile(r"@(?:Column|Prop|Field)\b"),
    "Doctrine": re.compile(r"ORM\\Column|@Column"),
}
_ENTITY = ("@entity", "@document", "@table(", "@mappedsuperclass")
_OPENS = re.compile(rf"^\s*['\"]?{_NAME}['\"]?\s*:\s*\{{\s*$")
_TYPE_BELOW = re.compile(
    r"^\s*type\s*:\s*(?:DataTypes|Sequelize|DataType)\.(?:STRING|TEXT|CHAR)\b|^\s*type\s*:\s*String\b"
)
_MARK_LINES = 6


def read_columns(file: SourceFile, lines: Sequence[str], numbers: Sequence[int], rule: str) -> Iterator[Spot]:
    """Give `column`, `hashed-column` and `foreign-column` spots; the detail holds the framework.

    `lines` are without comments; `numbers` are those (from 1) that hold a word for a password.
    """
    shapes = [shape for shape in _SHAPES if file.suffix in shape.suffixes and _fits(shape, file)]
    fields = [shape for shape in _FIELDS if file.suffix in shape.suffixes]
    if not shapes and not fields:
        return
    for number in numbers:
        found = _column(file, lines, number, shapes, fields)
        if found and (kind := kind_of(found[1])):
            framework, name = found
            yield Spot(
                rule, kind, file.path, number, name, _OUTCOME[kind], _NOTE[kind], (framework,), file.is_test
            )


_OUTCOME = {"column": Outcome.WARN, "hashed-column": Outcome.PASS, "foreign-column": Outcome.WARN}
_NOTE = {
    "column": "a column for a password as text",
    "hashed-column": "a column that is named for a hash",
    "foreign-column": "a column for a password to another system",
}


def kind_of(name: str) -> str:
    """Return the kind of spot that a column of this name is; empty where it holds no password."""
    words = split_words(name)
    plain = name.lower() if name.isupper() else name
    if not _HASHED.isdisjoint(words):
        is_password = _PASS_PART.search(name) and words[-1] not in (
            "salt",
            "at",
            "token",
            "version",
            "type",
            "algorithm",
        )
        return "hashed-column" if is_password else ""
    if not is_password_name(plain, alone=True):
        return ""
    return "foreign-column" if not _ELSEWHERE.isdisjoint(words) else "column"


def _fits(shape: _Shape, file: SourceFile) -> bool:
    return not shape.where or any(word.encode() in file.lower for word in shape.where)


def _column(
    file: SourceFile, lines: Sequence[str], number: int, shapes: Sequence[_Shape], fields: Sequence[_Shape]
) -> tuple[str, str] | None:
    line = lines[number - 1][:1000]
    for shape in shapes:
        if match := shape.pattern.search(line):
            return shape.framework, next(group for group in match.groups() if group)
    for shape in fields:
        if (match := shape.pattern.search(line)) and _is_marked(file, lines, number, shape.framework):
            return shape.framework, match[1]
    if (match := _OPENS.match(line)) and any(
        _TYPE_BELOW.match(below) for below in lines[number : number + 4]
    ):
        return "Mongoose" if b"schema(" in file.lower else "Sequelize", match[1]
    return None


def _is_marked(file: SourceFile, lines: Sequence[str], number: int, framework: str) -> bool:
    """Whether the lines from the field before make it a column, or the class is one that is stored."""
    if framework == "Spring":
        return (
            any(word.encode() in file.lower for word in _ENTITY)
            and "transient" not in _above(lines, number).lower()
        )
    return bool(_MARKS[framework].search(_above(lines, number) + lines[number - 1][:1000]))


def _above(lines: Sequence[str], number: int) -> str:
    kept: list[str] = []
    for at in range(number - 2, max(-1, number - 2 - _MARK_LINES), -1):
        line = lines[at][:300]
        # A field or a block before it ends what belongs to this one.
        if line.rstrip().endswith((";", "}", "{")) and not line.lstrip().startswith("@"):
            break
        kept.append(line)
    return "\n".join(kept)
