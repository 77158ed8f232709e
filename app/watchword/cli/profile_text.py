"""A profile in words, and what a change of it brings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from watchword.cli.prose import wrap
from watchword.cli.words import join
from watchword.progress.profile import DEVICES, ROLES, Profile
from watchword.progress.state import Progress
from watchword.text import count


def profile_lines(profile: Profile) -> list[str]:
    """What the person said about themselves."""
    roles = join(ROLES[name] for name in profile.roles)
    devices = join(DEVICES[name] for name in profile.devices)
    lines = [
        f"Name: {profile.name}",
        f"Address: {profile.email}",
        f"You {roles}." if roles else "You have none of the roles asked about.",
        f"You use {devices} for work." if devices else "You use none of the devices asked about.",
        f"You {'regularly' if profile.public_places else 'do not regularly'} work in public places.",
    ]
    return [part for line in lines for part in wrap(line, indent="  ", first="")]


def change_lines(progress: Progress, before: Collection[str] | None) -> list[str]:
    """How many guidelines apply now, and which came or went; `before` is `None` the first time."""
    now = [one.guideline.id for one in progress.applying]
    lines = [f"{count(len(now), 'guideline applies', 'guidelines apply')} to you."]
    if before is None:
        return lines
    titles = {one.id: one.title for one in progress.checklist.guidelines}
    if came := [titles[name] for name in now if name not in before]:
        lines += wrap(f"New for you: {join(came)}.", indent="  ")
    if gone := [titles[name] for name in titles if name in before and name not in now]:
        lines += wrap(f"No longer for you: {join(gone)}.", indent="  ")
    return lines


def as_value(profile: Profile) -> dict[str, Any]:
    """Return a profile as a value for `--json`."""
    return {
        "name": profile.name,
        "email": profile.email,
        "roles": list(profile.roles),
        "devices": list(profile.devices),
        "public_places": profile.public_places,
    }
