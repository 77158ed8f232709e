"""Uses of passwords in Python code, by Python's own parser."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator

from watchword.check.source.flow import (
    ARGUMENT,
    BLOCK,
    CALLEE_LIMIT,
    PROPERTY,
    RECEIVER,
    TEXT_LIMIT,
    Call,
    Step,
    Use,
    Way,
    plain_callee,
    shown_callee,
    word_places,
)
from watchword.check.source.lookups import LOOKUPS, is_fetched, is_plain_value
from watchword.check.source.names import is_password_key, is_password_name
from watchword.check.source.rule import SourceFile
from watchword.check.source.syntax import python_tree

_PASSED = (
    *(ast.JoinedStr, ast.FormattedValue, ast.BoolOp, ast.Tuple, ast.List, ast.Set, ast.Starred, ast.Await),
    *(ast.ListComp, ast.GeneratorExp, ast.NamedExpr),
)
_OPERATORS = {ast.Add: "+", ast.Mod: "%", ast.BitXor: "^"}
Path = list[ast.AST]


def read_python(file: SourceFile) -> Iterator[Use]:
    """Yield the uses in a Python file; raises `NotParsed`."""
    for path in _named(python_tree(file), _lines_of(file)):
        use = _follow(file, path)
        if use:
            yield use


def _lines_of(file: SourceFile) -> list[int]:
    lines, line, at = [], 1, 0
    for place in word_places(file):
        line += file.data.count(b"\n", at, place)
        at = place
        lines.append(line)
    return lines


def _named(tree: ast.Module, lines: list[int]) -> Iterator[Path]:
    """Yield the way from the module to each node that names a password; goes only where such a line is."""
    waiting: list[Path] = [[tree]]
    while waiting:
        path = waiting.pop()
        if _is_named(path):
            yield path
        waiting += [[*path, child] for child in ast.iter_child_nodes(path[-1]) if _touches(child, lines)]


def _touches(node: ast.AST, lines: list[int]) -> bool:
    first = getattr(node, "lineno", None)
    if first is None:
        return True  # arguments, contexts, comprehensions: without a place of their own
    first = min([first, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= (node.end_lineno or first)  # type: ignore[attr-defined]


def _is_named(path: Path) -> bool:
    node = path[-1]
    if isinstance(node, ast.Name):
        # A name that begins with a capital is a class.
        return isinstance(node.ctx, ast.Load) and not node.id[:1].isupper() and is_password_name(node.id)
    if isinstance(node, ast.Attribute):
        return isinstance(node.ctx, ast.Load) and (is_password_name(node.attr) or _is_whole(node))
    if isinstance(node, ast.keyword):
        return bool(node.arg and is_password_name(node.arg) and _is_plain(node.value))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(path) > 1:
        return is_password_key(node.value) and _is_key(path)
    return False


def _is_whole(node: ast.AST) -> bool:
    """Whether it is all that came with a request: `request.POST`, `self.request.data`."""
    if not (isinstance(node, ast.Attribute) and node.attr in ("POST", "form", "data", "json", "body")):
        return False
    return _name_of(node.value) in ("request", "req")


def _is_key(path: Path) -> bool:
    parent, node = path[-2], path[-1]
    if isinstance(parent, ast.Subscript):
        return parent.slice is node and isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Dict):
        return any(
            key is node and _is_plain(value) for key, value in zip(parent.keys, parent.values, strict=True)
        )
    return (
        isinstance(parent, ast.Call)
        and bool(parent.args)
        and parent.args[0] is node
        and isinstance(parent.func, ast.Attribute | ast.Name)
        and _name_of(parent.func).lower() in LOOKUPS
    )


def _is_plain(value: ast.AST) -> bool:
    """Whether a value beside a name may be the password itself, and is not found by its own name."""
    if isinstance(value, ast.Name):
        return is_plain_value(value.id)
    if isinstance(value, ast.Attribute):
        return is_plain_value(value.attr)
    return False


def _follow(file: SourceFile, path: Path) -> Use | None:
    """Go outwards from a name as long as its value is handed on."""
    node, way = path[-1], Way()
    outwards = path[::-1]
    at = 1
    while at < len(outwards):
        inner, outer = outwards[at - 1], outwards[at]
        further = outwards[at + 1] if at + 1 < len(outwards) else None
        step = _call_step(file, way, path, at) if isinstance(outer, ast.Call) else None
        step = step or _step(file, way, inner, outer, further)
        if step is Step.NOTHING:
            return None
        if step is Step.END:
            break
        at += 2 if step is Step.PAST else 1
    is_key = isinstance(node, ast.keyword) or (
        isinstance(node, ast.Constant) and isinstance(path[-2], ast.Dict)
    )
    name, is_whole = _name_of(node), _is_whole(node)
    name = f"request.{name}" if is_whole else name
    line = getattr(node, "lineno", 0)
    return way.use(name, line, _function(path), is_key=is_key, is_whole=is_whole)


def _call_step(file: SourceFile, way: Way, path: Path, at: int) -> Step:
    inner, call = path[-at], path[-at - 1]
    assert isinstance(call, ast.Call)  # noqa: S101 - what leads here looked at it
    if at == 1 and isinstance(inner, ast.Constant):
        return Step.ON  # a look-up by the name: the call gives the password
    if inner is call.func:
        has_arguments = bool(call.args or call.keywords)
        return Step.ON if is_fetched(_name_of(inner), has_arguments) else Step.NOTHING
    if isinstance(inner, ast.keyword):
        way.calls.append(_made(file, call, ARGUMENT, keyword=inner.arg or "**"))
    elif isinstance(inner, ast.Lambda):
        way.calls.append(_made(file, call, BLOCK))
    else:
        position = next((number for number, one in enumerate(call.args) if one is inner), -1)
        way.calls.append(_made(file, call, ARGUMENT, position))
    return Step.ON


def _step(file: SourceFile, way: Way, inner: ast.AST, outer: ast.AST, further: ast.AST | None) -> Step:
    if isinstance(outer, ast.Subscript) and _is_whole(inner):
        return Step.NOTHING  # one value of many
    if isinstance(outer, ast.Attribute):
        if isinstance(further, ast.Call) and further.func is outer:
            way.calls.append(_made(file, further, RECEIVER))
            return Step.PAST
        shown = f".{outer.attr}"
        way.calls.append(Call(plain_callee(f"x{shown}"), PROPERTY, outer.lineno, shown=shown))
    elif isinstance(outer, ast.BinOp):
        sign = _OPERATORS.get(type(outer.op), "")
        way.operators.append(sign)
        return Step.ON if sign else Step.NOTHING
    elif isinstance(outer, ast.Assign | ast.AnnAssign | ast.AugAssign):
        if inner is not outer.value:
            return Step.NOTHING
        way.target = _segment(file, outer.targets[0] if isinstance(outer, ast.Assign) else outer.target)
        return Step.END
    elif isinstance(outer, ast.Return):
        way.is_returned = True
        return Step.END
    elif isinstance(outer, ast.keyword | ast.Dict):
        way.target = way.target or _key(outer, inner)
    elif not _hands_on(outer, inner):
        return Step.END
    return Step.ON


def _made(file: SourceFile, call: ast.Call, role: str, position: int = -1, keyword: str = "") -> Call:
    callee = _segment(file, call.func)[-CALLEE_LIMIT:] or _name_of(call.func)
    text = _segment(file, call)[:TEXT_LIMIT]
    return Call(plain_callee(callee), role, call.lineno, position, keyword, shown_callee(callee), text)


def _segment(file: SourceFile, node: ast.AST) -> str:
    """Return the source of an expression, of at most its first 12 lines; columns are those of bytes."""
    lines = file.kept.get("byte_lines")
    if not isinstance(lines, list):
        lines = file.kept["byte_lines"] = file.data.split(b"\n")
    first, start = node.lineno - 1, node.col_offset  # type: ignore[attr-defined]
    last, end = node.end_lineno - 1, node.end_col_offset  # type: ignore[attr-defined]
    taken = [line[:2000] for line in lines[first : min(last + 1, first + 12)]]
    if taken and last - first < 12:
        taken[-1] = taken[-1][:end]
    if taken:
        taken[0] = taken[0][start:]
    return b"\n".join(taken).decode("utf-8", "replace")


def _hands_on(outer: ast.AST, inner: ast.AST) -> bool:
    if isinstance(outer, ast.IfExp):
        return inner is not outer.test
    if isinstance(outer, ast.Subscript):
        return inner is outer.value or isinstance(inner, ast.Constant)
    if isinstance(outer, ast.Lambda):
        return inner is outer.body
    if isinstance(outer, ast.ListComp | ast.GeneratorExp):
        return inner is outer.elt
    if isinstance(outer, ast.BoolOp) and isinstance(outer.op, ast.And):
        return inner is outer.values[-1]
    return isinstance(outer, _PASSED)


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.keyword):
        return node.arg or ""
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _key(outer: ast.keyword | ast.Dict, value: ast.AST) -> str:
    if isinstance(outer, ast.keyword):
        return outer.arg or ""
    for key, one in zip(outer.keys, outer.values, strict=True):
        if value in (key, one) and isinstance(key, ast.Constant):
            return str(key.value)
    return ""


def _function(path: Path) -> str:
    for node in reversed(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return node.name
    return ""
