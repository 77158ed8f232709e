"""Whether a private key of GnuPG has a passphrase, read from its file in `private-keys-v1.d`.

Pure: bytes in, a word out; no tool is asked. Source: GnuPG's `agent/keyformat.txt`. A file is an
S-expression, either bare and in canonical form (older versions) or in advanced form as the value of `Key:`.

A `protected-private-key` is not always protected: `gpg --batch --import` keeps a key as it came, wrapped in
`openpgp-native`, and that wrapper may say `(protection none)`. GnuPG then asks for no passphrase.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from watchword.check.keys.header import Lock

HEAD = 4096  # enough for nearly every key; what it takes to tell lies further back only in wrapped keys
SIZE_LIMIT = 64 * 1024  # bytes

# A list in brackets: atoms, of which only short words are kept, and lists.
Expression: TypeAlias = "list[bytes | Expression]"

_NAMED = re.compile(rb"^key:[ \t]*", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(
    rb"\s*(?:(?P<open>\()|(?P<close>\))|(?P<size>[0-9]{1,7}):|#[0-9A-Fa-f\s]*#"
    rb'|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()"#|:{}\[\]]+))'
)
_DEEPEST = 20
_LONGEST = 40  # bytes of a word; anything longer is no word but part of a key

_BY_PASSPHRASE = (b"openpgp-s2k3-sha1-aes-cbc", b"openpgp-s2k3-ocb-aes")
_NATIVE = b"openpgp-native"


def read_lock(data: bytes, *, is_whole: bool) -> Lock | None:
    """Tell what locks a key from its file, or from the start of it; `None` where more of it is needed.

    What is cut off or damaged is `UNCLEAR`, never locked.
    """
    more = Lock.UNCLEAR if is_whole else None
    text = _value(data)
    if text is None:
        return more
    tree, is_closed = _parse(text)
    key = _first_list(tree)
    if key is None or (is_whole and not is_closed):
        return more
    match key[:1]:
        case [b"private-key"]:
            return Lock.BARE
        case [b"shadowed-private-key"]:
            return Lock.HARDWARE
        case [b"protected-private-key"]:
            return _protected(key) or more
    return more


def is_private_key(head: bytes) -> bool:
    """Whether these are the first bytes of a private key of GnuPG whose secret lies in the file."""
    text = _value(head)
    key = _first_list(_parse(text)[0]) if text is not None else None
    return key is not None and key[:1] in ([b"private-key"], [b"protected-private-key"])


def _protected(key: Expression) -> Lock | None:
    """Judge by the mode of protection; `None` where it is not to be seen (yet), or not known."""
    numbers = _first_list(key)
    how = _list_named(numbers or [], b"protected")
    if how is None or len(how) < 2:
        return None
    if how[1] in _BY_PASSPHRASE:
        return Lock.PASSPHRASE
    if how[1] != _NATIVE:
        return None
    wrapped = _list_named(how, b"openpgp-private-key") or []
    secret, protection = _list_named(wrapped, b"skey"), _list_named(wrapped, b"protection")
    match protection:
        case [_, b"none", *_]:
            return Lock.BARE
        # After each flag comes a number: "_" for one in the clear, "e" for an encrypted one.
        case [_, b"sha1" | b"sum", _, *_] if secret and b"e" in secret[1::2]:
            return Lock.PASSPHRASE
    return None


def _value(data: bytes) -> bytes | None:
    """Return the S-expression of a file; `None` where there is none (yet)."""
    if data.startswith(b"("):
        return data
    found = _NAMED.search(data)
    if found is None:
        return None
    lines = data[found.end() :].replace(b"\r\n", b"\n").split(b"\n")
    kept = [lines[0]]
    for line in lines[1:]:
        if not line.startswith((b" ", b"\t")):
            break
        kept.append(line[1:])  # one leading space marks a line that goes on, and is not part of it
    return b"".join(kept)


def _parse(data: bytes) -> tuple[Expression, bool]:
    """Return what could be read, and whether the outermost bracket is closed."""
    outermost: Expression = []
    stack = [outermost]
    place = 0
    while found := _TOKEN.match(data, place):
        place = found.end()
        if found["open"]:
            if len(stack) > _DEEPEST:
                break
            inner: Expression = []
            stack[-1].append(inner)
            stack.append(inner)
        elif found["close"]:
            if len(stack) == 1:
                break
            stack.pop()
            if len(stack) == 1:
                return outermost, True
        else:
            atom = found["text"] or found["word"] or b""
            if found["size"]:
                end = place + int(found["size"])
                if end > len(data):
                    break
                atom, place = data[place : min(end, place + _LONGEST + 1)], end
            stack[-1].append(atom if len(atom) <= _LONGEST else b"")
    return outermost, False


def _first_list(expression: Expression) -> Expression | None:
    return next((part for part in expression if isinstance(part, list)), None)


def _list_named(expression: Expression, name: bytes) -> Expression | None:
    """Return the list inside that starts with a word."""
    for part in expression:
        if isinstance(part, list) and part[:1] == [name]:
            return part
    return None
