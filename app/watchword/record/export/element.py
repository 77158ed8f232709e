"""HTML elements that escape what they are given: a text from a record cannot become markup by accident."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"meta"})


class Markup(str):
    """Text that is HTML already; `element` makes it."""

    __slots__ = ()


def element(tag: str, *children: str, **attributes: str) -> Markup:
    """Return an element; children and attributes are escaped, except children that are `Markup`.

    An underscore in front of an attribute's name is dropped (`_class`), one within it becomes a dash.
    """
    given = "".join(f' {key.lstrip("_").replace("_", "-")}="{escape(v)}"' for key, v in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{given}>")
    inner = "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    return Markup(f"<{tag}{given}>{inner}</{tag}>")
