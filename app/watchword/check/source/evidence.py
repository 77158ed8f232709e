"""What source checks rest on, as rows of evidence: places with what stands there, and what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchword.check.finding import Evidence
from watchword.check.source.facts import Facts
from watchword.check.source.rule import Spot
from watchword.text import count

EVIDENCE_LIMIT = 20
_UNREAD_LIMIT = 3


def list_places(facts: Facts, shown: Sequence[Spot], tests: int = 0) -> tuple[Evidence, ...]:
    """Return the first places, in the order given, then what is only counted, and what was not read.

    `tests` counts what stands in tests and examples, which decide nothing.
    """
    return tuple(_rows(facts, shown, tests))


def _rows(facts: Facts, shown: Sequence[Spot], tests: int) -> Iterator[Evidence]:
    for one in shown[:EVIDENCE_LIMIT]:
        yield Evidence(
            one.place, f"{one.text}: {one.note}" if one.text and one.note else one.text or one.note
        )
    if len(shown) > EVIDENCE_LIMIT:
        yield Evidence("other places", f"{len(shown) - EVIDENCE_LIMIT} more, not listed here")
    if tests:
        yield Evidence("in tests and examples", f"{tests} more, which decide nothing")
    for unread in facts.unread[:_UNREAD_LIMIT]:
        yield Evidence(unread.path, f"not read: {unread.reason}")
    if len(facts.unread) > _UNREAD_LIMIT:
        yield Evidence(
            "not read",
            count(len(facts.unread) - _UNREAD_LIMIT, "more file or folder", "more files or folders"),
        )
    for said in facts.left_out:
        yield Evidence("not read", said)


def once(spots: Sequence[Spot]) -> list[Spot]:
    """Return the first spot for each note: a missing grammar is one thing to tell, not a thousand."""
    return list({one.note: one for one in reversed(spots)}.values())[::-1]
