"""The fast first pass over a history: which lines are worth a closer look, and what they say.

A history has many lines and few of interest, and a closer look at one costs a hundred times as much as
passing it. So the bytes are searched for a few words first, and for long runs as tokens have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from watchword.check.device.history_files import Style

LINE_LIMIT = 2000  # characters of an entry that are looked at
JOIN_LIMIT = 20  # lines that one entry may go on for

# In lower case. Among them are the commands that take a password without naming it.
_WORDS = (
    *(b"pass", b"pwd", b"token", b"secret", b"auth", b"login", b"identified", b"_key", b"apikey"),
    *(b"api-key", b"access-key", b"accountkey", b"private key", b"curl", b"http ", b"mysql", b"mariadb"),
    *(b"ldap", b"smbclient", b"redis-cli", b"sqlcmd", b"net user", b"sudo -", b"cmdkey", b"freerdp"),
    *(b"zip ", b"7z", b"convertto-securestring", b"akia", b"asia", b"abia", b"acca", b"akc", b"eyj"),
    *(b"xox", b"npm_", b"sk-", b"aiza"),
)
_SHAPES = (
    re.compile(rb"[A-Za-z0-9_-]{24,}"),
    re.compile(rb"://[^\s/:@]*:[^\s/@]+@"),
)
_BLANKS = re.compile(r"\s+")
_ZSH_TIME = re.compile(rb": \d+:\d+;")
_ZSH_META = re.compile(rb"\x83(.)", re.DOTALL)
_LIBEDIT = b"_HiStOrY_V2_"
_OCTAL = re.compile(rb"\\([0-3][0-7]{2})")
_FISH = b"- cmd: "
_ENDS = {Style.ZSH: b"\\", Style.PLAIN: b"\\", Style.POWERSHELL: b"`"}


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """An entry worth a closer look. `after` is the line below it. Never shown, so it has no `repr`."""

    line: int
    text: str
    after: str


def candidates(
    data: bytes, style: Style, is_stopped: Callable[[], bool], more: tuple[bytes, ...] = ()
) -> Iterator[Candidate]:
    """Give the entries that hold one of the words or shapes, by the number of their first line.

    `more` are words to look for besides, in lower case.
    """
    is_libedit = data.startswith(_LIBEDIT)
    number, counted, passed = 1, 0, -1
    for hit in sorted(_line_starts(data, is_stopped, more)):
        if hit <= passed:
            continue
        start, end = _entry(data, hit, style, passed + 1)
        passed = end
        number += data.count(b"\n", counted, start)
        counted = start
        text = _plain(
            data[start : start + LINE_LIMIT] if end - start > LINE_LIMIT else data[start:end], style
        )
        if text is None:
            continue
        if is_libedit:
            text = _OCTAL.sub(lambda match: bytes([int(match[1], 8)]), text)
        yield Candidate(number, _decoded(text), _decoded(data[end + 1 : end + 1 + 200].split(b"\n", 1)[0]))


def _line_starts(data: bytes, is_stopped: Callable[[], bool], more: tuple[bytes, ...]) -> set[int]:
    lowered = data.lower()
    starts: set[int] = set()
    for word in (*_WORDS, *more):
        at = lowered.find(word)
        while at >= 0:
            starts.add(data.rfind(b"\n", 0, at) + 1)
            end = data.find(b"\n", at)
            at = lowered.find(word, end) if end >= 0 else -1
        if is_stopped():
            return starts
    for shape in _SHAPES:
        match = shape.search(data)
        while match:
            starts.add(data.rfind(b"\n", 0, match.start()) + 1)
            end = data.find(b"\n", match.start())
            match = shape.search(data, end) if end >= 0 else None
        if is_stopped():
            break
    return starts


def _entry(data: bytes, start: int, style: Style, first: int) -> tuple[int, int]:
    """Return where the entry that holds a line begins, not before `first`, and ends.

    Some go on over several lines.
    """
    going_on = _ENDS.get(style)
    end = data.find(b"\n", start)
    end = len(data) if end < 0 else end
    for _ in range(JOIN_LIMIT if going_on else 0):
        if start <= first or not going_on or not data.endswith(going_on, 0, start - 1):
            break
        before = data.rfind(b"\n", 0, start - 1) + 1
        start = max(before, first)
    for _ in range(JOIN_LIMIT if going_on else 0):
        if end >= len(data) or not going_on or not data.endswith(going_on, start, end):
            break
        after = data.find(b"\n", end + 1)
        end = len(data) if after < 0 else after
    return start, end


def _plain(entry: bytes, style: Style) -> bytes | None:
    """Return what was typed, `None` for a line that holds nothing typed."""
    if style is Style.FISH:
        if not entry.startswith(_FISH):
            return None
        return entry[len(_FISH) :].replace(b"\\n", b"\n").replace(b"\\\\", b"\\")
    if style is Style.ZSH:
        # zsh writes bytes of its own use as 0x83 and the byte with one bit turned
        entry = _ZSH_META.sub(lambda match: bytes([match[1][0] ^ 0x20]), _ZSH_TIME.sub(b"", entry, count=1))
    end = _ENDS[style]
    return entry.replace(end + b"\r\n", b" ").replace(end + b"\n", b" ")


def _decoded(raw: bytes) -> str:
    # Runs of blanks become one: to patterns with several optional blanks, long runs are a maze.
    return _BLANKS.sub(" ", raw.decode("utf-8", "replace"))
