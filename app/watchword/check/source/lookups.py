"""Calls that give a password rather than take one, and values that may be one."""

from __future__ import annotations

from watchword.check.source.names import is_hash_call, is_masked_call, is_password_name, split_words

# Functions whose first argument is the key of what they give back: of requests, forms, mappings, settings.
LOOKUPS = frozenset(
    (
        *("get", "fetch", "dig", "param", "params", "parameter", "getparameter", "getparam", "formvalue"),
        *("postformvalue", "pathvalue", "query", "queryparam", "getquery", "postform", "getstring"),
        *("getenv", "input", "post", "request", "getattr", "getfirst", "getlist", "get_argument", "header"),
        *("getheader", "getproperty", "getattribute", "lookupenv", "env", "getpost", "getvar", "string"),
        *("pop", "defaultquery", "get_body_argument", "get_secure_cookie", "optstring", "val", "getpass"),
        *("getfield", "read_attribute"),
    )
)
_GIVING = frozenset(
    ("get", "read", "fetch", "generate", "load", "find", "lookup", "random", "create", "make", "build")
)


def is_fetched(name: str, has_arguments: bool) -> bool:
    """Whether a call of this name gives a password: `getPassword()`, `generate_password(12)`,
    `user.password()`."""
    words = split_words(name)
    return not has_arguments or (len(words) > 1 and words[0] in _GIVING)


def is_plain_value(name: str) -> bool:
    """Whether a variable beside a password's name may hold it: not found by its own name, not derived, no
    type."""
    return not (
        is_password_name(name)
        or is_hash_call(name)
        or is_masked_call(name)
        or name[:1].isupper()
        or name.lower() in _NOTHING
        or not _OTHER.isdisjoint(split_words(name))
    )


_NOTHING = frozenset(
    ("none", "null", "nil", "true", "false", "undefined", "str", "string", "int", "bool", "required")
)
_OTHER = frozenset(
    (
        *("length", "len", "error", "errors", "err", "message", "msg", "field", "label", "schema", "rules"),
        *("type", "required", "validator", "valid", "is", "has", "reset", "url", "path", "key", "count"),
        *("filtered", "hidden", "placeholder", "description", "title", "help", "style", "styles", "class"),
        *("id", "digest", "hashed", "ref", "changed", "strength", "score", "policy", "input", "props"),
        *("component", "handler", "state", "opts", "options"),
    )
)
