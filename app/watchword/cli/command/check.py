"""`watchword check`: look at this machine, live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import click

from watchword import subjects
from watchword.check import registry
from watchword.check.finding import Finding
from watchword.check.pace import Pace
from watchword.check.runner import Ask, stream
from watchword.checklist.model import Checklist
from watchword.cli.call import Call
from watchword.cli.finding_text import as_value, print_finding
from watchword.cli.looking_text import bar_on, limits_of, status_of, tell_counts
from watchword.cli.words import join
from watchword.errors import UsageError
from watchword.session import Session

Found = AsyncIterator[tuple[str, Finding]]
_HERE = "\0here"  # no word that could be typed


class _Checks(click.Group):
    """`check [ID]...` looks at this machine and all that is named; `service` and `source` beside it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["service", "source"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        from watchword.cli.command.check_subject import SERVICE, SOURCE

        return {"service": SERVICE, "source": SOURCE}[cmd_name]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in (*self.list_commands(ctx), "-h", "--help"):
            return super().parse_args(ctx, args)
        ctx._protected_args, ctx.args = [_HERE], args
        return ctx.args

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return ("", HERE, args[1:]) if args[0] == _HERE else super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = (one.get_help_record(ctx) for one in (*HERE.params, *self.get_params(ctx)))
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record is not None])
        self.format_commands(ctx, formatter)


@click.group("check", cls=_Checks, subcommand_metavar="[ID]... | service URL | source DIR")
def COMMAND() -> None:  # noqa: N802
    """Look at this machine and say what is followed, what is not, and what to do.

    ID is a check or a guideline; without one, every check that applies to you is run, for the services and
    source trees that you named, too. Checks only read, run as you, and send nothing anywhere. What they show
    is recorded once you have a profile.

    \b
    Examples:
      watchword check disk-encryption screen-lock
      watchword check service https://shop.example.com
      watchword check source ~/work/shop

    Exit status: 0 nothing fails, 1 something fails, 3 something could not be told. With --since-signed: 0
    what held when you signed holds, 1 something of it fails, 3 something of it could not be told.
    """


@click.command("check")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON when all are there.")
@click.option("--list", "only_list", is_flag=True, help="List the checks; look at nothing.")
@click.option("--since-signed", is_flag=True, help="Say only what is otherwise than when you last signed.")
@click.pass_obj
def HERE(  # noqa: N802
    call: Call, ids: tuple[str, ...], as_json: bool, only_list: bool, since_signed: bool
) -> int:
    """Look at this machine, and at all that is named."""
    if only_list:
        return _list(call, as_json)
    if since_signed:
        from watchword.cli.command import check_drift

        return asyncio.run(check_drift.look(call, ids, as_json))
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
    with call.session() as session, bar_on(call) as tell:
        async for about, finding in _findings(session, ids, tell):
            is_new = finding not in [before for _, before in found]
            found.append((about, finding))
            if is_new and not as_json and not _is_unnamed(finding):
                print_finding(call.out, finding)
                call.out.say()
    if as_json:
        call.out.say_json([as_value(finding, about) for about, finding in found])
    _tell_unnamed(call, [finding for _, finding in found])
    return status_of(tell_counts(call, [finding for _, finding in found]))


def _is_unnamed(finding: Finding) -> bool:
    """Whether this only says that no service or source tree is named to be looked at."""
    return registry.about(finding.check) != "machine" and not finding.subject


def _tell_unnamed(call: Call, found: Sequence[Finding]) -> None:
    """Say in a line what a page of findings without anything seen would say."""
    about = {registry.about(finding.check) for finding in found if _is_unnamed(finding)}
    if "service" in about:
        call.out.tell("No service is named, so none was looked at: `watchword service add URL`.")
    if "tree" in about:
        call.out.tell("No source tree is named, so none was looked at: `watchword source add DIR`.")


async def _findings(session: Session, ids: Sequence[str], tell: Callable[[Pace], None]) -> Found:
    """Yield findings as they come; those for guidelines of this person go through the session, to be kept."""
    names = _names(session.checklist, ids)
    if session.profile is not None:
        about = _asked(session, names)
        async for guideline, finding in session.look(about, tell=tell):
            if not names or finding.check in names:
                yield guideline, finding
        if not names:
            return
        recorded = {ask.check for ask in session.asks(about)}
        names = [name for name in names if name not in recorded]
    else:
        names = names or list(registry.names())
    asks = [
        Ask(name, limits_of(session.checklist, name), subject=subject)
        for name in names
        for subject in subjects.named(session.kit, registry.about(name)) or (None,)
    ]
    async for _, finding in stream(asks, session.kit.host, tell):
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
