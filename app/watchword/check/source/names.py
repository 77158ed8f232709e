"""What a name in source code says: whether it is that of a password's value, and what a call does to one.

Whole words decide, never parts of words: `newPassword`, `user_pwd` and `password_confirmation` hold a
password; `password_field`, `passwordless` and `reset_password` do not. Names in capitals are left out, as
they mostly hold the *name* of a field or setting. Nothing here knows a language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

# Lower-case literals one of which is in every file that names a password: for `Rule.literals`.
LITERALS = (b"passw", b"passphrase", b"pass_phrase", b"passcode", b"pwd", b"user_pass", b"userpass")

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET = frozenset(("password", "passwords", "passwd", "passphrase", "passphrases", "passcode", "passwort"))
# Alone, `pwd` is the working folder, and `pass` a word of many meanings.
_NEEDS_COMPANY = frozenset(("pwd", "pwds"))
_BEFORE_PASS = frozenset(("user", "login", "admin", "account", "db", "root", "mysql", "smtp", "ftp", "mail"))
# What may stand before a password's word without a gap: `newpassword`, `dbpasswd`.
_GLUED = frozenset(
    (
        *("new", "old", "user", "db", "my", "root", "admin", "confirm", "current", "login", "temp"),
        *("plain", "repeat", "mail", "smtp", "ftp", "raw", "client", "account", "database", "txt", "u"),
        "s",
    )
)
# What may follow and still be the password: `password_confirmation`, `password2`, `passwordInput`.
_TAILS = frozenset(
    (
        *("confirmation", "confirm", "confirmed", "again", "repeat", "repeated", "retype", "retyped"),
        *("value", "text", "string", "str", "plain", "plaintext", "cleartext", "clear", "raw", "input"),
        *("bytes", "new", "old", "current", "candidate", "entered", "given", "typed", "data", "phrase"),
    )
)
# What makes it something else when it comes first or anywhere before: a question, an action, a derived value.
_OTHERWISE = frozenset(
    (
        *("is", "has", "had", "no", "needs", "need", "require", "requires", "required", "use", "uses"),
        *("using", "with", "without", "can", "should", "must", "did", "allow", "allows", "ask", "show"),
        *("hide", "toggle", "reset", "resets", "resetting", "change", "changes", "changed", "changing"),
        *("forgot", "forgotten", "lost", "forget", "recover", "update", "updated", "set", "save", "check"),
        *("verify", "validate", "valid", "invalid", "wrong", "missing", "weak", "strong", "expired"),
        *("expire", "bad", "good", "hash", "hashed", "hashing", "encrypt", "encrypted", "crypt", "crypted"),
        *("encode", "encoded", "digest", "digested", "salted", "bcrypt", "argon", "argon2", "scrypt"),
        *("pbkdf2", "md5", "sha", "sha1", "mask", "masked", "redact", "redacted", "filtered", "filter"),
        *("sanitized", "sanitised", "obfuscated", "hidden", "scrubbed", "censored", "len", "length"),
        *("size", "num", "number", "count", "n", "total", "min", "max", "minimum", "maximum", "same"),
        *("match", "matches", "compare", "equal", "stale", "etc", "label", "message", "msg", "error"),
        *("err", "errors", "hint", "placeholder", "url", "path", "disable", "disabled", "enable"),
        *("enabled", "ignore", "skip", "test", "empty", "blank", "nonempty", "add", "remove", "delete"),
        *("deleted", "clear", "rotate", "rotated", "authenticate", "handle", "on", "store", "remember"),
        *("supports", "support", "generates", "prompt", "confirms", "one", "secure", "protect"),
    )
)
_MASKS = frozenset(
    (
        *("mask", "masked", "redact", "redacted", "filter", "filtered", "obfuscate", "obfuscated"),
        *("sanitize", "sanitise", "sanitized", "scrub", "scrubbed", "censor", "censored", "hide"),
        *("conceal", "anonymize", "anonymise", "stars", "asterisks", "blur"),
    )
)
_HASHES = frozenset(
    (
        *("hash", "hashed", "hashpw", "hasher", "hashing", "hexdigest", "digest", "bcrypt", "argon"),
        *("argon2", "argon2id", "scrypt", "pbkdf2", "crypt", "encrypt", "encrypted", "hmac", "md5", "sha"),
        *("sha1", "sha256", "sha384", "sha512", "sha3", "blake2b", "blake2s", "blake3", "derive", "kdf"),
        "yescrypt",
    )
)
_MEASURES = frozenset(
    (
        *("len", "length", "size", "count", "strlen", "bytesize", "bool", "boolean", "isset", "empty"),
        *("blank", "present", "nil", "none", "null", "type", "typeof", "class", "is", "has", "equals"),
        *("valid", "mb_strlen"),
    )
)


@lru_cache(maxsize=4096)
def split_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, lower case: `newUser_PWD2` gives `new`, `user`, `pwd`, `2`."""
    return tuple(word.lower() for word in _WORDS.findall(name[:200]))


def is_password_name(name: str, *, alone: bool = False) -> bool:
    """Whether a variable, field or parameter of this name holds a password.

    With `alone`, `pwd`, `pass` and `pw` by themselves count, too: for places where nothing else is meant.
    Names in capitals do not count; see `is_password_key` for those of environment and request.
    """
    return not (name.isupper() and len(name) > 1) and _is_password(split_words(name), alone)


def is_password_key(key: str, *, alone: bool = False) -> bool:
    """Whether a value looked up by this key (of a request, a mapping, the environment) is a password."""
    return len(key) <= 80 and not _SENTENCE.search(key) and _is_password(split_words(key.lower()), alone)


_SENTENCE = re.compile(r"[\s/:;,!?=<>(){}%]")


def is_masked_call(name: str) -> bool:
    """Whether a function of this name takes the secret out: `mask`, `redact_password`, `filterParams`."""
    return not _MASKS.isdisjoint(split_words(name))


def is_hash_call(name: str) -> bool:
    """Whether a function of this name gives a hash or cipher text: `hash_password`, `bcrypt.hashpw`,
    `md5`."""
    return not _HASHES.isdisjoint(_with_digits(split_words(name)))


def is_measure_call(name: str) -> bool:
    """Whether a function of this name tells about a value without showing it: `len`, `isEmpty`,
    `present?`."""
    return not _MEASURES.isdisjoint(split_words(name))


def _with_digits(words: tuple[str, ...]) -> tuple[str, ...]:
    # `sha256` is split into `sha` and `256`; both readings count.
    return words + tuple(first + second for first, second in pairwise(words))


def _is_password(words: tuple[str, ...], alone: bool) -> bool:
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in _TAILS):
        if words[-2:] == ("pass", "phrase"):
            return _OTHERWISE.isdisjoint(words[:-2])
        words = words[:-1]
    if not words or not _OTHERWISE.isdisjoint(words[:-1]):
        return False
    last = words[-1]
    if last in _SECRET or _is_glued(last):
        return True
    if last in _NEEDS_COMPANY:
        return alone or len(words) > 1
    if last == "pass":
        return alone if len(words) == 1 else words[-2] in _BEFORE_PASS
    return alone and words == ("pw",)


def _is_glued(word: str) -> bool:
    for secret in ("password", "passwd", "pwd", "passphrase", "pass"):
        if word.endswith(secret):
            before = word[: -len(secret)]
            return before in _BEFORE_PASS if secret == "pass" else before in _GLUED  # noqa: S105
    return False
