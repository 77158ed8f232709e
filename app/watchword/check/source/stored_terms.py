"""The words by which code about accounts is known: who has a password, who gives one, who is asked to keep
it.

Languages other than Python are read by line here, so these patterns stay linear: each is anchored where a run
of name characters begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from watchword.check.source.names import is_hash_call, is_password_key, is_password_name, split_words

Given = Literal["", "name", "request"]

_ACCOUNT = frozenset(
    (
        *("user", "users", "account", "accounts", "member", "members", "customer", "customers", "admin"),
        *("admins", "person", "people", "profile", "student", "teacher", "employee", "employees", "owner"),
        *("author", "patient", "subscriber", "login", "staff", "buyer", "seller", "driver", "player"),
        "operator",
    )
)
# What a stored account is called once it was read back.
_READ_BACK = frozenset(
    ("row", "rows", "record", "result", "results", "found", "existing", "stored", "doc", "db")
)
# Objects that hand a password on instead of keeping it; what they do with it is not to be seen.
_HANDS_ON = frozenset(
    (
        *("service", "services", "api", "client", "auth", "http", "axios", "firebase", "supabase", "stub"),
        *("ldap", "controller", "mailer", "connection", "datasource", "source", "config", "cfg"),
        *("settings", "options", "opts", "env", "props", "properties", "imap", "smtp", "ftp", "proxy"),
        *("session", "manager", "factory"),
    )
)
_SETTINGS = frozenset(
    (
        "config",
        "cfg",
        "conf",
        "settings",
        "options",
        "opts",
        "env",
        "process",
        "props",
        "environment",
        "secrets",
    )
)
_REQUEST = re.compile(
    r"\b(?:req|request|params|body|_POST|_REQUEST|_GET|form|payload|input|dto|args|ctx|data|cleaned_data|values"
    r"|credentials|creds|\w+(?:Dto|DTO|Request|Input|Form|Params|Payload))\b"
)
_LINK = r"(?:\?\.|\.|->|::)"
CHAIN = rf"(?<![\w$@.>])[$@]{{0,2}}\w+!?(?:{_LINK}\$?\w+!?|\[\s*:?['\"]?\w+['\"]?\s*\])*"
_CHAIN = re.compile(CHAIN)
_LOOKED_UP = re.compile(rf"({CHAIN})\(\s*:?['\"](\w{{1,80}})['\"]\s*\)")
_TIDIED = re.compile(r"(?:\.(?:trim|strip|to_s|toString|trimmed)(?:\(\))?|\s+as\s+\w+|!)+\s*$")
_WORD = re.compile(r"\w+")
_CONFIRMS = frozenset(
    (
        *("confirm", "confirmation", "confirmed", "repeat", "repeated", "again", "retype", "retyped"),
        *("verify", "second", "match", "twice", "conf", "re", "1", "2", "cpassword", "repassword"),
    )
)
HASHES = re.compile(
    r"(?:hash|bcrypt|argon2|scrypt|pbkdf2|crypt|digest|hmac|md5|sha1|sha256|sha512|encode(?!uri)|passlib)\w*"
    r"\s*(?:[.:(!]|$)",
    re.IGNORECASE,
)
_STARTS_FUNCTION = re.compile(
    r"\s*(?:(?:public|private|protected|static|async|export|final|override)\s)*(?:def|function|func|fun)\b"
    r"|\s*(?:router|app|server)\.(?:get|post|put|patch|use|all)\("
    r"|\s*(?:public|private|protected)\s[^=;]{0,200}\("
)
_LOOK_BACK = 25  # lines; a value is hashed close to where it is stored


def last_word(chain: str) -> str:
    """Return the last name of a chain: `password` of `req.body['password']`."""
    words = _words_of(chain)
    return words[-1] if words else ""


def _words_of(chain: str) -> list[str]:
    return _WORD.findall(chain)


def is_account(name: str) -> bool:
    """Whether a variable, class or collection of this name stands for people with accounts."""
    words = split_words(name)
    return not _ACCOUNT.isdisjoint(words) and _HANDS_ON.isdisjoint(words)


def is_stored(chain: str) -> bool:
    """Whether a chain is the password of an account read back: `user.password`, `row['password']`."""
    words = _words_of(chain)
    if len(words) < 2 or not is_password_name(words[-1], alone=True) or _confirms(words[-1]):
        return False
    owner = words[-2] if not words[-2].isdigit() else words[max(0, len(words) - 3)]
    return (is_account(owner) or not _READ_BACK.isdisjoint(split_words(owner))) and not _is_request(chain)


def given(operand: str) -> Given:
    """Tell what a value is: a password as it came in (`request`), a name that may hold one, or neither."""
    text = _TIDIED.sub("", operand.strip()[:300])
    if text.endswith("()"):
        text = text[:-2]
    elif match := _LOOKED_UP.fullmatch(text):
        return "request" if is_password_key(match[2], alone=True) and not _is_setting(match[1]) else ""
    if not _CHAIN.fullmatch(text) or _is_setting(text):
        return ""
    word = last_word(text)
    if is_hash_call(word) or not is_password_name(word.lower() if word.isupper() else word, alone=True):
        return ""
    return "request" if _is_request(text) else "name"


def confirms(*chains: str) -> bool:
    """Whether one of these is the second entry of a form: `passwordConfirm`, `password2`."""
    return any(_confirms(last_word(chain)) for chain in chains)


def _confirms(word: str) -> bool:
    return not _CONFIRMS.isdisjoint(split_words(word)) or word.lower() in _CONFIRMS


def _is_request(chain: str) -> bool:
    return bool(_REQUEST.search(chain))


def _is_setting(chain: str) -> bool:
    return any(not _SETTINGS.isdisjoint(split_words(word)) for word in _words_of(chain)[:-1])


def is_hashed_near(lines: Sequence[str], number: int, after: int = 1) -> bool:
    """Whether something is hashed in the lines before line `number` (from 1) of the same function, or on it.

    `after` is how many lines from that one on are looked at, too. Lines are without comments.
    """
    for at in range(number - 1, max(-1, number - 1 - _LOOK_BACK), -1):
        line = lines[at][:1000]
        if HASHES.search(line) and not line.lstrip().startswith(("import ", "from ", "use ", "require")):
            return True
        if at < number - 1 and _STARTS_FUNCTION.match(line):
            break
    return any(HASHES.search(line[:1000]) for line in lines[number : number - 1 + after])
