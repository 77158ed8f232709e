"""A machine whose screen lock is what a test says: a check in the place of the real one, and its host."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from support.sample_host import SampleHost
from watchword.check.check import Check, Limit
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.host import Host

PLACE = "/screen-lock"


def machine(outcome: str = "pass") -> SampleHost:
    """A GNOME desktop on which the check comes back with this outcome; `unknown` when it is empty."""
    return SampleHost(environment={"XDG_CURRENT_DESKTOP": "GNOME"}, files={PLACE: outcome} if outcome else {})


async def read(host: Host) -> str:
    """Read what the test put there."""
    outcome = host.read_text(PLACE)
    if outcome == "slow":
        await asyncio.sleep(60)
    return outcome


def judge(outcome: str, limits: Mapping[str, Limit]) -> Finding:
    """Judge it to be just that."""
    return Finding(
        "screen-lock",
        Outcome(outcome),
        f"The screen lock is said to {outcome}.",
        rule=f"It locks after {limits['lock_after_minutes']} minutes at most.",
        evidence=(Evidence("a test", "what it says"),),
        remedy=Remedy(("Switch it on.",), "gsettings set it on") if outcome == "fail" else None,
        unproven="Nothing, it is a test.",
    )


CHECK = Check(
    id="screen-lock",
    question="Does the screen lock?",
    reads="one file that a test wrote",
    platforms=("linux",),
    read=read,
    judge=judge,
    limits={"lock_after_minutes": 15},
)
