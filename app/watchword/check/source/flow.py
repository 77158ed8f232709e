"""Where the value of a password goes within one expression: the same words for every language.

Nothing is followed through functions or variables. A `Use` is one place where a password is named, with the
calls its value passes on the way out, innermost first: `log.info("%s", mask(user.password))` is the name
`password` and the calls `mask` and `log.info`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from watchword.check.source.names import LITERALS
from watchword.check.source.rule import SourceFile
from watchword.check.source.syntax import PYTHON, RUBY, NotParsed, language_of, other_language_of
from watchword.text import clean

# More than this in one file is no code that people wrote.
WORD_LIMIT = 4000
ARGUMENT, RECEIVER, PROPERTY, BLOCK = "argument", "receiver", "property", "block"
CALLEE_LIMIT, TEXT_LIMIT = 200, 600

_LITERALS = b"|".join(LITERALS)
_WORDS = re.compile(_LITERALS + rb"|\breq(?:uest)?\.(?:body|post|form|data|json)\b|\$_(?:post|request)\b")
_RUBY_WORDS = re.compile(_LITERALS + rb"|\bparams\b")
_CALLED_WITH = re.compile(r"\([^()]*\)")
_SEPARATORS = re.compile(r"\s*(?:\?\.|\?->|&\.|->|::|\.)\s*|\s+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that a value goes into. `callee` is lower case and dotted: `rails.logger.info`, `$this->log` as
    `this.log`.

    `role` says how: as the argument with this `position` (from 0) or `keyword`, as what it is called on
    (`password.trim()`), as what a property is read of (`password.length`), in its block. `shown` is the
    callee as written, without what is in its parentheses; `text` the whole call, cut.
    """

    callee: str
    role: str
    line: int
    position: int = -1
    keyword: str = ""
    shown: str = ""
    text: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The callee's parts: receivers first, the function's own name last."""
        return tuple(self.callee.split("."))

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.callee.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Use:
    """A password that is named, and where its value goes.

    `target` is what the outcome is assigned to (a variable, a field, a key), empty where it is not; with
    `is_returned` it is given back by `function`, the function all this is in. `operators` are those of
    binary expressions on the way. `is_key` is a value found by the name beside it: `{password: value}`.
    `is_whole` is not a password but all that was sent with a request, as `req.body`.
    """

    name: str
    line: int
    calls: tuple[Call, ...] = ()
    target: str = ""
    is_returned: bool = False
    function: str = ""
    operators: tuple[str, ...] = ()
    is_key: bool = False
    is_whole: bool = False


class Step(Enum):
    """What one step outwards means: go on, go on past the next, stop here, or it is no use at all."""

    ON, PAST, END, NOTHING = range(4)


@dataclass(slots=True)
class Way:
    """What is gathered on the way outwards from a name."""

    calls: list[Call] = field(default_factory=list)
    operators: list[str] = field(default_factory=list)
    target: str = ""
    is_returned: bool = False

    def use(
        self, name: str, line: int, function: str, *, is_key: bool = False, is_whole: bool = False
    ) -> Use | None:
        """Return the use that was gathered; `None` where the value went nowhere that could matter."""
        if not (self.calls or self.target or self.is_returned):
            return None
        end = (self.target[:80], self.is_returned, function, tuple(self.operators), is_key, is_whole)
        return Use(name, line, tuple(self.calls), *end)


def uses(file: SourceFile) -> tuple[Use, ...]:
    """Return the uses of passwords in a file of a known language, once per file; raises `NotParsed`."""
    if "uses" not in file.kept:
        file.kept["uses"] = _read(file)
    return file.kept["uses"]  # type: ignore[return-value]


def word_places(file: SourceFile) -> list[int]:
    """Return where passwords or whole requests are named, as offsets of the last byte; raises `NotParsed`."""
    words = _RUBY_WORDS if language_of(file.path) == RUBY else _WORDS
    places = [word.end() - 1 for word in words.finditer(file.lower)]
    if len(places) > WORD_LIMIT:
        raise NotParsed(f"names passwords more than {WORD_LIMIT} times")
    return places


def is_readable(path: str) -> bool:
    """Whether a path is that of code, read here or not."""
    return bool(language_of(path) or other_language_of(path))


def _read(file: SourceFile) -> tuple[Use, ...]:
    language = language_of(file.path)
    if language == PYTHON:
        from watchword.check.source.flow_python import read_python

        return tuple(read_python(file))
    if language:
        from watchword.check.source.flow_tree import read_tree

        return tuple(read_tree(file, language))
    raise NotParsed(f"is {other_language_of(file.path) or 'a language'} that no check here reads")


def plain_callee(text: str) -> str:
    """Return a callee as lower-case dotted names: what is in parentheses, sigils and white space go."""
    if "(" in text:
        for _ in range(20):
            shorter = _CALLED_WITH.sub("", text)
            if shorter == text:
                break
            text = shorter
    if text.startswith("new "):
        text = text[4:]
    return _SEPARATORS.sub(".", text.strip()).replace("$", "").replace("@", "").lower()


def shown_callee(text: str) -> str:
    """Return a callee as it may be shown: as written, without what is in its parentheses and quotes."""
    kept, depth = [], 0
    for char in _QUOTED.sub('"\N{HORIZONTAL ELLIPSIS}"', text):
        depth -= char in ")]}"
        if depth <= 0:
            kept.append(char)
        if char in "([{":
            depth += 1
            kept.append("\N{HORIZONTAL ELLIPSIS}" if depth == 1 else "")
    return clean(" ".join("".join(kept).split()), limit=80)


def assigned_before(file: SourceFile, name: str, line: int, reach: int = 40) -> str:
    """Return what a variable was last given in the lines before, as text; empty where it is not seen."""
    if not name.isidentifier():
        return ""
    pattern = re.compile(rf"(?<![\w.]){re.escape(name)}\s*:?=(?!=)\s*(.{{1,200}})")
    for number in range(min(line, len(file.lines)), max(line - reach, 0), -1):
        text = file.lines[number - 1][:400]
        found = pattern.search(text)
        if found and not text.lstrip().startswith(("#", "//", "*", "/*")):
            return found.group(1)
    return ""
