"""Watchword's own rules for what was typed: passwords given to commands, addresses, headers and variables.

Each rule finds a value and asks whether it is one as it stands: variables, commands in `$(...)` and
stand-ins such as `<password>` are fine. Nothing here returns or keeps a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from watchword.check.device.stray_literal import VALUE, holds_assignment, is_literal

IN_COMMAND = "a password or token in a command"
IN_HEADER = "a secret in a request header"
IN_ADDRESS = "a password in a web address"
IN_VARIABLE = "a secret in a variable"
BY_SHAPE = "a token known by its shape"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern whose only group is the value, and the kind of finding it makes.

    `unless` names commands that mean something else by it.
    """

    kind: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _rule(kind: str, pattern: str, unless: str = "") -> Rule:
    return Rule(kind, re.compile(pattern), re.compile(unless) if unless else None)


_OPTION = (
    r"(?i:(?:^|\s)(?!--?(?:no|ask|with|prompt|use|show|skip|enable|disable)-)--?(?:[\w-]+-)?"
    r"(?:password|passwd|passphrase|pass|token|api-?key|secret-key|secret-access-key|client-secret))"
)
# To these, `--password` alone is the wish to be asked for one.
_ASKING = r"\b(?:psql|pg_\w+|createdb|dropdb|createuser|mysql\w*|mariadb[\w-]*|mongo\w*)\b"
_PAIR = r"['\"]?[^\s:'\"<]*['\"]?:['\"]?([^\s'\"]+)"  # a name and a password
_PART = r"[^|;&]*?"  # the rest of one command
_SECRET_FIELD = r"\w*(?:password|passwd|secret|token|api_?key)"  # noqa: S105 - a pattern, not a password


@cache
def _rules() -> tuple[Rule, ...]:
    """Return all rules; made for the first candidate, as compiling them takes longer than most searches."""
    return tuple(_rule(*parts) for parts in _PARTS)


_PARTS = (
    (IN_ADDRESS, r"://[^\s/:@'\"]*:([^\s/@'\"]+)@"),
    (
        IN_COMMAND,
        rf"\bcurl\b{_PART}\s(?:-[a-zA-Z]*[uU]\s*|--(?:proxy-)?user[\s=]+){_PAIR}",
    ),
    (IN_COMMAND, rf"\bhttps?\s{_PART}(?:-a|--auth)[\s=]+{_PAIR}"),
    (
        IN_HEADER,
        r"(?i:authorization\s*:\s*(?:(?:bearer|basic|token|digest)\s+)?(?!bearer|basic|token|digest))([^\s'\"]+)",
    ),
    (IN_HEADER, r"(?:-H|--header)[\s=]*['\"]?(?i:[\w-]*(?:api-?key|token|secret)\s*:\s*)([^\s'\"]+)"),
    (IN_COMMAND, rf"{_OPTION}=({VALUE})"),
    (IN_COMMAND, rf"{_OPTION}\s+({VALUE})", _ASKING),
    (IN_COMMAND, rf"\b(?:mysql|mariadb)[\w-]*\s(?:{_PART}\s)?-p({VALUE})"),
    (IN_COMMAND, rf"\bsshpass\s+(?:-\w+\s+)*?-p\s*({VALUE})"),
    (
        IN_COMMAND,
        rf"\b(?:docker|podman|nerdctl|buildah|helm|oras|skopeo|az|oc)\b{_PART}\blogin\b{_PART}\s-p[\s=]({VALUE})",
    ),
    (IN_COMMAND, rf"\bhtpasswd\s+(?=(?:-\w+\s+)*-\w*b)(?:-\w+\s+)*(?:\S+\s+){{1,2}}({VALUE})\s*$"),
    (IN_COMMAND, rf"\bldap\w+\b{_PART}\s-w\s*({VALUE})"),
    (IN_COMMAND, rf"\bsmbclient\b{_PART}\s(?:-U\s*|--user[\s=])['\"]?[^\s%'\"]+%([^\s'\"]+)"),
    (IN_COMMAND, rf"\b(?:echo|printf)\s+(?:-\w+\s+)*({VALUE})\s*\|\s*sudo\b{_PART}\s-\w*S"),
    (
        IN_COMMAND,
        rf"\b(?:echo|printf)\s+(?:-\w+\s+)*({VALUE})\s*\|[^|;&]*"
        r"(?:--password-stdin|--with-token|--passphrase-fd|--stdin|\bchpasswd\b|\bcryptsetup\b)",
    ),
    (IN_COMMAND, rf"\bopenssl\b{_PART}\spass:({VALUE})"),
    (IN_COMMAND, rf"\bopenssl\s+passwd\s+(?:-salt\s+\S+\s+|-\w+\s+)*({VALUE})\s*$"),
    (IN_COMMAND, rf"\bredis-cli\b{_PART}\s-a\s+({VALUE})"),
    (IN_COMMAND, rf"\b(?:zip|unzip|sqlcmd|bcp)\b{_PART}\s-P\s*({VALUE})"),
    (IN_COMMAND, rf"\b(?:7z\w?|rar)\s+\w+\s(?:{_PART}\s)?-h?p({VALUE})"),
    (IN_COMMAND, rf"(?i:\bnet\s+user\s+)\S+\s+({VALUE})"),
    (IN_COMMAND, rf"(?i:\b(?:cmdkey|\w?freerdp)\b{_PART}\s/p(?:ass)?:)({VALUE})"),
    (IN_COMMAND, r"(?i:ConvertTo-SecureString\s+(?:-String\s+)?)('[^']*'|\"[^\"]*\")"),
    (IN_COMMAND, rf"\bnmcli\b{_PART}\spassword\s+({VALUE})"),
    (IN_COMMAND, rf"\bwpa_passphrase\s+(?:{VALUE})\s+({VALUE})"),
    (IN_COMMAND, r"(?i:\bidentified\s+(?:with\s+\S+\s+)?by\s+)('[^']*'|\"[^\"]*\")"),
    (IN_COMMAND, r"(?i:\bpassword\s*(?:=|to)?\s*\(?\s*)('[^'\s]*')"),
    (IN_COMMAND, rf"\\?[\"'](?i:{_SECRET_FIELD})\\?[\"']\s*:\s*\\?[\"']([^\"'\\]+)"),
    (
        BY_SHAPE,
        r"\b(github_pat_\w{22,}|sk-(?:ant|proj)-[\w-]{20,}|AIza[\w-]{35}|hf_[A-Za-z]{34}|npm_[A-Za-z0-9]{36}"
        r"|dckr_pat_[\w-]{20,}|xapp-\d-[\w-]{20,}|dop_v1_[a-f0-9]{64}|hvs\.[\w-]{24,}|ya29\.[\w-]{20,}"
        r"|AGE-SECRET-KEY-1[A-Z0-9]{50,})",
    ),
)


def kind_of(text: str) -> str:
    """Return what an entry gives away, empty for nothing."""
    for rule in _rules():
        if rule.unless and rule.unless.search(text):
            continue
        if any(is_literal(match[1]) for match in rule.pattern.finditer(text)):
            return rule.kind
    return IN_VARIABLE if holds_assignment(text) else ""
