"""One look at everything: gathers what the report holds, and runs every check of this machine, side by side.

It contacts no service and reads no source tree: those are only counted. It records nothing and opens no
session, so it works before there is a profile, beside a running walk, and where the checklist or the journal
cannot be used.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Iterable
from pathlib import Path

from watchword import __version__
from watchword.check import registry, tool
from watchword.check.runner import Ask, stream
from watchword.checklist.load import load
from watchword.checklist.locate import locate
from watchword.checklist.model import Checklist
from watchword.doctor import package, place, remedy
from watchword.doctor import system as machine
from watchword.doctor.report import Guide, JournalState, Looked, Named, Plugin, Report, System
from watchword.doctor.veil import Veil
from watchword.errors import ChecklistError
from watchword.kit import Kit


async def examine(kit: Kit, folder: Path | None) -> Report:
    """Look at this machine with the checklist in `folder`, or the bundled one."""
    veil = Veil(kit.host)
    guide, checklist = _guide(folder, veil)
    plugins = package.plugins()
    system = await machine.look(kit.host)
    checks, agent, journal = await asyncio.gather(
        _run(kit, checklist, system, veil, plugins),
        asyncio.to_thread(place.agent, kit),
        asyncio.to_thread(_journal, kit, checklist),
    )
    required = package.requirements()
    there = {one.name: tool.is_there(kit.host, one) for one in tool.of(system.platform)}
    return Report(
        version=__version__,
        python=platform.python_version(),
        system=system,
        guide=guide,
        libraries=package.libraries(required),
        tools=remedy.tools(system, there, (*registry.names(), *registry.DRILLS)),
        extras=package.extras(required, veil),
        plugins=plugins,
        places=place.places(kit, veil),
        agent=agent,
        journal=journal,
        checks=checks,
        named=_named(kit),
    )


def _guide(folder: Path | None, veil: Veil) -> tuple[Guide, Checklist | None]:
    is_bundled = folder is None
    try:
        checklist = load(locate(folder))
    except ChecklistError as error:
        way_out = "`watchword checklist lint` names each problem." if error.detail else error.remedy
        return Guide(is_bundled, trouble=veil.hide(error.title), remedy=way_out), None
    asked = {use.name for one in checklist.guidelines for use in one.check}
    if absent := sorted(asked - {*registry.names()}):
        trouble = f"It asks for checks that are not here: {', '.join(absent)}."
        return Guide(
            is_bundled, checklist.version, trouble, "Install the package that brings them."
        ), checklist
    return Guide(is_bundled, checklist.version), checklist


def _named(kit: Kit) -> Named:
    services = kit.settings.service
    return Named(len(services), sum(one.is_agreed for one in services), len(kit.settings.tree))


def _journal(kit: Kit, checklist: Checklist | None) -> JournalState:
    return place.journals(kit, checklist.id) if checklist else JournalState()


async def _run(
    kit: Kit, checklist: Checklist | None, system: System, veil: Veil, plugins: Iterable[Plugin]
) -> tuple[Looked, ...]:
    """Run every check of this machine that loads; the order is that of the registry."""
    broken = {one.name for one in plugins if not one.is_loaded}
    names = [one for one in registry.names() if one not in broken and registry.about(one) == "machine"]
    found: dict[str, Looked] = {}
    async for ask, finding in stream([Ask(name, _limits(checklist, name)) for name in names], kit.host):
        is_foreign = ask.check not in registry.BUNDLED
        found[ask.check] = remedy.looked(ask.check, finding, system, veil, is_foreign=is_foreign)
    return tuple(found[name] for name in names)


def _limits(checklist: Checklist | None, name: str) -> dict[str, bool | int | str | tuple[str, ...]]:
    """The limits that the checklist sets for a check, wherever it uses it."""
    if checklist is None:
        return {}
    uses = [use for one in checklist.guidelines for use in one.check if use.name == name]
    return {limit: value for use in uses for limit, value in checklist.limits(use).items()}
