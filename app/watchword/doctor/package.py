"""What is installed in this Python: libraries needed and optional, and checks of other packages."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from importlib.util import find_spec

from watchword.check import registry
from watchword.doctor.report import Extra, Plugin
from watchword.doctor.veil import Veil
from watchword.errors import UsageError
from watchword.text import clean

PACKAGE = "watchword"

# What libraries are for, by the name of the distribution; and those that no extra declares.
_PURPOSES = {
    "textstat": "reading age in `watchword checklist lint`",
    "detect-secrets": "more patterns for secrets",
}
_ALWAYS = ("textstat",)
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_EXTRA = re.compile(r"""\bextra\s*==\s*['"]([^'"]+)['"]""")


def requirements() -> list[str]:
    """Return what this package says it requires; nothing where it is run without being installed."""
    try:
        return metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return []


def libraries(required: Iterable[str]) -> dict[str, str]:
    """Return the libraries needed, each with its version; an empty version is one that is missing."""
    return {name: _version(name) for name, extra in _parsed(required) if not extra}


def extras(required: Iterable[str], veil: Veil) -> tuple[Extra, ...]:
    """Return the libraries that add something, those of the declared extras and the few beside them."""
    declared = {name: extra for name, extra in _parsed(required) if extra}
    return tuple(_extra(name, declared.get(name, ""), veil) for name in dict.fromkeys([*declared, *_ALWAYS]))


def _extra(name: str, group: str, veil: Veil) -> Extra:
    purpose = _PURPOSES.get(name) or f"what comes with the extra `{group}`"
    version = _version(name)
    return Extra(name, purpose, version, "" if version else _installer(name, veil))


def _installer(name: str, veil: Veil) -> str:
    """Name the library, never `watchword[extra]`: an index may hold a package of that name by a stranger."""
    prefix = veil.hide(sys.prefix)
    if os.name == "nt":
        spelled = f"$HOME{prefix[1:]}" if prefix.startswith("~") else prefix  # as PowerShell expands it
        return f'uv pip install --python "{spelled}" {name}'
    if find_spec("pip"):
        return f"{prefix}/bin/python -m pip install {name}"
    return f"uv pip install --python {prefix} {name}"


def _parsed(required: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the name of each requirement and the extra it belongs to, empty for those always needed."""
    for text in required:
        if match := _REQUIREMENT.match(text):
            extra = _EXTRA.search(text)
            yield match[1].lower().replace("_", "-"), extra[1] if extra else ""


def _version(name: str) -> str:
    try:
        return clean(metadata.version(name), limit=40)
    except metadata.PackageNotFoundError:
        return ""


def plugins() -> tuple[Plugin, ...]:
    """Return the checks of other packages, each with what is wrong with it, if anything."""
    found = sorted(metadata.entry_points(group=registry.GROUP), key=lambda entry: entry.name)
    counts: Mapping[str, int] = {
        entry.name: sum(other.name == entry.name for other in found) for entry in found
    }
    return tuple(_plugin(entry, counts[entry.name]) for entry in found)


def _plugin(entry: metadata.EntryPoint, times: int) -> Plugin:
    name = clean(entry.name, limit=60)
    package = clean(f"{entry.dist.name} {entry.dist.version}", limit=80) if entry.dist else ""
    if entry.name in registry.BUNDLED:
        trouble = "It is not used: a check of Watchword has this name."
        return Plugin(name, package, trouble, "Its author gives it another name.")
    try:
        check = registry.find(entry.name)
    except UsageError as error:
        trouble = " ".join(part for part in (error.title, error.detail) if part)
        return Plugin(name, package, trouble, error.remedy, is_loaded=False)
    if times > 1:
        trouble = "Several packages bring a check of this name, and one of them is used."
        return Plugin(name, package, trouble, "Remove all of these packages but one.")
    if check.id != entry.name:
        trouble = f"It calls itself {clean(check.id, limit=60)}."
        return Plugin(name, package, trouble, "Its author gives both the same name.")
    return Plugin(name, package)
