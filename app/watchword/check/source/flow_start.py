"""Where the value of a password stands on the way outwards from its word: the leaf, a look-up, a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchword.check.source import flow_kinds as kinds
from watchword.check.source.flow import plain_callee
from watchword.check.source.flow_nodes import Path, callee_of, is_key_of, is_plain, text_of
from watchword.check.source.lookups import LOOKUPS
from watchword.check.source.names import is_password_key, is_password_name
from watchword.check.source.syntax import GO, PHP, RUBY

if TYPE_CHECKING:
    from tree_sitter import Node

ARGUMENT_LIMIT = 100  # of more, nobody asks which it is
_WHOLE = frozenset(("body", "post", "form", "data", "json"))


class Start:
    """The beginning of one walk: `name` of what was found, once `find` was called.

    `is_key` is a value found by the name beside it, `is_whole` all that came with a request.
    """

    def __init__(self, path: Path, language: str, data: bytes) -> None:
        self.path = path
        self.language = language
        self.data = data
        self.nodes = path.nodes
        self.name = ""
        self.is_key = False
        self.is_whole = False

    def find(self) -> int | None:
        """Return where the value of the leaf stands on the path: the leaf, a look-up, a pair; `None` for no
        value."""
        at = len(self.nodes) - 1
        leaf = self.nodes[at]
        if leaf.type in kinds.STRING_INSIDES or leaf.type in kinds.STRINGS:
            return self._start_at_text(at)
        if leaf.type not in kinds.NAMES:
            return None
        self.name = text_of(leaf).lstrip("$@")
        if not is_password_name(self.name):
            return self._start_at_whole(at)
        parent, field = self.nodes[at - 1], self.path.fields[at]
        if leaf.type == "name" and self.language == PHP and parent.type == "variable_name":
            return at - 1
        if parent.type in kinds.PAIRS and is_key_of(parent, leaf):
            return self._start_at_pair(at - 1)
        if parent.type in kinds.MEMBERS and field and field == kinds.MEMBERS[parent.type][1]:
            return at - 1 if parent.type != "scope_resolution" else None
        if parent.type == "literal_element" and self.nodes[at - 2].type in kinds.PAIRS:
            return self._start_at_pair(at - 2) if self.path.fields[at - 1] == "key" else at
        is_bare = leaf.type in ("identifier", "constant") and self.language != PHP
        return None if is_bare and self.name[:1].isupper() and not self._is_method(at) else at

    def _start_at_whole(self, at: int) -> int | None:
        """Return where all that came with a request stands: `req.body`, `params`, `$_POST`."""
        parent, self.is_whole = self.nodes[at - 1], True
        if self.language == PHP:
            return at - 1 if self.name in ("_POST", "_REQUEST") and parent.type == "variable_name" else None
        if self.language == RUBY:
            is_receiving = self.path.fields[at] != "method" or parent.child_by_field_name("receiver") is None
            return at if self.name == "params" and is_receiving else None
        fields = kinds.MEMBERS.get(parent.type)
        if not fields or self.name.lower() not in _WHOLE or self.path.fields[at] != fields[1]:
            return None
        self.name = text_of(parent)
        return at - 1

    def _is_method(self, at: int) -> bool:
        parent = self.nodes[at - 1]
        return (
            parent.type in kinds.METHOD_CALLS and self.path.fields[at] == kinds.METHOD_CALLS[parent.type][1]
        )

    def _start_at_text(self, at: int) -> int | None:
        """Return where a value looked up by a text stands, or one beside it."""
        self.name = text_of(self.nodes[at]).strip("\"'`:")
        if not is_password_key(self.name):
            return None
        if self.nodes[at].type in kinds.STRING_INSIDES:
            at -= 1
        parent = self.nodes[at - 1]
        if parent.type == "literal_element":
            at, parent = at - 1, self.nodes[at - 2]
        if parent.type in kinds.PAIRS:
            return self._start_at_pair(at - 1) if is_key_of(parent, self.nodes[at]) else None
        if parent.type in kinds.SUBSCRIPTS:
            return at - 1 if parent.named_children and parent.named_children[0] != self.nodes[at] else None
        while parent.type == "argument":
            at, parent = at - 1, self.nodes[at - 2]
        if parent.type not in kinds.ARGUMENTS or at < 2:
            return None
        return self._start_at_argument(at)

    def _start_at_argument(self, at: int) -> int | None:
        call, node = self.nodes[at - 2], self.nodes[at]
        if self.nodes[at - 1].named_child_count > ARGUMENT_LIMIT:
            return None
        arguments = self.nodes[at - 1].named_children
        name = plain_callee(callee_of(call, self.data)).rpartition(".")[2]
        if (
            name in LOOKUPS
            and len(arguments) <= 2
            and arguments[0] == node
            and not self._is_field(name, arguments)
        ):
            return at - 2
        place = arguments.index(node) if node in arguments else -1
        beside = arguments[place + 1] if 0 <= place < len(arguments) - 1 else None
        if self.language == GO and beside is not None and is_plain(beside):
            self.is_key = True  # slog.Info("x", "password", p), zap.String("password", p)
            return at
        return None

    def _is_field(self, name: str, arguments: list[Node]) -> bool:
        return self.language == GO and name == "string" and len(arguments) == 2

    def _start_at_pair(self, at: int) -> int | None:
        """Return the pair's place when the value beside a password's name may be it."""
        pair = self.nodes[at]
        value = pair.child_by_field_name("value") or (
            pair.named_children[-1] if pair.named_child_count == 2 else None
        )
        if value is None:
            # `{password:}` in Ruby is the variable of that name.
            return at if self.language == RUBY and is_password_name(self.name) else None
        if value.type == "literal_element" and value.named_children:
            value = value.named_children[0]
        self.is_key = True
        return at if is_plain(value) else None
