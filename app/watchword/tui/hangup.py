"""Whether the terminal is still there.

A closed window ends most programs by a signal, but not one that was started through `su` or a detached ssh
session: it would go on for ever, looking at the machine and holding the journal.
"""

from __future__ import annotations

import os
import select

INTERVAL = 5.0  # seconds between two looks
STDIN = 0
STATUS = 129  # what a shell reports for a program that a hang-up ended


def is_watched() -> bool:
    """Whether there is a terminal to lose, and a way to notice (not on Windows, which ends its programs)."""
    return hasattr(select, "poll") and os.isatty(STDIN)


def is_gone() -> bool:
    """Whether the terminal has hung up."""
    poll = select.poll()
    poll.register(STDIN, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _file, event in poll.poll(0))
