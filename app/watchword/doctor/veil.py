"""What somebody else wrote, with everything taken out that tells of the person or the machine.

Checks of this package are redacted where they are made. What another package says, and where folders lie, is
not ours to know before; so it goes through here before it is shown to anybody.
"""

from __future__ import annotations

import ipaddress
import re
import socket

from watchword.check.host import Host
from watchword.text import clean

_ADDRESS = re.compile(r"(?<![\w.:])(?:[0-9A-Fa-f]{0,4}[:.]){2,7}[0-9A-Fa-f.]{0,15}(?![\w:])")
_HARDWARE = re.compile(r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_USER_NAMES = ("USER", "LOGNAME", "USERNAME")
_HOST_NAMES = ("HOSTNAME", "COMPUTERNAME")
# Accounts that every machine has: they tell of nobody, and are words of ordinary sentences.
_NOBODY = {"root", "admin", "administrator", "user", "localhost"}


class Veil:
    """Takes out the names of one machine and its user."""

    def __init__(self, host: Host) -> None:
        self._home = str(host.home)
        names = [host.environment.get(name, "") for name in _HOST_NAMES] + [socket.gethostname()]
        names += [name.partition(".")[0] for name in names]
        users = [host.environment.get(name, "") for name in _USER_NAMES] + [host.home.name]
        self._words = [
            (pattern, shown)
            for words, shown in ((names, "(host)"), (users, "(user)"))
            if (pattern := _pattern(words))
        ]

    def home(self, text: str) -> str:
        """Return a text with `~` for the home folder."""
        whole = re.compile(re.escape(self._home) + r"(?![\w.-])") if len(self._home) > 1 else None
        return clean(whole.sub("~", text) if whole else text, limit=1000)

    def hide(self, text: str) -> str:
        """Return a text without home folder, host name, user name and addresses."""
        text = _MAIL.sub("(address)", self.home(text))
        text = _ADDRESS.sub(_address, _HARDWARE.sub("(address)", text))
        for pattern, shown in self._words:
            text = pattern.sub(shown, text)
        return text


def _pattern(words: list[str]) -> re.Pattern[str] | None:
    known = {word for word in words if len(word) > 1 and word.lower() not in _NOBODY}
    longest_first = sorted(known, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _address(found: re.Match[str]) -> str:
    text = found[0].rstrip(".:") or found[0]
    for tried in (found[0], text, found[0].rstrip(".")):
        try:
            ipaddress.ip_address(tried)
        except ValueError:
            continue
        return "(address)" + found[0][len(tried) :]
    return found[0]
