"""What the three platforms share when they say whether a device can be wiped from afar."""

from __future__ import annotations

from dataclasses import dataclass

from watchword.check.finding import Evidence

ID = "remote-wipe"
ASK = (
    "Ask whoever runs device management to show you this device and its wipe action in their console, and do "
    "not press it."
)
UNPROVEN = (
    "This is weak evidence: it does not show that a wipe would reach the device (switched off, offline), "
    "that somebody may send it, or that the account behind it is safe. Phones are not seen from here."
)


@dataclass(frozen=True, slots=True)
class NowhereToLook:
    """This is not the person's own laptop session, so nothing was looked at."""

    reason: str
    evidence: tuple[Evidence, ...] = ()
