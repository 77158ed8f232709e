"""Apple's property lists, binary or XML, as tools and files of macOS give them."""

from __future__ import annotations

import plistlib
from typing import Any

from watchword.check.obstacle import HostError


def parse(data: bytes | str, source: str) -> dict[str, Any]:
    """Return the dictionary in a property list; raises `HostError` where there is none.

    `source` names the command or file in the reason. plistlib lets through whatever its XML parser raises on
    damaged data, so everything counts as "not understood".
    """
    reason = f"The answer of {source} could not be understood."
    try:
        value = plistlib.loads(data.encode() if isinstance(data, str) else data)
    except Exception as error:
        raise HostError(reason) from error
    if isinstance(value, list) and len(value) == 1:  # some tools put the one entry into a list
        value = value[0]
    if not isinstance(value, dict):
        raise HostError(reason)
    return value


def dictionaries(value: object) -> list[dict[str, Any]]:
    """Return the dictionaries in a value that should be a list of them."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
