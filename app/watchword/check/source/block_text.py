"""Settings in words and braces as a tree: nginx, Caddy, Terraform. Never raises; linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKENS = {
    "nginx": re.compile(
        r"(?P<comment>#[^\n]*)|(?P<string>\"(?:[^\"\\]|\\[\s\S])*\"?|'(?:[^'\\]|\\[\s\S])*'?)|(?P<mark>[{};\n])"
        r"|(?P<word>(?:\$\{\w*\}|[^\s{};\"'#])(?:\$\{\w*\}|[^\s{};\"'])*)|\{"
    ),
    "caddy": re.compile(
        r"(?P<comment>(?<!\S)#[^\n]*)|(?P<string>\"(?:[^\"\\]|\\[\s\S])*\"?|`[^`]*`?)|(?P<mark>\{(?=\s*(?:#[^\n]*)?(?:\n|\Z))|(?<!\S)\}|\n)"
        r"|(?P<word>\S+)"
    ),
    "terraform": re.compile(
        r"(?P<comment>#[^\n]*|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))|(?P<string>\"(?:[^\"\\\n]|\\.)*\"?)|(?P<mark>[{}\n])"
        r"|(?P<word>[^\s{}\"#]+)"
    ),
}
_HEREDOC = re.compile(r"<<-?([A-Za-z_]\w*)\s*$")


@dataclass(slots=True)
class Block:
    """A directive with its words, and what stands in its braces; quotes are taken off."""

    words: tuple[str, ...]
    line: int
    children: list[Block] = field(default_factory=list)
    has_braces: bool = False

    @property
    def name(self) -> str:
        """The first word, lower case."""
        return self.words[0].lower() if self.words else ""

    def value(self, *names: str) -> str:
        """Return the words after the name of the first child so called; empty without one."""
        for child in self.children:
            if child.name in names:
                return " ".join(child.words[1:])
        return ""


def read_blocks(text: str, language: str) -> Block:
    """Return all of a file as one block; `language` is nginx, caddy or terraform."""
    if language == "terraform" and "<<" in text:
        text = _without_heredocs(text)
    root = Block((), 0, has_braces=True)
    stack, line, at, seen = [root], 1, 1, 0
    words: list[str] = []
    ends = ";" if language == "nginx" else "\n"

    def close() -> None:
        nonlocal words
        if words:
            stack[-1].children.append(Block(tuple(words), at))
        words = []

    for token in _TOKENS[language].finditer(text):
        line += text.count("\n", seen, token.start())
        seen = token.start()
        kind, whole = token.lastgroup, token.group()
        if kind in ("word", "string"):
            at = at if words else line
            words.append(whole[1:-1] if kind == "string" else whole)
        elif whole == "{":
            block = Block(tuple(words), at if words else line, has_braces=True)
            stack[-1].children.append(block)
            stack.append(block)
            words = []
        elif whole == "}":
            close()
            if len(stack) > 1:
                stack.pop()
        elif whole == ends and not (words and words[-1].endswith(",") and language == "caddy"):
            close()
    close()
    return root


def walk(block: Block) -> Iterator[Block]:
    """Yield a block and all below it, in order."""
    waiting = [block]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(one.children)


def _without_heredocs(text: str) -> str:
    lines, kept, until = text.split("\n"), [], ""
    last = {line.strip(): number for number, line in enumerate(lines)}
    for number, line in enumerate(lines):
        if until:
            until = "" if line.strip() == until else until
            kept.append("")
            continue
        found = _HEREDOC.search(line)
        if found and last.get(found[1], -1) > number:
            until = found[1]
        kept.append(line)
    return "\n".join(kept)
