"""Whether nginx settings turn plain HTTP away: each `server` block that listens on port 80.

Facts: the documentation of nginx (`listen`, `return`, `rewrite`, `server_name`). Without `listen`, a block
listens on port 80. A block without a real name may stand behind something that ends TLS: that is unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.block_text import Block, read_blocks, walk
from watchword.check.source.host_name import is_real_host
from watchword.check.source.https_setting import FORCED, OFF, PROXY, UNSURE, Setting, stage_of
from watchword.check.source.rule import SourceFile

FAMILY = "nginx"
_PATH = re.compile(
    r"(^|/)[^/]*nginx[^/]*$|\.(conf|nginx|vhost)(\.(template|tmpl|tpl|erb|j2|in|dist))?$|/sites-(available|enabled)/|/conf\.d/",
    re.I,
)
_TEMPLATE = re.compile(r"\{\{[^{}\n]{0,300}\}\}|<%[^%\n]{0,300}%>|\{%[^%\n]{0,300}%\}")
_REFUSED = ("403", "404", "410", "426", "444")


def wants(path: str) -> bool:
    """Whether a path is one that nginx settings usually have."""
    return bool(_PATH.search(path)) and not path.endswith(
        (".md", ".py", ".rb", ".yml", ".yaml", ".sh", ".json")
    )


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield one setting for each server block on port 80."""
    if b"server" not in file.lower or (b"listen" not in file.lower and b"server_name" not in file.lower):
        return
    text = _TEMPLATE.sub("x", file.text)
    servers = [one for one in walk(read_blocks(text, "nginx")) if one.words == ("server",) and one.has_braces]
    secure = [one for one in servers if _is_secure(one)]
    stage = stage_of(file.path)
    for server in servers:
        if not _is_plain(server) or _is_inside(server):
            continue
        kind, text, note = _judge(server, secure)
        yield Setting(FAMILY, kind, _line(server, kind), text, note, stage)


def _judge(server: Block, secure: list[Block]) -> tuple[str, str, str]:
    if _redirect(server):
        return FORCED, "listen 80: redirect to https://", ""
    if _refuses(server):
        return FORCED, "listen 80: refused", ""
    if server in secure:
        return OFF, "listen 80 and 443 in one server", "plain HTTP is answered as HTTPS is"
    real = [name for name in _names(server) if is_real_host(name)]
    if secure and (real or any(set(_names(one)) & set(_names(server)) for one in secure)):
        return OFF, "listen 80 without a redirect", "the same file has HTTPS, too"
    if any(one.name in ("set_real_ip_from", "real_ip_header") for one in walk(server)):
        return PROXY, "listen 80", "a proxy in front may end TLS"
    if real:
        return OFF, "listen 80 without a redirect", ""
    return UNSURE, "listen 80", "it may stand behind something that ends TLS"


def _line(server: Block, kind: str) -> int:
    found = _redirect(server) if kind == FORCED else None
    return found.line if found else server.line


def _listens(server: Block) -> list[tuple[str, ...]]:
    return [one.words[1:] for one in server.children if one.name == "listen" and len(one.words) > 1]


def _is_secure(server: Block) -> bool:
    return any("ssl" in words or re.fullmatch(r".*\b443", words[0]) for words in _listens(server))


def _is_plain(server: Block) -> bool:
    listens = _listens(server)
    if not listens:
        return bool(_names(server) or server.children)
    return any("ssl" not in words and _port(words[0]) == "80" for words in listens)


def _port(address: str) -> str:
    found = re.fullmatch(r"(?:.*[\]*\w]:)?(\d{1,5})", address)
    return found[1] if found else ("" if address.startswith("unix:") else "80")


def _is_inside(server: Block) -> bool:
    """Whether it answers this machine only."""
    return bool(_listens(server)) and all(
        words[0].startswith(("127.", "localhost", "[::1]", "unix:")) for words in _listens(server)
    )


def _names(server: Block) -> tuple[str, ...]:
    return tuple(one.lower() for one in server.value("server_name").split())


def _redirect(server: Block) -> Block | None:
    """Return the directive that sends all of it to https, but for paths such as that of ACME."""
    for child in server.children:
        if _sends(child):
            return child
        is_all = child.name == "location" and child.words[-1] in ("/", "^/", "/*", ".*", "^/(.*)$")
        if is_all or child.name == "if":
            found = next((one for one in child.children if _sends(one)), None)
            if found and (is_all or _asks_for_plain(child)):
                return found
    return None


def _asks_for_plain(block: Block) -> bool:
    words = " ".join(block.words).lower()
    return bool(
        re.search(
            r"\$(scheme|https|http_x_forwarded_proto|http_cloudfront_forwarded_proto)\b|\$\w*proto", words
        )
    )


def _sends(block: Block) -> bool:
    words = block.words
    if block.name == "return":
        return words[-1].lower().startswith("https://") and (
            len(words) == 2 or words[1] in ("301", "302", "303", "307", "308")
        )
    return block.name == "rewrite" and len(words) > 2 and words[2].lower().startswith("https://")


def _refuses(server: Block) -> bool:
    return any(
        one.name == "return" and one.words[1:2] and one.words[1] in _REFUSED for one in server.children
    )
