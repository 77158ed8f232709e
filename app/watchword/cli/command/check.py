"""`watchword check`: look at this machine, live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import click

from watchword.check import registry
from watchword.check.finding import Finding, Outcome
from watchword.check.runner import Ask, stream
from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.finding_text import as_value, print_finding
from watchword.cli.words import count_outcomes, join
from watchword.errors import UsageError
from watchword.session import Session
from watchword.text import count

Found = AsyncIterator[tuple[str, Finding]]


@click.command("check")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON when all are there.")
@click.option("--list", "only_list", is_flag=True, help="List the checks; look at nothing.")
@click.pass_obj
def COMMAND(call: Call, ids: tuple[str, ...], as_json: bool, only_list: bool) -> int:  # noqa: N802
    """Look at this machine and say what is followed, what is not, and what to do.

    ID is a check or a guideline; without one, every check that applies to you is run. Checks only read, run
    as you, and send nothing anywhere. What they show is recorded once you have a profile.

    \b
    Example:
      watchword check disk-encryption screen-lock

    Exit status: 0 nothing fails, 1 something fails, 3 something could not be told.
    """
    if only_list:
        return _list(call, as_json)
    return asyncio.run(_look(call, ids, as_json))


def _list(call: Call, as_json: bool) -> int:
    checklist = call.checklist()
    rows = [(name, _users(checklist, name)) for name in registry.names()]
    if as_json:
        call.out.say_json([{"check": name, "guidelines": list(users)} for name, users in rows])
        return 0
    titles = {one.id: one.title for one in checklist.guidelines}
    for name, users in rows:
        used = join(titles[user] for user in users) or "not asked for by this checklist"
        call.out.say(f"{name}: {used}")
    return 0


async def _look(call: Call, ids: Sequence[str], as_json: bool) -> int:
    found: list[tuple[str, Finding]] = []
    with call.session() as session:
        async for about, finding in _findings(session, ids):
            is_new = finding not in [before for _, before in found]
            found.append((about, finding))
            if is_new and not as_json:
                print_finding(call.out, finding)
                call.out.say()
    if as_json:
        call.out.say_json([as_value(finding, about) for about, finding in found])
    outcomes = [finding.outcome for _, finding in found]
    call.out.tell(f"{count(len(outcomes), 'check')}: {count_outcomes(outcomes)}.")
    if Outcome.FAIL in outcomes:
        return 1
    return 3 if Outcome.UNKNOWN in outcomes else 0


async def _findings(session: Session, ids: Sequence[str]) -> Found:
    """Yield findings as they come; those for guidelines of this person go through the session, to be kept."""
    names = _names(session.checklist, ids)
    if session.profile is not None:
        about = _asked(session, names)
        async for guideline, finding in session.look(about):
            if not names or finding.check in names:
                yield guideline, finding
        if not names:
            return
        recorded = {ask.check for ask in session.asks(about)}
        names = [name for name in names if name not in recorded]
    else:
        names = names or list(registry.names())
    asks = [Ask(name, _limits(session.checklist, name)) for name in names]
    async for _, finding in stream(asks, session.kit.host):
        yield "", finding


def _asked(session: Session, names: Sequence[str]) -> list[str] | None:
    """The guidelines that use one of these checks; `None` for all when none is named."""
    if not names:
        return None
    using = (user for name in names for user in _users(session.checklist, name))
    return [user for user in dict.fromkeys(using) if session.standing(user).applies]


def _names(checklist: Checklist, ids: Sequence[str]) -> list[str]:
    """Turn ids of checks and guidelines into names of checks; raises `UsageError` before any is run."""
    guidelines = {one.id: [use.name for use in one.check] for one in checklist.guidelines}
    known = registry.names()
    names: list[str] = []
    for one in ids:
        if one in known:
            names.append(one)
        elif guidelines.get(one):
            names += guidelines[one]
        elif one in guidelines:
            raise UsageError(
                f"The guideline {one} has no check.",
                "Nothing on this machine shows whether it is followed.",
                "Leave it out; `watchword check --list` shows what can be looked at.",
            )
        else:
            registry.find(one)  # raises, and names what there is
    return list(dict.fromkeys(names))


def _users(checklist: Checklist, name: str) -> tuple[str, ...]:
    return tuple(one.id for one in checklist.guidelines if name in [use.name for use in one.check])


def _limits(checklist: Checklist, name: str) -> dict[str, bool | int | str | tuple[str, ...]]:
    """The limits that the checklist sets for a check, wherever it uses it."""
    uses = [use for one in checklist.guidelines for use in one.check if use.name == name]
    return {limit: value for use in uses for limit, value in checklist.limits(use).items()}
