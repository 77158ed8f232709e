"""What the person said about themselves: who they are, what they do, what they carry.

It decides which guidelines apply, and gives the reason where one does not. Nothing in it is looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from watchword.errors import ProfileError
from watchword.text import REPLACEMENT, clean

# The words continue "You said that you ..."; "do not" is put in front for the opposite.
ROLES = {
    "developer": "write or deploy software",
    "responder": "answer security reports",
    "ssh-keys": "hold SSH keys",
    "openpgp-keys": "hold OpenPGP keys",
}
LAPTOPS = {"macos": "a Mac", "windows": "a Windows laptop", "linux": "a Linux laptop"}
PHONES = {"ios": "an iPhone or iPad", "android": "an Android phone or tablet"}
DEVICES = {**LAPTOPS, **PHONES}

# An address that may stand in an allowed_signers file: ASCII, no wildcard, no space, no leading dash.
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9.-]{0,189}")
_NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Profile:
    """One person: name, e-mail address, roles, devices, and whether they work in public places."""

    name: str
    email: str
    roles: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    public_places: bool = False

    @property
    def tags(self) -> frozenset[str]:
        """What guidelines are matched against."""
        public = ("public-places",) if self.public_places else ()
        return frozenset(("everyone", *self.roles, *self.devices, *public))

    def applies(self, audience: Iterable[str]) -> bool:
        """Whether a guideline for this audience is for this person: one match is enough."""
        return not self.tags.isdisjoint(audience)

    def reason_against(self, audience: Iterable[str]) -> str:
        """Say why a guideline for this audience is left out; empty when it applies."""
        wanted = [name for name in audience if name != "everyone"]
        if self.applies(audience):
            return ""
        deeds = [ROLES[name] for name in wanted if name in ROLES]
        carried = [DEVICES[name] for name in wanted if name in DEVICES]
        said = []
        if deeds:
            said.append(f"do not {_either(deeds)}")
        if carried:
            said.append(f"do not use {_either(carried)} for work")
        if "public-places" in wanted:
            said.append("do not regularly work in public places")
        return f"You said that you {' and '.join(said)}."


def build(
    name: str,
    email: str,
    roles: Iterable[str] = (),
    devices: Iterable[str] = (),
    public_places: bool = False,
) -> Profile:
    """Return a checked profile, the address in lower case; raises `ProfileError` for what cannot stand."""
    return Profile(
        name=check_name(name),
        email=check_email(email),
        roles=_known(roles, ROLES, "role"),
        devices=_known(devices, DEVICES, "device"),
        public_places=public_places,
    )


def check_name(value: str) -> str:
    """Return a name fit for a record: NFC, printable, 1 to 100 characters."""
    name = clean(" ".join(unicodedata.normalize("NFC", value).split()), limit=_NAME_LIMIT + 1)
    if not name or len(name) > _NAME_LIMIT or REPLACEMENT in name:
        raise ProfileError(
            "This name cannot be used.",
            "A name has 1 to 100 printable characters.",
            "Type your name as your manager knows it.",
        )
    return name


def check_email(value: str) -> str:
    """Return an address in lower case, in the plain form that signature tools accept."""
    email = value.strip().lower()
    if not _EMAIL.fullmatch(email) or ".." in email or email.endswith((".", "-")):
        raise ProfileError(
            "This is not an e-mail address that a record can carry.",
            "It takes the form name@example.org, in plain letters, digits and . _ + -",
            "Type your work address.",
        )
    return email


def _known(values: Iterable[str], table: dict[str, str], what: str) -> tuple[str, ...]:
    chosen = set(values)
    if unknown := sorted(chosen - set(table)):
        raise ProfileError(
            f"There is no {what} {clean(unknown[0], limit=60)!r}.",
            f"Known: {', '.join(table)}.",
            "Correct the name.",
        )
    return tuple(name for name in table if name in chosen)


def _either(parts: list[str]) -> str:
    """Join deeds with `or`; a verb that all begin with is said once: `hold SSH keys or OpenPGP keys`."""
    verb = parts[0].split()[0] + " "
    if all(part.startswith(verb) for part in parts):
        parts = [parts[0], *(part.removeprefix(verb) for part in parts[1:])]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"
