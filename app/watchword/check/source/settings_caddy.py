"""Whether a Caddyfile leaves HTTPS on, as Caddy has it for every site with a name.

Facts: Caddy's documentation of automatic HTTPS: a site whose address begins with http:// or is only a port
80 gets none; `auto_https off` and `disable_redirects` turn the redirect off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.block_text import Block, read_blocks, walk
from watchword.check.source.host_name import is_real_host
from watchword.check.source.https_setting import DEVELOPMENT, FORCED, OFF, UNSURE, Setting, stage_of
from watchword.check.source.rule import SourceFile

FAMILY = "Caddy"
_PATH = re.compile(r"(^|/)Caddyfile[^/]*$|\.caddy(file)?$", re.I)


def wants(path: str) -> bool:
    """Whether a path is that of a Caddyfile."""
    return bool(_PATH.search(path))


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield one setting for each site, and for a global switch."""
    stage = stage_of(file.path)
    tree = read_blocks(file.text, "caddy")
    is_off = False
    for block in tree.children:
        if not block.words and block.has_braces:
            value = block.value("auto_https")
            if value in ("off", "disable_redirects"):
                is_off = True
                line = next(one.line for one in block.children if one.name == "auto_https")
                yield Setting(FAMILY, OFF, line, f"auto_https {value}", "", stage)
    for block in tree.children:
        if block.words and block.has_braces and not block.words[0].startswith("("):
            setting = _site(block, stage, is_off)
            if setting:
                yield setting


def _site(block: Block, stage: str, is_off: bool) -> Setting | None:
    addresses = [one.strip(",").lower() for word in block.words for one in word.split(",") if one.strip(",")]
    plain = [one for one in addresses if one.startswith("http://")]
    if any(is_real_host(_host(one)) for one in plain):
        if any(
            one.name == "redir" and any(w.startswith("https://") for w in one.words) for one in walk(block)
        ):
            return Setting(FAMILY, FORCED, block.line, "redir https://", "", stage)
        return Setting(FAMILY, OFF, block.line, f"site {plain[0]}", "without HTTPS", stage)
    if any("{$" in one or "{env." in one for one in addresses):
        return Setting(FAMILY, UNSURE, block.line, "site address", "the environment decides", stage)
    if any(is_real_host(_host(one)) or one.startswith("*.") for one in addresses) and not is_off:
        return Setting(FAMILY, FORCED, block.line, f"site {addresses[0]}", "automatic HTTPS", stage)
    if stage != DEVELOPMENT and any(re.fullmatch(r"(http://)?:80(80)?", one) for one in addresses):
        return Setting(
            FAMILY,
            UNSURE,
            block.line,
            f"site {addresses[0]}",
            "no name: what stands in front is not here",
            stage,
        )
    return None


def _host(address: str) -> str:
    return re.split(r"[/:]", address.removeprefix("http://").removeprefix("https://"))[0]
