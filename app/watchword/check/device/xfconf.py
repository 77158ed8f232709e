"""Xfconf, where XFCE keeps its settings."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.device.settings import Settings
from watchword.check.host import Host, HostError


async def read(host: Host, channel: str, defaults: Mapping[str, str]) -> Settings:
    """Return what is set in a channel; raises `HostError` where xfconf itself could not answer.

    Without a session bus `xfconf-query` ends with 1: that is no answer, and not "everything is default".
    """
    command = ["xfconf-query", "-c", channel, "-l", "-v"]
    ran = await host.run(command)
    if ran.code and "does not exist" not in ran.out + ran.err:
        raise HostError("The settings of XFCE could not be asked (xfconf did not answer).")
    values = {}
    for line in ran.out.splitlines():
        words = line.split(None, 1)
        if len(words) == 2 and words[0].startswith("/"):
            values[words[0]] = words[1].strip()
    return Settings(" ".join(command), values, defaults)
