"""The keys a manager knows, read from a file in the form of `allowed_signers`.

Only plain lines are read: one address, an optional list of namespaces, one key. What OpenSSH allows beyond
that (patterns, certificate authorities, dates) is refused with the line, because each of them lets one line
speak for more than one person or longer than it seems.
"""

from __future__ import annotations

import re

from watchword.errors import SignatureError
from watchword.record.public_key import PublicKey
from watchword.record.sshsig import COMPLETION_RECORD
from watchword.record.verify import KnownSigner

_LINE = re.compile(
    r'(?P<identity>[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9.-]{1,190})\s+(?:namespaces="(?P<spaces>[^"]*)"\s+)?(?P<key>\S+\s+\S+)(?:\s.*)?'
)


def parse_signers(text: str, namespace: str = COMPLETION_RECORD) -> tuple[KnownSigner, ...]:
    """Return the people and keys named in `text` that may sign in a namespace.

    Raises `SignatureError` that names the line.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        match = _LINE.fullmatch(content)
        if match is None:
            raise SignatureError(
                "The list of known signers cannot be read.",
                f"Line {number} is not an address, optional namespaces and a key.",
                "Write one person a line, as in the .allowed_signers file of an export.",
            )
        spaces = match["spaces"]
        if spaces is None or namespace in spaces.split(","):
            found.append(KnownSigner(match["identity"], PublicKey.from_text(match["key"])))
    return tuple(found)
