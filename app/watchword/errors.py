"""What can go wrong in words a person can act on: a title, a detail and a remedy.

Every face shows these three and nothing else: no traceback reaches the person. Messages carry no secret,
and foreign text in them has been through `text.clean`.
"""

from __future__ import annotations


class WatchwordError(Exception):
    """Something went wrong that the person can do something about.

    `title` is one sentence; `detail` says what was met, with file and line where there is one; `remedy` says
    the way out, with the command where there is one.
    """

    def __init__(self, title: str, detail: str = "", remedy: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.remedy = remedy

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, self.detail, self.remedy) if part)


class UsageError(WatchwordError):
    """What was asked for cannot be understood: a wrong name, a missing value."""


class ChecklistError(WatchwordError):
    """A checklist cannot be used as it stands."""


class JournalError(WatchwordError):
    """A journal is not what was written: edited, cut, replaced, or out of reach."""


class SigningError(WatchwordError):
    """A key cannot be used, or something cannot be signed with it."""


class SignatureError(WatchwordError):
    """A signature is malformed, or does not hold."""


class RecordError(WatchwordError):
    """A completion record cannot be read, or is not what it claims to be."""


class ProfileError(WatchwordError):
    """What the person said about themselves cannot be used: an address that is none, an empty name."""
