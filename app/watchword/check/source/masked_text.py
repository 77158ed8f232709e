"""Code with its comments and strings taken out of the way, at the same offsets.

For languages without a parser here that is always installed. A pattern that is looked for in `code` cannot
match in a comment; one looked for in `bare` cannot match inside a string either. Linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?"
_SLASHED = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
_BLOCK = r"\"\"\"[\s\S]*?(?:\"\"\"|\Z)"
# A slash begins a pattern only where a value may begin.
_PATTERN = r"(?<=[(,=~|&!{;\[:?])[ \t]{0,4}/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
_INSERT = r"#\{[^}\"\n]{0,200}(?:\"[^\"\n]{0,200}\"[^}\"\n]{0,200}){0,4}\}"
_WORDS = r"%[qQwWiIr](?:\([^)]{0,400}\)|\[[^\]]{0,400}\]|\{[^}]{0,400}\}|\|[^|]{0,400}\|)"


def _language(comment: str, string: str) -> re.Pattern[str]:
    return re.compile(f"(?P<comment>{comment})|(?P<string>{string})", re.MULTILINE)


_LANGUAGES = {
    "script": _language(_SLASHED, rf"{_QUOTED}|`(?:[^`\\]|\\[\s\S])*`?|{_PATTERN}"),
    "java": _language(_SLASHED, rf"{_BLOCK}|{_QUOTED}"),
    "csharp": _language(_SLASHED, rf"\$?@\$?\"(?:[^\"]|\"\")*\"?|{_BLOCK}|{_QUOTED}"),
    "php": _language(rf"{_SLASHED}|#(?!\[)[^\n]*", r"\"(?:[^\"\\]|\\[\s\S])*\"?|'(?:[^'\\]|\\[\s\S])*'?"),
    "ruby": _language(
        r"^=begin\b[\s\S]*?(?:^=end\b[^\n]*|\Z)|^__END__$[\s\S]*|#[^\n]*",
        rf"\"(?:[^\"\\#]|\\[\s\S]|{_INSERT}|#(?!\{{))*\"?|'(?:[^'\\]|\\[\s\S])*'?|{_WORDS}|{_PATTERN}",
    ),
}
_HEREDOC = re.compile(r"<<[~-]?[\"']?([A-Z][A-Z0-9_]*)\b")


@dataclass(frozen=True, slots=True)
class Masked:
    """`code` lacks comments, `bare` strings as well; both as long as the text they come from."""

    code: str
    bare: str
    comments: tuple[tuple[int, str], ...]  # line from 1, and the comment with its mark


def mask(text: str, language: str) -> Masked:
    """Return the text masked; `language` is script, java, csharp, php or ruby."""
    if language == "ruby":
        text = _without_heredocs(text)
    code: list[str] = []
    bare: list[str] = []
    comments: list[tuple[int, str]] = []
    end, line = 0, 1
    for found in _LANGUAGES[language].finditer(text):
        between, whole = text[end : found.start()], found.group()
        line += between.count("\n")
        is_comment = found.lastgroup == "comment"
        code += [between, _blank(whole) if is_comment else whole]
        bare += [between, _blank(whole) if is_comment else whole[:1] + _blank(whole[1:-1]) + whole[1:][-1:]]
        if is_comment:
            comments += [(line + at, one) for at, one in enumerate(whole.split("\n"))]
        line += whole.count("\n")
        end = found.end()
    return Masked("".join([*code, text[end:]]), "".join([*bare, text[end:]]), tuple(comments))


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _without_heredocs(text: str) -> str:
    """Blank what stands between `<<~NAME` and `NAME`; where the end is missing, nothing."""
    if "<<" not in text:
        return text
    lines = text.split("\n")
    last = {line.strip(): number for number, line in enumerate(lines)}
    kept: list[str] = []
    until = ""
    for number, line in enumerate(lines):
        if until:
            until = "" if line.strip() == until else until
            kept.append(" " * len(line))
            continue
        found = _HEREDOC.search(line)
        if found and "#" not in line[: found.start()] and last.get(found[1], -1) > number:
            until = found[1]
        kept.append(line)
    return "\n".join(kept)


def enclosing(masked: Masked, offset: int) -> tuple[str, ...]:
    """Return the heads of the braces an offset stands in, innermost first: `if (env.IsDevelopment())`.

    For an `else`, the head is `else of` with that of its `if` behind it. Looks back 20,000 characters.
    """
    text = masked.bare[max(0, offset - 20_000) : offset]
    start = offset - len(text)
    heads, depth = [], 0
    stops = [found.start() for found in re.finditer(r"[{};]", text)]
    for before, at in reversed(list(pairwise([-1, *stops]))):
        if text[at] == "}":
            depth += 1
        elif text[at] == "{":
            if depth:
                depth -= 1
            else:
                head = masked.code[start + before + 1 : start + at]
                is_else = before >= 0 and text[before] == "}" and head.strip() == "else"
                heads.append(f"else of {_if_before(masked, start + before)}" if is_else else head)
    return tuple(" ".join(head.split())[:300] for head in heads)


def _if_before(masked: Masked, close: int) -> str:
    """Return the head of the block that ends at `close`."""
    floor = max(0, close - 20_000)
    depth = 0
    for at in range(close, floor, -1):
        char = masked.bare[at]
        if char == "}":
            depth += 1
        elif char == "{":
            depth -= 1
            if not depth:
                start = max(masked.bare.rfind(mark, floor, at) for mark in "{};")
                return masked.code[start + 1 : at]
    return ""
