"""YAML of strangers as nodes with line numbers: never objects, never more work than the file is long.

The nodes are built here from the parser's events, without recursion: PyYAML's own C composer recurses and
takes the whole process down at some ten thousand brackets, and libyaml takes quadratic time for them; so
reading stops at `DEPTH_LIMIT`. Scalars stay the text that was written (`on:` is `on`, not `True`). An alias
is the same node again, not a copy; `PURSE` bounds what walking aliases within aliases may cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SIZE_LIMIT = 1024 * 1024  # characters
DEPTH_LIMIT = 100
PURSE = 100_000  # entries that walking one file may give out
_MERGE = "<<"


class Purse:
    """What is left of the walking that one file is worth."""

    def __init__(self, left: int = PURSE) -> None:
        self.left = left

    def take(self) -> bool:
        """Whether one more entry may be given out."""
        self.left -= 1
        return self.left >= 0


class Node:
    """One node: `text` of a scalar, `list` of a sequence, `get` and `items` of a mapping; `line` from 1,
    `tag` as written.

    Asking a node for what it is not gives nothing, so that odd files need no special care.
    """

    __slots__ = ("_entries", "_purse", "_text", "_values", "is_block", "line", "tag")

    def __init__(self, line: int, purse: Purse) -> None:
        self.line = line
        self.is_block = False
        self.tag = ""
        self._purse = purse
        self._text: str | None = None
        self._values: list[Node] | None = None
        self._entries: list[tuple[Node, Node]] | None = None

    @property
    def text(self) -> str:
        """The scalar as written, empty for others."""
        return self._text or ""

    @property
    def is_text(self) -> bool:
        """Whether it is a scalar."""
        return self._text is not None

    @property
    def is_list(self) -> bool:
        """Whether it is a sequence."""
        return self._values is not None

    @property
    def is_map(self) -> bool:
        """Whether it is a mapping."""
        return self._entries is not None

    def __bool__(self) -> bool:
        return self._text is not None or self._values is not None or self._entries is not None

    def list(self) -> Iterator[Node]:
        """Give the values of a sequence; a scalar or mapping is a sequence of itself."""
        values = self._values if self._values is not None else ([self] if self else [])
        return (value for value in values if self._purse.take())

    def items(self) -> Iterator[tuple[Node, Node]]:
        """Give the entries of a mapping; own ones first, then those merged in by `<<`, each mapping once."""
        waiting, seen = [self], {id(self)}
        while waiting:
            for key, value in waiting.pop(0)._entries or ():
                if not self._purse.take():
                    return
                if key.text != _MERGE:
                    yield key, value
                    continue
                more = [one for one in (value._values or [value]) if id(one) not in seen]
                seen.update(map(id, more))
                waiting += more

    def get(self, *names: str) -> Node:
        """Return the value of the first of these keys that is there (the last one where a key is doubled)."""
        found: dict[str, Node] = {}
        own = {id(value) for _, value in self._entries or ()}
        for key, value in self.items():
            if key.text in names and (key.text not in found or id(value) in own):
                found[key.text] = value
        return next((found[name] for name in names if name in found), Node(self.line, self._purse))

    def walk(self) -> Iterator[Node]:
        """Give the scalars and mappings of nested sequences, in order, each nested sequence once."""
        stack, seen = [self], {id(self)}
        while stack:
            node = stack.pop()
            if node._values is None:
                if node and self._purse.take():
                    yield node
                continue
            inner = [one for one in node._values if one._values is None or id(one) not in seen]
            seen.update(map(id, inner))
            stack += reversed(inner)


@dataclass(slots=True)
class Reading:
    """The documents of a file, as far as it could be read, and in words why not further."""

    documents: list[Node] = field(default_factory=list)
    trouble: str = ""


def read_yaml(text: str) -> Reading:
    """Return the documents of a YAML file; never raises."""
    if len(text) > SIZE_LIMIT:
        return Reading(trouble="it is larger than 1 MiB")
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    building = _Building()
    try:
        parser = loader(text)
        while building.is_open and parser.check_event():
            building.add(parser.get_event())
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        building.trouble = f"it is not YAML at line {line}"
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        building.trouble = "it is not YAML"
    return Reading(building.documents, building.trouble)


class _Building:
    """Nodes put together from events; a document counts once it is whole."""

    def __init__(self) -> None:
        self.documents: list[Node] = []
        self.trouble = ""
        self._purse = Purse()
        self._open: list[tuple[Node, str]] = []
        self._keys: list[Node | None] = []
        self._anchors: dict[str, Node] = {}

    @property
    def is_open(self) -> bool:
        return not self.trouble

    def add(self, event: Any) -> None:
        name = type(event).__name__
        if name == "ScalarEvent":
            node = self._node(event)
            node._text, node.is_block = event.value, event.style == "|"
            self._anchor(event, node)
            self._put(node)
        elif name == "AliasEvent":
            known = self._anchors.get(event.anchor)
            self._put(known if known is not None else self._node(event))
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._begin(event, name)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()
        elif name == "DocumentStartEvent":
            self._anchors = {}

    def _node(self, event: Any) -> Node:
        node = Node(event.start_mark.line + 1, self._purse)
        node.tag = getattr(event, "tag", None) or ""
        return node

    def _anchor(self, event: Any, node: Node) -> None:
        if event.anchor:
            self._anchors[event.anchor] = node

    def _begin(self, event: Any, name: str) -> None:
        node = self._node(event)
        if name == "MappingStartEvent":
            node._entries = []
        else:
            node._values = []
        if len(self._open) >= DEPTH_LIMIT:
            self.trouble = f"it is nested deeper than {DEPTH_LIMIT} levels"
        self._open.append((node, event.anchor or ""))
        self._keys.append(None)

    def _end(self) -> None:
        node, anchor = self._open.pop()
        self._keys.pop()
        if anchor:  # only now: a node that is part of itself would have no end
            self._anchors[anchor] = node
        self._put(node)

    def _put(self, node: Node) -> None:
        if not self._open:
            self.documents.append(node)
            return
        parent = self._open[-1][0]
        if parent._values is not None:
            parent._values.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = node
        elif parent._entries is not None:
            parent._entries.append((key, node))
            self._keys[-1] = None
