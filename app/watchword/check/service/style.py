"""A style sheet read for addresses: those that name a host. Others stay where the sheet came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from watchword.check.address_text import is_relative, resolve, scheme_of, shorten
from watchword.check.service.charset import decode
from watchword.check.service.facts import Load, Relative, Style
from watchword.check.style_text import read_addresses

KEPT_AT_MOST = 2000  # of one kind, of one page or sheet: more is not judged one by one
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Found:
    """An address in a style: line from 1, `style url()` and the like, as written, and whether it is active.

    A further sheet and a font can change the page, an image cannot.
    """

    line: int
    where: str
    written: str
    is_active: bool


def read_style(url: str, body: bytes) -> Style:
    """Return what a style sheet loads from hosts it names, and its addresses without a scheme."""
    found = list(read_text(decode(body), 1, "style"))
    targets = [(one, resolve(url, one.written)) for one in found]
    loads = [
        Load(one.line, one.where, shorten(one.written), target, one.is_active)
        for one, target in targets
        if scheme_of(target) in ("http", "https")
    ]
    relatives = [
        Relative(one.line, one.where, shorten(one.written)) for one in found if is_relative(one.written)
    ]
    return Style(
        url=url,
        loads=keep(loads, is_plain_load),
        relatives=keep(relatives),
        more=count_more(loads, relatives),
    )


def is_plain_load(load: Load) -> bool:
    """Whether something is loaded over plain HTTP."""
    return scheme_of(load.target) == "http"


def keep(found: Sequence[Item], is_telling: Callable[[Item], bool] = lambda _: True) -> tuple[Item, ...]:
    """Return all that was found, or of too much the first `KEPT_AT_MOST`, the telling ones before others."""
    if len(found) <= KEPT_AT_MOST:
        return tuple(found)
    return tuple(sorted(found, key=lambda one: not is_telling(one))[:KEPT_AT_MOST])


def count_more(*lists: Sequence[object]) -> int:
    """Return how many `keep` leaves out of these."""
    return sum(max(0, len(one) - KEPT_AT_MOST) for one in lists)


def read_text(text: str, line: int, prefix: str) -> Iterator[Found]:
    """Yield the addresses of a style that begins on `line`; `prefix` goes before the place."""
    at = 0
    for address in read_addresses(text):
        line += text.count("\n", at, address.position)
        at = address.position
        is_active = address.where != "url()"
        yield Found(line, f"{prefix} {address.where}", address.written, is_active)
