"""What a session stands on; composed once, at the top, and handed down.

Light to import: the full-screen face paints its first frame from this alone. What is heavier is imported by
the methods that need it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from watchword.check.host import Host
from watchword.paths import Paths
from watchword.settings import Settings

if TYPE_CHECKING:
    from watchword.progress.shelf import Beginning, Shelf
    from watchword.record.key import Signer


@dataclass(frozen=True)
class Kit:
    """Folders, settings, this machine, the clock and chance."""

    paths: Paths
    settings: Settings
    host: Host
    now: Callable[[], datetime]
    token: Callable[[], str]
    """Gives 32 random hexadecimal digits, for ids."""

    def shelf(self, checklist: str) -> Shelf:
        """Where the journals of a checklist lie."""
        from watchword.progress.shelf import Shelf

        return Shelf(self.paths.journals(checklist), self.paths.high_water)

    def signer(self) -> Signer:
        """The key that signs; made now if there is none. Raises `SigningError`."""
        from watchword.record.choice import signer

        return signer(self.paths, self.settings, self.host.environment)

    def beginning(self) -> Beginning:
        """What a journal begun now says first."""
        from watchword.progress.shelf import Beginning

        return Beginning(self.token(), self.now(), self.signer().public_key.fingerprint)
