"""Chains of names in Python's own trees: `request.POST.get("password")` as dotted words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from watchword.check.source.names import is_hash_call

_DEEPEST = 400  # levels of a chain; deeper ones were made by a program


def callee_of(call: ast.Call) -> list[str]:
    """Return the words of what is called, the function's own name last."""
    return [word for word in dotted(call.func).split(".") if word]


def dotted(node: ast.AST) -> str:
    """Return a chain as text: `request.POST.password` for `request.POST.get("password")`; empty for
    others."""
    parts: list[str] = []
    for _ in range(_DEEPEST):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                parts.append(node.slice.value)
            node = node.value
        elif isinstance(node, ast.Call):
            node = _looked_up(node, parts)
        else:
            break
    if isinstance(node, ast.Name):
        return ".".join((node.id, *reversed(parts)))
    return ""


def _looked_up(call: ast.Call, parts: list[str]) -> ast.AST:
    """Take `x.get("password")` for `x.password`, `x.strip()` for `x`; return where the chain goes on."""
    func = call.func
    if isinstance(func, ast.Attribute):
        if (
            func.attr in ("get", "getlist", "pop", "getvalue")
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ):
            parts.append(str(call.args[0].value)[:80])
            return func.value
        if func.attr in ("strip", "get_secret_value") and not call.args:
            return func.value
    # What a call gives back is unknown, unless the chain goes on: `query().filter`.
    return func if parts else ast.Constant("")


def hashes(value: ast.expr) -> bool:
    """Whether a value comes from something that says it hashes."""
    for node in ast.walk(value):
        word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if word and (is_hash_call(word) or word in ("make_password", "encode_password")):
            return True
    return False


def entries(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Give what a call is handed by name: keywords, and the entries of a mapping written in place."""
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg, keyword.value
    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(value, ast.Dict):
            for key, entry in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, entry


def tail(node: ast.AST) -> str:
    """Return the last name of a chain, for evidence; never a value."""
    return dotted(node).rpartition(".")[2][:40] or "..."
