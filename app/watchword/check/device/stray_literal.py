"""Whether a piece of text gives a secret away: a variable named for a secret, set to a value as it stands.

A reference is fine: `$(op read ...)`, `${OTHER}`, a path, an `op://` address. So is what stands for a value
in instructions: `<token>`, `changeme`, `xxxx`. Nothing here returns or keeps a value.
"""

from __future__ import annotations

import re

# A value as a shell takes it: in single quotes, in double quotes, or bare up to a blank or separator.
VALUE = r"""'[^']*'|"(?:[^"\\]|\\.)*"|[^\s;&|'"`]+"""
_NAME = r"[A-Za-z_]\w*"
_SECRET_NAME = re.compile(
    r"(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|SECRET(?:_ACCESS)?_KEY|_PASS|_PWD)\Z", re.IGNORECASE
)
_ASSIGNMENTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|[\s;&?=({{'\"])({_NAME})=({VALUE})",  # sh, bash, zsh, a query in a web address
        rf"(?:^|[\s;&])set\s+(?:-\S+\s+)*({_NAME})\s+({VALUE})",  # fish
        rf"^SETUVAR (?:--export )?({_NAME}):(.+)",  # fish's own file of universal variables
        rf"\$\{{?(?:[Ee][Nn][Vv]:|global:|script:)?({_NAME})\}}?\s*=\s*('[^']*'|\"[^\"]*\")",  # PowerShell
        rf"SetEnvironmentVariable\(\s*['\"]({_NAME})['\"]\s*,\s*('[^']*'|\"[^\"]*\")",
    )
)
_REFERENCE = re.compile(r"(?<!\\)\$[\w({]|(?<!\\)`")
# Where a secret is kept, not the secret: files, and the addresses that tools look secrets up by.
_ADDRESS = re.compile(
    r"(?:~|\.{1,2})?[/\\]|[A-Za-z]:\\|~|[@(=:-]|(?:op|bw|vault|awssm|gcpsm|env|file|ref\+\w+):"
)
_STAND_IN = re.compile(
    r"""<.*|\{.*\}|\[.*\]|%\w+%|[*.x_-]+|\\x1d|\d{1,5}
    |(?:pass(?:wor[dt]|wd|phrase)?|secret|token|key|api_?key|tests?|testing|root|admin|postgres|mysql|guest
       |user|string|value|none|null|nil|undefined|true|false|yes|no|off|read|stdin)\d?
    |(?:your|my|some|the)[-_. ]?(?:own|super|secret|token|pass|key|api|access)[\w.\ -]*
    |your[-_. ].*|(?:enter|insert|put|replace)[-_. ].*
    |.*(?:example|placeholder|change[-_ ]?me|redacted|dummy|xxxxx|\.\.\.|\u2026).*""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAST = 4  # characters; what is shorter is a flag or a try
_AWS_LENGTH = 40  # an AWS secret key has exactly so many characters, and may begin with a slash


def is_literal(raw: str) -> bool:
    """Whether a value, with the quotes it was written in, is a secret as it stands."""
    value = raw.strip()
    quote = value[:1] if value[:1] in "'\"" else ""
    if quote:
        value = value[1:-1] if value.endswith(quote) and len(value) > 1 else value[1:]
    if quote != "'" and _REFERENCE.search(value):
        return False
    value = value.strip()
    if len(value) < _LEAST or is_stand_in(value):
        return False
    return len(value) == _AWS_LENGTH or not _ADDRESS.match(value)


def is_stand_in(value: str) -> bool:
    """Whether a value, without quotes, is one that instructions use in place of the real one."""
    return _STAND_IN.fullmatch(value) is not None


def holds_assignment(line: str) -> bool:
    """Whether a line sets a variable whose name ends like that of a secret to a literal value."""
    return any(
        _SECRET_NAME.search(match[1]) and is_literal(match[2])
        for pattern in _ASSIGNMENTS
        for match in pattern.finditer(line)
    )
