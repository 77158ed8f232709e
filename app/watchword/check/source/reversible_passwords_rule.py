"""What one file makes of passwords before it keeps them: ciphers, encodings, broken, fast and slow hashes.

Values are followed within one expression, by the syntax tree; what a variable was set to a few lines above
tells what it is. Declarations of frameworks are read by line, without comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from watchword.check.finding import Outcome
from watchword.check.source.code_text import blank_comments
from watchword.check.source.flow import Call, Use, assigned_before, is_readable, uses
from watchword.check.source.hashing_library import LITERALS as HASHING
from watchword.check.source.hashing_library import SLOW_WORDS, read_uses
from watchword.check.source.lines import lines_with
from watchword.check.source.names import LITERALS, is_password_name, split_words
from watchword.check.source.place import is_made
from watchword.check.source.reversible_calls import (
    BROKEN,
    CIPHER,
    DECRYPT,
    ENCODING,
    FAST,
    HELPER,
    SLOW,
    STOP,
    kind_of,
)
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.check.source.syntax import PHP, NotParsed, language_of, other_language_of
from watchword.text import clean

ID = "source-reversible-passwords"
UNREAD = "unread"
NOTES = {
    CIPHER: "can be turned back into the password",
    DECRYPT: "a stored password is turned back",
    ENCODING: "an encoding, not a hash: anybody can turn it back",
    BROKEN: "one-way but broken: guessed at billions of tries a second",
    FAST: "a fast hash: one-way, yet guessed quickly",
    SLOW: "a slow hash made for passwords",
    HELPER: "a helper whose name says that it protects the password",
}
_OUTCOMES = {
    CIPHER: Outcome.FAIL,
    DECRYPT: Outcome.FAIL,
    ENCODING: Outcome.FAIL,
    BROKEN: Outcome.WARN,
    FAST: Outcome.WARN,
    SLOW: Outcome.PASS,
    HELPER: Outcome.UNKNOWN,
}
# Passwords to other systems, and passphrases of keys, have to be had in the clear again.
_FOREIGN = frozenset(
    (
        *("smtp", "imap", "mail", "email", "ftp", "sftp", "ssh", "db", "database", "mysql", "postgres"),
        *("redis", "proxy", "ldap", "bind", "keystore", "truststore", "key", "cert", "certificate", "pem"),
        *("pfx", "zip", "pdf", "wifi", "wlan", "passphrase", "passphrases", "connection", "remote"),
        *("vault", "rabbitmq", "mqtt", "master", "keychain", "keyring", "archive", "backup", "repo", "git"),
        *("registry", "http", "basic"),
    )
)  # fmt: skip
_FOREIGN_FILE = re.compile(
    rb"pwnedpasswords|haveibeenpwned|\bhibp\b|wwwauthenticate|www-authenticate|proxy-authorization|keepass|"
    rb"['\"]basic |\bbasic\s*['\"]|basicauth|basic_auth"
)
# A function or a place that keeps what it is given: there an encoding is the stored form.
_KEEPS = frozenset(
    ("hash", "encrypt", "encode", "store", "save", "protect", "obfuscate", "create", "register", "set")
)
_TOKENS = frozenset(("token", "tokens", "session", "signature", "etag", "cache", "fingerprint"))
_DECLARED = (
    (
        re.compile(r"^\s*(?:encrypts|attr_encrypted)\s+:(?:\w+_)?(?:password|passwd)\b(?!_)"),
        CIPHER,
    ),
    (re.compile(r"\b(?:password|passwd)\s*=\s*(?:\w+\.)?Encrypted\w*Field\("), CIPHER),
    (re.compile(r"(?i)\b(?:aes_encrypt|des_encrypt|pgp_sym_encrypt)\s*\([^()\n]{0,60}passw"), CIPHER),
    (
        re.compile(
            r"(?i)\b\w{0,30}(?:decrypt|decipher)\w{0,30}\s*\(\s*[\w.$@>\-\[\]'\":]{0,80}"
            r"(?:encrypted_?pass|pass(?:word|wd)_?(?:enc\b|encrypted|cipher|crypt))"
        ),
        DECRYPT,
    ),
)
_DECLARING = (b"crypt", b"decipher", b"md5", b"sha1", b"sha(")  # one of them is in what is looked for
_SQL_HASH = re.compile(r"(?i)[\s=(,](?P<name>md5|sha1?)\s*\(\s*(?:['\"]?\s*[.+&|]*\s*)?[:@$?%{]\w*passw\w*")
_SQL = re.compile(r"(?i)\b(?:select|insert|update|values|where)\b")
_COST = re.compile(
    r"(?i)(?:gen_?salt(?:sync)?\(|hash(?:sync)?\([^,()]{1,60},|frompassword\([^,]{1,80},|rounds['\"]?\s*[=:]>?|"
    r"cost['\"]?\s*[=:]>?|strength\s*=)\s*(\d{1,2})\b"
)
_ITERATIONS = re.compile(
    r"(?i)(?:iterations?|rounds)['\"]?\s*[=:]\s*([\d_]{3,9})|pbkdf2\w*\([^()\n]*?,\s*([\d_]{3,9})\s*[,)]"
)
_LEAST_COST, _LEAST_ITERATIONS = 10, 100_000


def wants(path: str) -> bool:
    """Whether a file may protect passwords: code that a person wrote."""
    return is_readable(path) and not is_made(path)


def read(file: SourceFile) -> Iterator[Spot]:
    """Give the spots of one file; never raises for what is in it."""
    if any(word in file.lower for word in (*_DECLARING, *SLOW_WORDS)):
        lines = blank_comments(file.text, file.suffix).split("\n")
        yield from _declared(file, lines)
        yield from _slow(file, lines)
    if not any(word in file.lower for word in LITERALS):
        return
    try:
        found = uses(file)
    except NotParsed as trouble:
        detail = ("language",) if other_language_of(file.path) else ()
        yield Spot(ID, UNREAD, file.path, 0, "", Outcome.UNKNOWN, trouble.reason, detail, file.is_test)
        return
    if _FOREIGN_FILE.search(file.lower):
        return
    seen = set()
    for use in found:
        spot = _look(file, use)
        if spot and (spot.line, spot.kind) not in seen:
            seen.add((spot.line, spot.kind))
            yield spot


def _look(file: SourceFile, use: Use) -> Spot | None:
    """Return the spot for the first call that makes something else of a password."""
    if use.is_whole or _is_foreign(use.name) or _is_foreign(use.target):
        return None
    if "^" in use.operators and _is_kept(use):
        return _spot(file, ENCODING, use.line, f"{use.name} ^ \N{HORIZONTAL ELLIPSIS}")
    is_php = language_of(file.path) == PHP
    for call in use.calls:
        kind = kind_of(call, partial(assigned_before, file, line=call.line), is_php=is_php)
        if kind == STOP:
            return None
        if kind and _counts(kind, use, call):
            return _spot(
                file,
                kind,
                call.line,
                f"{call.shown}(\N{HORIZONTAL ELLIPSIS} {use.name} \N{HORIZONTAL ELLIPSIS})",
            )
        if kind:
            return None
    return None


def _counts(kind: str, use: Use, call: Call) -> bool:
    """Whether what came of the password is what is kept: an encoding may only be on its way elsewhere."""
    if kind == SLOW:
        return False  # told by the line, where frameworks are, too
    made = {*split_words(use.function), *split_words(use.target), *split_words(call.shown)}
    if kind in (BROKEN, FAST, HELPER) and made & _TOKENS:
        return False  # what is made is a token that goes stale with the password
    if kind == ENCODING:
        return _is_kept(use) and "+" not in use.operators and "." not in use.operators
    return kind != DECRYPT or call.name not in ("decrypt_stream",)


def _is_kept(use: Use) -> bool:
    words = set(split_words(use.function))
    if use.target and (
        is_password_name(use.target) or {"password", "passwd", "pass"} & set(split_words(use.target))
    ):
        return not (words & {"header", "headers", "auth", "authorization"})
    return use.is_returned and bool(words & _KEEPS)


def _is_foreign(name: str) -> bool:
    return not _FOREIGN.isdisjoint(split_words(name))


def _declared(file: SourceFile, lines: list[str]) -> Iterator[Spot]:
    if b"passw" not in file.lower or not any(word in file.lower for word in _DECLARING):
        return
    for number, line in enumerate(lines, 1):
        if "ass" not in line or len(line) > 2000:
            continue
        for pattern, kind in _DECLARED:
            if found := pattern.search(line):
                if not _is_foreign(found[0]):
                    yield _spot(file, kind, number, " ".join(found[0].split())[:80])
                break
        else:
            if _SQL.search(line) and (found := _SQL_HASH.search(line)):
                yield _spot(file, BROKEN, number, f"{found['name']}(\N{HORIZONTAL ELLIPSIS})")


def _slow(file: SourceFile, lines: list[str]) -> Iterator[Spot]:
    """Give what hashes slowly, with its cost where that stands beside it."""
    for spot in read_uses(file, lines, lines_with(file, lines, SLOW_WORDS), ID):
        if spot.kind == "hashing":
            cost = _cost(lines[spot.line - 1])
            note = f"{NOTES[SLOW]}{cost}"
            yield Spot(
                ID, SLOW, file.path, spot.line, spot.text, Outcome.PASS, note, (spot.text,), file.is_test
            )


def _cost(line: str) -> str:
    """Say the cost that a line sets, and that it is low where it is."""
    if found := _ITERATIONS.search(line):
        number = int((found[1] or found[2]).replace("_", "") or 0)
        return f", {number:,} iterations{', which is low by now' if number < _LEAST_ITERATIONS else ''}"
    if found := _COST.search(line):
        number = int(found[1])
        return f", cost {number}{', which is low by now' if number < _LEAST_COST else ''}"
    return ""


def _spot(file: SourceFile, kind: str, line: int, text: str) -> Spot:
    shown = clean(text, limit=120)
    detail = (language_of(file.path),)
    return Spot(ID, kind, file.path, line, shown, _OUTCOMES[kind], NOTES[kind], detail, file.is_test)


RULE = Rule(id=ID, version=1, wants=wants, read=read, literals=(*LITERALS, *HASHING))
