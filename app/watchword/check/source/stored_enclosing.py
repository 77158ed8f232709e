"""What a line of code stands in: the call, the constructor or the named object that its bracket belongs to.

Brackets are counted backwards from the place, over a bounded stretch of text without comments. No language is
known; a bracket inside a string may mislead, and then nothing is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BRACKETS = re.compile(r"[()\[\]{}]")
_STRETCH = 3000  # characters; records that are longer are rare
_LEVELS = 5
_CALL = re.compile(
    r"(?P<new>\bnew\s+)?(?P<owner>(?:[\w$]{1,60}|[\w$]{1,60}\(\s*['\"]?[\w.]{0,60}['\"]?\s*\))\s*(?:\?\.|\.|->|::)\s*)?"
    r"(?P<name>[\w$]{1,60}[!?]?)\s*(?:<[\w, ]{0,60}>)?\s*$"
)
_OBJECT = re.compile(
    r"(?:\b(?:const|let|var)\s+|\$|^|[\s;])(?P<name>\w{1,60})\s*(?::\s*[\w.<>\[\]]{1,80}\s*)?:?=\s*$", re.M
)
_STRUCT = re.compile(r"(?:^|[=(,&\s])(?:\w{1,60}\.)?(?P<name>[A-Z]\w{0,60})\s*$")
_BLOCKWORDS = (
    "if",
    "for",
    "while",
    "switch",
    "catch",
    "return",
    "function",
    "async",
    "await",
    "not",
    "and",
    "or",
)


@dataclass(frozen=True, slots=True)
class Enclosing:
    """What a place stands in: `kind` is `call`, `new`, `object` or `struct`; `owner` is what a call is made
    on."""

    kind: str
    name: str
    owner: str = ""


def find_enclosing(text: str, at: int, suffix: str) -> Enclosing | None:
    """Return the call, constructor or object whose brackets hold the place `at`; `None` for anything else."""
    start = max(0, at - _STRETCH)
    stretch = text[start:at]
    depth = levels = 0
    for match in reversed(list(_BRACKETS.finditer(stretch))):
        if match[0] in ")]}":
            depth += 1
        elif depth:
            depth -= 1
        else:
            levels += 1
            found = _name_opener(match[0], stretch[max(0, match.start() - 200) : match.start()], suffix)
            if found is not None or levels == _LEVELS:
                return found if found and found.name else None
    return None


def _name_opener(bracket: str, before: str, suffix: str) -> Enclosing | None:
    """Return what an opening bracket belongs to, one without a name for a block, `None` to look further
    out."""
    if bracket == "(":
        match = _CALL.search(before)
        if not match or match["name"] in _BLOCKWORDS:
            return Enclosing("call", "")
        owner = (match["owner"] or "").rstrip(" .>-:?")
        return Enclosing("new" if match["new"] else "call", match["name"], owner)
    tail = before.rstrip()
    if bracket == "{" and suffix == ".go" and (match := _STRUCT.search(tail)):
        return Enclosing("struct", match["name"])
    if match := _OBJECT.search(tail + " ") or _OBJECT.search(tail):
        return Enclosing("object", match["name"])
    # `where: {`, `({`, `, [`: part of something further out. `) {` and `=> {` open a block.
    if not tail or (
        tail.endswith((":", "(", ",", "[", "{", "=>", "|"))
        and not (
            bracket == "{" and tail.endswith("=>") and not tail.endswith(("' =>", '" =>')) and suffix != ".rb"
        )
    ):
        return None
    return Enclosing("block", "")
