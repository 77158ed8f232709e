"""Reads addresses without a scheme (`//host/...`) in templates, scripts, styles and settings of a tree.

What counts is anchored on an attribute, a property, a helper or `url(`, so comments, patterns, paths and
`http://a//b` are out by construction. Styles are read as tokens; in other files comments are blanked first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from watchword.check.finding import Outcome
from watchword.check.source.code_text import blank_comments
from watchword.check.source.masked_text import mask
from watchword.check.source.place import is_made
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.text import clean

RULE_ID = "source-relative-urls"
ADDRESS = "address"
SETTING = "setting"  # one line that makes many addresses relative
SHOWN_LIMIT = 80
MOST = 400  # spots of one file

_STYLES = (".css", ".scss", ".sass", ".less", ".styl", ".pcss")
_MARKUP = (
    *(".html", ".htm", ".xhtml", ".erb", ".haml", ".slim", ".jinja", ".jinja2", ".j2", ".njk", ".liquid"),
    *(".hbs", ".handlebars", ".mustache", ".ejs", ".vue", ".svelte", ".astro", ".php", ".phtml", ".twig"),
    *(".jsp", ".jspx", ".cshtml", ".razor", ".tmpl", ".gohtml", ".eex", ".heex", ".leex", ".mjml", ".pug"),
    *(".ftl", ".vm", ".tpl", ".mako", ".aspx", ".ascx"),
)
_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_CODE = (".rb", ".py", ".java", ".go", ".kt", ".cs")
_SETTINGS = (".yml", ".yaml", ".toml", ".env", ".ini", ".properties", ".json")
_RAILS = (".rb", ".erb", ".haml", ".slim")
_WANTED = frozenset((*_STYLES, *_MARKUP, *_SCRIPTS, *_CODE, *_SETTINGS))

# A host, or what a template puts in its place.
_HOST = r"//(?=[A-Za-z0-9]|\[[0-9A-Fa-f:]|<%=|\{\{|\$\{|#\{|\{%|<\?=|\$[A-Za-z_]|@[A-Za-z_(])"
_REST = r"(?:\{\{[^{}\n]{0,80}\}\}|<%=[^%\n]{0,80}%>|<\?=[^?\n]{0,80}\?>|[^\"'`\s)>])*"
_OPENED = re.compile(rf"(?P<before>[\"'`=(,{{ \t])(?P<address>{_HOST}{_REST})")
_ATTRIBUTE = re.compile(
    r"(?<![\w$@-])(?:[\w$]+[.])?(?P<name>src|href|action|formaction|poster|background|cite|longdesc|ping|manifest"
    r"|xlink:href|content|data-src|data-href|srcset|imagesrcset|data|url|baseUrl|baseURL|src_?set)"
    r"[\"']?\s*(?P<sign>=>|[:=])\s*[{(]?\s*[\"'`]?(?P<more>[^\"'`<>\n]{0,400})$"
)
_HELPER = re.compile(
    r"\b(?P<name>image_tag|image_url|video_tag|audio_tag|javascript_include_tag|stylesheet_link_tag|"
    r"favicon_link_tag|link_to|form_with|form_tag|redirect_to|redirect|asset|mix|script_tag)\s*\(?\s*[\"']$"
)
_OPTION = re.compile(
    r"(?<![A-Za-z])(?P<name>asset_host|ASSETS?_(?:URL|HOST)|STATIC_URL|MEDIA_URL|CDN_(?:URL|HOST)|"
    r"[A-Z_]*ASSET_(?:URL|PATH)|PUBLIC_URL|publicPath|assetPrefix|assetsURL|cdnURL)[\"']?\]?\s*(?:=>|[:=])\s*[\"'`]?$"
)
_RELATIVE_OPTION = re.compile(r"(?<![\w:])(?:protocol|:protocol)\s*(?::|=>)\s*:relative\b")
# A style in an attribute stands in quotes, where no tokens can be told apart.
_STYLE = re.compile(
    rf"(?P<where>\burl\(|@import )\s{{0,9}}(?:[\"']|&quot;)?(?P<address>{_HOST}[^\"'`\s)>]*)", re.IGNORECASE
)
_HINT = re.compile(r"rel\s*=\s*[{(]?[\"']?[^\"'>]*\b(?:dns-prefetch|preconnect)\b|preconnect_link_tag")
_COMMENT = re.compile(
    r"<!--(?!\[if)(?:(?!-->)[\s\S])*(?:-->)?|<%#(?:(?!%>)[\s\S])*(?:%>)?|<%--(?:(?!--%>)[\s\S])*(?:--%>)?"
    r"|\{#(?:(?!#\})[\s\S])*(?:#\})?|\{\{!--(?:(?!--\}\})[\s\S])*(?:--\}\})?|\{\{![^}]*(?:\}\})?"
    r"|/\*(?:(?!\*/)[\s\S])*(?:\*/)?|@\*(?:(?!\*@)[\s\S])*(?:\*@)?"
)
_LINE_COMMENT = re.compile(r"^[ \t]*(?:-#|//|\*|#(?![\w{.])).*$", re.MULTILINE)
_NOT_LINE_END = re.compile(r"[^\n]")
_SETS = ("srcset", "imagesrcset")
_BACK = 480  # characters before an address in which its attribute stands


def wants(path: str) -> bool:
    """Whether a path is that of a template, script, style, code or settings file that a person wrote."""
    name = path[path.rfind("/") + 1 :].lower()
    suffix = name[name.rfind(".") :] if "." in name else ""
    return (suffix in _WANTED or name.startswith(".env")) and not is_made(path)


def read(file: SourceFile) -> Iterator[Spot]:
    """Yield every address without a scheme that a page, mail or style would be given, at most `MOST`."""
    yield from islice(_read(file), MOST)


def _read(file: SourceFile) -> Iterator[Spot]:
    if file.suffix in _STYLES:
        yield from _in_style(file)
        return
    text = _without_comments(file)
    seen: set[int] = set()
    for found in _OPENED.finditer(text):
        at = found.start("address")
        where = _where(file, text, at, found["before"])
        if where and at not in seen and not _is_hint(text, at):
            seen.add(at)
            yield _spot(file, ADDRESS if where[0] != "option" else SETTING, at, where[1], found["address"])
    for found in _RELATIVE_OPTION.finditer(text) if file.suffix in _RAILS else ():
        yield _spot(file, SETTING, found.start(), "option", "protocol: :relative")
    if file.suffix in _MARKUP or file.suffix in _SCRIPTS:
        for found in _STYLE.finditer(text):
            yield _spot(file, ADDRESS, found.start("address"), found["where"].strip("( "), found["address"])


def _without_comments(file: SourceFile) -> str:
    if file.suffix in _SCRIPTS:
        return mask(file.text, "script").code
    if file.suffix in _MARKUP:
        text = _COMMENT.sub(_blank, file.text)
        return _LINE_COMMENT.sub(_blank, text)
    return blank_comments(file.text, file.suffix)


def _blank(match: re.Match[str]) -> str:
    return _NOT_LINE_END.sub(" ", match[0])


def _where(file: SourceFile, text: str, at: int, before: str) -> tuple[str, str] | None:
    """Return what an address stands in: its kind and its name; `None` where nothing would load it."""
    start = max(0, at - _BACK, text.rfind("\n\n", 0, at))
    head = text[start:at]
    if found := _OPTION.search(head):
        return "option", found["name"]
    if file.suffix in _SETTINGS or file.name.startswith(".env"):
        return None
    if found := _HELPER.search(head):
        return "helper", found["name"]
    found = _ATTRIBUTE.search(head)
    if found is None or (before in "\"'`" and not head.endswith(before)):
        return None
    name, more = found["name"], found["more"].strip()
    if name in _SETS or name == "src_set":
        return "attribute", name
    if more and not (name == "content" and re.fullmatch(r"\d+\s*;\s*url=", more, re.IGNORECASE)):
        return None
    is_markup = file.suffix in _MARKUP
    if found["sign"] == "=" and before not in "\"'`{(" and not is_markup:
        return None  # code without quotes: an operator and a comment, not an address
    if name in ("data", "content", "cite", "background", "ping") and found["sign"] != "=":
        return None
    if name == "url" and is_markup and found["sign"] == "=":
        return "attribute", "refresh"
    return "attribute", name


def _is_hint(text: str, at: int) -> bool:
    """Whether the tag only lets the browser look a name up or connect: that loads nothing."""
    start = max(text.rfind("<", max(0, at - _BACK), at), text.rfind("\n", 0, at))
    end = text.find(">", at, at + _BACK)
    return bool(_HINT.search(text[max(0, start) : end if end >= 0 else at]))


def _in_style(file: SourceFile) -> Iterator[Spot]:
    from watchword.check.style_text import read_addresses

    for one in read_addresses(file.text, has_line_comments=file.suffix not in (".css", ".pcss")):
        if re.match(_HOST, one.written):
            yield _spot(file, ADDRESS, one.position, one.where, one.written)


def _spot(file: SourceFile, kind: str, at: int, where: str, written: str) -> Spot:
    line = file.text.count("\n", 0, at) + 1
    address = clean(written, limit=SHOWN_LIMIT)
    return Spot(
        rule=RULE_ID,
        kind=kind,
        path=file.path,
        line=line,
        text=f"{where} {address}" if where != "option" else address,
        outcome=Outcome.FAIL,
        detail=(address, where),
        is_test=file.is_test,
    )


RULE = Rule(
    id=RULE_ID,
    version=1,
    wants=wants,
    read=read,
    literals=(b'"//', b"'//", b"`//", b"=//", b"(//", b"( //", b": //", b"srcset", b":relative"),
)
