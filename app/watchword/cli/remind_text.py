"""How one is reminded on this machine, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.remind.plan import Plan
from watchword.remind.scheduler import Standing


def standing_lines(plan: Plan, standing: Standing, where: str, line: str) -> Iterator[str]:
    """Yield how the reminder stands, the line for the shell, which begins with spaces, and the calendar."""
    if not standing.is_there:
        yield f"No reminder is set. `watchword remind --install` sets one, a {plan.kind}, for Mondays."
    elif standing.is_on:
        yield f"A reminder, a {plan.kind}, comes on Mondays at {standing.at}."
    elif standing.is_on is None:
        yield f"A reminder, a {plan.kind}, is written for {standing.at}. Whether it is on is not known:"
        yield standing.why
    else:
        yield (
            f"A reminder, a {plan.kind}, is written for {standing.at} and switched off. "
            "`watchword remind --install` switches it on."
        )
    yield f"To see a line in every new terminal, put this at the end of {where}:"
    yield f"  {line}"
    yield "`watchword remind --calendar FILE` writes what comes due for your calendar, with alarms."
