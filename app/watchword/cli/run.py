"""Run the command group, and turn whatever comes out of it into words and an exit status.

Exit status: 0 all well; 1 something fails or is left to do; 2 wrong usage; 3 could not tell; 130 stopped by
Ctrl+C; 141 the reader of the output went away.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from watchword.cli.call import Call
from watchword.cli.group import GROUP
from watchword.cli.main import STOPPED
from watchword.cli.output import PipeClosed
from watchword.errors import (
    JournalError,
    ProfileError,
    SigningError,
    UsageError,
    WatchwordError,
)

OK, FAILS, USAGE, UNKNOWN = 0, 1, 2, 3
INTERRUPTED, PIPE_CLOSED = 130, 141


def run(arguments: Sequence[str], call: Call | None = None) -> int:
    """Run Watchword and return its exit status; no exception leaves, whatever happens."""
    call = call or Call.of_process()
    try:
        return _invoke(arguments, call)
    except KeyboardInterrupt:
        call.out.tell(f"\n{STOPPED}")
        return INTERRUPTED
    except (PipeClosed, BrokenPipeError):
        call.out.abandon()
        return PIPE_CLOSED
    except WatchwordError as error:
        call.out.tell_error(error)
        return status_of(error)
    except Exception as error:  # a defect of ours: the person gets a sentence, not a traceback
        _tell_defect(call, error)
        return FAILS


def status_of(error: WatchwordError) -> int:
    """Return the exit status that an error ends with."""
    if isinstance(error, UsageError | ProfileError):
        return USAGE
    return FAILS if isinstance(error, SigningError | JournalError) else UNKNOWN


def _invoke(arguments: Sequence[str], call: Call) -> int:
    try:
        with GROUP.make_context("watchword", list(arguments), obj=call) as context:
            return int(GROUP.invoke(context) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code


def _tell_defect(call: Call, error: Exception) -> None:
    if call.environment.get("WATCHWORD_DEBUG"):
        import traceback

        call.out.tell("".join(traceback.format_exception(error)))
    call.out.tell(
        f"Something went wrong inside Watchword ({type(error).__name__}). What you answered is recorded; try "
        "again, and if it stays, run it with WATCHWORD_DEBUG=1 and report what it prints."
    )
