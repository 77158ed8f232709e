"""Which rules a file has to be given to: by its path, then by the literals in it.

The pass over literals sees every byte of the tree, so it is what the speed of a reading hangs on. A literal
is looked for once for all rules, and what several have in common is looked for before any of them: few files
hold a `pass`, and in the others `passw`, `user_pass` and `passphrase` need not be looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from watchword.check.source.rule import Rule

SHARED_BY, LEAST = 2, 4  # literals that a common piece must serve, and its bytes


class Sieve:
    """Decides for one file after the other; `rules` in the order in which they are to read."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._literals = [_least(rule.literals) for rule in self.rules]
        self._piece = share(literal for literals in self._literals for literal in literals)

    def wanting(self, path: str) -> list[int]:
        """Return the numbers of the rules that want a path, relative with slashes."""
        return [number for number, rule in enumerate(self.rules) if rule.wants(path)]

    def holding(self, numbers: Sequence[int], lower: bytes) -> list[int]:
        """Return those of the rules that one of their literals, or having none, lets read a file."""
        found: dict[bytes, bool] = {}
        return [number for number in numbers if self._is_in(self._literals[number], lower, found)]

    def _is_in(self, literals: Sequence[bytes], lower: bytes, found: dict[bytes, bool]) -> bool:
        """Whether one of the literals is there; `found` holds what is known of this file already."""
        for literal in literals:
            if literal not in found:
                piece = self._piece.get(literal, literal)
                if piece not in found:
                    found[piece] = piece in lower
                if piece is not literal:
                    found[literal] = found[piece] and literal in lower
            if found[literal]:
                return True
        return not literals


def share(literals: Iterable[bytes]) -> Mapping[bytes, bytes]:
    """Return, for literals that have a piece in common with others, the longest of those that most share."""
    left, shared = set(literals), {}
    while left:
        pieces = Counter(piece for literal in left for piece in _pieces(literal))
        piece = max(pieces, key=lambda one: (pieces[one], len(one), one), default=b"")
        if pieces[piece] < SHARED_BY:
            break
        served = {literal for literal in left if piece in literal}
        shared.update(dict.fromkeys(served, piece))
        left -= served
    return shared


def _pieces(literal: bytes) -> set[bytes]:
    ends = range(LEAST, len(literal) + 1)
    return {literal[begin:end] for end in ends for begin in range(end - LEAST + 1)}


def _least(literals: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the literals that contain no other one of them, in order, the shortest first."""
    kept = [one for one in literals if not any(other in one and other != one for other in literals)]
    return tuple(sorted(dict.fromkeys(kept), key=len))
