"""`watchword check service URL` and `watchword check source DIR`: a look without any set-up, not recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import click

from watchword.check import registry
from watchword.check.finding import WORST_FIRST, Finding
from watchword.check.runner import Ask, stream
from watchword.check.subject import Service, Subject, read_tree
from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.consent import is_agreed
from watchword.cli.finding_text import as_value, print_finding
from watchword.cli.looking_text import bar_on, limits_of, status_of, tell_counts
from watchword.cli.service_options import service_options


@click.command("service", short_help="Look at a service your team runs.")
@click.argument("url")
@service_options
@click.option("--yes", is_flag=True, help="Agree that it is asked for pages; for scripts.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON when all are there.")
@click.pass_obj
def SERVICE(call: Call, service: Service, yes: bool, as_json: bool) -> int:  # noqa: N802
    """Look at a service your team runs, from outside: certificates, redirects, forms, cookies, security.txt.

    It is asked for a few pages, as a browser does: GET only, no password, no cookie, nobody else. Before the
    first contact you are asked once. Nothing is recorded; a service you name stays with your guidelines:
    `watchword service add`.

    \b
    Example:
      watchword check service https://shop.example.com --login /sign-in

    Exit status: 0 nothing fails, 1 something fails, 3 something could not be told.
    """
    if not is_agreed(call, service, yes):
        call.out.tell("Nothing was contacted.")
        return 3
    return asyncio.run(_look(call, replace(service, is_agreed=True), "service", as_json))


@click.command("source", short_help="Look at a source tree you work on.")
@click.argument("folder", metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON when all are there.")
@click.pass_obj
def SOURCE(call: Call, folder: str, as_json: bool) -> int:  # noqa: N802
    """Look at a source tree: what is logged, how passwords are stored, alerts in CI, addresses, settings.

    Files are read, nothing of the tree is run, and nothing leaves this machine. Nothing is recorded; a tree
    you name stays with your guidelines: `watchword source add`.

    \b
    Example:
      watchword check source ~/work/shop

    Exit status: 0 nothing fails, 1 something fails, 3 something could not be told.
    """
    return asyncio.run(_look(call, read_tree(folder), "tree", as_json))


async def _look(call: Call, subject: Subject, about: str, as_json: bool) -> int:
    checklist = call.checklist()
    names = [name for name in registry.names() if registry.about(name) == about]
    found = await _findings(call, checklist, names, subject)
    found.sort(key=lambda finding: WORST_FIRST.index(finding.outcome))
    if as_json:
        call.out.say_json([as_value(finding) for finding in found])
    for finding in () if as_json else found:
        print_finding(call.out, finding)
        call.out.say()
    return status_of(tell_counts(call, found))


async def _findings(
    call: Call, checklist: Checklist, names: Sequence[str], subject: Subject
) -> list[Finding]:
    asks = [Ask(name, limits_of(checklist, name), subject=subject) for name in names]
    with bar_on(call) as tell:
        return [finding async for _, finding in stream(asks, call.kit.host, tell)]
