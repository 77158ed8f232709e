"""Names that Python code sets, with the value and the branches they stand in; and calls. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from watchword.check.source.condition import stage_under
from watchword.check.source.https_setting import FORCED, OFF, UNSURE

_ENVIRONMENT = ("env", "environ", "getenv", "config", "get", "bool", "str", "get_env", "getbool", "int")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A name, or a key such as `app.config["NAME"]`, that is set; `scope` names the class it is set in."""

    name: str
    value: ast.expr
    line: int
    conditions: tuple[str, ...]
    scope: str = ""


def parse(text: str) -> ast.Module | None:
    """Return the tree of a file; `None` where Python cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def assigned(tree: ast.Module) -> Iterator[Assigned]:
    """Yield what is set at the top, in branches and in classes, in order; functions are not looked into."""
    waiting: list[tuple[ast.stmt, tuple[str, ...], str]] = [(one, (), "") for one in reversed(tree.body)]
    while waiting:
        node, conditions, scope = waiting.pop()
        if isinstance(node, ast.If):
            test = written(node.test)
            waiting += [(one, (*conditions, f"else of if {test}"), scope) for one in reversed(node.orelse)]
            waiting += [(one, (*conditions, f"if {test}"), scope) for one in reversed(node.body)]
        elif isinstance(node, ast.Try | ast.With):
            waiting += [(one, conditions, scope) for one in reversed(node.body)]
        elif isinstance(node, ast.ClassDef):
            waiting += [(one, conditions, node.name) for one in reversed(node.body)]
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if name := _target(target):
                    yield Assigned(name, node.value, node.lineno, conditions, scope)
        elif isinstance(node, ast.AnnAssign) and node.value and (name := _target(node.target)):
            yield Assigned(name, node.value, node.lineno, conditions, scope)


def _target(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return ""


def switch(value: ast.expr, conditions: tuple[str, ...], stage: str) -> tuple[str, str, str]:
    """Return whether a setting is on, as kind, stage and note.

    `not DEBUG` is on in production. What the environment decides is unsure, unless the default is on.
    """
    stage, is_settled = stage_under(conditions, stage)
    if not is_settled:
        return UNSURE, stage, "only under a condition"
    if isinstance(value, ast.Constant):
        return (FORCED if value.value else OFF), stage, ""
    default = _default(value)
    if default is not None:
        kind, under, _ = switch(default, (), stage)
        if kind == FORCED:
            return FORCED, under, "unless the environment says otherwise"
        return UNSURE, stage, "the environment decides"
    first = value.values[0] if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And) else value
    if isinstance(first, ast.Name | ast.Attribute | ast.UnaryOp | ast.Compare) and not _asks(first):
        under, is_settled = stage_under([f"if {written(first)}"], stage)
        if is_settled:
            return FORCED, under, ""
    return UNSURE, stage, "another value decides"


def _asks(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Call) for one in ast.walk(node))


def _default(node: ast.expr) -> ast.expr | None:
    """Return the default of a call that asks the environment: `env.bool("NAME", default=True)`."""
    if (
        isinstance(node, ast.Compare)
        and len(node.comparators) == 1
        and isinstance(node.ops[0], ast.Eq | ast.In)
    ):
        inner = _default(node.left)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            return ast.Constant(inner.value.lower() in _strings(node.comparators[0]))
        return inner
    if not isinstance(node, ast.Call):
        return None
    name = call_name(node)
    if name == "lower" and isinstance(node.func, ast.Attribute):
        return _default(node.func.value)
    if name not in _ENVIRONMENT:
        return ast.Constant(False) if name in ("strtobool", "bool") else None
    for keyword in node.keywords:
        if keyword.arg == "default":
            return keyword.value
    return node.args[1] if len(node.args) > 1 else ast.Constant(False)


def _strings(node: ast.expr) -> tuple[str, ...]:
    parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return tuple(str(one.value).lower() for one in parts if isinstance(one, ast.Constant))


def call_name(node: ast.Call) -> str:
    """Return the last name of what is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def written(node: ast.expr) -> str:
    """Return an expression as it would be written, on one line, at most 300 characters."""
    try:
        return " ".join(ast.unparse(node).split())[:300]
    except (RecursionError, ValueError):
        return "a long expression"
