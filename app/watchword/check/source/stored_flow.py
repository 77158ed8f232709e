"""Passwords that are stored, looked up or compared as they came in, read by line in any language but Python.

No data is followed: a value counts when it is named for a password in the same expression, and nothing in the
lines above hashes. What is not said that plainly is left out, so that what is said holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from watchword.check.finding import Outcome
from watchword.check.source.names import is_password_name
from watchword.check.source.rule import SourceFile, Spot
from watchword.check.source.stored_enclosing import Enclosing, find_enclosing
from watchword.check.source.stored_sql import read_sql
from watchword.check.source.stored_terms import (
    CHAIN,
    confirms,
    given,
    is_account,
    is_hashed_near,
    is_stored,
    last_word,
)

_CREATES = frozenset(
    (
        *("create", "insert", "insertone", "insertmany", "insert_one", "insert_many", "save", "new"),
        *("build", "findorcreate", "upsert", "firstorcreate", "updateorcreate", "update", "updateone"),
        *("update_attributes", "findbyidandupdate", "findoneandupdate", "insertgetid", "forcecreate"),
        *("createmany", "set", "fill"),
    )
)
_FINDS = frozenset(
    (
        *("find", "findone", "findfirst", "findunique", "findall", "where", "find_by", "filter", "findby"),
        *("exists", "findoneby", "first", "find_one", "firstwhere", "count", "findoneorfail"),
        *("findandcountall", "andwhere"),
    )
)
_KEEPS = re.compile(
    r"(?:\.|->|::)(?:save|insert\w*|create\w*|persist|upsert|flush|update\w*|Create|Save|Insert|Exec|NamedExec|store)\b"
)
_ASSIGNED = re.compile(rf"({CHAIN})\s*=(?![=>~])\s*([^;,]{{1,200}})")
_SETTER = re.compile(
    rf"({CHAIN})\s*(?:\.|->)\s*[sS]et\w{{0,20}}[pP]ass(?:word|wd)\(\s*([^;,]{{1,200}}?)\s*\)\s*;?\s*$"
)
_ENTRY = re.compile(r"(?<![\w$.>])[:'\"]?(\w{1,60})['\"]?\s*(?::(?!:)|=>)\s*([^,;{}]{1,200})")
_SHORT = re.compile(r"(?:^|[{,])\s*(\w{1,60})\s*(?=[,}]|$)")
_COMPARED = re.compile(
    rf"({CHAIN}(?:\(\))?)\s*(?:===?|!==?)\s*({CHAIN}(?:\(\s*['\"]\w{{1,60}}['\"]\s*\)|\(\))?)(?!\s*[(.\[])"
)
_EQUALS = re.compile(
    rf"({CHAIN}(?:\(\))?)\s*\.\s*equals\(\s*({CHAIN}(?:\(\s*['\"]\w{{1,60}}['\"]\s*\)|\(\))?)\s*\)"
)
_COMPARER = re.compile(
    r"(?i)\b\w{0,30}(?:compare|check|verify|match|valid|authenticate)\w{0,30}\b.{0,60}[({].{0,100}"
)
_NAMED_COMPARER = re.compile(
    r"(?i)\b\w{0,20}(?:(?:compare|check|verify|match|valid\w*)_?pass(?:word|wd)|passwords?_?match)\w{0,20}\b"
)
_SELF = re.compile(r"^(?:this(?:\.|->)|\$this->|self\.|@)_?\w+$")
_RETURNS_EQUAL = re.compile(r"\breturn\s+([\w.$]{1,80})\s*===?\s*([\w.$]{1,80})\s*;?\s*}?\s*$")


class Flow:
    """One file: its text without comments, and its lines."""

    def __init__(self, file: SourceFile, text: str, lines: Sequence[str], rule: str) -> None:
        self.file = file
        self.text = text
        self.lines = lines
        self.rule = rule
        self.starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        self.keeps = bool(_KEEPS.search(text))

    def read(self, numbers: Sequence[int]) -> Iterator[Spot]:
        """Give `stored`, `looked-up` and `compared` spots, at most one for each line."""
        for number in numbers:
            line = self.lines[number - 1][:1000]
            spot = (
                self._compared(line, number)
                or self._assigned(line, number)
                or self._entered(line, number)
                or read_sql(self.file, self.lines, number, self.rule)
            )
            if spot:
                yield spot

    # -- compared -------------------------------------------------------------------------------------

    def _compared(self, line: str, number: int) -> Spot | None:
        for pattern in (_COMPARED, _EQUALS) if "==" in line or "!=" in line or "equals" in line else ():
            for match in pattern.finditer(line):
                for stored, other in ((match[1], match[2]), (match[2], match[1])):
                    if self._is_comparison(stored, other, number):
                        return self._spot("compared", number, f"{last_word(stored)} == {last_word(other)}")
        if (comparer := _NAMED_COMPARER.search(line)) and not is_hashed_near(self.lines, number, after=4):
            for below in self.lines[number - 1 : number + 3]:
                if equal := _RETURNS_EQUAL.search(below[:500]):
                    return self._spot("compared", number, f"{comparer[0]}: {equal[1]} == {equal[2]}")
        return None

    def _is_comparison(self, stored: str, other: str, number: int) -> bool:
        # What hangs on anything but the request may be a constant or another account's.
        if given(other) != "request" and not (given(other) and re.fullmatch(r"\$?\w+", other)):
            return False
        if confirms(stored, other) or stored == other or is_stored(other):
            return False
        if not is_stored(stored.removesuffix("()")):
            # `this.password === password` inside a function that checks passwords
            if not (
                _SELF.match(stored) and is_password_name(last_word(stored)) and re.fullmatch(r"\$?\w+", other)
            ):
                return False
            above = self.lines[max(0, number - 5) : number]
            if not any(_COMPARER.search(one[:500]) for one in above):
                return False
        return not is_hashed_near(self.lines, number)

    # -- stored ---------------------------------------------------------------------------------------

    def _assigned(self, line: str, number: int) -> Spot | None:
        if not self.keeps:
            return None
        for match in _ASSIGNED.finditer(line):
            words = re.findall(r"\w+", match[1])
            if len(words) < 2 or not is_password_name(words[-1]) or not is_account(words[-2]):
                continue
            if confirms(match[1]) or not given(match[2]) or is_hashed_near(self.lines, number):
                continue
            return self._spot("stored", number, f"{words[-2]}.{words[-1]} = {last_word(match[2])}")
        if (setter := _SETTER.search(line)) and is_account(last_word(setter[1])) and given(setter[2]):
            text = f"{last_word(setter[1])}.setPassword({last_word(setter[2])})"
            return self._unhashed("stored", number, text)
        return None

    def _entered(self, line: str, number: int) -> Spot | None:
        for match in (*_ENTRY.finditer(line), *_SHORT.finditer(line)):
            key = match[1]
            value = match[2] if match.re is _ENTRY else key
            if not is_password_name(key) or confirms(key) or not given(_cut(value)):
                continue
            within = find_enclosing(self.text, self.starts[number - 1] + match.start(1), self.file.suffix)
            if within and (kind := self._purpose(within, number)):
                what = f"{within.owner}.{within.name}" if within.owner else within.name
                return self._unhashed(kind, number, f"{what}({key}: {last_word(_cut(value))})")
        return None

    def _purpose(self, within: Enclosing, number: int) -> str:
        """Return what a record with a password in it is for: `stored`, `looked-up`, or empty for anything
        else."""
        name = within.name.rstrip("!?")
        if within.kind == "struct":
            return "stored" if is_account(name) and self.keeps and self._is_handed_over("", number) else ""
        if within.kind == "object":
            return "stored" if is_account(name) and self._is_handed_over(name, number) else ""
        if within.kind == "new":
            return "stored" if is_account(name) and self.keeps else ""
        if not within.owner or not any(is_account(word) for word in re.findall(r"\w+", within.owner)):
            return ""
        if name.lower() in _CREATES:
            return "stored"
        return "looked-up" if name.lower() in _FINDS else ""

    def _is_handed_over(self, name: str, number: int) -> bool:
        """Whether a call that keeps records follows, with the object of this name where one is given."""
        below = "\n".join(line[:300] for line in self.lines[number : number + 40])
        wanted = rf"\(\s*&?\$?{re.escape(name)}\b" if name else r"\("
        return bool(re.search(rf"{_KEEPS.pattern}\s*{wanted}", below))

    # -- spots ----------------------------------------------------------------------------------------

    def _unhashed(self, kind: str, number: int, text: str) -> Spot | None:
        return None if is_hashed_near(self.lines, number) else self._spot(kind, number, text)

    def _spot(self, kind: str, number: int, text: str) -> Spot:
        # Looking up and comparing need the plain value in the store; what is stored a model may hash itself.
        detail = (FRAMEWORK.get(self.file.suffix, ""), "" if kind == "stored" else "direct")
        return Spot(
            self.rule,
            kind,
            self.file.path,
            number,
            text[:120],
            Outcome.FAIL,
            NOTES[kind],
            detail,
            self.file.is_test,
        )


FRAMEWORK = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"), "Node"),
    **dict.fromkeys((".java", ".kt"), "Spring"),
    ".rb": "Rails",
    ".php": "PHP",
    ".go": "Go",
    ".cs": "ASP.NET",
}
NOTES = {
    "stored": "a password is stored as it came in",
    "looked-up": "an account is looked up by the plain password",
    "compared": "the stored password is compared as plain text",
}


def _cut(value: str) -> str:
    """Return the value of an entry without what follows it on the line: brackets that it did not open."""
    depth = 0
    for at, char in enumerate(value):
        if char in "([":
            depth += 1
        elif char in ")]":
            if not depth:
                return value[:at].strip()
            depth -= 1
    return value.strip()
