"""Shell text cut into words and operators: one pass over the characters, quotes and comments understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SIZE_LIMIT = 256 * 1024  # characters of one script
_EXPRESSION_LIMIT = 400  # characters of `${{ ... }}` of GitHub Actions
_PLAIN = re.compile(r"[^\s\"'\\`$#;&|()<>{}]+")
_BLANK = re.compile(r"[ \t\r]+")
_OPERATOR = re.compile(r"&&|\|\||\|&|;;|[;&|\n]")
_REDIRECT = re.compile(r"&?[0-9]*(?:>>|>\||>&|<&|<>|<<<|<|>)&?-?")
_HEREDOC = re.compile(r"<<(-?)[ \t]*(['\"\\]?)([A-Za-z_][A-Za-z0-9_]{0,60})['\"]?")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,80}\+?=")


@dataclass(frozen=True, slots=True)
class Token:
    """A `word` or an `operator`; `line` from 0. `$(` opens a substitution and `)` closes it."""

    kind: str
    text: str
    line: int
    is_quoted: bool = False


class _Cutter:
    """Where the cutting stands."""

    def __init__(self, script: str, depth_limit: int) -> None:
        self.text = script[:SIZE_LIMIT]
        self.at = 0
        self.line = 0
        self.word: list[str] = []
        self.has_word = False
        self.is_quoted = False
        self.word_line = 0
        self.heredocs: list[tuple[str, bool]] = []
        self.closers: list[str] = []
        self.depth_limit = depth_limit
        self.skips = False  # the next word is where a redirection goes

    def put(self, piece: str, *, quoted: bool = False) -> None:
        if not self.has_word:
            self.word_line = self.line
        self.has_word = True
        self.is_quoted = self.is_quoted or quoted
        self.word.append(piece)

    def take(self) -> Iterator[Token]:
        """End the word at hand; assignments before a command are not words of it."""
        if self.has_word:
            text = "".join(self.word)
            if self.skips:
                self.skips = False
            else:
                yield Token("word", text, self.word_line, self.is_quoted)
        self.word, self.has_word, self.is_quoted = [], False, False


def split(script: str, depth_limit: int = 20) -> Iterator[Token]:
    """Give the tokens of a script; never raises."""
    cutter = _Cutter(script, depth_limit)
    while cutter.at < len(cutter.text):
        yield from _step(cutter)
    yield from cutter.take()


def _step(cutter: _Cutter) -> Iterator[Token]:
    text, at = cutter.text, cutter.at
    plain = _PLAIN.match(text, at)
    if plain:
        cutter.put(plain.group())
        cutter.at = plain.end()
        return
    char = text[at]
    if char in " \t\r" or (char == "#" and not cutter.has_word):
        yield from cutter.take()
        end = text.find("\n", at) if char == "#" else _BLANK.match(text, at).end()  # type: ignore[union-attr]
        cutter.at = end if end >= 0 else len(text)
    elif char == "\n":
        yield from _line(cutter)
    elif char == "\\":
        _escape(cutter)
    elif char in "'\"":
        yield from _quoted(cutter, char)
    elif char in "$`":
        yield from _dollar(cutter, char)
    else:
        yield from _operator(cutter, char)


def _line(cutter: _Cutter) -> Iterator[Token]:
    yield from cutter.take()
    cutter.skips = False
    yield Token("operator", "\n", cutter.line)
    cutter.at += 1
    cutter.line += 1
    for end, is_indented in cutter.heredocs:
        _skip_heredoc(cutter, end, is_indented)
    cutter.heredocs = []


def _skip_heredoc(cutter: _Cutter, end: str, is_indented: bool) -> None:
    """Step over the text of a here-document: what is in it is data, not commands."""
    while cutter.at < len(cutter.text):
        stop = cutter.text.find("\n", cutter.at)
        stop = len(cutter.text) if stop < 0 else stop
        line = cutter.text[cutter.at : stop]
        cutter.at = min(stop + 1, len(cutter.text))
        cutter.line += 1
        if (line.strip() if is_indented else line.rstrip()) == end:
            return


def _escape(cutter: _Cutter) -> None:
    following = cutter.text[cutter.at + 1 : cutter.at + 3]
    if following.startswith("\n") or following == "\r\n":
        cutter.line += 1
        cutter.at += 2 if following.startswith("\n") else 3
        return
    if following:
        cutter.put(following[0])
    cutter.at += 2


def _quoted(cutter: _Cutter, mark: str) -> Iterator[Token]:
    """Take what is between quotes as part of a word; substitutions in double quotes are commands."""
    start = cutter.at + 1
    end = cutter.text.find(mark, start)
    while mark == '"' and end > 0 and _is_escaped(cutter.text, end, start):
        end = cutter.text.find(mark, end + 1)
    stop = len(cutter.text) if end < 0 else end
    inner = cutter.text[start:stop]
    cutter.put(inner, quoted=True)
    if mark == '"' and ("$(" in inner or "`" in inner) and not cutter.skips:
        yield from _inside(cutter, inner)
    cutter.line += inner.count("\n")
    cutter.at = stop + 1


def _is_escaped(text: str, at: int, start: int) -> bool:
    count = 0
    while at - 1 - count >= start and text[at - 1 - count] == "\\" and count < 50:
        count += 1
    return count % 2 == 1


def _inside(cutter: _Cutter, inner: str) -> Iterator[Token]:
    """Give the commands of the substitutions in a quoted text, as lost or kept as their word is."""
    if cutter.depth_limit <= 0:
        return
    opened = min((at for at in (inner.find("$("), inner.find("`")) if at >= 0), default=-1)
    width = 2 if inner.startswith("$(", opened) else 1
    closed = inner.rfind(")" if width == 2 else "`")
    if inner.startswith("$((", opened) or closed <= opened:
        return
    line = cutter.line + inner.count("\n", 0, opened)
    yield from _owner(cutter)
    yield Token("operator", "$(", line)
    for token in split(inner[opened + width : closed], cutter.depth_limit - 1):
        yield Token(token.kind, token.text, token.line + line, token.is_quoted)
    yield Token("operator", ")", line)


def _owner(cutter: _Cutter) -> Iterator[Token]:
    """Give the word a substitution stands in first, unless it only assigns: then the result is the inner
    one."""
    text = "".join(cutter.word)
    if cutter.has_word and not _ASSIGNMENT.match(text):
        yield Token("word", text, cutter.word_line, True)
        cutter.word, cutter.has_word = [], False


def _dollar(cutter: _Cutter, char: str) -> Iterator[Token]:
    text, at = cutter.text, cutter.at
    if text.startswith("${{", at):
        end = text.find("}}", at, at + _EXPRESSION_LIMIT)
        stop = end + 2 if end > 0 else at + 3
        cutter.put(text[at:stop])
        cutter.line += text.count("\n", at, stop)
        cutter.at = stop
    elif text.startswith("${", at):
        end = text.find("}", at, at + _EXPRESSION_LIMIT)
        stop = end + 1 if end > 0 else at + 2
        cutter.put(text[at:stop])
        cutter.line += text.count("\n", at, stop)
        cutter.at = stop
    elif text.startswith("$((", at) or (char == "$" and not text.startswith("$(", at)):
        cutter.put(char)
        cutter.at += 1
    else:
        yield from _substitution(cutter, char)


def _substitution(cutter: _Cutter, char: str) -> Iterator[Token]:
    if char == "`" and cutter.closers[-1:] == ["`"]:
        yield from _close(cutter)
        cutter.at += 1
        return
    yield from _owner(cutter)
    # An assignment is no word of a command: its result is that of the commands inside.
    cutter.word, cutter.has_word, cutter.is_quoted = [], False, False
    yield Token("operator", "$(", cutter.line)
    cutter.closers.append("`" if char == "`" else ")")
    cutter.at += 1 if char == "`" else 2


def _close(cutter: _Cutter) -> Iterator[Token]:
    yield from cutter.take()
    if cutter.closers:
        cutter.closers.pop()
    yield Token("operator", ")", cutter.line)


def _operator(cutter: _Cutter, char: str) -> Iterator[Token]:
    text, at = cutter.text, cutter.at
    heredoc = _HEREDOC.match(text, at)
    if heredoc:
        yield from cutter.take()
        cutter.heredocs.append((heredoc.group(3), heredoc.group(1) == "-"))
        cutter.at = heredoc.end()
        return
    redirect = _REDIRECT.match(text, at) if char in "<>" or text[at : at + 2] in ("&>",) else None
    if redirect and not text.startswith(("<(", ">("), at):
        if cutter.has_word and "".join(cutter.word).isdigit():
            cutter.word, cutter.has_word = [], False
        yield from cutter.take()
        cutter.at = redirect.end()
        cutter.skips = not redirect.group().endswith("-")
        return
    operator = _OPERATOR.match(text, at)
    if operator:
        yield from cutter.take()
        cutter.skips = False
        yield Token("operator", operator.group(), cutter.line)
        cutter.at = operator.end()
    elif char == ")":
        yield from _close(cutter)
        cutter.at += 1
    elif char == "(" or (char == "{" and not cutter.has_word and text[at + 1 : at + 2] in (" ", "\n", "\t")):
        yield from cutter.take()
        cutter.closers.append(")" if char == "(" else "}")
        yield Token("operator", char, cutter.line)
        cutter.at += 1
    elif char == "}" and not cutter.has_word and cutter.closers[-1:] == ["}"]:
        yield from _close(cutter)
        cutter.at += 1
    else:
        cutter.put(char)
        cutter.at += 1
