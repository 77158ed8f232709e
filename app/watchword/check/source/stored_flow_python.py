"""Passwords that Python code stores, looks up or compares as they came in, read from the syntax tree.

Only what one function says is believed: a name counts as plain until that function sets it from something
that hashes. Django's `create_user` and methods called `set_password` hash by themselves and are no findings.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from watchword.check.finding import Outcome
from watchword.check.source.names import is_password_key, is_password_name, split_words
from watchword.check.source.python_chains import callee_of, dotted, entries, hashes, tail
from watchword.check.source.rule import SourceFile, Spot
from watchword.check.source.stored_flow import NOTES
from watchword.check.source.stored_terms import confirms, is_account, is_stored

# A cheap look first: parsing takes a hundred times longer than reading.
_LINE_WORTH = re.compile(
    r"(?i)[!=]=\s*(?:\w{1,40}[.\[]|f?['\"(]*)?[\w.\['\"]{0,60}pass|pass\w{0,30}['\"]?\]?\)?\s*[!=]="
    r"|(?:user|account|member|customer|admin|person|profile|owner|login|staff)\w{0,20}\.\w{0,30}pass\w{0,30}\s*="
    r"|\bwhere\b.{0,200}pass\w{0,10}\s*="
)
_ENTRY_WORTH = re.compile(
    r"(?i)(?<!\w)(?:\w{0,30}pass\w{0,30}\s*=(?!\s*None\b)|['\"]\w{0,30}pass\w{0,30}['\"]\s*:)\s*[a-z_]"
)
_KEEPS = re.compile(
    rb"\.objects\b|filter_by|insert_one|insert_many|find_one|session\.(?:add|query|merge|scalar)|\.save\(|\.query[.(]"
    rb"|\bdb\.\w|\bcollection[(\[]|\.insert\(\s*\{"
)
_RUNS_SQL = re.compile(rb"execute(?:many)?\(|\.raw\(")
_HAS_SQL = re.compile(rb"\b(?:where|and)\s+\w{0,30}\.?passw\w{0,10}\s*=|\binsert\s+into\b|\bset\s+passw")
_CREATES = frozenset(
    (
        "create",
        "get_or_create",
        "update_or_create",
        "insert_one",
        "insert",
        "insert_many",
        "update",
        "bulk_create",
        "acreate",
    )
)
_FINDS = frozenset(("filter", "get", "filter_by", "find_one", "find", "exclude", "aget", "get_object_or_404"))
_QUERIES = frozenset(("objects", "query", "collection", "select"))
_CHECKS = frozenset(
    ("check", "verify", "compare", "authenticate", "valid", "validate", "match", "matches", "login")
)
_SETTINGS = frozenset(
    ("settings", "config", "environ", "options", "conf", "cfg", "env", "args", "opts", "parser")
)
_WRITES = re.compile(r"(?i)\b(?:insert\s+into|update\s+\w+\s+set)\b[^;]*\b(?:password|passwd)\b")
_LOOKS_UP = re.compile(r"(?i)\b(?:where|and)\s+\w*\.?(?:password|passwd)\s*=\s*(?:'?\s*$|'?%s|\?|:\w+|'?\{)")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def read_python(file: SourceFile, lines: Sequence[str], numbers: Sequence[int], rule: str) -> Iterator[Spot]:
    """Give `stored`, `looked-up` and `compared` spots; nothing for a file that is not Python of this version.

    `lines` are without comments; `numbers` are those (from 1) that hold a word for a password.
    """
    if not _is_worth_it(file, [lines[number - 1] for number in numbers]):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(file.data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    is_django = b"django" in file.lower
    for scope in _scopes(tree, _with_statements(file, numbers)):
        yield from _Scope(file, scope, rule, is_django).read()


def _is_worth_it(file: SourceFile, named: Sequence[str]) -> bool:
    if _RUNS_SQL.search(file.lower) and _HAS_SQL.search(file.lower):
        return True
    if any(_LINE_WORTH.search(line[:1000]) for line in named):
        return True
    return any(_ENTRY_WORTH.search(line[:1000]) for line in named) and bool(_KEEPS.search(file.lower))


def _scopes(tree: ast.Module, numbers: Sequence[int]) -> Iterator[ast.Module | _Function]:
    """Give the functions that hold one of these lines, and the module where some lie outside of all."""
    outside = set(numbers)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for field in _BODIES:
            waiting += getattr(node, field, ())
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = {one for one in numbers if node.lineno <= one <= (node.end_lineno or node.lineno)}
            outside -= inside
            if inside:
                yield node
    if outside:
        yield tree


def _with_statements(file: SourceFile, numbers: Sequence[int]) -> list[int]:
    """Return the lines with a password, and those with SQL, whose text may lie in a string of many lines."""
    if not _RUNS_SQL.search(file.lower):
        return list(numbers)
    found = (at for at, line in enumerate(file.lines, 1) if "execute" in line or ".raw(" in line)
    return sorted({*numbers, *found})


_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes of a scope in order, without those of the functions in it."""
    waiting = list(reversed(list(ast.iter_child_nodes(scope))))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            waiting += reversed(list(ast.iter_child_nodes(node)))


