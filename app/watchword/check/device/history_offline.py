"""The plugins of detect-secrets without `requests`, which they import to ask over the network about tokens.

That is never wanted here, and importing it costs more than all the rest, and opens a socket to try out IPv6.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_NAME = "requests"


class _StandIn(ModuleType):
    """Has every name that is asked for, as an exception without a use."""

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):  # what the import system asks for
            raise AttributeError(name)
        return type(name, (Exception,), {})


@contextmanager
def without_requests() -> Iterator[None]:
    """Have what is imported meanwhile get a stand-in, unless the real one is loaded already.

    It is in place for a tenth of a second; nothing of Watchword's own imports `requests`.
    """
    if _NAME in sys.modules:
        yield
        return
    stand_in = _StandIn(_NAME)
    sys.modules[_NAME] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(_NAME) is stand_in:
            del sys.modules[_NAME]
