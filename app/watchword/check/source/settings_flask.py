"""Whether a Flask app forces HTTPS: Talisman, SSLify, or its own redirect; and the middleware of Starlette.

Facts: the READMEs of flask-talisman (`force_https` is on unless turned off) and of flask-sslify; Starlette's
`HTTPSRedirectMiddleware`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from watchword.check.source.condition import stage_under
from watchword.check.source.https_setting import (
    COOKIE,
    DEFAULT,
    DEVELOPMENT,
    FORCED,
    FRAMEWORK,
    OFF,
    PROXY,
    TEST,
    UNSURE,
    Setting,
    stage_of,
)
from watchword.check.source.python_settings import assigned, call_name, parse, switch, written
from watchword.check.source.rule import SourceFile

FAMILY = "Flask"
_LITERALS = (b"flask", b"httpsredirectmiddleware", b"session_cookie_secure")


def wants(path: str) -> bool:
    """Whether a path is that of Python code."""
    return path.endswith(".py")


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield where a Flask app is made and what forces HTTPS for it."""
    if not any(one in file.lower for one in _LITERALS) or b"django" in file.lower:
        return
    tree = parse(file.text)
    if tree is None:
        return
    stage = stage_of(file.name)
    for node, conditions in _calls(tree):
        yield from _read_call(node, stage, conditions)
    for one in assigned(tree):
        if one.name == "SESSION_COOKIE_SECURE":
            named = stage_of(one.scope.removesuffix("Config").lower()) if one.scope else stage
            kind, under, _ = switch(one.value, one.conditions, named)
            if kind == OFF and under not in (DEVELOPMENT, TEST):
                yield Setting(FAMILY, COOKIE, one.line, "SESSION_COOKIE_SECURE = False", "", under)


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, tuple[str, ...]]]:
    """Yield all calls with the branches they stand in."""
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(tree, ())]
    while waiting:
        node, conditions = waiting.pop()
        if isinstance(node, ast.Call):
            yield node, conditions
        if isinstance(node, ast.If):
            test = written(node.test)
            waiting += [(one, (*conditions, f"else of if {test}")) for one in node.orelse]
            waiting += [(one, (*conditions, f"if {test}")) for one in node.body]
            waiting.append((node.test, conditions))
        else:
            waiting += [(one, conditions) for one in ast.iter_child_nodes(node)]


def _read_call(node: ast.Call, stage: str, conditions: tuple[str, ...]) -> Iterator[Setting]:
    name, line = call_name(node), node.lineno
    under, is_settled = stage_under(conditions, stage)
    forced = FORCED if is_settled else UNSURE
    if name == "Flask" and node.args:
        yield Setting(FAMILY, FRAMEWORK, line, "Flask app")
    elif name == "Talisman" or (name == "init_app" and "talisman" in _owner(node)):
        yield from _talisman(node, under, is_settled)
    elif name == "SSLify" and node.args:
        yield Setting(FAMILY, forced, line, "SSLify(app)", "", under)
    elif name == "ProxyFix":
        yield Setting(FAMILY, PROXY, line, "ProxyFix", "a proxy ends TLS", DEFAULT)
    elif name == "add_middleware" and node.args and _named(node.args[0]) == "HTTPSRedirectMiddleware":
        yield Setting(FAMILY, forced, line, "add_middleware(HTTPSRedirectMiddleware)", "", under)
    elif name == "redirect" and node.args and _turns_to_https(node.args[0]):
        yield Setting(FAMILY, FORCED, line, "redirect to https://", "the app's own redirect", stage)


def _talisman(node: ast.Call, stage: str, is_settled: bool) -> Iterator[Setting]:
    option = next((one.value for one in node.keywords if one.arg == "force_https"), None)
    if call_name(node) == "Talisman" and not node.args and option is None:
        return  # made here, given its app elsewhere
    kind, under, note = switch(ast.Constant(True) if option is None else option, (), stage)
    kind = kind if is_settled else UNSURE
    value = {FORCED: "True", OFF: "False"}.get(kind, "decided elsewhere")
    said = "Talisman(app)" if option is None else f"Talisman(force_https={value})"
    yield Setting(FAMILY, kind, node.lineno, said, note, under)


def _owner(node: ast.Call) -> str:
    return _named(node.func.value).lower() if isinstance(node.func, ast.Attribute) else ""


def _named(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _turns_to_https(node: ast.expr) -> bool:
    """Whether it is `something.replace("http://", "https://")`."""
    if not isinstance(node, ast.Call) or call_name(node) != "replace" or len(node.args) < 2:
        return False
    values = [one.value if isinstance(one, ast.Constant) else None for one in node.args[:2]]
    return values in (["http://", "https://"], ["http", "https"], ["http:", "https:"])
