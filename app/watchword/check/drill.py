"""What a drill is: a check that the person takes part in.

Some habits leave no setting to read: locking the screen by hand, keeping a copy on a stick. In a drill the
person does it once while Watchword watches. As with a check, watching is asynchronous and goes through `Host`
only, and judging is pure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from watchword.check.check import Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError

Facts = TypeVar("Facts")
Say = Callable[[str], None]
"""Tells the person, in a short sentence, what is seen."""


@dataclass(frozen=True)
class Drill(Generic[Facts]):
    """One thing to practise.

    `id` is the name in the registry, `question` what the drill shows, `steps` what the person does, in order;
    `reads` is what is read meanwhile. `watch` says what it sees, so that the person can follow, and gives the
    facts. `seconds` is how long it watches at the most. The rest is as with a `Check`.
    """

    id: str
    question: str
    steps: tuple[str, ...]
    reads: str
    platforms: tuple[str, ...]
    watch: Callable[[Host, Say], Awaitable[Facts]]
    judge: Callable[[Facts, Mapping[str, Limit]], Finding]
    seconds: float = 120.0
    limits: Mapping[str, Limit] = field(default_factory=dict)

    async def run(self, host: Host, say: Say, limits: Mapping[str, Limit] | None = None) -> Finding:
        """Watch once. Never raises but on cancellation.

        What was not seen is `unknown`, never a failure: one try that went by says nothing about a habit.
        """
        if host.platform not in self.platforms:
            return self.unknown(f"This drill does not know {host.platform_name}.")
        try:
            async with asyncio.timeout(self.seconds):
                facts = await self.watch(host, say)
            return self.judge(facts, {**self.limits, **(limits or {})})
        except TimeoutError:
            return self.unknown(f"Nothing more was seen within {self.seconds:g} seconds.")
        except HostError as error:
            return self.unknown(error.reason)
        except Exception as error:  # a defect of the drill says nothing about the person
            return self.unknown(f"The drill itself went wrong ({type(error).__name__}); that is our defect.")

    def unknown(self, reason: str) -> Finding:
        """The finding for a drill that showed nothing."""
        return Finding(self.id, Outcome.UNKNOWN, reason, unproven="Nothing was seen, so nothing is shown.")