class _Scope:
    """One function, or the statements outside of any."""

    def __init__(self, file: SourceFile, scope: ast.Module | _Function, rule: str, is_django: bool) -> None:
        self.file = file
        self.rule = rule
        self.is_django = is_django
        self.nodes = list(_own(scope))
        self.name = "" if isinstance(scope, ast.Module) else scope.name
        self.hashed = self._hashed_names()
        self.has_store = any(
            isinstance(node, ast.Call)
            and callee_of(node)[-1:] in (["save"], ["add"], ["insert"], ["put"], ["commit"])
            for node in self.nodes
        )

    def _hashed_names(self) -> dict[str, int]:
        """Return the names set from something that hashes, each with the first line where that is done."""
        found: dict[str, int] = {}
        for node in self.nodes:
            if isinstance(node, ast.Assign) and hashes(node.value):
                for target in node.targets:
                    found.setdefault(dotted(target), node.lineno)
        return found

    def read(self) -> Iterator[Spot]:
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield from self._call(node)
            elif isinstance(node, ast.Assign) and len(node.targets) == 1:
                yield from self._assignment(node)
            elif isinstance(node, ast.Compare):
                yield from self._comparison(node)

    # -- calls ----------------------------------------------------------------------------------------

    def _call(self, call: ast.Call) -> Iterator[Spot]:
        callee = callee_of(call)
        if not callee:
            return
        name = callee[-1]
        if name in ("execute", "executemany", "raw", "text"):
            yield from self._statement(call)
            return
        purpose = "stored" if name in _CREATES else "looked-up" if name in _FINDS else ""
        is_query = len(callee) > 1 and (
            not _QUERIES.isdisjoint(callee[:-1]) or is_account(callee[-2]) or name == "filter_by"
        )
        is_model = (
            name[:1].isupper()
            and is_account(name)
            and self.has_store
            and not name.endswith(("Form", "Error"))
        )
        if not (purpose and is_query) and not is_model:
            return
        for key, value in entries(call):
            if is_password_name(key) and not confirms(key) and self._is_plain(value):
                detail = "direct" if purpose and (purpose == "looked-up" or self.is_django) else ""
                text = f"{'.'.join(callee[-3:])}({key}={tail(value)})"
                yield self._spot(purpose or "stored", call.lineno, text, detail)
                return

    def _statement(self, call: ast.Call) -> Iterator[Spot]:
        if not call.args:
            return
        text = " ".join(
            node.value
            for node in ast.walk(call.args[0])
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        kind = "stored" if _WRITES.search(text) else "looked-up" if _LOOKS_UP.search(text) else ""
        if kind and any(
            self._is_plain(node) for arg in call.args for node in ast.walk(arg) if isinstance(node, ast.expr)
        ):
            yield self._spot(kind, call.lineno, f"{callee_of(call)[-1]}(... password ...)", "direct")

    # -- assignments and comparisons ------------------------------------------------------------------

    def _assignment(self, node: ast.Assign) -> Iterator[Spot]:
        target = node.targets[0]
        if isinstance(target, ast.Name | ast.Attribute) and _is_lookup_text(node.value):
            parts = [part for part in ast.walk(node.value) if isinstance(part, ast.expr)]
            if any(self._is_plain(part) for part in parts):
                yield self._spot(
                    "looked-up", node.lineno, f"{tail(target)} = SELECT ... WHERE password = ...", "direct"
                )
            return
        if (
            not isinstance(target, ast.Attribute)
            or not is_password_name(target.attr)
            or confirms(target.attr)
        ):
            return
        owner = tail(target.value)
        if is_account(owner) and self.has_store and self._is_plain(node.value):
            detail = "direct" if self.is_django else ""
            yield self._spot("stored", node.lineno, f"{owner}.{target.attr} = {tail(node.value)}", detail)

    def _comparison(self, node: ast.Compare) -> Iterator[Spot]:
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            return
        for stored, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
            mine, theirs = dotted(stored), dotted(other)
            if (
                not self._is_stored(mine)
                or not self._is_plain(other)
                or is_stored(theirs)
                or confirms(mine, theirs)
            ):
                continue
            yield self._spot("compared", node.lineno, f"{tail(stored)} == {tail(other)}", "direct")
            return

    def _is_stored(self, chain: str) -> bool:
        if is_stored(chain):
            return True
        is_own = chain.startswith("self.") and chain.count(".") == 1 and is_password_name(chain[5:])
        return is_own and not _CHECKS.isdisjoint(split_words(self.name))

    # -- values ---------------------------------------------------------------------------------------

    def _is_plain(self, value: ast.expr) -> bool:
        """Whether a value is a password as it came in: named or looked up as one, and not hashed before."""
        chain = dotted(value)
        if not chain or self.hashed.get(chain, value.lineno + 1) <= value.lineno:
            return False
        words = chain.split(".")
        if any(not _SETTINGS.isdisjoint(split_words(word)) for word in words[:-1]):
            return False
        if words[-1] in ("data", "value") and len(words) > 1:
            words.pop()
        return is_password_name(words[-1]) or (len(words) > 1 and is_password_key(words[-1], alone=True))

    def _spot(self, kind: str, line: int, text: str, detail: str) -> Spot:
        framework = "Django" if self.is_django else "Python"
        return Spot(
            self.rule,
            kind,
            self.file.path,
            line,
            text[:120],
            Outcome.FAIL,
            NOTES[kind],
            (framework, detail),
            self.file.is_test,
        )


def _is_lookup_text(value: ast.expr) -> bool:
    if not isinstance(value, ast.BinOp | ast.JoinedStr):
        return False
    text = "".join(
        node.value if isinstance(node.value, str) else ""
        for node in ast.walk(value)
        if isinstance(node, ast.Constant)
    )
    return bool(re.search(r"(?i)\bselect\b", text) and re.search(r"(?i)\bpassword\s*=\s*'?", text))
