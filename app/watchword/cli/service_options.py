"""Options that say more of a service, the same wherever one is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import click

from watchword.check.subject import API, SITE, Service, read_service
from watchword.check.subject_table import TableProblem, read_services, write_service
from watchword.errors import UsageError

_OPTIONS = (
    click.option(
        "--api",
        "is_api",
        is_flag=True,
        help="It is an API: plain HTTP has to be refused there, not redirected.",
    ),
    click.option(
        "--login",
        "login",
        multiple=True,
        metavar="PATH",
        help="A path where people or programs sign in, such as /login; may be given again.",
    ),
    click.option(
        "--http-port", type=click.IntRange(1, 65535), default=None, help="Where plain HTTP would answer; 80."
    ),
    click.option(
        "--ca",
        type=click.Path(exists=True, dir_okay=False, resolve_path=True),
        default=None,
        metavar="FILE",
        help="Trust these roots too (PEM), as for names inside a company.",
    ),
)


def service_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options to a command with an argument `url`; it is handed the `service` they make."""

    @wraps(command)
    def with_service(
        *args: Any,
        url: str,
        is_api: bool,
        login: tuple[str, ...],
        http_port: int | None,
        ca: str | None,
        **others: Any,
    ) -> int:
        service = read_service(url)
        made = replace(
            service,
            kind=API if is_api else SITE,
            login_paths=tuple(dict.fromkeys((*service.login_paths, *login))),
            http_port=http_port or service.http_port,
            ca_file=ca or "",
        )
        return command(*args, service=_checked(made), **others)

    for option in reversed(_OPTIONS):
        with_service = option(with_service)
    return with_service


def _checked(service: Service) -> Service:
    """Read it as the settings file would, so that both refuse the same."""
    try:
        return read_services([write_service(service)])[0]
    except TableProblem as problem:
        raise UsageError("The service cannot be taken.", problem.detail, "Correct the option.") from problem
