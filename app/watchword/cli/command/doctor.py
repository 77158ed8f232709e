"""`watchword doctor`: what can be looked at on this machine, what cannot, why, and the way out."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping

import click

from watchword.cli.call import Call
from watchword.cli.doctor_text import Terminal, as_value, report_lines
from watchword.doctor.examination import examine
from watchword.text import clean


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def COMMAND(call: Call, as_json: bool) -> int:  # noqa: N802
    """Say what can be looked at on this machine and what cannot, why, and how to make it possible.

    Every check is run once, and nothing is recorded. The report is made to be pasted into a ticket or a
    chat: it names no host, user, serial number or address, and the home folder is written as ~.

    \b
    Example:
      watchword doctor > doctor.md

    Exit status: 0 everything can be looked at, 3 something could not be told.
    """
    report = asyncio.run(examine(call.kit, call.named_folder))
    terminal = _terminal(call.environment)
    if as_json:
        call.out.say_json(as_value(report, terminal))
    else:
        call.out.say_all(report_lines(report, terminal))
    return 0 if report.can_all else 3


def _terminal(environment: Mapping[str, str]) -> Terminal:
    """What this call is shown on; its size is that of the terminal it came from, also where it is piped."""
    size = None
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        try:
            size = size or tuple(os.get_terminal_size(stream.fileno()))
        except (AttributeError, OSError, ValueError):  # no stream, no terminal, a closed stream
            continue
    columns, rows = size or (0, 0)
    return Terminal(
        kind=clean(environment.get("TERM", ""), limit=40),
        program=clean(environment.get("TERM_PROGRAM", ""), limit=40),
        columns=columns,
        rows=rows,
        colours=_colours(environment),
        encoding=clean(getattr(sys.stdout, "encoding", None) or "", limit=20),
    )


def _colours(environment: Mapping[str, str]) -> str:
    kind = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return "switched off by NO_COLOR"
    if kind == "dumb":
        return "none"
    if environment.get("COLORTERM") in ("truecolor", "24bit") or environment.get("WT_SESSION"):
        return "true colour"
    return "256" if "256color" in kind else "basic"
