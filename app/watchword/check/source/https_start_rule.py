"""Reads what files of a tree say about HTTPS: settings of frameworks, servers and platforms.

Every family reads its own files as what they are (code, YAML, blocks), never by searching for a word: a
setting in a comment is none. What one file cannot tell, the judging half puts together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from watchword.check.source.https_setting import RULE_ID, Setting, spot
from watchword.check.source.place import is_made
from watchword.check.source.rule import Rule, SourceFile, Spot

LIMIT = 100  # spots of one file
_FAMILIES = (
    *("settings_rails", "settings_django", "settings_flask", "settings_node", "settings_spring"),
    *("settings_laravel", "settings_aspnet", "settings_nginx", "settings_caddy", "settings_servers"),
    *("settings_cluster", "settings_platform", "settings_addresses"),
)


class Family(Protocol):
    """A module that reads the settings of one family."""

    wants: Callable[[str], bool]
    read: Callable[[SourceFile], Iterable[Setting]]


@cache
def _families() -> tuple[Family, ...]:
    return tuple(cast(Family, import_module(f"watchword.check.source.{name}")) for name in _FAMILIES)


def wants(path: str) -> bool:
    """Whether any family reads such a path; what a tool made is not read."""
    return not is_made(path) and any(family.wants(path) for family in _families())


def read(file: SourceFile) -> Iterator[Spot]:
    """Yield what every family that wants the file finds in it, at most 100 spots."""
    count = 0
    for family in _families():
        if not family.wants(file.path):
            continue
        for setting in family.read(file):
            yield spot(file, setting)
            count += 1
            if count >= LIMIT:
                return


RULE = Rule(id=RULE_ID, version=1, wants=wants, read=read)
