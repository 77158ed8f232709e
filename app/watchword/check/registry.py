"""The names of all checks, and the way from a name to a check.

A name maps to a module by text, so listing checks imports none of them. A team ships its own through the
entry-point group `watchword.checks`: the name is the check's id, the object a `Check`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

from watchword.check.check import Check
from watchword.check.drill import Drill
from watchword.errors import UsageError

GROUP = "watchword.checks"

# id -> module; each module holds its check as CHECK
BUNDLED = {
    "disk-encryption": "watchword.check.device.disk_encryption",
    "screen-lock": "watchword.check.device.screen_lock",
    "password-on-wake": "watchword.check.device.password_on_wake",
    "password-manager": "watchword.check.device.password_manager",
    "stray-credentials": "watchword.check.device.stray_credentials",
    "shell-history": "watchword.check.device.shell_history",
    "ssh-keys": "watchword.check.keys.ssh_keys",
    "openpgp-keys": "watchword.check.keys.openpgp_keys",
    "key-copies": "watchword.check.keys.key_copies",
    "keybase": "watchword.check.keys.keybase",
    "revocation-certificate": "watchword.check.keys.revocation_certificate",
    "remote-wipe": "watchword.check.device.remote_wipe",
    "service-passwords": "watchword.check.service.passwords",
    "service-https": "watchword.check.service.https",
    "service-address": "watchword.check.service.address",
    "service-redirect": "watchword.check.service.redirect",
    "service-relative-urls": "watchword.check.service.relative_urls",
    "service-reports": "watchword.check.service.reports",
    "source-https-start": "watchword.check.source.https_start",
    "source-relative-urls": "watchword.check.source.relative_urls",
    "source-logged-passwords": "watchword.check.source.logged_passwords",
    "source-stored-passwords": "watchword.check.source.stored_passwords",
    "source-reversible-passwords": "watchword.check.source.reversible_passwords",
    "source-security-alerts": "watchword.check.source.security_alerts",
    "source-reports": "watchword.check.source.reports",
}

# id -> module; each module holds its drill as DRILL
DRILLS = {
    "lock-drill": "watchword.check.device.lock_drill",
    "stick-drill": "watchword.check.keys.stick_drill",
}


def names() -> tuple[str, ...]:
    """Return the ids of all checks, the bundled ones first; imports none of them."""
    return (*BUNDLED, *(name for name in sorted(_plugins()) if name not in BUNDLED))


def about(name: str) -> Literal["machine", "service", "tree"]:
    """Return what a check looks at; imports no bundled one. What cannot be loaded is about this machine."""
    module = BUNDLED.get(name, "")
    if ".check.service." in module:
        return "service"
    if ".check.source." in module:
        return "tree"
    if module:
        return "machine"
    try:
        return find(name).about
    except UsageError:
        return "machine"


def find(name: str) -> Check[Any]:
    """Return the check with this id; raises `UsageError` when there is none or it cannot be imported."""
    if name in BUNDLED:
        check = import_module(BUNDLED[name]).CHECK
    elif entry := _plugins().get(name):
        try:
            check = entry.load()
        except (Exception, SystemExit) as error:  # anything a foreign package raises at import
            raise UsageError(
                f"The check {name} could not be loaded.",
                f"Its package raised {type(error).__name__}.",
                "Reinstall the package that ships it, or remove it.",
            ) from error
    else:
        raise UsageError(
            f"There is no check named {name}.",
            f"Known checks: {', '.join(names())}.",
            "Correct the name; `watchword check --list` shows all.",
        )
    if not isinstance(check, Check):
        raise UsageError(
            f"{name} is not a check.", "The entry point gives something else.", "Tell its author."
        )
    return check


def find_drill(name: str) -> Drill[Any]:
    """Return the drill with this id; raises `UsageError` when there is none."""
    if name not in DRILLS:
        raise UsageError(
            f"There is no drill named {name}.",
            f"Known drills: {', '.join(DRILLS)}.",
            "Correct the name.",
        )
    drill = import_module(DRILLS[name]).DRILL
    assert isinstance(drill, Drill)  # noqa: S101 - our own modules
    return drill


def _plugins() -> dict[str, Any]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=GROUP)}
