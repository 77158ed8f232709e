"""What one file says about how passwords are stored: columns, hashes, plain values that are kept or written
down.

A file is looked through for literals first; only lines that hold one are read, without comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

from watchword.check.source import names
from watchword.check.source.code_text import blank_comments
from watchword.check.source.hashing_library import LITERALS as HASHING
from watchword.check.source.hashing_library import is_manifest, read_manifest, read_uses
from watchword.check.source.lines import kept, numbers
from watchword.check.source.place import is_made
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.check.source.stored_columns import read_columns
from watchword.check.source.stored_flow import Flow
from watchword.check.source.stored_flow_python import read_python
from watchword.check.source.stored_settings import SCHEMES, is_code, read_literals

ID = "source-stored-passwords"
SPOTS = 60  # of one file; a file with more is a list of its own

_ENDING = b"_pass"
_ENDINGS = (b"_PASS",)
_PASSWORDS = names.LITERALS
_SETTINGS = frozenset(
    (
        *(".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".json", ".tf"),
        *(".tfvars", ".hcl", ".xml", ".config", ".sql", ".prisma", ".sh", ".bash", ".envrc"),
    )
)
_NAMED = re.compile(r"(?i)^(?:\.env(?:\..+)?|\.envrc|dockerfile.*|.*\.dockerfile|procfile|gemfile)$")


def wants(path: str) -> bool:
    """Whether a file may hold a schema, code or settings; by its path alone."""
    if is_manifest(path):
        return True
    file = PurePosixPath(path)
    suffix = file.suffix.lower()
    return (suffix in _SETTINGS or is_code(path) or bool(_NAMED.match(file.name))) and not is_made(path)


def read(file: SourceFile) -> Iterator[Spot]:
    """Give the spots of one file, at most `SPOTS`; never raises for what is in it."""
    return islice(_read(file), SPOTS)


def _read(file: SourceFile) -> Iterator[Spot]:
    if is_manifest(file.path):
        yield from read_manifest(file, ID)
        if file.suffix not in (".py", ".toml", ".gradle", ".xml", ".cfg"):
            return
    code = is_code(file.path)
    passwords = numbers(file.lower, _PASSWORDS)
    # In code, `_pass` is mostly a turn of some work; in capitals it is a setting's name.
    passwords |= numbers(file.data if code else file.lower, _ENDINGS if code else (_ENDING,))
    hashing = numbers(file.lower, HASHING)
    addresses = numbers(file.lower, SCHEMES)
    if not passwords and not hashing and not addresses:
        return
    lines = blank_comments(file.text, file.suffix).split("\n")
    named = kept(lines, passwords)
    if code:
        yield from read_uses(file, lines, sorted({*named, *kept(lines, hashing)}), ID)
    yield from read_columns(file, lines, named, ID)
    if file.suffix not in (".sql", ".prisma"):
        yield from read_literals(file, lines, sorted({*named, *kept(lines, addresses)}), ID)
    if code and named:
        yield from _read_flow(file, lines, named)


def _read_flow(file: SourceFile, lines: list[str], numbers: list[int]) -> Iterator[Spot]:
    if file.suffix == ".py":
        yield from read_python(file, lines, numbers, ID)
    else:
        yield from Flow(file, "\n".join(lines), lines, ID).read(numbers)


RULE = Rule(
    id=ID,
    version=1,
    wants=wants,
    read=read,
    literals=(*_PASSWORDS, _ENDING, *HASHING, *SCHEMES),
)
