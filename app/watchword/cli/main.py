"""The `watchword` command: the version at once, everything else by way of `run`.

`--version` is answered before anything heavy is imported, and an interrupt while something is being imported
ends as quietly as any other.
"""

from __future__ import annotations

import sys

STOPPED = "Stopped. Everything you answered is recorded; go on with `watchword` or `watchword --plain`."


def main(argv: list[str] | None = None) -> int:
    """Run Watchword with these arguments, or with those of the process, and return the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        if arguments[:1] in (["--version"], ["-V"]):
            from watchword import __version__

            print(f"watchword {__version__}")
            return 0
        from watchword.cli.run import run

        return run(arguments)
    except KeyboardInterrupt:
        print(f"\n{STOPPED}", file=sys.stderr)
        return 130
