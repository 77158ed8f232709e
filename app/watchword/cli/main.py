"""The `watchword` command: the version at once, everything else by way of `run`.

`--version` is answered before anything heavy is imported, and an interrupt while something is being imported
ends as quietly as any other.
"""

from __future__ import annotations

import os
import sys

STOPPED = "Stopped. Everything you answered is recorded; go on with `watchword` or `watchword --plain`."


def main(argv: list[str] | None = None) -> int:
    """Run Watchword with these arguments, or with those of the process, and return the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        if arguments[:1] in (["--version"], ["-V"]):
            return _say_version()
        from watchword.cli.run import run

        return run(arguments)
    except KeyboardInterrupt:
        print(f"\n{STOPPED}", file=sys.stderr)
        return 130


def _say_version() -> int:
    from watchword import __version__

    try:
        print(f"watchword {__version__}", flush=True)
    except OSError:  # the reader has gone: what is left unsaid must not be tried again on the way out
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    return 0
