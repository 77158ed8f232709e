"""A page read as a browser would: what it loads, links to and sends, and which addresses lack a scheme.

Only attributes and styles of the parsed tree count, never text: markup in comments, scripts and text areas is
none. What stands in `noscript` counts, as browsers without scripts load it; `template` is inert.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from watchword.check.address_text import (
    is_relative,
    read_candidates,
    read_refresh,
    resolve,
    scheme_of,
    shorten,
)
from watchword.check.service.charset import decode
from watchword.check.service.facts import Link, Load, Page, Relative
from watchword.check.service.markup import Element, read_elements
from watchword.check.service.page_forms import read_forms
from watchword.check.service.style import Found, count_more, is_plain_load, keep, read_text

# What an element fetches by itself, and whether that can change the page (Mixed Content: "blockable").
_LOADS = {
    ("script", "src"): True,
    ("script", "href"): True,
    ("script", "xlink:href"): True,
    ("iframe", "src"): True,
    ("frame", "src"): True,
    ("object", "data"): True,
    ("embed", "src"): True,
    ("use", "href"): True,
    ("use", "xlink:href"): True,
    ("img", "src"): False,
    ("image", "href"): False,
    ("image", "xlink:href"): False,
    ("input", "src"): False,
    ("video", "src"): False,
    ("video", "poster"): False,
    ("audio", "src"): False,
    ("source", "src"): False,
    ("track", "src"): False,
    ("body", "background"): False,
    ("table", "background"): False,
    ("td", "background"): False,
    ("th", "background"): False,
}
_SETS = ("srcset", "imagesrcset", "data-srcset")
_ADDRESSES = frozenset(
    [
        *("src", "href", "action", "formaction", "poster", "data", "background", "cite", "longdesc"),
        *("ping", "manifest", "xlink:href", "codebase", "classid", "icon", "data-src", "data-href"),
    ]
)
_ALL = frozenset((*_SETS, *_ADDRESSES, "style"))
# Links that a browser follows by itself, the most telling first.
_RELS = {
    "stylesheet": True,
    "modulepreload": True,
    "preload": True,
    "manifest": True,
    "prefetch": False,
    "prerender": False,
    "icon": False,
    "apple-touch-icon": False,
    "apple-touch-icon-precomposed": False,
    "mask-icon": False,
}
_HINTS = frozenset(("dns-prefetch", "preconnect"))  # they name a host, and load nothing
_META = re.compile(r"image|url|video|audio|player|logo|stream|tile|config", re.IGNORECASE)
_UPGRADES = frozenset(("upgrade-insecure-requests", "block-all-mixed-content"))


def read_page(url: str, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> Page:
    """Return what a page holds; never raises. `headers` give its encoding and its content policy."""
    named = [(name.lower(), value) for name, value in headers]
    kind = next((value for name, value in named if name == "content-type"), "")
    elements = read_elements(decode(body, kind))
    base = _base(elements, url)
    policies = [value for name, value in named if name == "content-security-policy"]
    policies += [one.get("content") for one in elements if _is_policy(one)]
    refresh = next(filter(None, (_refresh(one) for one in elements)), "")
    forms, links = read_forms(elements, url, base), list(_links(elements, base))
    loads, relatives = _addresses(elements, base)
    return Page(
        url=url,
        forms=keep(forms, lambda one: one.has_password),
        loads=keep(loads, is_plain_load),
        links=keep(links, lambda one: scheme_of(one.target) == "http"),
        relatives=keep(relatives),
        refresh=resolve(base, refresh) if refresh else "",
        upgrades=any(_upgrades(policy) for policy in policies),
        more=count_more(forms, links, loads, relatives),
    )


def _base(elements: list[Element], url: str) -> str:
    """Return what addresses are resolved against: the first `base` with an address counts."""
    written = next(
        (one.get("href") for one in elements if one.name == "base" and "href" in one.attributes), ""
    )
    base = resolve(url, written)
    return base if scheme_of(base) in ("http", "https") else url


def _addresses(elements: list[Element], base: str) -> tuple[list[Load], list[Relative]]:
    """Return what the page loads over HTTP or HTTPS, and its addresses without a scheme, in order."""
    loads: list[Load] = []
    relatives: list[Relative] = []
    for element in elements:
        for line, where, written, is_active in _written(element):
            if is_active is not None and scheme_of(target := resolve(base, written)) in ("http", "https"):
                loads.append(Load(line, where, shorten(written), target, is_active))
            if is_relative(written) and not _is_hint(element):
                relatives.append(Relative(line, where, shorten(written)))
    return loads, relatives


def _written(element: Element) -> Iterator[tuple[int, str, str, bool | None]]:
    """Yield line, place and text of each address, and whether it is active; `None` where nothing loads it."""
    if element.name == "style":
        yield from _of_style(element.text, element.text_line, "style")
    if element.name == "meta":
        yield from _of_meta(element)
    for name in _ALL & element.attributes.keys():
        value, line = element.get(name), element.line_of(name)
        if name == "style":
            yield from _of_style(value, line, "style attribute")
        elif name in _SETS:
            is_active = False if name != "data-srcset" else None
            for candidate in read_candidates(value):
                yield line, f"{element.name} {name}", candidate, is_active
        elif name == "ping":
            yield from ((line, f"{element.name} ping", one, None) for one in value.split())
        elif value.strip():
            yield line, _place(element, name), value, _is_active(element, name)


def _of_style(text: str, line: int, prefix: str) -> Iterator[tuple[int, str, str, bool]]:
    found: Found
    for found in read_text(text, line, prefix):
        yield found.line, found.where, found.written, found.is_active


def _of_meta(meta: Element) -> Iterator[tuple[int, str, str, None]]:
    line, content = meta.line_of("content"), meta.get("content")
    if refresh := _refresh(meta):
        yield line, "meta refresh", refresh, None
    elif _META.search(meta.get("property") or meta.get("name") or meta.get("itemprop")):
        yield line, "meta content", content, None


def _place(element: Element, attribute: str) -> str:
    if element.name == "link" and attribute == "href":
        return f"link {_rel(element) or 'href'}"
    return f"{element.name} {attribute}"


def _is_active(element: Element, attribute: str) -> bool | None:
    if element.name == "link" and attribute == "href":
        rel = _rel(element)
        if rel == "preload" and element.get("as").lower() in ("image", "audio", "video", "track"):
            return False
        return _RELS.get(rel)
    if element.name == "input" and element.get("type").lower() != "image":
        return None
    return _LOADS.get((element.name, attribute))


def _rel(link: Element) -> str:
    rels = link.get("rel").lower().split()
    return next((rel for rel in _RELS if rel in rels), "")


def _is_hint(element: Element) -> bool:
    rels = set(element.get("rel").lower().split())
    return element.name == "link" and bool(rels) and rels <= _HINTS


def _links(elements: list[Element], base: str) -> Iterator[Link]:
    for element in elements:
        if element.name in ("a", "area"):
            name = "href" if "href" in element.attributes else "xlink:href"
            written = element.get(name)
            target = resolve(base, written) if name in element.attributes else ""
            if scheme_of(target) in ("http", "https", "mailto"):
                yield Link(element.line_of(name), shorten(written), target, element.text)


def _refresh(meta: Element) -> str:
    is_refresh = meta.name == "meta" and meta.get("http-equiv").lower() == "refresh"
    return read_refresh(meta.get("content")) if is_refresh else ""


def _is_policy(meta: Element) -> bool:
    """Whether it is a content policy; browsers heed it in the head only."""
    is_meta = meta.name == "meta" and meta.parent == "head"
    return is_meta and meta.get("http-equiv").lower() == "content-security-policy"


def _upgrades(policy: str) -> bool:
    directives = policy.lower().replace(",", ";").split(";")
    return any(directive.split()[:1] and directive.split()[0] in _UPGRADES for directive in directives)
