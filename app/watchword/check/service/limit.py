"""Limits that are numbers of days."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Limit

HSTS_DAYS = 180  # the floor of Mozilla's Observatory and of testssl.sh
CERTIFICATE_DAYS = 14


def read_days(limits: Mapping[str, Limit], name: str, default: int) -> int:
    """Return a limit in days; the default where it is not set, or is no number of days."""
    value = limits.get(name, default)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else default
