"""The text of a source file without its comments, every other character where it was.

Comments are blanked, so places and line numbers stay. Strings are kept whole, and what looks like a comment
in one is none. One pass per file, linear: every alternative takes what it began.
"""

from __future__ import annotations

import re

# Loops are unrolled: what a part begins with tells which part it is, so no text makes this slow.
_DOUBLE = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
_SINGLE = r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'?"
_BACKTICK = r"`[^`\\]*(?:\\[\s\S][^`\\]*)*`?"
_BLOCK = r"(?P<block>/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/)?)"
_SLASHES = r"(?P<line>//[^\n]*)"
_HASH = r"(?P<line>#[^\n]*)"
# In settings a `#` inside a word belongs to the value: passwords hold them.
_LOOSE_HASH = r"(?P<line>(?<![^\s])[#;][^\n]*)"
_DOCSTRING = (
    r'(?P<block>"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*(?:""")?'
    r"|\'\'\'[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*(?:\'\'\')?)"
)
_TAGS = r"(?P<block><!--[^-]*(?:-(?!->)[^-]*)*(?:-->)?)"
_RUBY_BLOCK = r"(?P<block>^=begin\b[^\n]*(?:\n(?!=end)[^\n]*)*(?:\n=end[^\n]*)?)"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.MULTILINE)


_C_LIKE = _pattern(_BLOCK, _SLASHES, _DOUBLE, _SINGLE)
_SCRIPT = _pattern(_BLOCK, _SLASHES, _DOUBLE, _SINGLE, _BACKTICK)
_PYTHON = _pattern(_DOCSTRING, _HASH, _DOUBLE, _SINGLE)
_RUBY = _pattern(_RUBY_BLOCK, _HASH, _DOUBLE, _SINGLE)
# `#[` opens an attribute in PHP 8.
_PHP = _pattern(_BLOCK, r"(?P<line>//[^\n]*|#(?!\[)[^\n]*)", _DOUBLE, _SINGLE)
_SQL = _pattern(_BLOCK, r"(?P<line>--[^\n]*|(?<![^\s])#[^\n]*)", _DOUBLE, _SINGLE)
_HCL = _pattern(_BLOCK, r"(?P<line>//[^\n]*|#[^\n]*)", _DOUBLE)
_MARKUP = _pattern(_TAGS)
_SETTINGS = _pattern(_LOOSE_HASH)
_YAML = _pattern(r"(?P<line>(?<![^\s])#[^\n]*)")

_BY_SUFFIX: dict[str, re.Pattern[str] | None] = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue", ".go"), _SCRIPT),
    **dict.fromkeys((".java", ".kt", ".kts", ".scala", ".cs", ".groovy", ".gradle", ".prisma"), _C_LIKE),
    **dict.fromkeys((".py", ".pyi"), _PYTHON),
    **dict.fromkeys((".rb", ".rake", ".gemspec"), _RUBY),
    **dict.fromkeys((".tf", ".tfvars", ".hcl"), _HCL),
    **dict.fromkeys((".xml", ".config"), _MARKUP),
    **dict.fromkeys((".yml", ".yaml", ".toml", ".sh", ".bash", ".zsh"), _YAML),
    ".php": _PHP,
    ".sql": _SQL,
    ".json": None,
}
_NOT_LINE_END = re.compile(r"[^\n]")


def blank_comments(text: str, suffix: str) -> str:
    """Return `text` with comments as spaces; of the same length, with the same lines.

    `suffix` is the file's, lower case (`.rb`); one that is not known is taken for a settings file.
    """
    pattern = _BY_SUFFIX.get(suffix, _SETTINGS)
    return text if pattern is None else pattern.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    if match.lastgroup == "line":
        return " " * len(match[0])
    return _NOT_LINE_END.sub(" ", match[0]) if match.lastgroup == "block" else match[0]
