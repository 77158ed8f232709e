"""The power settings of macOS, as `pmset` prints them."""

from __future__ import annotations

import re

_SECTION = re.compile(r"^(\S.*) Power:$")
_PLACES = {"Battery": "on battery", "AC": "on mains", "UPS": "on a UPS"}


def display_minutes(text: str) -> dict[str, float]:
    """Return the minutes until the display sleeps per power source, from `pmset -g custom`; 0 is never."""
    found: dict[str, float] = {}
    place = ""
    for line in text.splitlines():
        if match := _SECTION.match(line.rstrip()):
            place = _PLACES.get(match[1], match[1])
            continue
        words = line.split()
        if place and words[:1] == ["displaysleep"] and len(words) > 1 and words[1].isdigit():
            found[place] = float(words[1])
    return found


def source_in_use(text: str) -> str:
    """Return the power source in use, from `pmset -g batt`; empty where it does not say."""
    match = re.search(r"drawing from '(\w+) Power'", text)
    return _PLACES.get(match[1], "") if match else ""
