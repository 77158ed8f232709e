"""What came of files as small JSON values: between the processes that read, and for the next reading.

Most files hold nothing that a rule looks for, so most values are short:

- `0`: no rule wants the path;
- `MARK`: read, without a spot;
- `[MARK]`: binary;
- `[MARK, SPOTS]`: read; with `NOTES` as a third, something went wrong; without a mark, it could not be read.

Spots hold no values of secrets; their rules have masked them. What is unpacked may have been written by
anybody, so its types are looked at and its texts made safe to show once more.
"""

from __future__ import annotations

from typing import Any

from watchword.check.finding import Outcome
from watchword.check.source.gather import BINARY, READ, UNREAD, UNWANTED, Gathered
from watchword.check.source.rule import Spot
from watchword.text import clean

Packed = int | str | list[Any]


def pack(gathered: Gathered) -> Packed:
    """Return what came of one file as a value that JSON can hold."""
    if gathered.state == UNWANTED:
        return 0
    if gathered.state == BINARY:
        return [gathered.mark]
    if gathered.notes:
        return [gathered.mark, list(map(_pack_spot, gathered.spots)), list(gathered.notes)]
    return [gathered.mark, list(map(_pack_spot, gathered.spots))] if gathered.spots else gathered.mark


def unpack(packed: object) -> Gathered:
    """Return what `pack` was given; raises `ValueError` for anything else."""
    match packed:
        case 0:
            return Gathered(UNWANTED)
        case str(mark) if mark:
            return Gathered(READ, mark)
        case [str(mark)]:
            return Gathered(BINARY, mark)
        case [str(mark), list(spots), *rest]:
            notes = tuple(map(str, rest[0])) if rest and isinstance(rest[0], list) else ()
            return Gathered(READ if mark else UNREAD, mark, tuple(map(_unpack_spot, spots)), notes)
    raise ValueError("not what came of a file")


def _pack_spot(spot: Spot) -> list[Any]:
    shown = [spot.text, spot.outcome.value, spot.note]
    return [spot.rule, spot.kind, spot.path, spot.line, *shown, list(spot.detail), spot.is_test]


def _unpack_spot(packed: object) -> Spot:
    match packed:
        case [
            str(rule),
            str(kind),
            str(path),
            int(line),
            str(text),
            str(outcome),
            str(note),
            list(detail),
            bool(test),
        ]:
            return Spot(
                rule,
                kind,
                path,
                line,
                clean(text),
                Outcome(outcome),
                clean(note),
                tuple(map(str, detail)),
                test,
            )
    raise ValueError("not a spot")
