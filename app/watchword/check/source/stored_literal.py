"""Whether a value written behind a password's name is a password, a default that everybody knows, or neither.

What only looks like one is taken for none: references, placeholders, paths, names of fields and settings,
hashes, plain sequences, words of a form. Nothing here returns or keeps a value.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Literal

Strength = Literal["", "default", "real"]

_LEAST, _MOST = 6, 128  # characters of what may be a real password
_DISTINCT = 5
_LEAST_ENTROPY = 2.3  # bits for each character; below it is a pattern typed by hand

# Values that come with software or are tried first; to leave one in place is worth a word, not an alarm.
_DEFAULTS = re.compile(
    r"(?i)(?:change[-_ ]?(?:me|it|this)|admin(?:istrator)?|root|secret|toor|postgres(?:ql)?|mysql|mariadb"
    r"|mongo(?:db)?"
    r"|redis|rabbitmq|guest|letmein|welcome|qwerty|default|super-?secret|minioadmin|sa|dev|devel|development|docker"
    r"|vagrant|passw(?:or)?d[-_!]?|p[a@]ssw[o0]rd|pass|pwd|testpass(?:word)?|test)[-_]?[\d!?#@$.]{0,4}"
)
_REFERENCE = re.compile(
    r"\$\{|\$\(|\$\[|#\{|\{\{|<%|%\(|\$\{\{|\{%|ENC\(|ENC\[|\{cipher\}|@@|^['\"]?\s*[+.]|[+.&]\s*['\"]$|^\$\w|^%[sdr]|^%\w+%?$|%s"
    r"|^@\w+$|^:\w+$|^\?$|^\$\d|^\{\w*[}:!]|^!\w|^&\w|^\*\w"
)
_ADDRESS = re.compile(
    r"^(?:~|\.{0,2}/|[A-Za-z]:\\|\\|arn:|ssm:|aws-?\w*:|vault:|op://|kv/|sm://|gcp|projects/|azure\w*:|bws?:|file:"
    r"|env[:.]|secret[s]?[:/.]|ref\+|resolve:|data:|https?:|#[\w-]|//|\.[A-Za-z]|\[|\^|xpath|css=|id=|name=)"
)
_STARS = re.compile(r"^[\W_]*$|^(.)\1*$|^[xX*.\-_•]{2,}.{0,4}$")
_BRACKETED = re.compile(r"^[<\[({].*[>\])}]$")
_HASH = re.compile(
    r"^(?:\$(?:2[abxy]?|1|5|6|7|y|gy|argon2\w*|pbkdf2\S*|scrypt|apr1|P|H)\$|pbkdf2[_:]|argon2|scrypt:|bcrypt|sha\d*\$|md5\$"
    r"|\{(?:S?SHA|SMD5|CRYPT|PBKDF2|bcrypt|noop)|\*[0-9A-F]{40}$)"
    r"|^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{48}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})$"
)
_UUID = re.compile(r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
_STAND_IN = re.compile(
    r"(?i).*(?:example|placeholder|redacted|dummy|sample|insert[-_ ]|replace|your[-_ ]?|todo|fixme|xxx"
    r"|<.*>|\.\.\.|…|foobar"
    r"|enter[-_ ]|put[-_ ]|[-_]here|fake|mock|not[-_ ]?(?:set|used|a[-_ ]|real)|no[-_ ]?pass|invalid|wrong"
    r"|incorrect|filtered"
    r"|masked|hidden|generated|random|unset|undefined|nextcloud_pass|environment|lorem|mypass|somepass|thepass|any).*|tbd|n/?a"
)
# Words that say what a field or parameter is: its name, its kind, its state.
_FIELD_WORD = re.compile(
    r"(?i).*(?:pass(?:w|phrase|code|_|-|$)|pwd|token|secret[-_.](?:key|name|id|ref)|credential|secretkeyref)"
)
_NAME_SHAPE = re.compile(r"^[A-Za-z]+(?:[_.:\-/\\ ]+[A-Za-z]+)*[_.:\-]?$")
_SCREAMING = re.compile(r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$")
_TECHNICAL = re.compile(
    r"(?i)^(?:sha|md|utf|base|oauth|aes|rsa|argon|bcrypt|pbkdf|h|v|x|win|arm|amd|i|rfc|iso|latin|tls|ssl|ipv|int|uint|float"
    r"|str|field|step|col|row|key|arg|param|input|level|type|mode|version|var)[-_]?\d+\w{0,4}$"
)
_RULES = re.compile(r"[|,;]|\b(?:min|max|length|regex|same|confirmed|required|nullable)\b[:=]")
_MARKUP = re.compile(r"[<>(){}\[\]]{2}|\\[wdsbn]|\w\(|=>|\+\+|&&|\s")
_LOWER_WORD = re.compile(r"^[a-z]+$")
_DIGITS_LAST = re.compile(r"^[a-z]+\d{1,2}$")


def strength(value: str, *, is_code: bool, is_set: bool = True) -> Strength:
    """Tell what a value, without its quotes, is; empty for what is no password.

    `is_code` is true outside settings files, where names of fields abound; `is_set` where the value is
    assigned rather than an entry of a mapping or an argument.
    """
    text = value.strip()
    if not text or len(text) > _MOST or _is_none(text):
        return ""
    is_field = bool(_FIELD_WORD.match(text))
    if _DEFAULTS.fullmatch(text):
        # In code, "password" and "pwd" name a field; in settings they are the password.
        return "" if is_code and ((is_field and text.isalpha()) or not is_set) else "default"
    if len(text) < _LEAST or _STAND_IN.fullmatch(text) or _is_sequence(text):
        return ""
    if _NAME_SHAPE.match(text):
        return _weigh_letters(text, is_code, is_set, is_field)
    if is_field and re.fullmatch(r"[\w.:/-]+", text):
        return "" if is_code else "default"
    if _DIGITS_LAST.match(text):
        return "default" if is_code and not is_set else "real"
    if len(set(text)) < _DISTINCT or _entropy(text) < _LEAST_ENTROPY or text.isdigit():
        return "default" if not is_code else ""
    return "real"


def _is_none(text: str) -> bool:
    return bool(
        _REFERENCE.search(text)
        or _ADDRESS.match(text)
        or _STARS.match(text)
        or _BRACKETED.match(text)
        or _HASH.match(text)
        or _UUID.match(text)
        or _SCREAMING.match(text)
        or _TECHNICAL.match(text)
        or _RULES.search(text)
        or _MARKUP.search(text)
        or text.lower() in _STATES
        or ("/" in text and not any(char.isdigit() for char in text))
        or not text.isprintable()
    )


_STATES = frozenset(
    (
        *("true", "false", "yes", "no", "on", "off", "none", "null", "nil", "empty", "required"),
        *("optional", "string", "text", "str", "char", "varchar", "hidden", "prompt", "ask", "bearer"),
        *("basic", "nexttoken", "unknown", "missing", "disabled", "enabled", "strong", "weak", "invalid"),
        *("private", "public", "grant", "stdin", "plain", "confirm", "confirmed", "current", "new", "old"),
        *("value", "values", "input", "object", "key", "fallback", "manual", "auto", "never", "always"),
        *("nothing", "undefined", "validate", "submit", "static"),
    )
)


def _weigh_letters(text: str, is_code: bool, is_set: bool, is_field: bool) -> Strength:
    """Weigh a value of letters only: mostly a name or a word, now and then a weak password."""
    if is_field or any(char in ".:/\\ " for char in text):
        return ""
    if not is_code:
        return "default"
    return "default" if is_set and _LOWER_WORD.match(text) else ""


def _is_sequence(text: str) -> bool:
    """Whether characters follow each other as on a keyboard or in the alphabet: `123456`, `abcdef`."""
    lower = text.lower()
    return any(lower in row for row in _ROWS)


_ROWS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "0123456789abcdef0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "abc123456789",
    "abcd123456789",
)


def _entropy(text: str) -> float:
    """Return Shannon's measure in bits for each character."""
    total = len(text)
    return -sum(many / total * math.log2(many / total) for many in Counter(text).values())
