"""Services and source trees as lines to read and as values for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchword.check.subject import Service, Subject
from watchword.check.subject_table import write_service, write_tree
from watchword.cli.words import show_path
from watchword.kit import Kit
from watchword.text import clean


def subject_line(kit: Kit, subject: Subject) -> str:
    """One service or source tree in a line."""
    if not isinstance(subject, Service):
        return show_path(subject.path, kit.host.home)
    parts = ["API" if subject.kind == "api" else "site"]
    if subject.http_port != 80:
        parts.append(f"plain HTTP on port {subject.http_port}")
    if subject.login_paths:
        parts.append(f"login at {', '.join(subject.login_paths)}")
    if subject.ca_file:
        parts.append("with a CA file")
    parts += [f"leaves out {one.what}" for one in subject.ignore]
    parts.append("agreed" if subject.is_agreed else "not agreed yet")
    return clean(f"{subject.url}: {', '.join(parts)}", limit=300)


def subject_lines(kit: Kit) -> Iterator[str]:
    """All that is named, services first."""
    for title, subjects in (("Services", kit.settings.service), ("Source trees", kit.settings.tree)):
        yield f"{title}:" if subjects else f"{title}: none named."
        yield from (f"  {subject_line(kit, subject)}" for subject in subjects)


def as_value(subject: Subject) -> dict[str, Any]:
    """Return a subject as a value for `--json`: as it stands in the settings file."""
    return write_service(subject) if isinstance(subject, Service) else write_tree(subject)
