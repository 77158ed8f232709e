"""Nodes of tree-sitter's trees: the way down to a leaf, and what is asked of a single node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchword.check.source import flow_kinds as kinds
from watchword.check.source.flow import CALLEE_LIMIT
from watchword.check.source.lookups import is_plain_value
from watchword.check.source.syntax import NESTING_LIMIT, NotParsed

if TYPE_CHECKING:
    from tree_sitter import Node, Tree


class Path:
    """The way from the root to a leaf: nodes, and the fields they stand in."""

    def __init__(self, tree: Tree, at: int) -> None:
        """Go down to the byte `at`; raises `NotParsed` where that is deeper than people write."""
        cursor = tree.walk()
        self.nodes: list[Node] = [cursor.node]  # type: ignore[list-item]
        self.fields: list[str] = [""]
        while cursor.goto_first_child_for_byte(at) is not None:
            node = cursor.node
            if node is None or node.start_byte > at:
                break
            self.nodes.append(node)
            self.fields.append(cursor.field_name or "")
            if len(self.nodes) > NESTING_LIMIT:
                raise NotParsed("is nested too deeply to be read")

    def function(self) -> str:
        """Return the name of the function all this is in."""
        for node in reversed(self.nodes):
            if node.type in kinds.FUNCTIONS:
                return text_of(node.child_by_field_name("name"))
        return ""


def is_key_of(pair: Node, node: Node) -> bool:
    """Whether a node is the key of a pair, or stands in it."""
    key = pair.child_by_field_name("key") or (
        pair.named_children[0] if len(pair.named_children) == 2 else None
    )
    return key is not None and key.start_byte <= node.start_byte and node.end_byte <= key.end_byte


def callee_of(call: Node, data: bytes) -> str:
    """Return what stands before the arguments, its last part whole."""
    ends = [call.child_by_field_name("arguments"), call.child_by_field_name("block")]
    end = next((one.start_byte for one in ends if one is not None), call.end_byte)
    if call.type == "object_creation_expression":
        end = next((one.start_byte for one in call.children if one.type in kinds.ARGUMENTS), end)
    return cut(data, max(call.start_byte, end - CALLEE_LIMIT), end).strip()


def cut(data: bytes, start: int, end: int) -> str:
    """Return a piece of the file as text."""
    return data[start:end].decode("utf-8", "replace")


def is_plain(value: Node) -> bool:
    """Whether a value beside a password's name may be it: a name or a field, nothing that was made of one."""
    kind = value.type
    if kind in kinds.MEMBERS:
        return is_plain_value(text_of(value.child_by_field_name(kinds.MEMBERS[kind][1])))
    return kind in ("identifier", "instance_variable", "variable_name") and is_plain_value(
        text_of(value).lstrip("$@")
    )


def line_of(node: Node) -> int:
    """Return the line a node begins on, from 1."""
    return node.start_point.row + 1


def text_of(node: Node | None, limit: int = 200) -> str:
    """Return the text of a node, cut; empty where there is none."""
    return "" if node is None or node.text is None else node.text[:limit].decode("utf-8", "replace")
