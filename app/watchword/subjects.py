"""What the person named to be looked at: services and source trees, kept in the settings file.

Both faces ask this for the list and change it through this; a change is saved before it shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from watchword.check.registry import about
from watchword.check.subject import Service, Subject, Tree
from watchword.check.subject_table import SUBJECT_LIMIT
from watchword.errors import UsageError
from watchword.settings import Settings, change, load

if TYPE_CHECKING:
    from watchword.kit import Kit

T = TypeVar("T")
K = TypeVar("K")

ASKED = (
    "Watchword will ask this service for its first page, its login paths and its security.txt, over HTTP and "
    "HTTPS, as a browser does. It sends no password and no cookie, changes nothing, and asks nobody else."
)

_NONE_YET = {
    "service": "I run no service yet that could be looked at.",
    "tree": "I work on no source tree yet that could be looked at.",
}


def named(kit: Kit, about: str) -> tuple[Subject, ...]:
    """Return the services (`service`) or source trees (`tree`) that are named; nothing for `machine`."""
    if about == "service":
        return kit.settings.service
    return kit.settings.tree if about == "tree" else ()


def none_yet(kit: Kit, check: str) -> str:
    """Return what somebody says who has nothing yet that this check could look at; empty where that is
    untrue: something is named, or it is this machine that is looked at."""
    kind = about(check)
    return "" if named(kit, kind) else _NONE_YET.get(kind, "")


def add(kit: Kit, subject: Subject) -> Kit:
    """Name a service or source tree, or replace the one with the same address or folder.

    Saves it and returns the new kit. Raises `UsageError` where too many are named or saving fails.
    """
    saved = _saved(kit)
    if isinstance(subject, Service):
        return _save(
            kit, service=_put(saved.service, subject, [one.url for one in saved.service], subject.url)
        )
    return _save(kit, tree=_put(saved.tree, subject, [one.path for one in saved.tree], subject.path))


def remove(kit: Kit, subject: Subject) -> Kit:
    """Forget a service or source tree; returns the new kit."""
    if isinstance(subject, Service):
        return _save(kit, service=tuple(one for one in _saved(kit).service if one.url != subject.url))
    return _save(kit, tree=tuple(one for one in _saved(kit).tree if one.path != subject.path))


def agree(kit: Kit, service: Service) -> Kit:
    """Note that this service may be asked for pages; returns the new kit."""
    return add(kit, replace(service, is_agreed=True))


def find(kit: Kit, subject: Subject) -> Subject | None:
    """Return the subject as it is named in the settings, with all that was said of it; else `None`."""
    for one in (*kit.settings.service, *kit.settings.tree):
        if isinstance(one, Service) and isinstance(subject, Service) and one.url == subject.url:
            return one
        if isinstance(one, Tree) and isinstance(subject, Tree) and one.path == subject.path:
            return one
    return None


def _saved(kit: Kit) -> Settings:
    return load(kit.paths.settings_file)


def _save(kit: Kit, **values: tuple[Subject, ...]) -> Kit:
    return replace(kit, settings=change(kit.paths.settings_file, **values))


def _put(subjects: tuple[T, ...], subject: T, keys: list[K], key: K) -> tuple[T, ...]:
    """Put a subject in the place of the one with the same key, or at the end."""
    if key in keys:
        place = keys.index(key)
        return (*subjects[:place], subject, *subjects[place + 1 :])
    if len(subjects) >= SUBJECT_LIMIT:
        raise UsageError(f"More than {SUBJECT_LIMIT} cannot be named.", "", "Remove one first.")
    return (*subjects, subject)
