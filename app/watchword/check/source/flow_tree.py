"""Uses of passwords in code that tree-sitter reads: from a password's word outwards, never the whole tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from watchword.check.source import flow_kinds as kinds
from watchword.check.source.flow import (
    ARGUMENT,
    BLOCK,
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
from watchword.check.source.flow_nodes import Path, callee_of, cut, is_key_of, line_of, text_of
from watchword.check.source.flow_start import ARGUMENT_LIMIT, Start
from watchword.check.source.lookups import is_fetched
from watchword.check.source.rule import SourceFile
from watchword.check.source.syntax import RUBY, syntax_tree

if TYPE_CHECKING:
    from tree_sitter import Node


def read_tree(file: SourceFile, language: str) -> Iterator[Use]:
    """Yield the uses in a file; raises `NotParsed`."""
    tree = syntax_tree(file)
    done = -1
    for place in word_places(file):
        if place < done:
            continue  # a second word in the same leaf
        path = Path(tree, place)
        done = path.nodes[-1].end_byte
        if path.nodes[-1].type not in kinds.COMMENTS:
            use = _Walk(path, language, file.data).use()
            if use:
                yield use


class _Walk:
    """One walk outwards from a leaf."""

    def __init__(self, path: Path, language: str, data: bytes) -> None:
        self.path = path
        self.language = language
        self.data = data
        self.nodes = path.nodes
        self.start = Start(path, language, data)
        self.way = Way()

    def use(self) -> Use | None:
        at = self.start.find()
        if at is None:
            return None
        first = at
        while at > 0:
            step = self._step(at, is_first=at == first)
            if step is Step.NOTHING:
                return None
            if step is Step.END:
                break
            at -= 2 if step is Step.PAST else 1
        line = self.nodes[-1].start_point.row + 1
        function = self.path.function()
        return self.way.use(
            self.start.name, line, function, is_key=self.start.is_key, is_whole=self.start.is_whole
        )

    def _step(self, at: int, *, is_first: bool) -> Step:
        inner, outer, field = self.nodes[at], self.nodes[at - 1], self.path.fields[at]
        kind = outer.type
        if kind in kinds.ARGUMENTS:
            return self._argument_step(at)
        if kind in kinds.CALLS:
            return self._call_step(at, is_first=is_first)
        if kind in kinds.MEMBERS:
            return self._member_step(at)
        if kind in kinds.SHOWING:
            self.way.calls.append(self._made(outer, ARGUMENT, 0, kinds.SHOWING[kind]))
            return Step.END
        if kind in kinds.BINARIES:
            return self._binary_step(at)
        if kind in kinds.PAIRS:
            return self._pair_step(outer, inner)
        if kind in kinds.ASSIGNMENTS:
            return self._assignment_step(outer, inner)
        if kind in kinds.RETURNS:
            self.way.is_returned = True
            return Step.END
        if kind in kinds.CHOICES:
            return Step.END if field == "condition" else Step.ON
        if kind == "unary_expression" or kind == "unary_op_expression":
            return Step.ON if outer.children[0].type in ("&", "*", "+") else Step.END
        if kind in kinds.LAMBDAS:
            return Step.ON if field == "body" and inner.type not in ("block", "statement_block") else Step.END
        if kind in kinds.BLOCKS and self.language == RUBY:
            return Step.ON
        if kind in kinds.SUBSCRIPTS and self.start.is_whole:
            return Step.NOTHING  # one value of many
        is_on = kind in kinds.PASSED or kind in kinds.SUBSCRIPTS
        return Step.ON if is_on else Step.END

    def _argument_step(self, at: int) -> Step:
        """Step from an argument past its list to the call."""
        inner, arguments, call = self.nodes[at], self.nodes[at - 1], self.nodes[at - 2]
        if call.type in kinds.RETURNS:
            return Step.ON
        if call.type not in kinds.CALLS:
            return Step.END
        position = -1
        if arguments.named_child_count <= ARGUMENT_LIMIT:
            position = sum(1 for one in arguments.named_children if one.end_byte <= inner.start_byte)
        keyword = ""
        if inner.type == "argument" and (label := inner.child_by_field_name("name")) is not None:
            keyword = text_of(label)
        elif inner.type == "pair":
            keyword = self.way.target
        role = BLOCK if inner.type in kinds.LAMBDAS else ARGUMENT
        self.way.calls.append(self._made(call, role, position, keyword=keyword))
        return Step.PAST

    def _call_step(self, at: int, *, is_first: bool) -> Step:
        """Step out of a call's callee, receiver or block."""
        inner, call, field = self.nodes[at], self.nodes[at - 1], self.path.fields[at]
        if field == "block":
            self.way.calls.append(self._made(call, BLOCK))
            return Step.ON
        receiver = kinds.METHOD_CALLS.get(call.type, ("", ""))[0]
        if receiver and field == receiver:
            self.way.calls.append(self._made(call, RECEIVER))
            return Step.ON
        if inner.type == "template_string":
            self.way.calls.append(self._made(call, ARGUMENT, 0))
            return Step.ON
        # The name itself is called: what is it that it gives?
        arguments = call.child_by_field_name("arguments")
        has_arguments = arguments is not None and arguments.named_child_count > 0
        is_fetching = is_first and call.type not in ("new_expression", "object_creation_expression")
        return Step.ON if is_fetching and is_fetched(self.start.name, has_arguments) else Step.NOTHING

    def _member_step(self, at: int) -> Step:
        inner, member, outer = self.nodes[at], self.nodes[at - 1], self.nodes[at - 2]
        if self.path.fields[at] != kinds.MEMBERS[member.type][0]:
            return Step.END
        if kinds.FUNCTION_CALLS.get(outer.type, "-") == self.path.fields[at - 1]:
            self.way.calls.append(self._made(outer, RECEIVER))
            return Step.PAST
        name = text_of(member.child_by_field_name(kinds.MEMBERS[member.type][1]))
        self.way.calls.append(Call(f"x.{name.lower()}", PROPERTY, line_of(inner), shown=f".{name[:40]}"))
        return Step.ON

    def _binary_step(self, at: int) -> Step:
        outer, inner = self.nodes[at - 1], self.nodes[at]
        operator = outer.child_by_field_name("operator")
        sign = operator.type if operator is not None else ""
        is_right = self.path.fields[at] == "right"
        if sign not in kinds.JOINING:
            return Step.END
        if sign in ("&&", "and") and not is_right:
            return Step.END
        if sign == "<<":
            if not is_right or self.language != RUBY:
                return Step.END
            left = text_of(outer.child_by_field_name("left"))
            self.way.calls.append(self._made(outer, ARGUMENT, 0, f"{left}.<<"))
            return Step.ON
        self.way.operators.append(sign)
        return Step.ON if inner.type else Step.END

    def _pair_step(self, pair: Node, inner: Node) -> Step:
        if is_key_of(pair, inner):
            return Step.END
        key = pair.child_by_field_name("key") or (
            pair.named_children[0] if pair.named_child_count == 2 else None
        )
        self.way.target = self.way.target or text_of(key).strip("\"':")
        return Step.ON

    def _assignment_step(self, outer: Node, inner: Node) -> Step:
        left = outer.child_by_field_name(kinds.ASSIGNMENTS[outer.type])
        if left is None or left == inner or inner.start_byte < left.end_byte:
            return Step.NOTHING
        self.way.target = text_of(left)
        return Step.END

    def _made(self, call: Node, role: str, position: int = -1, callee: str = "", keyword: str = "") -> Call:
        name = callee or callee_of(call, self.data)
        text = cut(self.data, call.start_byte, min(call.end_byte, call.start_byte + TEXT_LIMIT))
        return Call(plain_callee(name), role, line_of(call), position, keyword, shown_callee(name), text)
