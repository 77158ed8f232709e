"""The `watchword` command: the version at once, everything else by way of `run`.

`--version` and a plain `status` are answered before anything heavy is imported, and an interrupt while
something is being imported ends as quietly as any other.
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
        if arguments == ["status"] and (status := _say_status()) is not None:
            return status
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


def _say_status() -> int | None:
    """Print the lines that were kept when the last session ended; `None` where they have to be made anew."""
    import time

    from watchword.status_file import folder_in, read, state_folder

    state = state_folder(os.environ, sys.platform, os.path.expanduser("~"))
    lines = read(folder_in(state), time.strftime("%Y-%m-%d"))
    if lines is None or not (sys.stdout.encoding or "").lower().startswith("utf"):
        return None
    try:
        print("\n".join(line for _, line in lines), flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    return int(any(is_open for is_open, _ in lines))
