"""`watchword service`: the services that are looked at."""

from __future__ import annotations

from dataclasses import replace

import click

from watchword import subjects
from watchword.check.subject import Ignored, Service, read_service
from watchword.cli.call import Call
from watchword.cli.consent import is_agreed
from watchword.cli.service_options import service_options
from watchword.cli.subject_text import as_value, subject_line
from watchword.errors import UsageError


@click.group("service")
def COMMAND() -> None:  # noqa: N802
    """Name the services your team runs, so that they are looked at with your guidelines.

    \b
    Example:
      watchword service add https://shop.example.com --login /sign-in
    """


@COMMAND.command("list", short_help="List the services that are named.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def list_command(call: Call, as_json: bool) -> int:
    """List the services that are named, and what was said of each.

    \b
    Example:
      watchword service list
    """
    services = call.kit.settings.service
    if as_json:
        call.out.say_json([as_value(service) for service in services])
        return 0
    if not services:
        call.out.say("No service is named. `watchword service add URL` names one.")
    for service in services:
        call.out.say(subject_line(call.kit, service))
    return 0


@COMMAND.command("add", short_help="Name a service, or change what was said of it.")
@click.argument("url")
@service_options
@click.option(
    "--ignore",
    nargs=2,
    multiple=True,
    metavar="WHAT REASON",
    help="Leave out a cookie (by name) or a path your team has decided to live with, and say why.",
)
@click.option("--yes", is_flag=True, help="Agree that it is asked for pages; for scripts.")
@click.pass_obj
def add_command(call: Call, service: Service, ignore: tuple[tuple[str, str], ...], yes: bool) -> int:
    """Name a service. You are asked once whether Watchword may contact it.

    \b
    Examples:
      watchword service add https://shop.example.com --login /sign-in
      watchword service add https://api.example.com --api
      watchword service add shop.example.com --ignore AWSALB "set by the balancer"

    Exit status: 0 named, 1 named, but not to be contacted yet.
    """
    service = replace(service, ignore=tuple(Ignored(what, reason) for what, reason in ignore))
    agreed = is_agreed(call, service, yes)
    subjects.add(call.kit, replace(service, is_agreed=agreed))
    call.out.say(subject_line(call.kit, replace(service, is_agreed=agreed)))
    if not agreed:
        call.out.tell("It is not contacted before you agree: `watchword service agree URL`.")
    return 0 if agreed else 1


@COMMAND.command("agree", short_help="Agree that a service may be asked for pages.")
@click.argument("url")
@click.pass_obj
def agree_command(call: Call, url: str) -> int:
    """Agree that Watchword asks a service for a few pages: GET only, no password, no cookie.

    \b
    Example:
      watchword service agree https://shop.example.com
    """
    service = _known(call, url)
    subjects.agree(call.kit, service)
    call.out.say(f"{service.name} may be asked from now on.")
    return 0


@COMMAND.command("remove", short_help="Forget a service.")
@click.argument("url")
@click.pass_obj
def remove_command(call: Call, url: str) -> int:
    """Forget a service; it is not contacted any more.

    \b
    Example:
      watchword service remove https://shop.example.com
    """
    service = _known(call, url)
    subjects.remove(call.kit, service)
    call.out.say(f"{service.name} is forgotten.")
    return 0


def _known(call: Call, url: str) -> Service:
    found = subjects.find(call.kit, read_service(url))
    if not isinstance(found, Service):
        raise UsageError("This service is not named.", "", "`watchword service list` shows those that are.")
    return found
