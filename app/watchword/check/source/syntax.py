"""Source code as syntax trees: Python by its own parser, other languages by tree-sitter, each file once.

The grammars come with the extra "source" and are imported at first use. What cannot be parsed (an extra that
is missing, no grammar, nested beyond reason, too slow) is `NotParsed` with the reason in words; foreign input
raises nothing else. tree-sitter reads around mistakes; Python's parser does not.
"""

from __future__ import annotations

import ast
import re
import time
import warnings
from functools import cache
from typing import TYPE_CHECKING

from watchword.check.source.rule import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Language, Tree

EXTRA = 'the extra "source"'
# Some grammars take quadratic time and memory over input made for that; CPU time, so a busy machine is no
# reason.
SECONDS, SECONDS_PER_MEGABYTE = 1.0, 1.5
SIZE_LIMIT = 2_000_000
NESTING_LIMIT = 400

PYTHON, RUBY, JAVASCRIPT, TYPESCRIPT, TSX = "python", "ruby", "javascript", "typescript", "tsx"
JAVA, GO, PHP = "java", "go", "php"
_BY_SUFFIX = {
    ".py": PYTHON,
    ".rb": RUBY,
    ".rake": RUBY,
    ".ru": RUBY,
    ".gemspec": RUBY,
    ".js": JAVASCRIPT,
    ".jsx": JAVASCRIPT,
    ".mjs": JAVASCRIPT,
    ".cjs": JAVASCRIPT,
    ".ts": TYPESCRIPT,
    ".mts": TYPESCRIPT,
    ".cts": TYPESCRIPT,
    ".tsx": TSX,
    ".vue": TSX,
    ".svelte": TSX,
    ".java": JAVA,
    ".go": GO,
    ".php": PHP,
    ".phtml": PHP,
    ".inc": PHP,
}
_BY_NAME = {"Rakefile": RUBY, "Gemfile": RUBY, "Capfile": RUBY, "Vagrantfile": RUBY}
# Languages of applications that no grammar is kept for: named, so that nobody takes them for looked at.
_OTHERS = {
    ".cs": "C#",
    ".kt": "Kotlin",
    ".kts": "Kotlin",
    ".swift": "Swift",
    ".scala": "Scala",
    ".rs": "Rust",
    ".ex": "Elixir",
    ".exs": "Elixir",
    ".groovy": "Groovy",
    ".dart": "Dart",
    ".pl": "Perl",
    ".pm": "Perl",
    ".clj": "Clojure",
    ".vb": "Visual Basic",
    ".fs": "F#",
}
_GRAMMARS = {
    RUBY: ("tree_sitter_ruby", "language"),
    JAVASCRIPT: ("tree_sitter_javascript", "language"),
    TYPESCRIPT: ("tree_sitter_typescript", "language_typescript"),
    TSX: ("tree_sitter_typescript", "language_tsx"),
    JAVA: ("tree_sitter_java", "language"),
    GO: ("tree_sitter_go", "language"),
    PHP: ("tree_sitter_php", "language_php"),
}
_BRACKETS = b"()[]{}"
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in _BRACKETS)
_SCRIPT = re.compile(rb"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_NOT_LINE_ENDS = re.compile(rb"[^\n]")


class NotParsed(Exception):
    """A file that could not be read as code; `reason` says why, in a clause."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def language_of(path: str) -> str:
    """Return the language a path's name tells, one of those above; empty where it is none of them."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return _BY_NAME.get(name) or (_BY_SUFFIX.get(name[dot:].lower(), "") if dot >= 0 else "")


def other_language_of(path: str) -> str:
    """Return the name of a language that is known and not read, such as `Kotlin`; empty for all others."""
    dot = path.rfind(".")
    return _OTHERS.get(path[dot:].lower(), "") if dot >= 0 else ""


def python_tree(file: SourceFile) -> ast.Module:
    """Return the tree of a Python file; raises `NotParsed`."""
    return _once(file, "python_tree", _parse_python)  # type: ignore[return-value]


def syntax_tree(file: SourceFile) -> Tree:
    """Return the tree of a file in another language; raises `NotParsed`. Offsets are those of the file."""
    return _once(file, "syntax_tree", _parse)  # type: ignore[return-value]


def _once(file: SourceFile, name: str, parse: object) -> object:
    if name not in file.kept:
        try:
            file.kept[name] = parse(file)  # type: ignore[operator]
        except NotParsed as trouble:
            file.kept[name] = trouble
    kept = file.kept[name]
    if isinstance(kept, NotParsed):
        raise kept
    return kept


def _parse_python(file: SourceFile) -> ast.Module:
    _refuse_size(file)
    try:
        with warnings.catch_warnings():  # invalid escapes of others are not our news
            warnings.simplefilter("ignore")
            return ast.parse(file.data)
    except (RecursionError, MemoryError) as error:
        raise NotParsed("is nested too deeply to be read") from error
    except (SyntaxError, ValueError) as error:  # ValueError: null bytes, lone surrogates
        raise NotParsed("is no Python that this version of Python can read") from error


def _parse(file: SourceFile) -> Tree:
    _refuse_size(file)
    try:
        from tree_sitter import Parser

        language = _grammar(language_of(file.path))
    except ImportError as error:
        raise NotParsed(f"could not be read: {EXTRA} is not installed") from error
    data = _script_of(file)
    if is_nested_too_deeply(data):
        raise NotParsed("is nested too deeply to be read")
    end = time.thread_time() + SECONDS + SECONDS_PER_MEGABYTE * len(data) / 1e6
    try:
        return Parser(language).parse(
            lambda offset, _: data[offset : offset + 65536],
            progress_callback=lambda *_: time.thread_time() > end,
        )
    except ValueError as error:
        raise NotParsed("takes too long to be read as code") from error


@cache
def _grammar(language: str) -> Language:
    from importlib import import_module

    from tree_sitter import Language

    module, function = _GRAMMARS[language]
    return Language(getattr(import_module(module), function)())


def _refuse_size(file: SourceFile) -> None:
    if len(file.data) > SIZE_LIMIT:
        raise NotParsed(f"is larger than {SIZE_LIMIT // 1_000_000} MB")


def _script_of(file: SourceFile) -> bytes:
    """Return what is code; in pages of components everything else becomes spaces, so that offsets stay."""
    if file.suffix not in (".vue", ".svelte"):
        return file.data
    pieces, at = [], 0
    for script in _SCRIPT.finditer(file.data):
        pieces += [_NOT_LINE_ENDS.sub(b" ", file.data[at : script.start(1)]), script.group(1)]
        at = script.end(1)
    return b"".join(pieces) + _NOT_LINE_ENDS.sub(b" ", file.data[at:])


def is_nested_too_deeply(data: bytes) -> bool:
    """Whether brackets are nested deeper than people write: pairs are taken away from inside out, in C.

    Brackets in strings may leave some over; only a long rest, or one that is still shrinking, tells.
    """
    rest = data.translate(None, _NOT_BRACKETS)
    for _ in range(NESTING_LIMIT):
        before = len(rest)
        rest = rest.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(rest) == before:
            return len(rest) > 10 * NESTING_LIMIT and _has_run(rest)
    return bool(rest)


def _has_run(rest: bytes) -> bool:
    return any(bracket * NESTING_LIMIT in rest for bracket in (b"(", b"[", b"{"))
