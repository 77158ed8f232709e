"""`watchword profile`: who somebody is, what they do, and what they carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from watchword.cli.call import Call
from watchword.cli.profile_text import as_value, change_lines, profile_lines
from watchword.errors import UsageError
from watchword.progress.profile import DEVICES, ROLES, Profile, build

NONE = "none"


@click.group("profile")
def COMMAND() -> None:  # noqa: N802
    """Show or set who you are and which devices you use. It decides which guidelines apply to you.

    \b
    Example:
      watchword profile show
    """


@COMMAND.command("show", short_help="Show what you said about yourself.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def show_command(call: Call, as_json: bool) -> int:
    """Show what you said about yourself.

    \b
    Example:
      watchword profile show --json

    Exit status: 0 there is a profile, 1 there is none yet.
    """
    with call.session() as session:
        profile = session.profile
    if as_json:
        call.out.say_json(as_value(profile) if profile else None)
    elif profile:
        call.out.say_all(profile_lines(profile))
    else:
        call.out.tell("There is no profile yet. Set it with `watchword profile set --name ... --email ...`.")
    return 0 if profile else 1


@COMMAND.command("set", short_help="Set what you say about yourself.")
@click.option("--name", help="Your name as your manager knows it.")
@click.option("--email", help="Your work address.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE",
    help=f"What you do: {', '.join(ROLES)}, or {NONE}. May be given several times; replaces what was said.",
)
@click.option(
    "--device",
    "devices",
    multiple=True,
    metavar="DEVICE",
    help=f"What you use for work: {', '.join(DEVICES)}, or {NONE}. May be given several times.",
)
@click.option(
    "--public-places/--no-public-places", default=None, help="Whether you regularly work in public places."
)
@click.option("--json", "as_json", is_flag=True, help="Print the profile as JSON.")
@click.pass_obj
def set_command(call: Call, /, as_json: bool, **said: Any) -> int:
    """Set what you say about yourself. What you leave out stays as it is.

    The first time, name and address are needed; it then begins your journal and makes your signing key.

    \b
    Example:
      watchword profile set --name "Ada Example" --email ada@example.org
      watchword profile set --role developer --device linux --device ios
    """
    with call.session() as session:
        before = session.profile
        profile = _merge(before, said)
        applied = {one.guideline.id for one in session.progress.applying} if before else None
        session.set_profile(profile)
        if as_json:
            call.out.say_json(as_value(profile))
        else:
            call.out.say_all(profile_lines(profile))
        for line in change_lines(session.progress, applied):
            call.out.tell(line)
    return 0


def _merge(before: Profile | None, said: Mapping[str, Any]) -> Profile:
    """Return the profile with what was said now put in its place; raises `UsageError` and `ProfileError`."""
    missing = [f"--{name}" for name in ("name", "email") if said[name] is None]
    if before is None and missing:
        raise UsageError(
            "The first time, a profile needs a name and an address.",
            f"Missing: {' and '.join(missing)}.",
            'Add them: watchword profile set --name "Your Name" --email you@example.org',
        )
    old = before or Profile("", "")
    public = said["public_places"]
    return build(
        old.name if said["name"] is None else said["name"],
        old.email if said["email"] is None else said["email"],
        _chosen(said["roles"]) if said["roles"] else old.roles,
        _chosen(said["devices"]) if said["devices"] else old.devices,
        old.public_places if public is None else public,
    )


def _chosen(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != NONE)
