"""The one place where a session's kit is put together from the real world."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime

from watchword import settings
from watchword.check.host import Host
from watchword.kit import Kit
from watchword.paths import find


def compose() -> Kit:
    """Return the kit of this process; raises `UsageError` for a settings file that cannot be used."""
    paths = find(os.environ)
    host = Host()
    host.cache = paths.state
    return Kit(
        paths=paths,
        settings=settings.load(paths.settings_file),
        host=host,
        now=lambda: datetime.now(UTC),
        token=lambda: secrets.token_hex(16),
    )
