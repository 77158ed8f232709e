"""Run every registered check once on this machine, as somebody's laptop; print the outcomes as JSON."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2] / "app"), str(HERE.parents[1])]

from support.this_laptop import ThisLaptop  # noqa: E402
from watchword.check import registry  # noqa: E402
from watchword.check.runner import Ask, stream  # noqa: E402


async def main() -> None:
    """Look, side by side as the app does."""
    host = ThisLaptop(home=Path(os.environ["HOME"]))
    machine = [name for name in registry.names() if registry.about(name) == "machine"]
    outcomes = {}
    async for ask, finding in stream([Ask(name) for name in machine], host):
        outcomes[ask.check] = finding.outcome
    print(json.dumps(outcomes))


asyncio.run(main())
