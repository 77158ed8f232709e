"""Settings files as a flat list of keys with values and lines: YAML, TOML, JSON, properties, `.env`.

Foreign files: nothing is built but strings, aliases are not followed, and what cannot be read ends the list
early instead of raising. Linear in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DEPTH = 60
_TEMPLATE = re.compile(r"\{\{[^{}\n]{0,300}\}\}")
_PROPERTY = re.compile(r"[ \t]*([\w.\[\]-]+)[ \t]*[=:][ \t]*(.*)")
_VARIABLE = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and the way to it, parts in lower case; `line` from 1, or 0 where the format gives none."""

    path: tuple[str, ...]
    value: str
    line: int
    document: int = 0

    @property
    def key(self) -> str:
        """The way to it, with dots."""
        return ".".join(self.path)


def read_yaml(text: str) -> list[Entry]:
    """Return the scalars of all documents; of a template, what is left without its braces."""
    import yaml

    if "{{" in text:
        lines = (_TEMPLATE.sub(lambda found: "x" * len(found.group()), line) for line in text.split("\n"))
        text = "\n".join("#" if line.strip() and not line.strip(" x-") else line for line in lines)
    found: list[Entry] = []
    try:
        for entry in _scalars(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))):
            found.append(entry)  # noqa: PERF402 - what was read before a mistake is kept
    except (yaml.YAMLError, ValueError, RecursionError):
        return found
    return found


def _scalars(events: Any) -> Iterator[Entry]:
    """Yield scalars from the events of a parser; kept is a stack of [is a mapping, key or number]."""
    stack: list[list[Any]] = []
    document = -1
    for event in events:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            document, stack = document + 1, []
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            stack.pop()
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            _step(stack, "")
            stack.append([kind[0] == "M", None])
            if len(stack) > _DEPTH:
                return
        elif kind in ("ScalarEvent", "AliasEvent"):
            value = event.value if kind == "ScalarEvent" else ""
            if _step(stack, value):
                path = tuple(str(one[1]) for one in stack if one[1] is not None)
                yield Entry(path, value, event.start_mark.line + 1, document)
                if stack and stack[-1][0]:
                    stack[-1][1] = None
        if kind in ("MappingEndEvent", "SequenceEndEvent") and stack and stack[-1][0]:
            stack[-1][1] = None


def _step(stack: list[list[Any]], value: str) -> bool:
    """Take a node in its place; `True` where it is a value, `False` where it is a key of a mapping."""
    if not stack:
        return True
    top = stack[-1]
    if top[0]:
        if top[1] is None:
            top[1] = value.lower()
            return False
        return True
    top[1] = 0 if top[1] is None else top[1] + 1
    return True


def read_toml(text: str) -> list[Entry]:
    """Return the values of a TOML file; the line is that where the last key is first written."""
    import tomllib

    try:
        return _flatten(tomllib.loads(text), text, r"^[ \t]*(?:[\w.\"'-]*\.)?[\"']?{}[\"']?[ \t]*=")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return []


def read_json(text: str) -> list[Entry]:
    """Return the values of a JSON file, comments of whole lines left out."""
    kept = "\n".join("" if line.lstrip().startswith("//") else line for line in text.split("\n"))
    try:
        return _flatten(json.loads(kept), kept, r"\"{}\"[ \t]*:")
    except (ValueError, RecursionError):
        return []


def _flatten(tree: Any, text: str, pattern: str) -> list[Entry]:
    lines: dict[str, int] = {}
    found: list[Entry] = []
    waiting: list[tuple[tuple[str, ...], Any, str]] = [((), tree, "")]
    while waiting:
        path, node, key = waiting.pop()
        if isinstance(node, dict) and len(path) < _DEPTH:
            waiting += [((*path, str(k).lower()), v, str(k)) for k, v in reversed(node.items())]
        elif isinstance(node, list) and len(path) < _DEPTH:
            waiting += [((*path, str(n)), v, key) for n, v in reversed(list(enumerate(node)))]
        elif not isinstance(node, dict | list):
            if key not in lines and len(lines) < 200:
                hit = re.search(pattern.format(re.escape(key)), text, re.MULTILINE)
                lines[key] = text.count("\n", 0, hit.end()) + 1 if hit else 0
            value = str(node).lower() if isinstance(node, bool) else str(node)
            found.append(Entry(path, value, lines.get(key, 0)))
    return found


def read_properties(text: str) -> list[Entry]:
    """Return the entries of a Java properties file; `#---` begins another document, as Spring has it."""
    found, document = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        start = line.lstrip()
        if start.startswith(("#---", "!---")):
            document += 1
        elif not start.startswith(("#", "!")) and (match := _PROPERTY.match(line)):
            found.append(Entry(tuple(match[1].lower().split(".")), match[2].strip(), number, document))
    return found


def read_variables(text: str) -> list[Entry]:
    """Return the entries of an `.env` file, quotes taken off; names keep no case."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.lstrip().startswith("#") and (match := _VARIABLE.match(line)):
            value = match[2].strip()
            quoted = re.match(r"([\"'])(.*?)\1", value)
            value = quoted[2] if quoted else re.split(r"\s+#", value)[0]
            found.append(Entry((match[1].lower(),), value, number))
    return found
