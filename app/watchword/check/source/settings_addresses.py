"""Addresses that begin with http:// on real hosts, in settings that a stage is run with.

Only values count: comments, documentation, XML and code do not. Names that lead to this machine or a private
network do not, nor identifiers that merely look like an address, nor the settings of a proxy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.entries import (
    Entry,
    read_json,
    read_properties,
    read_toml,
    read_variables,
    read_yaml,
)
from watchword.check.source.host_name import plain_hosts
from watchword.check.source.https_setting import (
    ADDRESS,
    DEFAULT,
    PRODUCTION,
    TEST,
    Setting,
    line_at,
    stage_of,
)
from watchword.check.source.masked_text import mask
from watchword.check.source.python_settings import assigned, parse
from watchword.check.source.rule import SourceFile

FAMILY = "addresses"
_VARIABLES = re.compile(r"(^|/)(\.env(\.[\w.-]+)?|[\w-]+\.env|\.?env\.(example|sample|dist|template))$")
_DATA = re.compile(
    r"(^|/)(docker-compose[\w.-]*|compose[\w.-]*|application-[\w-]+|appsettings\.[\w-]+|values[\w.-]*|[\w.-]*(dev|development|staging|stage|stg|qa|uat|preprod|prod|production)[\w.-]*)\.(ya?ml|toml|json|properties)$"
)
_CODE = re.compile(
    r"(^|/)(config/environments/[\w-]+\.rb|environments?/environment\.[\w-]+\.ts|\w*settings/\w+\.py|settings_\w+\.py)$"
)
_NOT_OURS = re.compile(
    r"proxy|xmlns|schema|namespace|\$id|licen[cs]e|homepage|docs?(_?url)?$|claim|ocsp|crl|issuer_?dn|registry_mirror|nameid|description"
)
_TEMPLATES = ("example", "sample", "dist", "template")


def wants(path: str) -> bool:
    """Whether a path is that of settings for a stage."""
    return bool(_VARIABLES.search(path) or _DATA.search(path) or _CODE.search(path))


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield one setting for each line with such an address; at most 20 in a file."""
    if b"http://" not in file.lower or stage_of(file.path) == TEST:
        return
    stage = stage_of(file.path)
    seen: set[tuple[int, str]] = set()
    for line, key, host in _found(file):
        # A template that is copied may hold a placeholder.
        is_placeholder = host.endswith(("example.com", "example.org", "example.net")) and (
            any(word in file.name.split(".") for word in _TEMPLATES)
        )
        if (line, host) in seen or is_placeholder or len(seen) == 20:
            continue
        seen.add((line, host))
        yield Setting(FAMILY, ADDRESS, line, f"{key}http://{host}", "", stage)


def _found(file: SourceFile) -> Iterator[tuple[int, str, str]]:
    """Yield line, the name it is the value of with ` = `, and host."""
    if _CODE.search(file.path):
        yield from _in_code(file)
        return
    for entry in _entries(file):
        key = entry.path[-1] if entry.path else ""
        if any(_NOT_OURS.search(part) for part in entry.path):
            continue
        if key in ("no_proxy", "@context", "$schema"):
            continue
        for _, host in plain_hosts(entry.value):
            name = key.upper() if _VARIABLES.search(file.path) else key
            yield entry.line, "" if key.isdigit() else f"{name} = ", host


def _entries(file: SourceFile) -> list[Entry]:
    if _VARIABLES.search(file.path):
        return read_variables(file.text)
    reader = {".json": read_json, ".toml": read_toml, ".properties": read_properties}.get(
        file.suffix, read_yaml
    )
    return reader(file.text)


def _in_code(file: SourceFile) -> Iterator[tuple[int, str, str]]:
    if stage_of(file.path) in (DEFAULT, PRODUCTION):
        return
    if file.suffix == ".py":
        tree = parse(file.text)
        for one in assigned(tree) if tree else ():
            yield from _in_python(one.name, one.value, one.line)
        return
    code = mask(file.text, "ruby" if file.suffix == ".rb" else "script").code
    for offset, host in plain_hosts(code):
        start = code.rfind("\n", 0, offset) + 1
        if not _NOT_OURS.search(code[start:offset].lower()):
            yield line_at(code, offset), "", host


def _in_python(name: str, value: object, line: int) -> Iterator[tuple[int, str, str]]:
    import ast

    if _NOT_OURS.search(name.lower()) or not isinstance(value, ast.expr):
        return
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for _, host in plain_hosts(node.value):
                yield getattr(node, "lineno", line), f"{name} = ", host
