"""Whether a hosting platform is told to force HTTPS: Fly, App Engine, Heroku, Vercel, Terraform's clouds.

Facts: the platforms' documentation: `force_https` of Fly (off unless set), `secure: always` of App Engine,
`https_only` of Heroku's static sites; Vercel, Netlify, Render and Firebase redirect every site. Terraform:
the documentation of the providers for AWS, Google and Azure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.block_text import Block, read_blocks, walk
from watchword.check.source.entries import read_json, read_toml, read_yaml
from watchword.check.source.https_setting import FORCED, OFF, UNSURE, Setting, stage_of
from watchword.check.source.rule import SourceFile

_ALWAYS = {
    "vercel.json": "Vercel",
    "netlify.toml": "Netlify",
    "render.yaml": "Render",
    "firebase.json": "Firebase",
}
_FLY = re.compile(r"(^|/)fly(\.[\w-]+)?\.toml$")
_ENGINE = re.compile(r"(^|/)app(\.[\w-]+)?\.yaml$")
_AZURE = re.compile(r"azurerm_(\w+_)?(web_app|app_service|function_app)(_slot)?")


def wants(path: str) -> bool:
    """Whether a path is that of a platform's settings."""
    name = path.rpartition("/")[2]
    return (
        name in _ALWAYS
        or name == "static.json"
        or path.endswith(".tf")
        or bool(_FLY.search(path) or _ENGINE.search(path))
    )


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield what one file sets."""
    stage = stage_of(file.path)
    if file.name in _ALWAYS:
        if file.name != "firebase.json" or b'"hosting"' in file.data:
            yield Setting(
                _ALWAYS[file.name], FORCED, 1, file.name, "the platform redirects every site", stage
            )
    elif _FLY.search(file.path):
        yield from _fly(file, stage)
    elif _ENGINE.search(file.path):
        for entry in read_yaml(file.text):
            if entry.path[:1] == ("handlers",) and entry.path[-1] == "secure":
                kind = FORCED if entry.value == "always" else OFF
                yield Setting("App Engine", kind, entry.line, f"secure: {entry.value}", "", stage)
    elif file.name == "static.json":
        for entry in read_json(file.text):
            if entry.key == "https_only":
                kind = FORCED if entry.value == "true" else OFF
                yield Setting("Heroku", kind, entry.line, f"https_only: {entry.value}", "", stage)
    else:
        yield from _terraform(file, stage)


def _fly(file: SourceFile, stage: str) -> Iterator[Setting]:
    entries = read_toml(file.text)
    switches = [one for one in entries if one.path[-1] == "force_https"]
    for one in switches:
        kind = FORCED if one.value == "true" else OFF
        yield Setting("Fly", kind, one.line, f"force_https = {one.value}", "", stage)
    is_served = any(
        one.path[0] == "http_service" or (one.path[0] == "services" and one.value == "80") for one in entries
    )
    if is_served and not switches:
        yield Setting("Fly", OFF, 0, "no force_https", "Fly answers plain HTTP unless told otherwise", stage)


def _terraform(file: SourceFile, stage: str) -> Iterator[Setting]:
    if b"resource" not in file.lower:
        return
    for block in walk(read_blocks(file.text, "terraform")):
        if block.name != "resource" or len(block.words) < 2:
            continue
        kind = block.words[1]
        if kind in ("aws_lb_listener", "aws_alb_listener"):
            yield from _listener(block, stage)
        elif kind == "aws_cloudfront_distribution":
            yield from _switch(
                block, "AWS", "viewer_protocol_policy", ("redirect-to-https", "https-only"), stage
            )
        elif kind.startswith("google_compute") and kind.endswith("url_map"):
            yield from _switch(block, "Google Cloud", "https_redirect", ("true",), stage)
        elif _AZURE.fullmatch(kind):
            yield from _switch(block, "Azure", "https_only", ("true",), stage)


def _listener(block: Block, stage: str) -> Iterator[Setting]:
    port, protocol = _value(block, "port"), _value(block, "protocol").upper()
    if port != "80" and protocol != "HTTP":
        return
    redirects = [one for one in walk(block) if one.name == "redirect"]
    if any(_value(one, "protocol").upper() == "HTTPS" for one in redirects):
        yield Setting("AWS", FORCED, redirects[0].line, "listener on port 80: redirect to HTTPS", "", stage)
        return
    types = [_value(one, "type") for one in walk(block) if one.name == "default_action"]
    if "forward" in types:
        yield Setting("AWS", OFF, block.line, "listener on port 80 without a redirect", "", stage)
    elif "fixed-response" not in types:
        yield Setting(
            "AWS", UNSURE, block.line, "listener on port 80", "its action is decided elsewhere", stage
        )


def _switch(block: Block, family: str, name: str, good: tuple[str, ...], stage: str) -> Iterator[Setting]:
    for one in walk(block):
        if one.name.partition("=")[0] == name:
            value = _assigned(one)
            kind = FORCED if value in good else UNSURE if "var." in value or "local." in value else OFF
            yield Setting(family, kind, one.line, f"{name} = {value}", "", stage)


def _value(block: Block, name: str) -> str:
    return next((_assigned(one) for one in block.children if one.name.partition("=")[0] == name), "")


def _assigned(block: Block) -> str:
    return " ".join(block.words).partition("=")[2].strip()
