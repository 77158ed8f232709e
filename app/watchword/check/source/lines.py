"""The lines of a file that hold one of some words: found by the bytes, so that few lines are looked at
closely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchword.check.source.rule import SourceFile

LONGEST = 4000  # characters; longer lines were made by a program


def lines_with(file: SourceFile, lines: Sequence[str], words: Iterable[bytes]) -> list[int]:
    """Return the numbers (from 1, in order) of the lines with one of these lower-case words.

    `lines` are those of the file without comments; what is empty there, or overlong, is left out.
    """
    return kept(lines, numbers(file.lower, words))


def kept(lines: Sequence[str], found: Iterable[int]) -> list[int]:
    """Return those of the numbered lines that are not blank without their comments, and not overlong, in
    order."""
    return sorted(
        one
        for one in found
        if one <= len(lines) and len(lines[one - 1]) <= LONGEST and lines[one - 1].strip()
    )


def numbers(data: bytes, words: Iterable[bytes]) -> set[int]:
    """Return the numbers (from 1) of the lines of `data` that hold one of these words."""
    found: set[int] = set()
    for word in words:
        at = data.find(word)
        counted = number = 0
        while at >= 0:
            number += data.count(b"\n", counted, at)
            counted = at
            found.add(number + 1)
            end = data.find(b"\n", at)
            at = data.find(word, end) if end >= 0 else -1
    return found
