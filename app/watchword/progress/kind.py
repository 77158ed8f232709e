"""The kinds of event a journal holds, and the shape of what each of them says. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Shape(Enum):
    """What a field may hold; the value says it in words."""

    LINE = "text on one line"
    PROSE = "text"
    DAY = "a day written as YYYY-MM-DD"
    DIGEST = "64 lower-case hexadecimal digits"
    NUMBER = "a whole number"
    FLAG = "true or false"
    LINES = "a list of texts"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of event means, in one line, and its fields in the order they are written.

    The `optional` ones came later or are not always known; events without them are as good.
    """

    meaning: str
    fields: Mapping[str, Shape]
    optional: frozenset[str] = frozenset()


def _kind(meaning: str, /, *optional: str, **fields: Shape) -> Kind:
    return Kind(meaning, MappingProxyType(fields), frozenset(optional))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "profile": _kind(
            "What the person said about themselves; the last one counts.",
            name=Shape.LINE,
            email=Shape.LINE,
            roles=Shape.LINES,
            devices=Shape.LINES,
            public_places=Shape.FLAG,
        ),
        "opened": _kind("A guideline was opened.", guideline=Shape.LINE),
        "checked": _kind(
            "A check of a guideline ran and came back with an outcome.",
            guideline=Shape.LINE,
            check=Shape.LINE,
            outcome=Shape.LINE,
        ),
        "drilled": _kind(
            "The person practised what a guideline asks, and was watched; how it ended.",
            guideline=Shape.LINE,
            drill=Shape.LINE,
            outcome=Shape.LINE,
        ),
        "answered": _kind(
            "A question was answered with an option, rightly or not, at the given attempt (1 is the first).",
            guideline=Shape.LINE,
            question=Shape.LINE,
            revision=Shape.NUMBER,
            option=Shape.LINE,
            right=Shape.FLAG,
            attempt=Shape.NUMBER,
        ),
        "attested": _kind(
            "The person gave their word on a guideline; the digest is that of the text they saw.",
            guideline=Shape.LINE,
            revision=Shape.NUMBER,
            text_sha256=Shape.DIGEST,
        ),
        "stated": _kind(
            "The person's own statement where a check came back unknown.",
            guideline=Shape.LINE,
            check=Shape.LINE,
            text=Shape.PROSE,
        ),
        "named": _kind(
            "What the person said is at risk in their own case, by a guideline.",
            guideline=Shape.LINE,
            text=Shape.PROSE,
        ),
        "talked": _kind(
            "The person said that they talked a guideline over with somebody.", guideline=Shape.LINE
        ),
        "undone": _kind("An earlier event was withdrawn: the one of this number.", of=Shape.NUMBER),
        "waived": _kind(
            "A waiver: its reason, who approved it, and the last day it holds; which key signed "
            "the approval, and the digest of what was signed.",
            "key",
            "sha256",
            guideline=Shape.LINE,
            reason=Shape.PROSE,
            approved_by=Shape.LINE,
            ends=Shape.DAY,
            key=Shape.LINE,
            sha256=Shape.DIGEST,
        ),
        "due": _kind(
            "A guideline came up again: since which day, why, and what of it is asked anew (question, word, "
            "look).",
            guideline=Shape.LINE,
            since=Shape.DAY,
            causes=Shape.LINES,
            asks=Shape.LINES,
        ),
        "postponed": _kind(
            "The person put something due off until this day.", guideline=Shape.LINE, until=Shape.DAY
        ),
        "requested": _kind(
            "The manager asked for guidelines to be gone through again, or for all where none is named, by "
            "this day.",
            guidelines=Shape.LINES,
            by=Shape.LINE,
            until=Shape.DAY,
            reason=Shape.PROSE,
        ),
        "exported": _kind(
            "A completion record of this id, and of this digest, was exported.",
            "sha256",
            record=Shape.LINE,
            sha256=Shape.DIGEST,
        ),
        "challenge": _kind("The manager's challenge with this nonce was taken up.", nonce=Shape.LINE),
        "receipt": _kind("The manager's receipt for the record of this id came in.", record=Shape.LINE),
        "clock-jump": _kind(
            "The clock of this computer had gone back by so many seconds.", seconds=Shape.NUMBER
        ),
        "rewound": _kind(
            "The journal held fewer events than this computer remembered.",
            expected=Shape.NUMBER,
            found=Shape.NUMBER,
        ),
        "recovered": _kind("A half-written end of so many bytes was set aside and cut.", bytes=Shape.NUMBER),
        "continues": _kind(
            "This journal continues an earlier one, given by its id, number of events and head.",
            journal=Shape.LINE,
            count=Shape.NUMBER,
            head=Shape.DIGEST,
            reason=Shape.LINE,
        ),
    }
)
