"""GSettings, where GNOME, Cinnamon, MATE and light-locker keep theirs.

`gsettings` answers for every schema that is installed, with the schema's default for what is unset, on any
desktop and even without a session. So it says nothing on which desktop runs: that is decided before.
"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.device.settings import Settings
from watchword.check.host import Host, HostError


async def read(host: Host, schema: str, defaults: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of one schema; raises `HostError` where it is not installed.

    `defaults` are for keys that only some versions of the schema have.
    """
    if host.environment.get("GIO_EXTRA_MODULES"):
        # NixOS and Guix: without these modules gsettings does not find the store and answers with defaults.
        raise HostError("gsettings needs modules of its own on this system, so it could not be asked safely.")
    command = ["gsettings", "list-recursively", schema]
    ran = await host.run(command)
    if ran.code:  # the message is translated, the status is not
        raise HostError(f"gsettings has no settings named {schema} on this machine.")
    values = {}
    for line in ran.out.splitlines():
        words = line.split(" ", 2)
        if len(words) == 3 and words[0] == schema:
            values[words[1]] = words[2]
    return Settings(" ".join(command), values, defaults or {})


async def read_optional(host: Host, schema: str, defaults: Mapping[str, str]) -> Settings:
    """As `read`; where the schema is not installed or cannot be read, only the defaults."""
    try:
        return await read(host, schema, defaults)
    except HostError:
        return Settings(f"gsettings list-recursively {schema}", {}, defaults)
