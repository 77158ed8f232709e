"""What can be in the way of a look, each with a reason in words that becomes an `unknown` finding."""

from __future__ import annotations


class HostError(Exception):
    """Something could not be looked at; `reason` says why, in a sentence for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ToolMissing(HostError):
    """A command is not installed in any of the folders looked at."""


class NotThere(HostError):
    """A file or folder does not exist."""


class Refused(HostError):
    """The operating system did not allow the look."""
